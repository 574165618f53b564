import type { Pair } from '../recording.ts';
import type { RawCall } from './build-call.ts';
import { shellWords } from './shell-words.ts';

/** Options that take a value which says nothing of the request. */
const WITH_VALUE: ReadonlySet<string> = new Set([
  ...['-o', '--output', '-m', '--max-time', '--connect-timeout', '-x', '--proxy', '--resolve', '-w'],
  ...['--write-out', '--cacert', '--cert', '--key', '--retry', '-F', '--form', '-T', '--upload-file'],
]);
const DATA: ReadonlySet<string> = new Set([
  ...['-d', '--data', '--data-raw', '--data-binary', '--data-ascii', '--data-urlencode', '--json'],
]);

/**
 * A command copied "as cURL", for bash or for cmd. Nothing is run and no file that it names is read. Null for what is
 * none.
 */
export function readCurl(text: string): RawCall | null {
  const [command = '', ...words] = shellWords(text.trim());
  if (!/^curl(\.exe)?$/i.test(command)) return null;
  const headers: Pair[] = [];
  const data: string[] = [];
  let method = '';
  let url = '';
  let asQuery = false;
  for (let at = 0; at < words.length; at++) {
    const [word, joined] = splitOption(words[at] ?? '');
    const take = () => joined ?? words[++at] ?? '';
    if (word === '-H' || word === '--header') addHeader(headers, take());
    else if (word === '-b' || word === '--cookie') headers.push({ name: 'cookie', value: take() });
    else if (word === '-A' || word === '--user-agent') headers.push({ name: 'user-agent', value: take() });
    else if (word === '-e' || word === '--referer') headers.push({ name: 'referer', value: take() });
    else if (word === '-u' || word === '--user') {
      const value = `Basic ${Buffer.from(take(), 'utf8').toString('base64')}`;
      headers.push({ name: 'authorization', value });
    } else if (word === '-X' || word === '--request') method = take();
    else if (word === '-I' || word === '--head') method = 'HEAD';
    else if (word === '-G' || word === '--get') asQuery = true;
    else if (word === '--url') url = take();
    else if (DATA.has(word)) {
      data.push(take());
      if (word === '--json') headers.push({ name: 'content-type', value: 'application/json' });
    } else if (WITH_VALUE.has(word)) take();
    else if (!word.startsWith('-') && url === '') url = word;
  }
  const body = data.length > 0 ? data.join('&') : null;
  const isQuery = asQuery && body !== null;
  return {
    startedAt: null,
    method: method || (body === null || isQuery ? 'GET' : 'POST'),
    url: isQuery ? `${url}${url.includes('?') ? '&' : '?'}${body}` : url,
    headers,
    body: isQuery ? null : body,
    // What curl itself says of data when nobody says otherwise.
    bodyType:
      headers.find(({ name }) => name === 'content-type')?.value ?? 'application/x-www-form-urlencoded',
    status: null,
    answerHeaders: [],
    answer: null,
  };
}

/** `--name=value`, and `-Hname: value` as curl takes it. */
function splitOption(word: string): [option: string, joined: string | null] {
  const long = /^(--[a-z-]+)=(.*)$/s.exec(word);
  if (long) return [long[1] ?? '', long[2] ?? ''];
  if (/^-[HbXdAeu]./s.test(word)) return [word.slice(0, 2), word.slice(2)];
  return [word, null];
}

function addHeader(headers: Pair[], line: string): void {
  const at = line.indexOf(':');
  if (at > 0)
    headers.push({ name: line.slice(0, at).trim().toLowerCase(), value: line.slice(at + 1).trim() });
}
