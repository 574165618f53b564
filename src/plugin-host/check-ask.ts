import type { Ask, Words } from '../plugin-api/index.ts';
import { keepable } from './kept-session.ts';

/** A picture that a page may show: bounded, and of a kind that holds no script. */
export interface ShownAsk {
  /** A data URL. */
  picture: string;
  hint: Words;
}

const MAX_BYTES = 200 * 1024;
const DATA_URL = /^data:image\/(?:png|jpeg|gif|webp);base64,([A-Za-z0-9+/]+={0,2})$/;
const STARTS: readonly [type: string, start: readonly number[]][] = [
  ['png', [0x89, 0x50, 0x4e, 0x47]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['gif', [0x47, 0x49, 0x46, 0x38]],
  ['webp', [0x52, 0x49, 0x46, 0x46]],
];

/** What a plugin asks, as it may be shown, and what its answer needs. Throws TypeError for no picture, or no words. */
export function checkAsk(ask: Ask | undefined): { shown: ShownAsk; memo: unknown } {
  const { picture, hint, memo } = ask ?? ({} as Partial<Ask>);
  if (typeof hint?.zh !== 'string' || typeof hint.en !== 'string') throw new TypeError('ask: hint: no words');
  const shown = {
    picture: shownPicture(picture),
    hint: { zh: hint.zh.slice(0, 200), en: hint.en.slice(0, 200) },
  };
  return { shown, memo: keepable(memo) };
}

function shownPicture(picture: unknown): string {
  if (typeof picture === 'string') {
    const bare = picture.replace(/\s+/g, '');
    const [, content = ''] = DATA_URL.exec(bare) ?? [];
    if (content === '' || content.length > (MAX_BYTES * 4) / 3)
      throw new TypeError('ask: picture: none to show');
    return bare;
  }
  if (!(picture instanceof Uint8Array) || picture.length > MAX_BYTES)
    throw new TypeError('ask: picture: none to show');
  const type = STARTS.find(([, start]) => start.every((byte, at) => picture[at] === byte))?.[0];
  if (!type) throw new TypeError('ask: picture: is no png, jpeg, gif or webp');
  return `data:image/${type};base64,${Buffer.from(picture).toString('base64')}`;
}
