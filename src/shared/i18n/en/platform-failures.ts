import type { platformFailures as zh } from '../zh/platform-failures.ts';

export const platformFailures: Record<keyof typeof zh, string> = {
  'platform.needsPerson': 'The login at {platform} has ended: it needs you to log in once more',
  'platform.refusedAfterLogin':
    'The login at {platform} works, but it may not read payments: check what it may do there',
  'platform.noWay': '{platform} has no such way to log in',
  'platform.nothingPasted': 'There is nothing of use in it: copy it again',
  'platform.threw': 'The plugin for {platform} failed: see the log',
  'platform.notAsked': '{platform} has no back end to ask: a phone or PC reports its payments',
  'platform.noTime': 'The platform gave no result within {seconds} s',
  'platform.stopped': 'The query was stopped',
  'platform.pacedOut': 'This account has asked {count} times within the hour and rests for a while',
  'platform.hourSpent': 'This account’s requests of the hour are used up: it goes on by itself in a while',
  'platform.loginTooSoon':
    'One login a minute, so that the platform does not lock the account. Try again in {seconds} s',
  'platform.loginsFailed':
    '{count} logins in a row failed, so we stopped before the platform locks the account. The last one: {why}',
  'platform.picturesWrong':
    '{count} pictures in a row were not accepted, so we stopped before the platform locks the account. Log in again in a while',
  'platform.redirects': '{host} redirects without end',
  'platform.noAnswer': '{host} gave no complete answer within {seconds} s',
  'platform.undeclared': 'the plugin wants to call {host}, which it does not declare',
  'platform.badAddress': 'the address of the platform is wrong: it begins with https:// or http://',
  'platform.reserved': '{host} is link-local or reserved: no platform lives there',
  'platform.tooLarge': 'the answer of {host} is too large',
  'platform.unreachable': 'Can’t reach {host}: {why}',
  'platform.unreachableCode': 'Can’t reach {host}: {why} ({code})',
  'platform.why.noName': 'there is no such address (name not found)',
  'platform.why.refused': 'it refused the connection',
  'platform.why.timeout': 'the connection timed out',
  'platform.why.certificate': 'its certificate is not valid',
  'platform.why.brokenOff': 'the connection broke off',
  'platform.why.network': 'network error',
  'platform.outOfOrder': 'The platform is out of order for now (HTTP {status})',
  'platform.strange':
    'The platform answered something that we don’t understand (HTTP {status}): its interface may have changed',
  'platform.tooFast': 'The platform is asked too often: it is left alone for a while',
  'platform.pagesRepeat': 'The pages of the platform’s list repeat',
  'platform.pagesTooMany': 'The platform lists more than {count} payments: not all were read',
  'platform.listCut':
    'The platform gives only the newest part of its list, and there may be older payments that were not read. What was read counts; compare the rest with the platform’s own pages, and settle by hand what is missing',
  'platform.amountChanged':
    'The platform told {was} yuan for number {number} and tells {is} yuan now; the first counts. It may be a refund: look at it there',
  'platform.readPicture': 'The platform shows a picture to read: it needs you to log in',
  'platform.pictureOver': 'The picture is over or was used: begin the login again',
  'platform.notForeseen': 'The query failed: see the log',
  'platform.box.time': 'The plugin computed for too long and was stopped',
  'platform.box.memory': 'The plugin took too much memory and was stopped',
  'platform.box.stuck': 'The plugin came to a halt without a result',
  'platform.box.size': 'The plugin gave more than can be taken',
  'platform.box.requests': 'The plugin sent too many requests at a time and was stopped',
  'platform.field.password': 'Password',
  'platform.field.passwordHelp': 'Stored encrypted, never shown again',
  'platform.field.address': 'Address of the back end',
  'platform.field.addressHelp': 'Leave empty; only for the simulator',
  'platform.field.keepAlive': 'Ask every {minutes} minutes without orders too, to stay logged in',
  'platform.field.keepAliveHelp':
    'How long a login lasts is not known. With this you learn within {minutes} minutes that it is over, not when a buyer pays',
};
