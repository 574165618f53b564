import type { install as zh } from '../zh/install.ts';

export const install: Record<keyof typeof zh, string> = {
  'install.title': 'Installation',
  'install.step': 'Step {number} of {total}',
  'install.stepEnvironment': 'Environment',
  'install.stepDatabase': 'Database',
  'install.stepTerms': 'Lawful use',
  'install.stepAdministrator': 'Administrator',
  'install.stepDone': 'Done',
  'install.goneTitle': 'Already installed',
  'install.gone':
    'This system is installed, and the wizard is closed. The console’s merchant page shows number and key for your password.',
  'install.goneLogin': 'Go to login',
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
  'install.mysqlOther': 'The database answered with an error: {cause}',
  'install.mysqlNoInnodb':
    'This database server has InnoDB switched off; its other engines know no transactions and would get payments wrong. Take skip-innodb or innodb=OFF out of my.cnf and restart the database.',
  'install.mysqlReadOnly':
    'The database {database} can be read but not written ({cause}). Switch read_only off, or use the primary server.',
  'install.mysqlFull': 'The database can’t grow ({cause}): its disk is full. Make room first.',
  'install.tablesNotInnodb':
    'These tables know no transactions, so payments could go wrong: {tables}. Make a back-up, then run in the database: {remedy}',
  'install.databaseNotUtf8mb4':
    'The character set of the database {database} is {alphabet}, which can’t hold Chinese and emoji. Run in the database: {remedy}',
  'install.tablesNotUtf8mb4':
    'The character set of these tables can’t hold every text, so payments’ messages could be lost: {tables}. Make a back-up, then run in the database: {remedy}',
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
  'install.administratorLead': 'The console’s first account. There is no default password of any kind.',
  'install.username': 'User name',
  'install.usernameHint': 'Letters, digits or Chinese characters; upper and lower case are the same.',
  'install.password': 'Password',
  'install.passwordHint':
    'At least 10 characters and not a common one. Best made by a password manager, or of a few unrelated words.',
  'install.passwordAgain': 'The password again',
  'install.summary': 'Will be installed to',
  'install.submit': 'Install',
  'install.failed':
    'Writing failed and everything was undone; you can try again. Error id {id}; the server’s log has the cause.',
  'install.doneTitle': 'Installed',
  'install.doneLead': 'This is your merchant’s data; the shop needs it.',
  'install.pid': 'Merchant id (pid)',
  'install.key': 'Merchant key (key)',
  'install.apiUrl': 'API address',
  'install.keyAgain':
    'Keep the key to yourself. The console’s merchant page shows it again for your password.',
  'install.nextTitle': 'What comes next',
  'install.next1':
    'Log in, add an account of a collection platform under “Accounts”, and upload its QR code. For a personal WeChat or Alipay code, connect an Android phone as well (see the account’s listener page).',
  'install.next2': 'Enter the API address, pid and key above in your shop’s 易支付 (epay) settings.',
  'install.next3': 'Place a small order, pay it with your own phone, and see that your shop is told.',
  'install.next4':
    'Back up the whole data folder {dir}: the key (app.key) lies in it. If you set APP_KEY in .env yourself, keep that as well.',
  'install.toConsole': 'Log in to the console',
};
