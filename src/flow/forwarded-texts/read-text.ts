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

/** A rule that fits, and how it divides title and text: what it knows, and what follows. */
interface Claim {
  rule: CompiledRule;
  fen: Fen | 0;
  fit: Fit;
  name: string;
  said: readonly [title: string, text: string];
  rests: readonly [title: string, text: string];
  /** The rest of the one that holds the amount. */
  behindAmount: string;
}

/**
 * Says what a forwarded notification tells. 'money' only when package, title and sentence fit a rule, no refusal
 * speaks against it, nothing else in it names another amount, and what follows is known where it must be; 'unknown'
 * when the app is one of ours and nobody knows the text: keep it for the owner (`wantsAPerson` says which of the others
 * to keep). Never throws. Its steps grow with the length of the text, not faster, and nothing longer than 16,384
 * characters is read: a sentence stands in front, but all of a text is searched for a second one, so nothing may be cut
 * off unseen. (Advice of reference/listeners.md 4.5.)
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
  const claims = titled.flatMap((one) => claimsOf(one, title, body, meter));
  const [first] = claims;
  if (!first) return readUnclaimed(known, titled, title, body, meter);

  const longest = longestOf(claims);
  const best = longest[0] ?? first;
  const { name, said } = best;
  const refusedBy = findRefusal(known, 'sentence', said);
  if (refusedBy) {
    const nameless = said.map((text) => text.replace(name, ' '));
    const onlyInName = name !== '' && !findRefusal(known, 'sentence', nameless);
    return { kind: 'not_money', why: onlyInName ? 'doubtful_name' : refusedBy.why, rule: refusedBy.id };
  }
  const others = claims.some((claim) => claim.fen !== best.fen || payTypeOf(claim) !== payTypeOf(best));
  const templates = titled.flatMap(({ rule }): Template[] => [...(rule.titles ?? []), ...rule.texts]);
  if (others || namesAnotherAmount(templates, [title, body], best.fen, meter)) {
    return { kind: 'not_money', why: 'ambiguous', rule: best.rule.rule.id };
  }
  const strange = findRefusal(known, 'name', [name]);
  if (strange) return { kind: 'not_money', why: 'doubtful_name', rule: strange.id };
  const doubt = findRefusal(
    known,
    'tail',
    longest.flatMap(({ rests }) => rests),
  );
  if (doubt) return { kind: 'not_money', why: 'doubtful_tail', rule: doubt.id };
  if (longest.some((claim) => !mayEnd(known, claim))) {
    return { kind: 'not_money', why: 'unknown_tail', rule: best.rule.rule.id };
  }
  if (best.fen === 0) return { kind: 'not_money', why: 'zero', rule: best.rule.rule.id };
  return {
    kind: 'money',
    payType: payTypeOf(best),
    amountFen: best.fen,
    channels: best.rule.rule.channels,
    rule: best.rule.rule.id,
    version: best.rule.version,
    ...countersIn(best, body),
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

function claimsOf({ rule, fits: titleFits }: TitledRule, title: string, body: string, meter: Meter): Claim[] {
  const textFits = rule.texts.flatMap((template) => matchTemplate(template, body, meter));
  // A title of any wording is said whole: nothing in it is advertising behind a known sentence.
  const cuts = titleFits.length > 0 ? titleFits : [null];
  return textFits.flatMap((textFit) =>
    cuts.flatMap((titleFit) => {
      const holder = textFit.amountFen === undefined ? titleFit : textFit;
      if (holder?.amountFen === undefined) return [];
      const titleEnd = titleFit?.end ?? title.length;
      const rests = [title.slice(titleEnd), body.slice(textFit.end)] as const;
      return {
        rule,
        fen: holder.amountFen,
        fit: textFit,
        name: holder.name,
        said: [title.slice(0, titleEnd), body.slice(0, textFit.end)] as const,
        rests,
        behindAmount: holder === textFit ? rests[1] : rests[0],
      };
    }),
  );
}

/** Those that explain most of title and text: a rule that knows more of it knows better where the sentence ends. */
function longestOf(claims: readonly Claim[]): Claim[] {
  const lengthOf = ({ said: [title, text] }: Claim): number => title.length + text.length;
  const most = claims.reduce((length, claim) => Math.max(length, lengthOf(claim)), 0);
  return claims.filter((claim) => lengthOf(claim) === most);
}

function mayEnd(known: PackageRules, { behindAmount }: Claim): boolean {
  const rest = behindAmount.trim();
  return rest === '' || known.endings === null || known.endings.includes(rest);
}

function payTypeOf(claim: Claim): PayType {
  return claim.rule.rule.payType;
}

/**
 * No rule fits. A refusal in the title or in what the text says first puts it away; otherwise it is kept, as it is when
 * the words behind a payer's name come up: the refusal may be part of a name that no rule takes for one.
 */
function readUnclaimed(
  known: PackageRules,
  titled: readonly TitledRule[],
  title: string,
  body: string,
  meter: Meter,
): TextReading {
  const titleKnown = titled.length > 0;
  const refusedBy = findRefusal(known, 'sentence', [title, firstClause(body)]);
  const named = titled.flatMap(({ rule }) => rule.texts).filter(takesName);
  if (refusedBy && !namesAnotherAmount(named, [body], null, meter))
    return { kind: 'not_money', why: refusedBy.why, rule: refusedBy.id };
  if (!/\p{N}/u.test(title) && !/\p{N}/u.test(body)) return { kind: 'unknown', why: 'no_amount' };
  return { kind: 'unknown', why: titleKnown ? 'unknown_text' : 'unknown_title' };
}

function takesName(template: Template): boolean {
  return template.pieces.some(({ kind }) => kind === 'name');
}

function findRefusal(
  known: PackageRules,
  place: 'sentence' | 'tail' | 'name',
  texts: readonly string[],
): RefuseRule | undefined {
  return known.refuse.find(({ within, phrases, unless }) => {
    if (within !== place && (within !== 'anywhere' || place === 'name')) return false;
    const says = (phrase: string): boolean => texts.some((text) => text.includes(phrase));
    return phrases.some(says) && !unless?.some(says);
  });
}

/**
 * Whether the words that stand right before the amount in one of the templates come up anywhere, title and tail
 * included, with another amount: then a payer wrote one of the two.
 */
function namesAnotherAmount(
  templates: readonly Template[],
  places: readonly string[],
  fen: Fen | 0 | null,
  meter: Meter,
): boolean {
  const anchors = new Set(templates.map((template) => template.anchor).filter((anchor) => anchor !== ''));
  return [...anchors].some((anchor) =>
    places.some((place) => {
      meter.steps += 1;
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
