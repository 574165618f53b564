import { refuse } from '../../../shared/errors.ts';
import { readJsonObject } from '../../../shared/json-object.ts';
import { type Fen, parseMoney } from '../../../shared/money.ts';
import { FrameFields, type RefusedFrame, refusedFrame } from './frame-fields.ts';

/** The data of an `mpaypc` message, read. It has no time of its own: the signed one (seconds) stands for it. */
export interface PcFrame {
  ok: true;
  pid: number;
  aid: number;
  /** The kind of code, as in `wxpay<chan>#account`: 1 个人码, 2 赞赏码, 3 经营码, 4 商家码, 5 店员码. */
  chan: 1 | 2 | 3 | 4 | 5;
  moneyFen: Fen;
}

/**
 * Reads the data of a PC monitor's message: JSON `{aid, pid, chan, money}`, values as texts or numbers, other names
 * ignored, a name that stands twice refused. In place of `pid` and `aid` a `channel` text `pid#aid`, as these tools
 * have it in their settings, is taken; whether any sends it is not known. Never throws.
 * Source: docs/reference/listeners.md section 2 (seen in public tools; `channel` inferred).
 */
export function readPcFrame(data: string): PcFrame | RefusedFrame {
  const json = readJsonObject(data);
  if (!json.ok) {
    return json.why === 'duplicate_name' ? refusedFrame(refuse('duplicate_name.pc')) : refuseNoFrame();
  }
  const fields = new FrameFields(json.members);
  const place = placeOf(fields);
  const chan = CHANS.get(fields.text('chan').trim());
  if (chan === undefined) fields.no('chan', refuse('bad_field.chan'));
  const moneyFen = readPcMoney(fields.text('money'));
  if (moneyFen === null) fields.no('money', refuse('bad_field.money'));
  if (fields.refusal || chan === undefined || moneyFen === null) return fields.refusal ?? refuseNoFrame();
  return { ok: true, ...place, chan, moneyFen };
}

function refuseNoFrame(): RefusedFrame {
  return refusedFrame(refuse('not_a_frame.pc'));
}

/** The two ids in a monitor's channel text: "1000#3" is merchant 1000, account 3. Null for anything else. */
export function readChannelText(text: string): { pid: number; aid: number } | null {
  const [, pid, aid] = /^\s*([1-9]\d{0,9})#([1-9]\d{0,9})\s*$/.exec(text) ?? [];
  return pid && aid ? { pid: Number(pid), aid: Number(aid) } : null;
}

const MAX_MONEY_CHARS = 32;

/** As monitors read it off the screen: a yen sign, 元, spaces around and thousands commas are taken away. */
function readPcMoney(text: string): Fen | null {
  if (text.length > MAX_MONEY_CHARS) return null;
  const bare = text
    .trim()
    .replace(/^[¥￥]\s*/, '')
    .replace(/\s*元$/, '');
  return parseMoney(/^\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?$/.test(bare) ? bare.replaceAll(',', '') : bare);
}

const CHANS = new Map(([1, 2, 3, 4, 5] as const).map((chan) => [String(chan), chan]));

function placeOf(fields: FrameFields): { pid: number; aid: number } {
  if (!fields.has('channel') || (fields.has('pid') && fields.has('aid'))) {
    return { pid: fields.id('pid'), aid: fields.id('aid') };
  }
  const place = readChannelText(fields.text('channel'));
  if (place === null) fields.no('channel', refuse('bad_field.channel'));
  return place ?? { pid: 0, aid: 0 };
}
