/**
 * What a world can be made to have for certain, so that a few show what many would show seldom: `--lean 'told, few'`. The rest
 * is as its seed has it.
 */
export const LEANINGS = {
  told: 'every merchant has a wallet that phones tell of',
  polled: 'every merchant has a platform that is asked',
  few: 'one price, and four amounts for it',
  busy: 'somebody comes every four seconds',
  again: 'phones tell again what they told',
  away: 'phones are away, most of the time for longer than they are there',
  sleep: 'a PC beside each phone, that sleeps',
  quiet: 'phones without heartbeats',
  counter: 'customers at the counter, who pay the price',
  moody: 'shops in a bad mood',
  lossy: 'a network that loses calls',
  deaths: 'a machine that dies',
  bad: 'platforms at their worst',
  bills: 'a platform that makes a code for each order',
  attacked: 'attackers',
  documented: 'wordings known from documents alone',
  app: 'a V免签 app beside each wallet, that is off now and then',
  late: 'buyers who pay late',
  long: 'a life of a quarter of an hour, and phones that are away for as long as ten minutes of it',
  changing: 'buyers who change their mind',
} as const;

export type Leaning = keyof typeof LEANINGS;

export function readLeaning(text: string): Set<Leaning> {
  const names = text.split(',').flatMap((name) => name.trim() || []);
  const unknown = names.find((name) => !(name in LEANINGS));
  if (unknown !== undefined) throw new Error(`no world leans to '${unknown}'`);
  return new Set(names as Leaning[]);
}
