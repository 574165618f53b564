import {
  type Channel,
  type Grade,
  gradeOf,
  type NotMoneyWhy,
  type RefuseRule,
  type Template,
  trimBlanks,
  type UnknownWhy,
} from '../../plugin-api/text-rules/index.ts';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { readAmountAt } from './amount-in-text.ts';
import { bodyOf, firstClause, holdsUnseen, isDisguised, MAX_TEXT, MAX_TITLE } from './as-written.ts';
import type { CompiledRule, PackageRules, TextRules } from './compile-rules.ts';
import { countersOf } from './counters.ts';
import { type Fit, type Meter, matchTemplate } from './match-template.ts';
import { generalRefusals, isHiddenText, mayTellMoney, speaksOfMoney } from './money-words.ts';
import { type CardText, readCard } from './read-card.ts';

/** One notification as a phone sent it: the app, and its two texts unchanged. */
export interface ForwardedText {
  package: string;
  title: string;
  text: string;
}

export type TextReading =
  | {
      kind: 'money';
      /** 'likely': it counts when the owner confirmed the rule for the account. */
      grade: Grade;
      /** The platform whose rule it is. */
      platform: string;
      /** Null: the text doesn't tell it. */
      payType: PayType | null;
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

export interface ReadOptions {
  /** Only this platform's rules are tried: the account's, that the phone reports for. */
  platform?: string;
  meter?: Meter;
}

/**
 * Says what a forwarded notification tells. 'money' only when package, title and sentence fit a rule as they came, no
 * refusal speaks against it, nothing else in it names another amount, and what follows is known where it must be;
 * 'unknown' when it may be money and nobody knows the text: keep it for the owner (`verdictOf` says what to do with each
 * reading). Never throws. Its steps grow with the length of the text, not faster, and nothing longer than 16,384
 * characters is read: a sentence stands in front, but all of a text is searched for a second one, so nothing may be cut
 * off unseen. (Advice of docs/reference/listeners.md 4.5.)
 */
export function readText(
  rules: TextRules,
  notification: ForwardedText,
  { platform, meter = { steps: 0 } }: ReadOptions = {},
): TextReading {
  if (notification.title.length > MAX_TITLE || notification.text.length > MAX_TEXT) {
    return { kind: 'unknown', why: 'too_long' };
  }
  const title = trimBlanks(notification.title);
  const known = rules.get(notification.package);
  if (!known) return readForeign(title, trimBlanks(notification.text));
  const body = bodyOf(title, notification.text, known);
  const card = readCard(known.cards, body, meter);

  const own = platform === undefined ? known.rules : known.rules.filter((rule) => rule.platform === platform);
  const titled = own.flatMap((rule) => fitTitle(rule, title, meter));
  const claims = titled.flatMap((one) => claimsOf(one, title, card?.sentence ?? body, meter));
  const [first] = claims;
  if (!first) return readUnclaimed(known, titled, title, body, meter);

  const longest = longestOf(claims);
  const best = longest.find(({ rule }) => gradeOf(rule.rule) === 'sure') ?? longest[0] ?? first;
  const { name, said } = best;
  const rule = best.rule.rule.id;
  const refusedBy = findRefusal(known, 'sentence', said);
  if (refusedBy) {
    const nameless = said.map((text) => text.replace(name, ' '));
    const onlyInName = name !== '' && !findRefusal(known, 'sentence', nameless);
    return { kind: 'not_money', why: onlyInName ? 'doubtful_name' : refusedBy.why, rule: refusedBy.id };
  }
  const others = claims.some((claim) => claim.fen !== best.fen || payTypeOf(claim) !== payTypeOf(best));
  const isTorn = card !== null && card.fen !== best.fen;
  if (
    others ||
    isTorn ||
    namesAnotherAmount(anchorsOf(known, titled, card), [title, body], best.fen, meter)
  ) {
    return { kind: 'not_money', why: 'ambiguous', rule };
  }
  const strange = findRefusal(known, 'name', [name]);
  if (strange) return { kind: 'not_money', why: 'doubtful_name', rule: strange.id };
  const behind = [...longest.flatMap(({ rests }) => rests), ...(card?.notes ?? [])];
  const doubt = findRefusal(known, 'tail', behind);
  if (doubt) return { kind: 'not_money', why: 'doubtful_tail', rule: doubt.id };
  if (longest.some((claim) => !mayEnd(known, claim, meter))) {
    return { kind: 'not_money', why: 'unknown_tail', rule };
  }
  if (holdsUnseen(title) || holdsUnseen(body)) return { kind: 'not_money', why: 'unseen_marks', rule };
  if (best.fen === 0) return { kind: 'not_money', why: 'zero', rule };
  return {
    kind: 'money',
    grade: gradeOf(best.rule.rule),
    platform: best.rule.platform,
    payType: payTypeOf(best),
    amountFen: best.fen,
    channels: best.rule.rule.channels,
    rule,
    version: best.rule.version,
    ...countersIn(best, body),
  };
}

/** What an app says that no rule is about: new apps tell of money too, and a package's name may be another one's. */
function readForeign(title: string, text: string): TextReading {
  if (isHiddenText(title) || isHiddenText(text)) return { kind: 'unknown', why: 'hidden' };
  const isRefused = findRefusal(foreignRules, 'sentence', [title, firstClause(text)]) !== undefined;
  return !isRefused && mayTellMoney(title, text)
    ? { kind: 'unknown', why: 'foreign_money' }
    : { kind: 'not_money', why: 'foreign' };
}

const foreignRules: Pick<PackageRules, 'refuse'> = { refuse: generalRefusals('any.app') };

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

function mayEnd({ endings }: PackageRules, { behindAmount }: Claim, meter: Meter): boolean {
  const rest = trimBlanks(behindAmount);
  if (rest === '' || endings === null) return true;
  return endings.some((ending) => matchTemplate(ending, rest, meter).length > 0);
}

function payTypeOf(claim: Claim): PayType | null {
  return claim.rule.rule.payType;
}

/**
 * No rule fits. A refusal in the title or in what the text says first puts it away, and so does nothing of money under a
 * title that nobody knows; but not where a sentence of a payment begins the text, stands in the title or behind a
 * payer's name: the refusal may be about something else, or part of a name. Nor where a text that speaks of money is not
 * what it looks like: a mark that nobody sees may stand within the words that would tell more.
 */
function readUnclaimed(
  known: PackageRules,
  titled: readonly TitledRule[],
  title: string,
  body: string,
  meter: Meter,
): TextReading {
  if (isHiddenText(title) || isHiddenText(body)) return { kind: 'unknown', why: 'hidden' };
  const refusedBy = findRefusal(known, 'sentence', [title, firstClause(body)]);
  const isDoubtful =
    saysPaid(known, titled, body, meter) ||
    ((isDisguised(title) || isDisguised(body)) && speaksOfMoney(title, body));
  if (refusedBy && !isDoubtful) return { kind: 'not_money', why: refusedBy.why, rule: refusedBy.id };
  const titleKnown = titled.length > 0;
  if (!titleKnown && !speaksOfMoney(title, body)) return { kind: 'not_money', why: 'unrelated' };
  if (!/\p{N}/u.test(title) && !/\p{N}/u.test(body)) return { kind: 'unknown', why: 'no_amount' };
  return { kind: 'unknown', why: titleKnown ? 'unknown_text' : 'unknown_title' };
}

/** Whether a rule's words for a payment stand there with an amount, though the rule doesn't fit. */
function saysPaid(known: PackageRules, titled: readonly TitledRule[], body: string, meter: Meter): boolean {
  if (titled.some(({ fits }) => fits.some(({ amountFen }) => amountFen !== undefined && amountFen !== 0))) {
    return true;
  }
  const begins = known.rules
    .flatMap(({ texts }) => texts)
    .some(({ anchor }) => {
      meter.steps += 1;
      return anchor !== '' && body.startsWith(anchor) && readAmountAt(body, anchor.length, 'either') !== null;
    });
  const named = titled.flatMap(({ rule }) => rule.texts).filter(takesName);
  const anchors = new Set(named.map(({ anchor }) => anchor));
  return begins || namesAnotherAmount(anchors, [body], null, meter);
}

function takesName(template: Template): boolean {
  return template.pieces.some(({ kind }) => kind === 'name');
}

function findRefusal(
  known: Pick<PackageRules, 'refuse'>,
  place: 'sentence' | 'tail' | 'name',
  texts: readonly string[],
): RefuseRule | undefined {
  return known.refuse.find(({ within, phrases, unless }) => {
    if (within !== place && (within !== 'anywhere' || place === 'name')) return false;
    const says = (phrase: string): boolean => texts.some((text) => text.includes(phrase));
    return phrases.some(says) && !unless?.some(says);
  });
}

/** The words right before an amount: of the rules of this title, and of the card. */
function anchorsOf(
  { cards }: PackageRules,
  titled: readonly TitledRule[],
  card: CardText | null,
): Set<string> {
  const templates = titled.flatMap(({ rule }): Template[] => [...(rule.titles ?? []), ...rule.texts]);
  const amounts = card === null ? [] : cards.map(({ amount }) => amount);
  return new Set([...templates, ...amounts].map(({ anchor }) => anchor));
}

/**
 * Whether one of these words comes up anywhere, title and tail included, with another amount: then a payer wrote one of
 * the two.
 */
function namesAnotherAmount(
  all: ReadonlySet<string>,
  places: readonly string[],
  fen: Fen | 0 | null,
  meter: Meter,
): boolean {
  const anchors = [...all].filter((anchor) => anchor !== '');
  return anchors.some((anchor) =>
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
  const found = countersOf(body);
  const count = claim.fit.count ?? found.count;
  const totalFen = claim.fit.totalFen || found.totalFen;
  if (count === undefined && totalFen === undefined) return {};
  return {
    ...(count === undefined ? {} : { count }),
    ...(totalFen ? { totalFen } : {}),
    countersOfToday: found.today,
  };
}
