import { explainRefusal } from '../../../src/console/listeners/explain-refusal.ts';
import { LONGEST_NAME } from '../../../src/flow/merchants/index.ts';
import type { Refusal } from '../../../src/shared/errors.ts';
import { isTextKey, translator } from '../../../src/shared/i18n/index.ts';
import type { DeviceRefusalCode } from '../../../src/shared/refusals.ts';
import { refusals } from '../../../src/shared/refusals.ts';
import { type Saying, type SayingValue, say } from '../../../src/shared/saying.ts';
import { buyerAdvice } from '../../../src/web/buyer-advice.ts';

const t = translator('en');

/** White space as a page shows it. */
export function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

export function isSaid(what: Saying, text: string): boolean {
  return text.includes(flat(say('en', what)));
}

/** Of the texts that it is made of. */
export function keysOf({ say: key, with: values = {} }: Saying): string[] {
  const inside = (value: SayingValue): string[] => {
    if (Array.isArray(value)) return value.flatMap(inside);
    return typeof value === 'object' && 'say' in value ? keysOf(value) : [];
  };
  return [key, ...Object.values(values).flatMap(inside)];
}

/** True when the text of a page tells this refusal: in its own words, beside each of its fields, or as the page has it. */
export function isTold({ code, saying, fields }: Refusal, text: string): boolean {
  const has = (words: string) => words !== '' && text.includes(flat(words));
  if (has(say('en', saying))) return true;
  if (fields.length > 0 && fields.every(({ problem }) => has(say('en', problem)))) return true;
  if (code === 'bad_merchant' && has(t('people.merchantName', { max: LONGEST_NAME }))) return true;
  const advice = buyerAdvice(code)?.advice;
  if (advice && has(t(advice))) return true;
  if (
    [`cashier.refused.${code}`, `console.code.picture.${code}`].some((key) => isTextKey(key) && has(t(key)))
  )
    return true;
  return isDevices(code) && deviceWords(code).every(has);
}

function isDevices(code: keyof typeof refusals): code is DeviceRefusalCode {
  return refusals[code].mistake === 'device';
}

/** What the live box says of it whatever the message held. */
function deviceWords(code: DeviceRefusalCode): string[] {
  const HOLE = '\u0000';
  const { what, words, remedy } = explainRefusal(
    { at: 0, times: 1, code, field: HOLE },
    { nameOf: () => HOLE, t },
  );
  return [what, words, remedy].flatMap((one) => one.split(HOLE)).filter((part) => /\w{2}/.test(part));
}
