import { refuse } from '../../../shared/errors.ts';
import { type JsonMembers, readJsonObject } from '../../../shared/json-object.ts';
import { listHash } from '../../../shared/list-hash.ts';
import type { NotificationText } from '../../forwarded-texts/index.ts';
import {
  CHINA_UTC_OFFSET,
  FrameFields,
  namesZone,
  type RefusedFrame,
  readDeviceTime,
  refusedFrame,
} from './frame-fields.ts';

/** The data of an `mpay` message, read. Names, order and spelling: docs/reference/listeners.md 1.6 (seen). */
export interface PhoneFrame extends NotificationText {
  ok: true;
  pid: number;
  aid: number;
  /** Of the app that notified, on this phone; null for what no app did, a heartbeat for one. */
  uid: string | null;
  /**
   * The same two texts with backslashes taken as backslashes, when that makes a difference. SmsForwarder doesn't
   * escape and means this reading, tools that write real JSON mean the other; nothing tells them apart. Where the
   * two lead to different money, it is a case for review.
   */
  verbatim: NotificationText | null;
  /** UTC ms by the phone's clock, whole seconds as a rule; read as `utcOffset` says unless the text names its zone. */
  receivedAt: number;
  namesZone: boolean;
  device: string | null;
  /** Percent. */
  battery: number | null;
  packageName: string | null;
  appVersion: string | null;
}

/**
 * Reads the data of a phone's message. The template is filled without escaping, by texts that a payer may have
 * written, so it is read in two ways: as JSON, and by the separators of the template. Where only one is possible
 * that one counts; where both are, they must agree but for escapes (see `verbatim`). A name that stands twice, a
 * separator inside a text, or two readings that differ are refused: nothing is guessed.
 *
 * Other names are allowed before `title` and behind `time` (in JSON of another order: anywhere) and ignored, but for
 * `battery`, `pkg` / `package` and `app_version`. `utcOffset`: the phone's zone in minutes, China's unless told.
 * Never throws.
 */
export function readPhoneFrame(
  data: string,
  { utcOffset = CHINA_UTC_OFFSET } = {},
): PhoneFrame | RefusedFrame {
  const json = readJsonObject(data);
  if (!json.ok && json.why === 'duplicate_name') {
    return refusedFrame(refuse('duplicate_name.phone'));
  }
  const cut = cutFrame(data);
  if (cut === 'repeated') return refuseInjected();
  if (!json.ok) {
    const members = cut === 'absent' ? null : membersOfCut(cut);
    return members ? toFrame(members, null, utcOffset) : refuseNoFrame();
  }
  if (cut === 'absent') return toFrame(json.members, null, utcOffset);
  const { title, msg } = cut;
  const sameCut = json.members.get('title') === `"${title}"` && json.members.get('msg') === `"${msg}"`;
  if (!sameCut) return refuseInjected();
  return toFrame(json.members, `${title}${msg}`.includes('\\') ? { title, msg } : null, utcOffset);
}

/**
 * The identity of a notification that a phone forwarded; 64 hex digits. A re-send by hand has a new signature but
 * the same fingerprint. Receive times are whole seconds: two equal payments to one account within a second
 * share a fingerprint and can't be told apart. Source: docs/reference/listeners.md 4.5, point 5.
 */
export function phoneFingerprint(notification: {
  accountId: number;
  title: string;
  msg: string;
  /** UTC ms, the phone's clock. */
  receivedAt: number;
}): string {
  const { accountId, title, msg, receivedAt } = notification;
  return listHash('phone', accountId, title, msg, receivedAt);
}

function refuseInjected(): RefusedFrame {
  return refusedFrame(refuse('injected'));
}

function refuseNoFrame(): RefusedFrame {
  return refusedFrame(refuse('not_a_frame.phone'));
}

