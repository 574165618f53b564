import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { readAmountAt } from './amount-in-text.ts';
import type { CompiledRule, PackageRules, TextRules } from './compile-rules.ts';
import { countersInNormal } from './counters.ts';
import { type Fit, type Meter, matchTemplate } from './match-template.ts';
import { bodyOf, firstClause, MAX_TEXT, MAX_TITLE, normalText } from './normal-text.ts';
import type { Template } from './template.ts';
import type { Channel, RefuseRule } from './text-rule.ts';
import type { NotMoneyWhy, UnknownWhy } from './why.ts';

/** One notification as a phone sent it: the app, and its two texts unchanged. */
export interface ForwardedText {
  package: string;
  title: string;
  text: string;
}

export type TextReading =
  | {
      kind: 'money';
      payType: PayType;
      amountFen: Fen;
      /** The kinds of code that it may come from, likeliest first; never empty. */
      channels: readonly Channel[];
      rule: string;
      /** Of the rule set that the rule is in. */
      version: number;
      count?: number;
      totalFen?: Fen;
      /** With `count` or `totalFen`: whether the text says that they are today's. See `Counters`. */
      countersOfToday?: boolean;
    }
  | { kind: 'not_money'; why: NotMoneyWhy; rule?: string }
  | { kind: 'unknown'; why: UnknownWhy };

/** A rule that fits, the title and the sentence it stands on, and the fit that holds the amount. */
interface Claim {
  rule: CompiledRule;
  fen: Fen | 0;
  fit: Fit;
  name: string;
  sentence: string;
}

/**
 * Says what a forwarded notification tells. 'money' only when package, title and sentence fit a rule, no refusal
 * speaks against it, and nothing else in it names another amount; 'unknown' when the app is one of ours and nobody
 * knows the text: keep it for the owner. Never throws. Its steps grow with the length of the text, not faster, and
 * nothing longer than 16,384 characters is read: a sentence stands in front, but all of a text is searched for a second
 * one, so nothing may be cut off unseen. (Advice of reference/listeners.md 4.5.)
 */
export function readText(
  rules: TextRules,
  notification: ForwardedText,
  meter: Meter = { steps: 0 },
): TextReading {
  const known = rules.get(notification.package);
  if (!known) return { kind: 'not_money', why: 'foreign' };
  if (notification.title.length > MAX_TITLE || notification.text.length > MAX_TEXT) {
    return { kind: 'unknown', why: 'too_long' };
  }
  const title = normalText(notification.title).trim();
  const body = bodyOf(title, normalText(notification.text));

  const titled = known.rules.flatMap((rule) => fitTitle(rule, title, meter));
  const claims = titled.flatMap(({ rule, fits }) => claimsOf(rule, fits, body, meter));
  const [first] = claims;
  if (!first) return readUnclaimed(known, title, body, titled.length > 0);

  const longest = claims.reduce((one, other) => (other.sentence.length > one.sentence.length ? other : one));
  const refusedBy = findRefusal(known, title, longest.sentence, body);
  if (refusedBy) {
    const { name, sentence } = longest;
    const onlyInName =
      name !== '' && !findRefusal(known, title, sentence.replace(name, ' '), body.replace(name, ' '));
    return { kind: 'not_money', why: onlyInName ? 'doubtful_name' : refusedBy.why, rule: refusedBy.id };
  }
  const others = claims.some((claim) => claim.fen !== first.fen || payTypeOf(claim) !== payTypeOf(first));
  if (others || namesAnotherAmount(titled, [title, body], first.fen, meter)) {
    return { kind: 'not_money', why: 'ambiguous', rule: first.rule.rule.id };
  }
  if (first.fen === 0) return { kind: 'not_money', why: 'zero', rule: first.rule.rule.id };
  return {
    kind: 'money',
    payType: payTypeOf(first),
    amountFen: first.fen,
    channels: first.rule.rule.channels,
    rule: first.rule.rule.id,
    version: first.rule.version,
    ...countersIn(first, body),
  };
}

interface TitledRule {
  rule: CompiledRule;
  /** Empty for a rule that takes any title. */
  fits: Fit[];
}

function fitTitle(rule: CompiledRule, title: string, meter: Meter): TitledRule[] {
  if (rule.titles === null) return [{ rule, fits: [] }];
  const fits = rule.titles.flatMap((template) => matchTemplate(template, title, meter));
  return fits.length > 0 ? [{ rule, fits }] : [];
}

function claimsOf(rule: CompiledRule, titleFits: readonly Fit[], body: string, meter: Meter): Claim[] {
  const textFits = rule.texts.flatMap((template) => matchTemplate(template, body, meter));
  return textFits.flatMap((textFit) => {
    const holders =
      textFit.amountFen === undefined ? titleFits.filter((fit) => fit.amountFen !== undefined) : [textFit];
    return holders.map((fit) => ({
      rule,
      fen: fit.amountFen ?? (0 as const),
      fit: textFit,
      name: fit === textFit ? textFit.name : '',
      sentence: body.slice(0, textFit.end),
    }));
  });
}

function payTypeOf(claim: Claim): PayType {
  return claim.rule.rule.payType;
}

/** No rule fits. A refusal in the title or in what the text says first puts it away; otherwise it is kept. */
function readUnclaimed(known: PackageRules, title: string, body: string, titleKnown: boolean): TextReading {
  const refusedBy = findRefusal(known, title, firstClause(body), body);
  if (refusedBy) return { kind: 'not_money', why: refusedBy.why, rule: refusedBy.id };
  if (!/\p{N}/u.test(title) && !/\p{N}/u.test(body)) return { kind: 'unknown', why: 'no_amount' };
  return { kind: 'unknown', why: titleKnown ? 'unknown_text' : 'unknown_title' };
}

function findRefusal(
  known: PackageRules,
  title: string,
  sentence: string,
  body: string,
): RefuseRule | undefined {
  return known.refuse.find(({ within, phrases, unless }) => {
    const where = within === 'anywhere' ? body : sentence;
    const says = (phrase: string): boolean => title.includes(phrase) || where.includes(phrase);
    return phrases.some(says) && !unless?.some(says);
  });
}

/**
 * Whether the words that stand right before the amount in a rule of this title come up anywhere, title and tail
 * included, with another amount: then a payer wrote one of the two.
 */
function namesAnotherAmount(
  titled: readonly TitledRule[],
  places: readonly string[],
  fen: Fen | 0,
  meter: Meter,
): boolean {
  const templates = titled.flatMap(({ rule }): Template[] => [...(rule.titles ?? []), ...rule.texts]);
  const anchors = new Set(templates.map((template) => template.anchor).filter((anchor) => anchor !== ''));
  return [...anchors].some((anchor) =>
    places.some((place) => {
      for (let at = place.indexOf(anchor); at !== -1; at = place.indexOf(anchor, at + anchor.length)) {
        meter.steps += 1;
        const amount = readAmountAt(place, at + anchor.length, 'either');
        if (amount && amount.fen !== fen) return true;
      }
      return false;
    }),
  );
}

function countersIn(
  claim: Claim,
  body: string,
): { count?: number; totalFen?: Fen; countersOfToday?: boolean } {
  const found = countersInNormal(body);
  const count = claim.fit.count ?? found.count;
  const totalFen = claim.fit.totalFen || found.totalFen;
  if (count === undefined && totalFen === undefined) return {};
  return {
    ...(count === undefined ? {} : { count }),
    ...(totalFen ? { totalFen } : {}),
    countersOfToday: found.today,
  };
}
