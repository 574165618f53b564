import { type Refusal, refuse } from '../../shared/errors.ts';
import { saying } from '../../shared/saying.ts';
import { differingTerms, type OrderTerms, type Protocol, type TermName } from '../orders/index.ts';

/** What each protocol calls an order's terms. Its own name is none of a field's. */
const epayLabels: Record<Exclude<TermName, 'protocol'>, string> = {
  name: 'name',
  moneyFen: 'money',
  notifyUrl: 'notify_url',
  returnUrl: 'return_url',
  param: 'param',
};
const termLabels: Record<Protocol, typeof epayLabels> = {
  epay: epayLabels,
  trial: epayLabels,
  vmq: {
    name: 'name',
    moneyFen: 'price',
    notifyUrl: 'notifyUrl',
    returnUrl: 'returnUrl',
    param: 'param',
  },
};

/** Why this submission is not the order that has its number, in its protocol's words; undefined when it is, be it for another pay type. */
export function otherTerms(order: OrderTerms, again: OrderTerms): Refusal | undefined {
  const differing = differingTerms(order, again);
  if (differing.length === 0) return undefined;
  const { protocol, outTradeNo } = again;
  const labelOf = (term: TermName) => (term === 'protocol' ? term : termLabels[protocol][term]);
  const terms = differing.map((term) =>
    term === 'protocol' ? saying(`protocol.term.${protocol}`) : labelOf(term),
  );
  const fields = differing.map((term) => ({ field: labelOf(term), problem: saying('problem.shop.differs') }));
  return refuse('other_terms', { number: outTradeNo, terms }, { fields });
}
