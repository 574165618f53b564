import type { zh } from './zh.ts';

/** Every text of the pages in English; the keys are those of the Chinese dictionary, in the same order. */
export const en: Record<keyof typeof zh, string> = {
  // ── common ──────────────────────────────────────────────────────────────────────────────────────
  'common.appName': 'mpay',
  'common.language': 'Language',
  'common.skipToContent': 'Skip to content',
  'common.themeToDark': 'Switch to dark',
  'common.themeToLight': 'Switch to light',
  'common.save': 'Save',
  'common.cancel': 'Cancel',
  'common.back': 'Back',
  'common.next': 'Next',
  'common.confirm': 'Confirm',
  'common.delete': 'Delete',
  'common.edit': 'Edit',
  'common.copy': 'Copy',
  'common.copied': 'Copied',
  'common.search': 'Search',
  'common.none': 'None',
  'common.yes': 'Yes',
  'common.no': 'No',
  'common.menu': 'Menu',
  'common.minutes': '{count} min',
  'common.seconds': '{count} s',

  // ── nav ─────────────────────────────────────────────────────────────────────────────────────────
  'nav.main': 'Main navigation',
  'nav.home': 'Home',
  'nav.orders': 'Orders',
  'nav.receipts': 'Receipts',
  'nav.accounts': 'Accounts',
  'nav.merchants': 'Merchants',
  'nav.audit': 'Audit log',
  'nav.logout': 'Log out',
  'nav.signedInAs': 'Signed in as {name}',

  // ── login ───────────────────────────────────────────────────────────────────────────────────────
  'login.title': 'Log in to the console',
  'login.lead': 'Use the administrator made during installation.',
  'login.username': 'User name',
  'login.password': 'Password',
  'login.submit': 'Log in',
  'login.wrong': 'The user name or the password is wrong.',
  'login.blocked': 'Too many failed attempts. Try again in {wait}.',
  'login.missing': 'Enter both the user name and the password.',
  'login.expired': 'Your session has ended. Please log in again.',
  'login.loggedOut': 'You are logged out.',
  'login.showPassword': 'Show password',
  'login.hidePassword': 'Hide password',

  // ── password and username rules (install, users) ────────────────────────────────────────────────
  'password.tooShort': 'The password is too short: at least {min} characters.',
  'password.tooLong':
    'The password is too long: at most 72 bytes (72 Latin letters or 24 Chinese characters).',
  'password.common': 'This password is too common and easily guessed. Choose another one.',
  'password.isUsername':
    'The password must not be the user name, nor the user name with a few characters added.',
  'password.repeated': 'The password must not be one short piece repeated.',
  'password.sequence': 'The password must not be a run of the alphabet, of digits or of keyboard keys.',
  'password.mismatch': 'The two passwords differ.',
  'username.invalid': 'A user name has 2–32 characters: letters, digits, Chinese characters and . _ - @.',
  'username.taken': 'This user name is taken.',

  // ── error ───────────────────────────────────────────────────────────────────────────────────────
  'error.notFoundTitle': 'Page not found',
  'error.notFound': 'There is nothing at this address. It may have moved, or the address may be mistyped.',
  'error.refusedTitle': 'This could not be done',
  'error.faultTitle': 'Something went wrong',
  'error.fault': 'It was not your doing, and it has been logged. Please try again later.',
  'error.faultBuyer':
    'This page can’t be shown just now. If you have paid already, the money is in the seller’s account: please don’t pay again, and contact the shop where you bought.',
  'error.faultId': 'Error id',
  'error.faultIdHint': 'Search the server’s log for this id to find the cause.',
  'error.faultIdBuyerHint': 'You can give this id to the shop.',
  'error.fields': 'Please check:',
  'error.home': 'Back to the start',
  'error.tryAgain': 'Try again',
  'error.badInput': 'The input is not valid',
  'error.csrfTitle': 'This page has expired',
  'error.csrf':
    'To protect your account, a form stops working when it was open for too long or after a new login. Go back, reload, and send it again.',
  'error.tooLarge': 'What was sent is too large.',
  'error.malformed': 'What was sent could not be understood.',

  // ── install: the frame ──────────────────────────────────────────────────────────────────────────
  'install.title': 'Installation',
  'install.step': 'Step {number} of {total}',
  'install.stepEnvironment': 'Environment',
  'install.stepDatabase': 'Database',
  'install.stepTerms': 'Lawful use',
  'install.stepAdministrator': 'Administrator',
  'install.stepDone': 'Done',
  'install.goneTitle': 'Already installed',
  'install.gone': 'This system is installed; the wizard is closed.',
  'install.goneLogin': 'Go to login',
  'install.alreadyInstalled': 'The system is installed already and can’t be installed again.',

  // ── install: 1 environment and set-up code ──────────────────────────────────────────────────────
  'install.environmentLead':
    'First a look at whether this server is ready. If something fails, follow the advice and reload this page.',
  'install.pass': 'Pass',
  'install.warn': 'Note',
  'install.fail': 'Fail',
  'install.checkNode': 'Node.js version',
  'install.checkNodeFail': 'Node.js {needed} or newer is needed. Upgrade it and start again.',
  'install.checkDataDir': 'Data folder is writable',
  'install.checkDataDirFail':
    'The program can’t write to this folder ({cause}). Change its owner or its rights, or set DATA_DIR in .env to a folder that is writable.',
  'install.checkDisk': 'Free disk space',
  'install.checkDiskWarn': 'Rather little; {needed} or more is advised.',
  'install.checkDiskFail': 'Too little; at least {needed} is needed. Free some space and reload.',
  'install.checkDiskUnknown': 'The free space can’t be read; please make sure there is at least {needed}.',
  'install.checkKey': 'Encryption key APP_KEY',
  'install.checkKeyGiven': 'Set in the environment or in .env',
  'install.checkKeyGenerated': 'Generated for you, kept in {file}',
  'install.checkKeyHint':
    'Back this key up together with the data: without it, stored platform passwords and merchant keys can’t be read.',
  'install.checkClock': 'Time and time zone',
  'install.checkClockHint':
    'Compare it with your phone. Payments are matched by time, so it should be right to 30 seconds; TZ_DISPLAY changes the zone shown.',
  'install.checkClockFail':
    'The server’s clock is clearly wrong. Switch on time synchronisation (NTP), for example: timedatectl set-ntp true.',
  'install.checkClockSkew':
    'The server’s clock and this device differ by about {seconds} s; see which one is wrong.',
  'install.codeTitle': 'Enter the set-up code',
  'install.codeLead':
    'To make sure that you own this server, the code is printed in the server’s log only (the terminal window, pm2 logs, docker logs or your panel’s log page). It looks like ABCD-EFGH-JKMN.',
  'install.code': 'Set-up code',
  'install.codeWrong': 'This code is wrong. Use the latest one in the server’s log.',
  'install.codeBlocked': 'Too many wrong codes. Try again in {wait}.',
  'install.codeNeeded':
    'Enter the set-up code first. If you did before, it was over an hour ago or the server has restarted since.',
  'install.begin': 'Begin',
  'install.fixFirst': 'Fix what failed above before you go on.',

  // ── install: 2 database ─────────────────────────────────────────────────────────────────────────
  'install.databaseLead': 'Where shall orders and receipts be kept? If unsure, take the first.',
  'install.sqlite': 'Built-in database (recommended)',
  'install.sqliteHint':
    'Nothing to prepare; the data is kept in {file}. Ample for tens of thousands of orders a day on one server.',
  'install.mysql': 'MySQL / MariaDB',
  'install.mysqlHint':
    'For those who run a database server already, or want several processes to share the data. Needs an empty database and a user who may create tables.',
  'install.mysqlHost': 'Host',
  'install.mysqlPort': 'Port',
  'install.mysqlUser': 'User',
  'install.mysqlPassword': 'Password',
  'install.mysqlDatabase': 'Database',
  'install.mysqlFill': 'Please fill this in.',
  'install.mysqlPortInvalid': 'A port is a number from 1 to 65535.',
  'install.mysqlTested': 'The next step tests the connection first; nothing is written before it works.',
  'install.databaseGiven': 'The database is set by DATABASE_URL: {address}',
  'install.databaseGivenHint': 'To use another one, change DATABASE_URL in .env and restart.',
  'install.databaseNeeded': 'Choose a database first.',
  'install.mysqlFailed': 'The database connection did not pass the test',
  'install.mysqlUnreachable':
    'Can’t connect to {host}:{port} ({cause}). Check host and port, whether the database is running, and the firewall; if it runs on this machine, the host is 127.0.0.1.',
  'install.mysqlUnknownHost': 'The host {host} can’t be found. Check its spelling.',
  'install.mysqlAccessDenied':
    'The database refused the user {user}: wrong user or password, or not allowed to log in from this server.',
  'install.mysqlDatabaseDenied':
    'The user {user} may not use the database {database}. Run in the database: GRANT ALL ON `{database}`.* TO that user.',
  'install.mysqlUnknownDatabase':
    'There is no database {database}. Create it first: CREATE DATABASE `{database}` CHARACTER SET utf8mb4;',
  'install.mysqlTooOld':
    'The database is too old ({version}). MySQL 5.7 or newer, or MariaDB 10.3 or newer, is needed.',
  'install.mysqlNoCreate':
    'The user {user} lacks rights in the database {database}: {rights}. Run: GRANT ALL ON `{database}`.* TO that user.',
  'install.mysqlInstalled':
    'The database {database} holds an installed mpay already. To use it: put DATABASE_URL=mysql://user:password@{host}:{port}/{database} and its own APP_KEY into .env and restart. To install anew: take an empty database.',
  'install.databaseOccupied':
    'The database {database} holds tables of another program under the same names ({tables}). Please make an empty database for mpay.',
  'install.mysqlOther': 'The database answered with an error: {cause}',

  // ── install: 3 lawful use ───────────────────────────────────────────────────────────────────────
  'install.termsLead': 'Please read and accept this statement to go on.',
  'install.terms1':
    'I use this system only to be paid for lawful goods or services of my own, and collect for nobody else.',
  'install.terms2':
    'I will not use it for fraud, gambling, money laundering, pyramid schemes, pornography, renting out accounts or anything else unlawful, nor hide what a payment is really for.',
  'install.terms3':
    'I will follow the terms and limits of WeChat, Alipay, UnionPay and each platform I collect through. I know that a platform may restrict accounts that break its terms, and that I bear the consequences.',
  'install.terms4':
    'I understand that this software never receives, holds or moves money: buyers pay straight into my own account; it only compares the account’s records with orders and tells my website.',
  'install.terms5': 'I pay the taxes due, keep records, and handle refunds and complaints properly.',
  'install.terms6':
    'The software comes as it is, without any warranty. Whether money has arrived is decided by the platform’s own records; checking them before delivery is up to me.',
  'install.termsAccept': 'I have read and accept all of the above',
  'install.termsNeeded': 'The installation can go on only when you accept the statement.',

  // ── install: 4 administrator ────────────────────────────────────────────────────────────────────
  'install.administratorLead': 'The console’s first account. There is no default password of any kind.',
  'install.username': 'User name',
  'install.usernameHint': 'Letters, digits or Chinese characters; upper and lower case are the same.',
  'install.password': 'Password',
  'install.passwordHint':
    'At least 10 characters and not a common one. Best made by a password manager, or of a few unrelated words.',
  'install.passwordAgain': 'The password again',
  'install.summary': 'Will be installed to',
  'install.submit': 'Install',
  'install.failedTitle': 'The installation was not completed',
  'install.failed':
    'Writing failed and everything was undone; you can try again. Error id {id}; the server’s log has the cause.',

  // ── install: 5 result ───────────────────────────────────────────────────────────────────────────
  'install.doneTitle': 'Installed',
  'install.doneLead': 'Save this merchant’s data now: the key is shown only here, only once.',
  'install.pid': 'Merchant id (pid)',
  'install.key': 'Merchant key (key)',
  'install.apiUrl': 'API address',
  'install.keyOnce': 'It is gone once you leave this page. If lost, reset it on the console’s merchant page.',
  'install.nextTitle': 'What comes next',
  'install.next1':
    'Log in, add an account of a collection platform under “Accounts”, and upload its QR code.',
  'install.next2': 'Enter the API address, pid and key above in your shop’s 易支付 (epay) settings.',
  'install.next3': 'Place a small order, pay it with your own phone, and see that your shop is told.',
  'install.next4': 'Back up the data folder {dir} and APP_KEY; one is worth nothing without the other.',
  'install.toConsole': 'Log in to the console',

  // ── cashier (收银台) ────────────────────────────────────────────────────────────────────────────
  'cashier.title': 'Checkout',
  'cashier.titlePay': '¥{amount} · {type}',
  'cashier.wxpay': 'WeChat Pay',
  'cashier.alipay': 'Alipay',
  'cashier.unionpay': 'UnionPay',
  'cashier.choose': 'Choose how to pay',
  'cashier.chooseLead': 'The QR code and the exact amount appear next.',
  'cashier.chooseNone':
    'The shop has no working payment code right now. Please refresh later or contact the shop.',
  'cashier.pay': 'Please pay exactly',
  'cashier.exact': 'Enter ¥{amount} when you pay',
  'cashier.whyMore':
    'This is ¥{difference} more than the price of ¥{money}. The odd cents mark this order, so that the shop can tell your payment from others.',
  'cashier.whyLess':
    'This is ¥{difference} less than the price of ¥{money}. The odd cents mark this order, so that the shop can tell your payment from others.',
  'cashier.whySame':
    'With any other amount the payment can’t be recognised and the order won’t complete by itself.',
  'cashier.copyAmount': 'Copy amount',
  'cashier.qrAlt': '{type} payment code',
  'cashier.scan.wxpay': 'Open WeChat and scan to pay',
  'cashier.scan.alipay': 'Open Alipay and scan to pay',
  'cashier.scan.unionpay': 'Open UnionPay or your bank’s app and scan to pay',
  'cashier.longPress': 'Press and hold the code above to pay',
  'cashier.longPressElse': 'Nothing happens? Save the code to your album, then pick it in Scan.',
  'cashier.save.wxpay': 'Save the code, open Scan in WeChat and pick it from your album',
  'cashier.save.alipay': 'Save the code, open Scan in Alipay and pick it from your album',
  'cashier.save.unionpay':
    'Save the code, open Scan in UnionPay or your bank’s app and pick it from your album',
  'cashier.saveHint': 'Can’t save it? Press and hold the picture, or take a screenshot.',
  'cashier.openApp': 'Tap the button and enter the amount in Alipay',
  'cashier.orScan': 'Or scan the code with Alipay on another phone',
  'cashier.savePicture': 'Save code',
  'cashier.openWechat': 'Open WeChat',
  'cashier.openAlipay': 'Open Alipay',
  'cashier.payInAlipay': 'Pay in Alipay',
  'cashier.wrongApp.wxpay':
    'This order is to be paid with WeChat. Open this page in WeChat or a browser, or scan it with another phone.',
  'cashier.wrongApp.alipay':
    'This order is to be paid with Alipay. Tap “…” at the top right to open this page in a browser, or scan it with another phone.',
  'cashier.noCode':
    'The shop has withdrawn the code of this order. Please don’t pay; order again at the shop.',
  'cashier.left': 'Time left',
  'cashier.live': 'This page updates by itself once you have paid. Please keep it open.',
  'cashier.paidRefresh': 'Paid? Refresh',
  'cashier.confirm': 'I have paid',
  'cashier.confirmLead': 'Press this after paying, and we look for your payment at once.',
  'cashier.asked': 'Looking for your payment. This usually takes a few seconds.',
  'cashier.wait': 'We have just looked. Please press again in {seconds} s.',
  'cashier.confirmFailed': 'That did not get through. Please check your connection and press again.',
  'cashier.refusedNoCode':
    'No code takes this way of paying right now. Please choose another or contact the shop.',
  'cashier.refusedAllTaken':
    'Many people are paying right now. Please try again in a few minutes or choose another way.',
  'cashier.product': 'Product',
  'cashier.shopOrder': 'Order no.',
  'cashier.ourOrder': 'Payment no.',
  'cashier.money': 'Price',
  'cashier.paid': 'Paid',
  'cashier.paidBack': 'Taking you back to the shop…',
  'cashier.paidTelling': 'Telling the shop, just a moment…',
  'cashier.paidStay': 'Your payment is confirmed. You may close this page.',
  'cashier.returnNow': 'Back to the shop',
  'cashier.expired': 'The time to pay is over',
  'cashier.expiredUnpaid': 'Not paid yet: please don’t scan the code any more; order again at the shop.',
  'cashier.expiredPaid':
    'Already paid: your money went to the shop’s account and is not lost; please don’t pay twice. Contact the shop with the order number below.',
  'cashier.expiredHeld':
    'If you have paid just now, please stay on this page: it updates when the money arrives.',
  'cashier.closed': 'This order is closed',
  'cashier.closedLead':
    'This order has been closed, please don’t pay. If you already have, contact the shop with the order number below.',
  'cashier.footer': 'Your money goes straight to the shop; this site never holds it.',
  'cashier.otherLang': '中文',

  // ── console (管理后台) ──────────────────────────────────────────────────────────────────────────
};
