import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bodyHash } from '../../../src/flow/bound-requests/signed-request.ts';
import { readMessage } from '../../../src/flow/forwarding/sms-forwarder/read-message.ts';
import { phoneFingerprint } from '../../../src/flow/forwarding/sms-forwarder/read-phone-frame.ts';
import { replayKey, verifyForwarderSign } from '../../../src/flow/forwarding/sms-forwarder/signature.ts';
import { pcFingerprint } from '../../../src/flow/forwarding/sms-forwarder/take-pc-message.ts';
import { fen } from '../../../src/shared/money.ts';
import { type NotifyVector, notifyVectors, signVectors } from './forwarded-vectors.ts';

const captured = notifyVectors.filter(({ expect: { signValid } }) => signValid);

type Verdict = 'new' | 'retry' | 'changed body' | 'wrong sign' | 'unreadable';

/** A table with the replay key unique, as the step that owns it will have it. */
function receiver(secret: string) {
  const bound = new Map<string, string>();
  return (body: string, contentType: string): Verdict => {
    const reading = readMessage({ method: 'POST', contentType, body });
    if (!reading.ok) return 'unreadable';
    const { time, sign } = reading.message;
    if (!verifyForwarderSign({ time, sign, secrets: [{ secret }] })) return 'wrong sign';
    const key = replayKey({ time, sign });
    const hash = bodyHash(reading.message);
    const first = bound.get(key);
    if (first === undefined) {
      bound.set(key, hash);
      return 'new';
    }
    return first === hash ? 'retry' : 'changed body';
  };
}

function fieldsOf(vector: NotifyVector) {
  const reading = readMessage({ method: 'POST', contentType: vector.contentType, body: vector.body });
  if (!reading.ok) throw new Error(reading.code);
  return reading.message;
}

describe('1,000 mutations of captured requests', () => {
  test('of whole bodies: none is new, and a retry holds the same action and data', () => {
    const seen = { count: 0, retries: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(...captured),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('flip', 'cut', 'double', 'insert'),
        fc.nat(255),
        (vector, where, kind, byte) => {
          const bytes = [...Buffer.from(vector.body)];
          const at = Math.min(bytes.length - 1, Math.floor(where * bytes.length));
          const old = bytes[at] ?? 0;
          if (kind === 'flip') bytes[at] = old ^ (byte || 1);
          if (kind === 'cut') bytes.splice(at, 1);
          if (kind === 'double') bytes.splice(at, 0, old);
          if (kind === 'insert') bytes.splice(at, 0, byte);
          const mutated = Buffer.from(bytes).toString('utf8');
          const receive = receiver(vector.secret);
          expect(receive(vector.body, vector.contentType)).toBe('new');
          const verdict = receive(mutated, vector.contentType);
          seen.count++;
          expect(verdict).not.toBe('new');
          if (verdict === 'retry') {
            seen.retries++;
            const again = fieldsOf({ ...vector, body: mutated });
            const { action, data, time } = fieldsOf(vector);
            expect(again).toMatchObject({ action, data, time });
          }
        },
      ),
      { numRuns: 1_000 },
    );
    expect(seen.count).toBe(1_000);
    expect(seen.retries).toBeLessThan(200);
  });

  test.each(['time', 'sign', 'action', 'data'] as const)('of %s, every character of it', (field) => {
    for (const vector of captured) {
      const message = fieldsOf(vector);
      const receive = receiver(vector.secret);
      receive(vector.body, vector.contentType);
      const text = message[field];
      for (let at = 0; at < text.length; at++) {
        const other = text[at] === '0' ? '1' : '0';
        const changed = { ...message, [field]: text.slice(0, at) + other + text.slice(at + 1) };
        const verdict = receive(JSON.stringify(changed), 'application/json');
        const expected = field === 'data' ? 'changed body' : field === 'action' ? 'unreadable' : 'wrong sign';
        expect(verdict, `${field}[${at}]`).toBe(expected);
      }
    }
  });
});

describe('the signature does not cover the data; the binding does', () => {
  const [vector] = captured;
  if (!vector) throw new Error('no vector');
  const message = fieldsOf(vector);
  const altered = JSON.stringify({ ...message, data: message.data.replace('0.01', '500.00') });

  test('a changed amount verifies, and is new only where the captured request never arrived', () => {
    expect(receiver(vector.secret)(altered, 'application/json')).toBe('new');
    const receive = receiver(vector.secret);
    expect(receive(vector.body, vector.contentType)).toBe('new');
    expect(receive(altered, 'application/json')).toBe('changed body');
    expect(receive(vector.body, vector.contentType)).toBe('retry');
  });

  test('naming another account of the same merchant gets no fresh key', () => {
    const receive = receiver(vector.secret);
    receive(vector.body, vector.contentType);
    const elsewhere = { ...message, data: message.data.replace('"aid":"3"', '"aid":"4"') };
    expect(receive(JSON.stringify(elsewhere), 'application/json')).toBe('changed body');
  });

  test('1,000 exact retries are retries, also from a form', () => {
    const receive = receiver(vector.secret);
    receive(vector.body, vector.contentType);
    const form = new URLSearchParams({ ...message }).toString();
    for (let time = 0; time < 1_000; time++) {
      expect(
        receive(
          time % 2 ? form : vector.body,
          time % 2 ? 'application/x-www-form-urlencoded' : vector.contentType,
        ),
      ).toBe('retry');
    }
  });
});

describe('keys', () => {
  test('one replay key for every dress of a signature, another for another time or signature', () => {
    const keys = signVectors.map(({ timestamp: time, base64, placeholderSign, wireInFormBody }) => {
      const dresses = [
        base64,
        placeholderSign,
        wireInFormBody,
        base64.replaceAll('+', ' '),
        placeholderSign.replace(/%../g, (code) => code.toLowerCase()),
      ];
      const found = new Set(dresses.map((sign) => replayKey({ time, sign })));
      expect(found.size).toBe(1);
      return [...found][0];
    });
    expect(new Set(keys).size).toBe(signVectors.length);
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  test('text that slides from one part to the next changes the hash', () => {
    expect(bodyHash({ action: 'mpay', data: 'pcx' })).not.toBe(bodyHash({ action: 'mpaypc', data: 'x' }));
    expect(bodyHash({ action: 'mpay', data: '\ud800' })).not.toBe(
      bodyHash({ action: 'mpay', data: '\ufffd' }),
    );
    const base = { accountId: 3, title: 'ab', msg: 'c', receivedAt: 5 };
    const changes = [{ accountId: 4 }, { title: 'a', msg: 'bc' }, { msg: 'd' }, { receivedAt: 1_005 }];
    const prints = [base, ...changes.map((change) => ({ ...base, ...change }))].map(phoneFingerprint);
    expect(new Set(prints).size).toBe(prints.length);
    expect(phoneFingerprint({ ...base })).toBe(prints[0]);
  });

  test('a PC report is known by account, channel, amount and second', () => {
    const base = { accountId: 3, chan: 1, moneyFen: fen(1), at: 1_767_294_245_000 };
    const changes = [{ accountId: 4 }, { chan: 2 }, { moneyFen: fen(2) }, { at: 1_767_294_246_000 }];
    const prints = [base, ...changes.map((change) => ({ ...base, ...change }))].map(pcFingerprint);
    expect(new Set(prints).size).toBe(prints.length);
    expect(pcFingerprint({ ...base })).toBe(prints[0]);
  });
});
