/** Why the product can't start or be installed. */
export const refusalsStart = {
  'refusal.not_installed': '系统还没有安装，请先打开 /install 完成安装',
  'refusal.unknown_host':
    '后台不在 {host} 这个网址下打开。请用安装时的网址或服务器的 IP 地址打开；如果换了域名，请在 .env 里设置 PUBLIC_URL（如 https://{host}）并重启。',
  'refusal.already_installed': '系统已经安装完成，不能再次安装。',
  'refusal.bad_username': '{problem}',
  'refusal.weak_password.administrator': '{problem}',
  'refusal.database_occupied':
    '数据库 {database} 里已有其他程序的同名数据表（{tables}）。为避免互相干扰，请另建一个空的数据库。',
  'refusal.database_unfit': '{problem}',
  'refusal.database_newer':
    '数据库已被更新版本的 mpay 升级过（{migration}），这个旧版本不能用它：请更新程序（git pull && npm install），或恢复升级前的数据库备份。',
  'refusal.database_unknown':
    '{file} 不能用现在的 APP_KEY 读出（{cause}）：请恢复 APP_KEY，或设置 DATABASE_URL。',
  'refusal.database_unusable.server': '数据库 {database} 用不了：{problem}',
  'refusal.database_unusable.rights': '{problem}',
  'refusal.database_unusable.damaged': '数据库文件 {file} 不是数据库文件或已损坏，请从备份恢复。',
  'refusal.database_unusable.not_opened': '数据库文件 {file} 打不开，请检查 DATA_DIR 和它的权限。',
  'refusal.database_unusable.read_only': '数据库文件 {file} 不能写入，请检查文件权限和磁盘。',
  'refusal.database_unusable.no_right': '数据库文件 {file} 不能读写，请检查文件权限。',
  'refusal.database_unusable.disk_full': '数据库文件 {file} 写不下了，磁盘已满。',
  'refusal.database_unusable.busy': '数据库文件 {file} 正被另一个程序占用。',
  'refusal.database_unusable.otherwise': '数据库文件 {file} 用不了（{cause}）。',
  'refusal.database_unusable.migration': '数据表没有升级完，排除原因后再启动一次即可接着升级。\n{problem}',
  'refusal.installation_lost.address':
    'mpay 已安装在 MySQL，但保存它地址的 database.json 不见了：请恢复该文件，或在 .env 里设置 DATABASE_URL。确实要从头安装时，先删除 {file}。',
  'refusal.installation_lost.data':
    'mpay 已安装过，但数据库 {database} 里没有它的数据：请恢复备份，或改回原来的数据库。确实要从头安装时，先删除 {file}。',
  'refusal.key_missing':
    '{file} 不见了。请从备份恢复它，或在 .env 里把 APP_KEY 设为原来的密钥；没有写入新的密钥，因为新密钥读不出数据库里的商户密钥和平台密码。确实要从头安装时，请换一个空的 DATA_DIR 和空的数据库。',
  'refusal.wrong_key.in_file':
    '现在的密钥（APP_KEY）不是数据库 {database} 的密钥。正确的密钥在 {file}：删掉 .env 或环境变量里的 APP_KEY 再启动。',
  'refusal.wrong_key.gone':
    '现在的密钥（APP_KEY）不是数据库 {database} 的密钥。请恢复原来的 {file}，或把 APP_KEY 改回原来的值；密钥不对，商户密钥和平台密码都读不出来。',
} as const;
