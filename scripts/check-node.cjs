// Runs before everything else, in syntax that any Node.js reads, so that an old one is told about in words.
// The version is that of "engines" in package.json.
var NEEDED = [20, 19];

/** What to do about a Node.js of this version ("18.20.4"), in both languages; '' when it is new enough. */
function nodeProblem(version) {
  var parts = String(version).split('.');
  var major = Number(parts[0]);
  var minor = Number(parts[1]);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return '';
  var needed = NEEDED.join('.');
  return [
    'Node.js ' + version + ' 太旧，mpay 需要 ' + needed + ' 或更新（推荐 24）。',
    '请安装新版后再试：https://nodejs.org/zh-cn/download （国内镜像 https://npmmirror.com/mirrors/node/ ；宝塔面板在「软件商店 - Node.js 版本管理器」里选）。',
    'Node.js ' + version + ' is too old: mpay needs ' + needed + ' or newer (24 is recommended).',
    'Install a newer one and start again: https://nodejs.org/en/download',
  ].join('\n');
}

module.exports = { nodeProblem: nodeProblem };

var problem = nodeProblem(process.versions.node);
if (problem !== '') {
  console.error(problem);
  process.exit(1);
}
