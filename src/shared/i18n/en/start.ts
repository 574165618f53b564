import type { start as zh } from '../zh/start.ts';

export const start: Record<keyof typeof zh, string> = {
  'start.wrongConfig': 'mistakes in the configuration: {count}',
  'start.unusableFiles': 'files that can not be used',
  'start.keyMissing': 'mpay is installed here, but its key is missing',
  'start.mustBeWebAddress': 'must be like https://pay.example.com, without a path',
  'start.mustBeTrueOrFalse': 'must be true or false',
  'start.mustBeZone': 'must be a time zone like Asia/Shanghai',
  'start.mustBePort': 'must be a whole number from 0 to 65535, like 8080',
  'start.mustBeMysql':
    'must be like mysql://user:password@host:3306/database, special characters as %XX, or empty',
  'start.mustBeKey': 'must be empty or 32 characters or more',
  'start.mustBeToken': 'must be empty or 16 characters or more',
  'start.mustBeIndex': 'must be the whole address of the index of plugins, or empty',
  'start.mustBeIndexKey':
    'must be the public key that `npm run plugin:sign` prints (44 characters of base64), or empty',
  'start.mustBeProxies':
    'must be a number of proxies like 1, true, false, or their addresses like 10.0.0.0/8,loopback',
  'start.dirNotMade': "{dir} can't be made or written: {cause}",
  'start.envNotRead': "can't be read: {cause}",
  'start.keyNotUsable': 'holds no usable key; restore it from a back-up or set APP_KEY',
  'start.file.no_right': 'may not be read or written by this user: change its rights or owner',
  'start.file.read_only': 'is on a read-only disk: mount it writable',
  'start.file.disk_full': 'is on a full disk: make room first',
  'start.fileOtherwise': "can't be used ({code}): look at DATA_DIR",
  'start.fileCommand': '{problem}：{command}',
  'start.portTaken':
    'Port {port} is taken (mpay may be running already): stop the other program, or set another PORT in .env, like {other}.\nTo see whose it is: ss -ltnp | grep :{port} (or lsof -i :{port}); then kill that pid.',
  'start.portNotAllowed':
    'Port {port} is not allowed for this user: leave ports below 1024 to a proxy like nginx, and set PORT=8080.',
  'start.hostNotOurs':
    'HOST={host} is no address of this server: set 0.0.0.0 (every network) or 127.0.0.1 (a proxy on this machine only).',
  'start.invitation':
    "mpay is not installed yet. Open the address below in a browser (from elsewhere, with the\nserver's own name or IP instead of localhost) and enter the set-up code:",
  'start.open': 'open',
  'start.setupCode': 'set-up code',
  'start.notInstalledYet': 'Not installed yet, so nothing was taken; please send it again later',
};
