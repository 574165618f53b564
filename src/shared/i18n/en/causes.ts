import type { causes as zh } from '../zh/causes.ts';

export const causes: Record<keyof typeof zh, string> = {
  'cause.blank': 'The shop answered with nothing; it should answer success',
  'cause.otherAnswer': 'The shop did not answer success, but {quote}',
  'cause.webPage':
    'The shop did not answer success but with a web page{title}, perhaps its home page: check the notification address and the shop’s rewrite rules',
  'cause.loginPage':
    'The shop did not answer success but with a login page{title}: the notification address must not ask for a login',
  'cause.challengePage':
    'The shop did not answer success but with a firewall’s challenge page{title}: let the notification address through at the firewall or CDN',
  'cause.redirectHttps':
    'The shop answered with a redirect (HTTP {status}, to {quote}) to https only: change the shop’s site address to one that begins with https://',
  'cause.redirectLogin':
    'The shop answered with a redirect (HTTP {status}, to {quote}), it seems to its login: the notification address must not ask for one; check the address and the shop’s login settings',
  'cause.password':
    'The shop answered HTTP 401: the notification address asks for a user name and password; take that off this address',
  'cause.method':
    'The shop answered HTTP 405: the notification address takes no {method}; on the merchant page, change notifications to {other}',
  'cause.redirectTo':
    'The shop answered with a redirect (HTTP {status}, to {quote}). Notifications follow none: use the final address',
  'cause.redirect': 'The shop answered with a redirect (HTTP {status}); notifications follow none',
  'cause.notFound': 'The shop answered HTTP 404: the notification address does not exist',
  'cause.forbidden': 'The shop answered HTTP {status}: refused, perhaps by a firewall or an allow list',
  'cause.status': 'The shop answered HTTP {status}',
  'cause.private':
    '{host} leads to the private address {address}, which is refused. If the shop really is there, set ALLOW_PRIVATE_NOTIFY=true in .env and restart',
  'cause.reserved':
    '{host} leads to {address}, a link-local, cloud metadata or reserved address, which is never called. No shop lives there: check what the name resolves to',
  'cause.timeout': '{host} gave no complete answer within {seconds} seconds',
  'cause.stopped': 'The request to {host} was stopped',
  'cause.dns': 'Can’t reach {host}: its name does not resolve{code}',
  'cause.refused': 'Can’t reach {host}: the connection was refused, check address and port{code}',
  'cause.noRoute': 'Can’t reach {host}: there is no way to it{code}',
  'cause.connectTimeout': 'Can’t reach {host}: connecting took too long{code}',
  'cause.certExpired': 'Can’t reach {host}: its certificate has expired{code}',
  'cause.certName': 'Can’t reach {host}: its certificate is for another name{code}',
  'cause.tls': 'Can’t reach {host}: its certificate is not trusted, or no secure connection came about{code}',
  'cause.broken': 'Can’t reach {host}: the connection broke, or what came was not HTTP{code}',
  'cause.noOrder': 'The order is not there, so nobody can be told',
  'cause.noMerchant': 'There is no merchant {pid} to sign for',
  'cause.notifyAddress.incomplete':
    'The notification address is no complete one, such as https://shop.example/notify',
  'cause.notifyAddress.port':
    'The notification address has a wrong port, {port}; ports are numbers from 1 to 65535',
  'cause.notifyAddress.scheme': 'The notification address must begin with http:// or https://',
  'cause.notifyAddress.credentials': 'The notification address must not hold a user name or password',
  'cause.address.incomplete': 'is no complete web address, such as https://shop.example/notify',
  'cause.address.port': 'has a wrong port, {port}; ports are numbers from 1 to 65535',
  'cause.address.scheme': 'must begin with http:// or https://',
  'cause.address.credentials': 'must not hold a user name or password',
  'cause.address.private': 'leads to {host}, a private, loopback or reserved address',
  'cause.address.localName': 'leads to {host}, a name of this machine or of a private network',
  'cause.address.reserved': 'leads to {host}, a link-local, cloud metadata or reserved address',
};
