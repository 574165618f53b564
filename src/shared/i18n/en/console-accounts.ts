import type { consoleAccounts as zh } from '../zh/console-accounts.ts';

export const consoleAccounts: Record<keyof typeof zh, string> = {
  'console.health.ok': 'Working',
  'console.health.failing': 'Failing',
  'console.health.unheard': 'Nothing heard yet',
  'console.health.untested': 'Not tested yet',
  'console.health.needs_you': 'Needs you to log in',
  'console.health.stopped': 'Login failed, paused',
  'console.mode.continuous': 'Continuous',
  'console.mode.on_demand': 'On demand',
  'console.modeText.continuous':
    'Asks the platform by itself while an order is open; done seconds after the payment. Recommended.',
  'console.modeText.on_demand':
    'Asks once when the buyer presses “I have paid”. Fewest requests, for accounts under strict risk control.',
  'console.rests.seen': 'Seen',
  'console.rests.inferred': 'Inferred',
  'console.rests.unknown': 'Unknown',
  'console.restsText.seen': 'read in public documents or working code',
  'console.restsText.inferred': 'concluded from hints, may differ',
  'console.restsText.unknown': 'no reliable source; what the platform does counts',
  'console.accounts.lead': 'Money goes straight to your own accounts; we only look for it.',
  'console.accounts.add': 'Add account',
  'console.accounts.manage': 'Manage',
  'console.accounts.lastOk': 'Last asked: {time}',
  'console.accounts.none': 'No accounts yet',
  'console.accounts.noneText': 'Add an account at a platform, then its code, and you can take payments.',
  'console.accounts.noCodes': 'No codes yet, so it gets no orders.',
  'console.accounts.choose': 'Choose a platform',
  'console.accounts.chooseMerchant': 'Choose a merchant',
  'console.accounts.billEach': 'The platform makes a code with its amount for each order',
  'console.accounts.manyCodes': 'Tells its codes apart; one account can have many',
  'console.accounts.oneAmount': 'Does not tell codes apart; amounts are unique per account',
  'console.accounts.noPlatforms': 'No platform plugin',
  'console.accounts.noPlatformsText': 'Check that the plugins folder is complete.',
  'console.account.titleNew': 'New account: {platform}',
  'console.account.codes': 'Codes',
  'console.account.addCode': 'Add code',
  'console.account.settings': 'Settings',
  'console.account.pidMissing': 'Please choose a merchant.',
  'console.account.login': 'Login',
  'console.account.loginHint': 'A name that tells it apart, like a phone number.',
  'console.account.optional': '{label} (optional)',
  'console.account.keepSecret': 'Leave empty to keep it.',
  'console.account.mode': 'Listen mode',
  'console.account.interval': 'Interval (seconds)',
  'console.account.intervalLeast':
    'This platform wants at least {seconds} seconds: a shorter time counts as that. Only while an order is open or has just run out.',
  'console.account.intervalHint':
    '1 to 60. Only while an order is open or has just run out; shorter is quicker and asks more often.',
  'console.account.addSubmit': 'Add account',
  'console.account.state': 'How it runs',
  'console.account.lastStarted': 'Last asked',
  'console.account.lastOk': 'Last success',
  'console.account.lastError': 'Last error',
  'console.account.failures': 'Failures in a row',
  'console.account.refusedField': 'The platform refused it: check it and enter it anew',
  'console.account.stoppedHow':
    'Check login and password, and that you can log in on the platform’s own page. Saving a change tries the login again at once; the account goes on as soon as it works.',
  'console.account.failingHow':
    'Check the server’s network and the address, and test again later. If the platform has changed or wants a captcha, log in on its own page first; if that doesn’t help, report this text.',
  'console.account.advanced': 'Advanced',
  'console.account.politeText':
    'Nothing is asked while no order is open or has just run out, so an old time is normal.',
  'console.account.test': 'Test the login',
  'console.account.enable': 'Turn on',
  'console.account.disable': 'Turn off',
  'console.account.disableSubmit': 'Yes, turn it off',
  'console.account.disableWhat': 'It gets no new orders.',
  'console.account.disableOpen':
    'Orders that are open now are still asked for until they are paid or over; then it is asked no more.',
  'console.account.off': 'Off',
  'console.account.pluginMissing': 'Plugin not usable',
  'console.account.plugin.missing': 'Plugin missing',
  'console.account.plugin.off': 'Plugin switched off',
  'console.account.plugin.broken': 'Plugin could not be loaded',
  'console.account.pluginText.missing':
    'Its plugin is not installed, so the account does not work. Restore the plugins folder and restart.',
  'console.account.pluginText.off':
    'Its plugin is switched off, so the account does not work. Switch it on under “About the platforms”.',
  'console.account.pluginText.broken':
    'Its plugin could not be loaded, so the account does not work. “About the platforms” and the log say why; mend it and restart.',
  'console.account.needsYouHow':
    'Press “Log in yourself” and follow the page; once it works, all goes on by itself.',
  'console.account.personalLogin': 'Log in yourself',
  'console.login.title': 'Log in at the platform',
  'console.login.heading': 'Log in: {platform} · {login}',
  'console.login.ask': 'Read the picture',
  'console.login.picture': 'The picture that the platform shows',
  'console.login.once': 'Good for two minutes, and once.',
  'console.login.submit': 'Send',
  'console.login.begin': 'Begin the login',
  'console.login.beginText':
    'Logs in once with the stored password or keys; where the platform wants a picture read, it is shown here.',
  'console.login.another': 'Another picture',
  'console.login.handOver': 'Hand over a session',
  'console.login.pasted': 'Paste it here',
  'console.login.pastedHint':
    'Cookies, a token, or “copy as cURL / fetch” of your browser’s developer tools. It is stored encrypted and never shown again.',
  'console.login.handOverSubmit': 'Try and keep it',
  'console.account.setupTitle': 'First, at the platform',
  'console.account.nextTitle': 'Next',
  'console.account.nextText':
    'The login is tried as soon as you add it, and the result stands on the account’s page. It is saved even if the login fails, so that you can correct it. Then add a code.',
  'console.account.safeText':
    'The password is stored encrypted on your own server, never shown again, and only used to log in at the platform.',
  'console.test.ok': 'Logged in',
  'console.test.okText': 'The login works; payments can be looked up.',
  'console.health.silent': 'Not listening',
  'console.accounts.forwarded': 'A phone or PC listens',
  'console.accounts.forwardedText': 'No login at the platform: your phone or PC forwards the notifications',
  'console.accounts.lastHeard': 'Last heard: {time}',
  'console.accounts.devices': 'Devices',
  'console.accounts.texts': 'Texts',
  'console.account.loginForwarded': 'Account name',
  'console.account.loginForwardedHint': 'A name of your own, such as “shop phone”.',
  'console.account.silentAfter': 'Stop after this many silent seconds',
  'console.account.silentAfterHint':
    '30 to 3600 seconds. When no listening device sent a message or heartbeat for so long, its codes take no orders; they are back by themselves with the next word of any device.',
  'console.account.acceptKey': 'Accept the merchant key as signature',
  'console.account.acceptKeyHint':
    'Needed only while a phone has the merchant key as its Secret. It goes off by itself as soon as a device of this account gets a key of its own.',
  'console.account.nextForwarded':
    'Add the account, then a code, then set up the phone or PC that sees the notifications.',
  'console.account.listener': 'Set up the listener',
  'console.account.listenerText':
    'Your phone or PC forwards the notifications. Nothing was heard from one yet; set it up step by step.',
  'console.account.heardBy': 'Devices',
  'console.account.noDevice': 'None yet',
  'console.account.unheard': 'No device watches this account',
  'console.account.unheardText.waits':
    'No phone or PC was ever heard, so its codes take no orders yet. They start by themselves with the first message or heartbeat.',
  'console.account.unheardText.takes':
    'You let it take orders without a listening device: payments are not seen and orders must be completed by hand. Set up a phone or PC.',
  'console.account.takesUnheard': 'Take orders although no device listens yet',
  'console.account.takesUnheardHint':
    'Better not. With this, buyers are sent to this account’s codes before a phone or PC is connected; you watch for the money yourself and complete orders by hand.',
  'console.account.silentAfterShort': 'Stops after',
  'console.account.disableWhatForwarded': 'It gets no new orders.',
  'console.account.disableOpenForwarded':
    'What the phone forwards is still recorded, and open orders are still settled.',
  'console.account.confirmHint':
    'Needed when the login, the password or the address changes, to make sure that it is you. Not asked again for 10 minutes.',
  'console.account.toldLimit': 'Above how many yuan a person confirms',
  'console.account.toldLimitHint':
    'A payment above this that a phone or PC reports is not counted by itself: it waits until you have checked it and given it to its order. We recommend your usual largest sale, so that no forged notification takes dear goods. Empty: no limit.',
  'console.account.toldLimitOff': 'no limit',
  'console.account.toldLimitWrong': 'Write an amount, like 500 or 99.9',
  'console.account.adviceTitle': 'Before a phone listens',
  'console.account.adviceLimit':
    'Fill in “Above how many yuan a person confirms” in the account’s settings (recommended): large amounts are then seen by you before goods leave',
  'console.account.alsoTold': 'A phone can tell as well',
  'console.account.alsoToldText':
    'Set up listening on a phone with this platform’s merchant app: as soon as it tells of money, the platform is asked at once. The platform’s record is what counts, so nothing is counted twice.',
  'console.account.confirmTick':
    'Needed only when you tick “{choice}”, to make sure that it is you. Not asked again for 10 minutes.',
};
