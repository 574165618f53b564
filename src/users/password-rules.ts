import type { TextKey } from '../shared/i18n/index.ts';
import type { Saying } from '../shared/saying.ts';

export const SHORTEST_PASSWORD = 10;

/** bcrypt reads no further. */
export const LONGEST_PASSWORD_BYTES = 72;

/** Why a password was refused: the key of a text; `min` is the value that the text asks for. */
export interface PasswordProblem {
  key: TextKey;
  values?: { min: number };
}

/** The same as something to be told. */
export function tellWeakness({ key, values }: PasswordProblem): Saying {
  return { say: key, ...(values && { with: { ...values } }) };
}

/** Words that too many people begin with; a password may hold one, but not be one with a few digits or signs. */
const commonWords = [
  'password',
  'passw0rd',
  'p@ssword',
  'p@ssw0rd',
  'administrator',
  'admin',
  'root',
  'welcome',
  'letmein',
  'iloveyou',
  'woaini',
  'wodemima',
  'mima',
  'changeme',
  'default',
  'monkey',
  'dragon',
  'sunshine',
  'football',
  'princess',
  'qwerty',
  'asdf',
  'zxcvbn',
  'abc',
  'abcd',
  'test',
  'user',
  'guest',
  'login',
  'master',
  'secret',
  'mpay',
  'epay',
  'alipay',
  'wechat',
  'weixin',
  'zhifubao',
  'mazhifu',
];

/** Common ones that the word rule doesn't reach. */
const commonPasswords = new Set([
  '1q2w3e4r5t',
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  '1qaz@wsx3edc',
  'q1w2e3r4t5',
  'qazwsxedcrfv',
  'qazwsx123456',
  'a123456789',
  'aa123456789',
  'a1234567890',
  'abc123456789',
  'zxcvbnm123',
  '5201314520',
  '1314520520',
  '1314521521',
  '3141592653',
  'trustno1trustno1',
  'iloveyou1314',
  'woaini1314520',
]);

const keyboardRuns = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertyuiop[]',
  "asdfghjkl;'",
  'zxcvbnm,./',
  '!@#$%^&*()_+',
];

/** Undefined when the password will do for this user; otherwise the first reason why it will not. */
export function checkPassword(password: string, username: string): PasswordProblem | undefined {
  if ([...password].length < SHORTEST_PASSWORD) {
    return { key: 'password.tooShort', values: { min: SHORTEST_PASSWORD } };
  }
  if (Buffer.byteLength(password) > LONGEST_PASSWORD_BYTES) return { key: 'password.tooLong' };

  const plain = password.normalize('NFKC').toLowerCase();
  if (isRepetition(plain)) return { key: 'password.repeated' };
  if (isSequence(plain)) return { key: 'password.sequence' };
  if (isDressedUp(plain, username.normalize('NFKC').toLowerCase())) return { key: 'password.isUsername' };
  if (commonPasswords.has(plain) || commonWords.some((word) => isDressedUp(plain, word))) {
    return { key: 'password.common' };
  }
  return undefined;
}

/** "aaaaaaaaaa", "abcabcabcabc": a piece of up to four characters, again and again. */
function isRepetition(text: string): boolean {
  const characters = [...text];
  return [1, 2, 3, 4].some((length) => characters.every((one, at) => one === characters[at % length]));
}

/** "0123456789", "abcdefghij", "qwertyuiop", also backwards, also in two or three such runs ("abcde12345"). */
function isSequence(text: string): boolean {
  let runs = 0;
  for (let from = 0; from < text.length; runs++) {
    let to = from + 1;
    while (to < text.length && isRun(text.slice(from, to + 1))) to++;
    from = to;
  }
  return runs <= 3;
}

function isRun(piece: string): boolean {
  const backwards = [...piece].reverse().join('');
  return keyboardRuns.some((run) => run.includes(piece) || run.includes(backwards));
}

/** True when all that the text has besides `word` is digits and signs, or at most two characters. */
function isDressedUp(text: string, word: string): boolean {
  if (word === '' || !text.includes(word)) return false;
  const rest = text.replaceAll(word, '');
  return /^[\d\p{P}\p{S}\s]*$/u.test(rest) ? rest.length <= 8 : [...rest].length <= 2;
}
