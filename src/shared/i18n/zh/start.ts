/** What is told of the start, before and beside the log, and of an installation that is not there yet. */
export const start = {
  'start.wrongConfig': '配置有 {count} 处不对，请改 .env 或环境变量后再启动',
  'start.unusableFiles': '有文件或目录不能读写，请按提示改好后再启动',
  'start.keyMissing': '这里已经装有 mpay，但它的密钥不见了',
  'start.mustBeWebAddress': '要写成 https://pay.example.com 这样，后面不带路径',
  'start.mustBeTrueOrFalse': '只能是 true 或 false',
  'start.mustBeZone': '要是时区名，如 Asia/Shanghai',
  'start.mustBePort': '要是 0 到 65535 的整数，如 8080',
  'start.mustBeMysql':
    '要写成 mysql://用户名:密码@主机:3306/数据库名，密码里的特殊字符用 %XX 表示；留空则用内置数据库',
  'start.mustBeKey': '至少 32 个字符，或留空',
  'start.mustBeToken': '至少 16 个字符，或留空',
  'start.mustBeIndex': '要是插件目录文件的完整网址，或留空',
  'start.mustBeIndexKey': '要是 npm run plugin:sign 给出的公钥（44 个字符的 Base64），或留空',
  'start.mustBeProxies': '要是反向代理的层数（如 1）、true、false，或它们的地址（如 10.0.0.0/8,loopback）',
  'start.dirNotMade': '{dir} 建不了或写不了：{cause}',
  'start.envNotRead': '读不出来：{cause}',
  'start.keyNotUsable': '里面没有可用的密钥，请从备份恢复，或设置 APP_KEY',
  'start.file.no_right': '没有读写权限，请改权限或属主',
  'start.file.read_only': '所在的磁盘是只读的，请重新挂载为可写',
  'start.file.disk_full': '磁盘已满，请先清理磁盘',
  'start.fileOtherwise': '不能用（{code}），请检查 DATA_DIR',
  'start.fileCommand': '{problem}：{command}',
  'start.portTaken':
    '端口 {port} 已被别的程序占用（也许 mpay 已在运行）：停掉它，或在 .env 里把 PORT 改成别的，如 {other}。\n看看是谁占用：ss -ltnp | grep :{port}（或 lsof -i :{port}），再用 kill 加它的进程号停掉它。',
  'start.portNotAllowed':
    '没有权限使用端口 {port}：1024 以下的端口留给 nginx 等反向代理，在 .env 里把 PORT 改成 8080。',
  'start.hostNotOurs':
    'HOST={host} 不是这台服务器的地址：在 .env 里改成 0.0.0.0（所有网卡）或 127.0.0.1（只给本机的反向代理）。',
  'start.invitation':
    'mpay 还没有安装。用浏览器打开下面的地址（云服务器请把 localhost 换成公网 IP 或域名），填入安装码：',
  'start.open': '打开',
  'start.setupCode': '安装码',
  'start.notInstalledYet': '系统还没有安装，没有收下，请稍后重发',
} as const;
