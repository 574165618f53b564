import { smsForwarderSign } from '../../src/flow/forwarding/index.ts';

/** The four fields of a message, each as the sender means it. */
export interface Fields {
  action: string;
  data: string;
  time: string;
  sign: string;
}
export type Encoding = 'json' | 'form' | 'multipart';

/** What goes over the wire. */
export interface Wire {
  method: string;
  contentType: string;
  body: string | Buffer | null;
  /** Behind the path. */
  query?: string;
}

export interface Mutation {
  name: string;
  wire: Wire;
}

const BOUNDARY = '----mpay0123456789abcdef';

export function encode(fields: [string, string][], as: Encoding): Wire {
  if (as === 'json') {
    const members = fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    return { method: 'POST', contentType: 'application/json', body: `{${members.join(',')}}` };
  }
  if (as === 'form') {
    const body = new URLSearchParams(fields).toString();
    return { method: 'POST', contentType: 'application/x-www-form-urlencoded', body };
  }
  const parts = fields.map(
    ([name, value]) => `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const body = `${parts.join('')}--${BOUNDARY}--\r\n`;
  return { method: 'POST', contentType: `multipart/form-data; boundary=${BOUNDARY}`, body };
}

export const entriesOf = (fields: Fields) => Object.entries(fields) as [string, string][];

/** What a forger could put into the data. */
export interface Elsewhere {
  /** "10.00" of open orders. */
  amounts: string[];
  /** pid and aid of accounts: of the same merchant, of another one, of nobody. */
  accounts: { pid: number; aid: number }[];
}

/** Every message that somebody may have overheard, and a source of chance in [0, 1). */
interface Draft {
  captured: readonly Fields[];
  one: Fields;
  elsewhere: Elsewhere;
  as: Encoding;
  pick<T>(list: readonly T[]): T;
  upTo(max: number): number;
}

const ALPHABET = '0123456789ABCXYZabcxyz+/';
const DATA_CHARS = [...'0123456789abcz¥元付到收款:,.{}[]"\\'];

function without(chars: readonly string[], one: string | undefined): string[] {
  return chars.filter((char) => char !== one);
}

/** The text with the character at a random place put through `change`. */
function edited(text: string, at: number, change: (old: string) => string): string {
  const chars = [...text];
  chars[at] = change(chars[at] ?? '');
  return chars.join('');
}

function flipped({ pick, upTo }: Draft, text: string, chars: readonly string[]): string {
  return edited(text, upTo([...text].length - 1), (old) => pick(without(chars, old)));
}

const plain = (sign: string) => decodeURIComponent(sign);
const dressed = (sign: string) => encodeURIComponent(sign);
const asWire = ({ one, as }: Draft, changes: Partial<Fields>) =>
  encode(entriesOf({ ...one, ...changes }), as);

/** Data with the amount, the account or whatever else exchanged; text, as a forger would do it. */
function forgedData({ one, elsewhere, pick, upTo }: Draft): string {
  const { pid, aid } = pick(elsewhere.accounts);
  const amount = pick(elsewhere.amounts);
  const forgeries = [
    one.data.replace(/\d+\.\d\d(?=元|")/, amount),
    one.data.replace(/\d+\.\d\d(?=元|")/, `${1 + upTo(99_998)}.${10 + upTo(89)}`),
    one.data.replace(/"aid": ?"\d+"/, `"aid":"${aid}"`).replace(/"pid": ?"\d+"/, `"pid":"${pid}"`),
    one.data.replace(/"chan": ?"\d"/, '"chan":"4"').replace('Pixel', 'Redmi'),
    one.data.replace(/(\d\d):(\d\d)"/, (_all, minute: string) => `${minute}:${10 + upTo(49)}"`),
  ].filter((data) => data !== one.data);
  return pick(forgeries);
}

/**
 * Ways to change a captured message so that it doesn't mean the same any more. What means the same is left out on
 * purpose: another of the three encodings, white space, the case of a percent code, a plus that a form made a space.
 */