/** The device's name may break the JSON behind the texts as well. */
const BARE_TAIL =
  /^([^"]*)"[ \t\r\n]*,[ \t\r\n]*"divice"[ \t\r\n]*:[ \t\r\n]*"([\s\S]*)"[ \t\r\n]*\}[ \t\r\n]*$/;

/** The members of a frame whose texts are no JSON; null when what is around the texts isn't right either. */
function membersOfCut({ head, title, msg, tail }: FrameParts): JsonMembers | null {
  const before = readJsonObject(`${head}}`);
  const behind = readJsonObject(`{"time":"${tail}`);
  if (!before.ok) return null;
  const members = new Map(before.members);
  members.set('title', JSON.stringify(title)).set('msg', JSON.stringify(msg));
  if (behind.ok) {
    for (const [name, value] of behind.members) {
      if (members.has(name)) return null;
      members.set(name, value);
    }
    return members;
  }
  const [, time, device] = BARE_TAIL.exec(tail) ?? [];
  if (time === undefined || device === undefined) return null;
  return members.set('time', JSON.stringify(time)).set('divice', JSON.stringify(device));
}

function toFrame(
  members: JsonMembers,
  verbatim: NotificationText | null,
  utcOffset: number,
): PhoneFrame | RefusedFrame {
  const fields = new FrameFields(members);
  const frame: PhoneFrame = {
    ok: true,
    pid: fields.id('pid'),
    aid: fields.id('aid'),
    uid: appUid(fields.note('uid')),
    title: fields.text('title'),
    msg: fields.text('msg'),
    verbatim,
    receivedAt: receiveTime(fields, utcOffset),
    namesZone: namesZone(fields.text('time')),
    device: fields.note('divice', 'device'),
    battery: percent(fields.note('battery')),
    packageName: fields.note('pkg', 'package'),
    appVersion: fields.note('app_version'),
  };
  return fields.refusal ?? frame;
}

/** As the template has it. */
const RECEIVE_TIME_TAG = '{{RECEIVE_TIME}}';

function receiveTime(fields: FrameFields, utcOffset: number): number {
  const at = readDeviceTime(fields.text('time'), utcOffset);
  if (at === null) fields.no('time', refuse('bad_field.time', { tag: RECEIVE_TIME_TAG }));
  return at ?? 0;
}

/** SmsForwarder writes 0 where there is no app: for its tasks, and on old Androids. Seen in its source. */
function appUid(text: string | null): string | null {
  return text === '0' ? null : text;
}

function percent(text: string | null): number | null {
  const digits = /^(\d{1,3})\s*%?$/.exec(text ?? '')?.[1];
  return digits !== undefined && Number(digits) <= 100 ? Number(digits) : null;
}

const SPACE = '[ \\t\\r\\n]*';
const TITLE = new RegExp(`,${SPACE}"title"${SPACE}:${SPACE}"`, 'g');
const MSG = new RegExp(`"${SPACE},${SPACE}"msg"${SPACE}:${SPACE}"`, 'g');
const TIME = new RegExp(`"${SPACE},${SPACE}"time"${SPACE}:${SPACE}"`, 'g');

/** The two texts that other people may have written, as they stand in the data, with what is around them. */
interface FrameParts {
  /** `{"pid":"..","aid":"..","uid":".."`: JSON but for its closing brace. */
  head: string;
  title: string;
  msg: string;
  /** From the value of `time` on, without its opening quote. */
  tail: string;
}

/**
 * Cuts the data of a phone's message by the separators of its template, as SmsForwarder fills that without
 * escaping (docs/reference/listeners.md 1.4). Filling adds separators but never takes one away, so where each occurs
 * once it is the template's own, and the cut is right whatever the texts hold. 'repeated': a text holds a
 * separator, more than one reading exists. 'absent': not this template.
 */
function cutFrame(data: string): FrameParts | 'absent' | 'repeated' {
  const [title, msg, time] = [TITLE, MSG, TIME].map((separator) => places(data, separator));
  if (!title?.[0] || !msg?.[0] || !time?.[0]) return 'absent';
  if (title[1] || msg[1] || time[1]) return 'repeated';
  if (title[0].end > msg[0].start || msg[0].end > time[0].start) return 'absent';
  return {
    head: data.slice(0, title[0].start),
    title: data.slice(title[0].end, msg[0].start),
    msg: data.slice(msg[0].end, time[0].start),
    tail: data.slice(time[0].end),
  };
}

interface Place {
  start: number;
  end: number;
}

/** The first two places, overlapping ones included: a text may borrow the quote of the separator behind it. */
function places(data: string, separator: RegExp): Place[] {
  const found: Place[] = [];
  separator.lastIndex = 0;
  for (let hit = separator.exec(data); hit && found.length < 2; hit = separator.exec(data)) {
    found.push({ start: hit.index, end: separator.lastIndex });
    separator.lastIndex = hit.index + 1;
  }
  return found;
}
