import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RETURN_AFTER_MS } from '../flow/cashier/index.ts';
import { fieldLimits } from '../flow/intake/index.ts';
import { attemptOffsets } from '../flow/notifications/index.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../shared/clock.ts';
import { type DocKey, docTranslator } from '../shared/i18n/doc.ts';
import type { Lang, Translate } from '../shared/i18n/index.ts';
import { viewsDir } from '../shared/paths.ts';
import { payTypes } from '../shared/pay-type.ts';
import { BODY_LIMIT } from '../web/index.ts';
import { errorAnswers } from './error-answers.ts';
import { submitFields, vmqFields } from './request-fields.ts';
import { type ShopGuide, shopGuides } from './shop-guides.ts';
import { exampleMerchant, type WorkedExample, workExample } from './worked-example.ts';

export interface DocPage {
  /** A text of the page; between backticks stands code. */
  say(key: DocKey): string;
  /** A text in its parts. */
  partsOf(text: string): { text: string; isCode: boolean }[];
  /** A text without its backticks. */
  plain(text: string): string;
  /** Ends with "/". */
  apiUrl: string;
  merchant: typeof exampleMerchant;
  example: WorkedExample;
  /** How a shop signs and verifies, as programs that the tests run. */
  samples: { name: string; text: string }[];
  submitFields: typeof submitFields;
  vmqFields: typeof vmqFields;
  errors: typeof errorAnswers;
  /** When a notification is tried, since the payment: "0 秒", "5 秒" ... */
  attempts: string[];
  guides: ShopGuide[];
}

const samples = [
  { name: 'PHP', file: 'sign.php' },
  { name: 'Node.js', file: 'sign.mjs' },
  { name: 'Python', file: 'sign.py' },
];

/** The whole of /doc for the address at which shops reach us. */
export async function toDocPage(publicUrl: string, lang: Lang, t: Translate): Promise<DocPage> {
  const translate = docTranslator(lang);
  const apiUrl = `${publicUrl}/`;
  const limits = {
    ...fieldLimits,
    types: payTypes.join('、'),
    form: BODY_LIMIT / 1024,
    attempts: attemptOffsets.length,
    returnSeconds: RETURN_AFTER_MS / SECOND,
  };
  const own = { pid: translate('shops.yourPid'), key: translate('shops.yourKey') };
  return {
    say: (key) => translate(key, limits),
    partsOf: (text) => text.split('`').map((part, index) => ({ text: part, isCode: index % 2 === 1 })),
    plain: (text) => text.replaceAll('`', ''),
    apiUrl,
    merchant: exampleMerchant,
    example: await workExample(apiUrl),
    samples: samples.map(({ name, file }) => ({ name, text: sampleText(file) })),
    submitFields,
    vmqFields,
    errors: errorAnswers,
    attempts: attemptOffsets.map((offset) => durationText(offset, translate)),
    guides: shopGuides({ ...own, apiUrl }, t),
  };
}

function sampleText(file: string): string {
  return readFileSync(join(viewsDir, 'doc/samples', file), 'utf8').trim();
}

/** "1 天 22 小时": the units that are not zero, the largest first. */
function durationText(ms: number, translate: (key: DocKey, values: { count: number }) => string): string {
  const units: [DocKey, number, number][] = [
    ['time.days', DAY, Number.POSITIVE_INFINITY],
    ['time.hours', HOUR, DAY],
    ['time.minutes', MINUTE, HOUR],
    ['time.seconds', SECOND, MINUTE],
  ];
  const parts = units
    .map(([key, unit, above]) => [key, Math.floor((ms % above) / unit)] as const)
    .filter(([, count]) => count > 0)
    .map(([key, count]) => translate(key, { count }));
  return parts.length > 0 ? parts.join(' ') : translate('time.seconds', { count: 0 });
}
