import { epayNumber } from '../flow/protocols/index.ts';
import { type Refusal, refuse, tell } from '../shared/errors.ts';
import type { DocKey } from '../shared/i18n/doc.ts';
import { say, saying } from '../shared/saying.ts';

/** A "no" of mapi.php or api.php, as shops read it. */
export interface ErrorAnswer {
  /** The stable name of the refusal in our code. */
  id: string;
  /** HTTP status. */
  status: number;
  /** `code` of the JSON. */
  number: number;
  /** `msg`; "…" stands for what changes. */
  msg: string;
  meaning: DocKey;
}

/** What changes from answer to answer. */
const any = '…';

const answer = (refusal: Refusal, meaning: DocKey, status = 200): ErrorAnswer => ({
  id: refusal.code,
  status,
  number: epayNumber(refusal.code),
  msg: tell('shop', refusal),
  meaning,
});

const missing = saying('problem.shop.missing', { field: any });
const noCode = saying('refusal.no_code.none');
const fault = saying('protocol.fault', { fault: saying('error.fault'), id: any });

/** Each but the last is provoked over HTTP by test/docs-page/doc-page.test.ts, so that the page says what the product says. */
export const errorAnswers: readonly ErrorAnswer[] = [
  answer(refuse('bad_sign.unknown'), 'error.badSign'),
  answer(refuse('unknown_merchant', { pid: any }), 'error.unknownMerchant'),
  answer(refuse('bad_key'), 'error.badKey'),
  answer(refuse('bad_input.fields', { problems: missing }), 'error.badInput'),
  answer(refuse('other_terms', { number: any, terms: any }), 'error.otherTerms'),
  answer(refuse('no_code.of_type', { why: noCode, possible: any }), 'error.noCode'),
  answer(refuse('all_taken'), 'error.allTaken'),
  answer(refuse('too_many_open'), 'error.tooManyOpen'),
  answer(refuse('order_closed.again', { number: any }), 'error.orderClosed'),
  answer(refuse('unknown_order.epay'), 'error.unknownOrder'),
  answer(refuse('no_number'), 'error.noNumber'),
  answer(refuse('wrong_method'), 'error.wrongMethod'),
  answer(refuse('unknown_act.other'), 'error.unknownAct'),
  answer(refuse('no_refund'), 'error.noRefund'),
  answer(refuse('speaks_v1'), 'error.speaksV1'),
  answer(refuse('wrong_address.epay', { path: any, right: any }), 'error.wrongAddress'),
  answer(refuse('not_a_form.json'), 'error.notAForm'),
  answer(refuse('bad_form'), 'error.badForm'),
  answer(refuse('too_many_failures'), 'error.tooManyFailures', 429),
  { id: 'fault', status: 500, number: -1, msg: say('shop', fault), meaning: 'error.fault' },
];