const ways: Record<string, (draft: Draft) => Wire> = {
  'sign: a character': (d) => asWire(d, { sign: dressed(flipped(d, plain(d.one.sign), [...ALPHABET])) }),
  'sign: a character less': (d) =>
    asWire(d, { sign: dressed(edited(plain(d.one.sign), d.upTo(42), () => '')) }),
  'sign: a character more': (d) =>
    asWire(d, { sign: dressed(plain(d.one.sign) + d.pick([...ALPHABET, '='])) }),
  'sign: in small letters': (d) => asWire(d, { sign: dressed(plain(d.one.sign).toLowerCase()) }),
  'sign: of another message': (d) =>
    asWire(d, { sign: d.pick(d.captured.filter(({ sign }) => sign !== d.one.sign)).sign }),
  'sign: with another secret': (d) =>
    asWire(d, { sign: dressed(smsForwarderSign(d.one.time, `guess ${d.upTo(1e6)}`)) }),
  'sign: with no secret': (d) => asWire(d, { sign: dressed(smsForwarderSign(d.one.time, '')) }),
  'sign: empty': (d) => asWire(d, { sign: '' }),
  'sign: encoded too often': (d) => asWire(d, { sign: dressed(dressed(dressed(dressed(d.one.sign)))) }),
  'time: a digit': (d) => asWire(d, { time: flipped(d, d.one.time, [...'0123456789']) }),
  'time: a little later': (d) => asWire(d, { time: String(Number(d.one.time) + 1 + d.upTo(50)) }),
  'time: in the other unit': (d) =>
    asWire(d, { time: d.one.time.length === 13 ? d.one.time.slice(0, 10) : `${d.one.time}000` }),
  'time: with a zero, a sign, a space': (d) =>
    asWire(d, { time: d.pick([`0${d.one.time}`, `+${d.one.time}`, ` ${d.one.time}`, `${d.one.time}.0`]) }),
  'time: of another message': (d) =>
    asWire(d, { time: d.pick(d.captured.filter(({ time }) => time !== d.one.time)).time }),
  'data: a character': (d) => asWire(d, { data: flipped(d, d.one.data, DATA_CHARS) }),
  'data: a character less': (d) =>
    asWire(d, { data: edited(d.one.data, d.upTo([...d.one.data].length - 1), () => '') }),
  'data: a character more': (d) =>
    asWire(d, {
      data: edited(d.one.data, d.upTo([...d.one.data].length - 1), (old) => old + d.pick(DATA_CHARS)),
    }),
  'data: forged': (d) => asWire(d, { data: forgedData(d) }),
  'data: forged, the sign in another dress': (d) =>
    asWire(d, { data: forgedData(d), sign: d.pick([plain(d.one.sign), dressed(d.one.sign)]) }),
  'data: of another message': (d) =>
    asWire(d, { data: d.pick(d.captured.filter(({ data }) => data !== d.one.data)).data }),
  'action: another': (d) =>
    asWire(d, { action: d.pick(['test', '', 'MPAY', 'mpay ', d.one.action === 'mpay' ? 'mpaypc' : 'mpay']) }),
  'a field dropped': (d) => {
    const name = d.pick(['action', 'data', 'time', 'sign']);
    return encode(
      entriesOf(d.one).filter(([key]) => key !== name),
      d.as,
    );
  },
  'a field renamed': (d) => {
    const name = d.pick(['action', 'data', 'time', 'sign']);
    const other = d.pick([name.toUpperCase(), `${name}[]`, `_${name}`, `${name} `]);
    return encode(
      entriesOf(d.one).map(([key, value]) => [key === name ? other : key, value]),
      d.as,
    );
  },
  'a field twice, differently': (d) => {
    const other: [string, string] = d.pick([
      ['data', forgedData(d)],
      ['time', String(Number(d.one.time) + 1)],
      ['sign', dressed(smsForwarderSign(d.one.time, 'x'))],
      ['action', 'test'],
    ]);
    const all = entriesOf(d.one);
    return encode(
      d.pick([
        [...all, other],
        [other, ...all],
      ]),
      d.as,
    );
  },
  'two fields exchanged': (d) => asWire(d, { time: d.one.sign, sign: d.one.time }),
  'cut off': (d) => {
    const wire = encode(entriesOf(d.one), d.pick(['json', 'multipart']));
    const body = String(wire.body);
    return { ...wire, body: body.slice(0, d.upTo(body.length - 60)) };
  },
  'two bytes for each character': (d) => {
    const wire = encode(entriesOf(d.one), 'json');
    return { ...wire, body: Buffer.from(String(wire.body), 'utf16le') };
  },
  'said to be of another alphabet': (d) => {
    const wire = encode(entriesOf(d.one), 'json');
    return { ...wire, contentType: 'application/json; charset=utf-16le' };
  },
  'said to be packed': (d) => {
    const wire = encode(entriesOf(d.one), 'json');
    return { ...wire, body: Buffer.from(String(wire.body)).toString('base64') };
  },
  'a form said to be JSON': (d) => ({ ...encode(entriesOf(d.one), 'form'), contentType: 'application/json' }),
  'a form encoded twice': (d) =>
    encode(entriesOf({ ...d.one, data: encodeURIComponent(d.one.data) }), 'form'),
  'a form broken in the middle of a code': (d) => {
    const wire = encode(entriesOf(d.one), 'form');
    return { ...wire, body: String(wire.body).replace('data=%7B', 'data=%7') };
  },
  'parts with another boundary': (d) => ({
    ...encode(entriesOf(d.one), 'multipart'),
    contentType: 'multipart/form-data; boundary=other',
  }),
  'parts that are files': (d) => {
    const wire = encode(entriesOf(d.one), 'multipart');
    return { ...wire, body: String(wire.body).replace('name="data"', 'name="data"; filename="data"') };
  },
  'in a list, in an object': (d) => {
    const wire = encode(entriesOf(d.one), 'json');
    return { ...wire, body: d.pick([`[${wire.body}]`, `{"message":${wire.body}}`, `"${wire.body}"`]) };
  },
  'data as an object': (d) => {
    const { data, ...rest } = d.one;
    return {
      method: 'POST',
      contentType: 'application/json',
      body: JSON.stringify({ ...rest, data: { data } }),
    };
  },
  'by another method': (d) => {
    const { contentType, body } = encode(entriesOf(d.one), 'form');
    return d.pick([
      { method: 'GET', contentType, body: null, query: `?${body}` },
      { method: 'PUT', contentType, body },
      { method: 'DELETE', contentType, body },
    ]);
  },
};

/** `count` mutations, every way in turn; the same for the same `random`. */
export function mutations(
  captured: readonly Fields[],
  elsewhere: Elsewhere,
  count: number,
  random: () => number,
): Mutation[] {
  const upTo = (max: number) => Math.floor(random() * (max + 1));
  const pick = <T>(list: readonly T[]): T => {
    const found = list[upTo(list.length - 1)];
    if (found === undefined) throw new Error('nothing to choose from');
    return found;
  };
  const all = Object.entries(ways);
  return Array.from({ length: count }, (_, i) => {
    const [name, way] = all[i % all.length] ?? ['none', asWireOf];
    const as = pick<Encoding>(['json', 'form', 'multipart']);
    return { name, wire: way({ captured, one: pick(captured), elsewhere, as, pick, upTo }) };
  });
}

function asWireOf(draft: Draft): Wire {
  return asWire(draft, {});
}
