/** Browsers, apps that hold one and systems, by what they call themselves; the first that fits counts. */
const browsers: readonly [pattern: RegExp, name: string][] = [
  [/MicroMessenger/i, 'WeChat'],
  [/AlipayClient/i, 'Alipay'],
  [/\bQQ\//i, 'QQ'],
  [/QQBrowser|MQQBrowser/i, 'QQ Browser'],
  [/UCBrowser|UBrowser/i, 'UC'],
  [/MiuiBrowser/i, 'MIUI Browser'],
  [/HuaweiBrowser/i, 'Huawei Browser'],
  [/Quark\//i, 'Quark'],
  [/\bEdgA?\/|EdgiOS/, 'Edge'],
  [/\bOPR\/|Opera/, 'Opera'],
  [/Firefox\/|FxiOS/, 'Firefox'],
  [/HeadlessChrome|Chrome\/|CriOS|Chromium/, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/^curl\//, 'curl'],
];
const systems: readonly [pattern: RegExp, name: string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux|X11/, 'Linux'],
];

/** "Chrome · Windows": names that are the same in every language; '' where a browser tells nothing that we know. */
export function browserWords(agent: string): string {
  const named = [browsers, systems].map((known) => known.find(([pattern]) => pattern.test(agent))?.[1]);
  return named.filter(Boolean).join(' · ');
}
