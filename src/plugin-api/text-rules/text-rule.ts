import { z } from 'zod';
import { payTypes } from '../../shared/pay-type.ts';
import { MAX_TEMPLATE, parseTemplate } from './template.ts';
import { refusals } from './why.ts';

/** A kind of code, as its platform's manifest calls it: `personal`, `clerk`, ... */
export const Channel = z.string().regex(/^[a-z]{1,20}$/, 'a kind of code');
export type Channel = z.infer<typeof Channel>;

/**
 * How far a rule is believed. `sure`: read off a device with its title, and no contact or payer can make it; it counts
 * by itself. `likely`: known from documents or patterns, or under a title that a contact could have; what it reads waits
 * until the owner confirmed the rule for the account.
 */
export const grades = ['sure', 'likely'] as const;
export type Grade = (typeof grades)[number];

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'small letters, digits and hyphens');
const PackageName = z.string().regex(/^[A-Za-z][\w.]{0,127}$/, 'an Android package name');
const TemplateText = z
  .string()
  .max(MAX_TEMPLATE)
  .superRefine((source, context) => {
    const read = parseTemplate(source);
    if (typeof read === 'string') context.addIssue({ code: 'custom', message: read });
  });

const Example = z.object({
  title: z.string().max(200),
  text: z.string().max(1000),
  /** Fen. */
  amountFen: z.int().positive(),
});

/**
 * A sentence that says that money came in to a code. Titles and texts are templates (see template.ts); both must fit,
 * and the amount stands in one of the two.
 */
export const TextRule = z
  .object({
    id: Id,
    package: PackageName,
    /** A title without places fits only itself. 'any' is for apps whose titles say nothing. */
    titles: z.union([z.literal('any'), z.array(TemplateText.min(1)).min(1).max(12)]),
    texts: z.array(TemplateText).min(1).max(12),
    /** Null: the app tells of several pay types and not of which. */
    payType: z.enum(payTypes).nullable(),
    /** The kinds of code that it may come from, likeliest first. One: certain. Several: the phone can't tell them apart. */
    channels: z.array(Channel).min(1).max(9),
    /** 'owner': made from a text on the owner's phone. */
    rests: z.enum(['seen', 'inferred', 'owner']),
    /** Left out: what is inferred is likely, the rest is sure. */
    grade: z.enum(grades).optional(),
    /** Texts that it must read, checked whenever rules change. */
    examples: z.array(Example).min(1).max(20),
  })
  .superRefine((rule, context) => {
    const inTitles = rule.titles === 'any' ? [] : rule.titles.filter(holdsAmount);
    const inTexts = rule.texts.filter(holdsAmount);
    const titleHasIt = inTitles.length > 0 && inTitles.length === rule.titles.length && inTexts.length === 0;
    const textHasIt = inTitles.length === 0 && inTexts.length === rule.texts.length;
    if (!titleHasIt && !textHasIt) {
      context.addIssue({ code: 'custom', message: 'amount_not_in_one_place', path: ['texts'] });
    }
    if (rule.texts.includes('') && !titleHasIt) {
      context.addIssue({ code: 'custom', message: 'empty_text', path: ['texts'] });
    }
  });
export type TextRule = z.infer<typeof TextRule>;

export function gradeOf({ grade, rests }: Pick<TextRule, 'grade' | 'rests'>): Grade {
  return grade ?? (rests === 'inferred' ? 'likely' : 'sure');
}

function holdsAmount(source: string): boolean {
  const read = parseTemplate(source);
  return typeof read !== 'string' && read.hasAmount;
}

/**
 * Words that say "no payment to a code". They stand above every rule.
 * 'sentence': in the sentence itself, in title or text, which ends where the rule's {tail} begins (in a text that no
 * rule fits: in the title or the first clause), because advertising after a true sentence may say 提现 or 红包.
 * 'tail': behind it; only for words that no advertising uses and that take the sentence back or make it a total.
 * 'anywhere': in both.
 * 'name': in what a rule takes for the payer's name, where it shows that another sentence runs into the rule's words.
 * In the sentence it says what the text is, and the text is put away. Behind it a payer's remark may say the same, so
 * there the text is 'doubtful_tail', for a person; in a name it is 'doubtful_name'.
 */
export const RefuseRule = z.object({
  id: Id,
  package: PackageName,
  phrases: z.array(z.string().min(2).max(40)).min(1).max(60),
  /** Words that turn the meaning round: 付款 is paid out, 向你付款 is not. */
  unless: z.array(z.string().min(2).max(40)).max(20).optional(),
  within: z.enum(['sentence', 'tail', 'anywhere', 'name']),
  why: z.enum(refusals),
});
export type RefuseRule = z.infer<typeof RefuseRule>;

/**
 * All that may follow the sentence with the amount in an app's notifications, besides nothing; templates without an
 * amount. For an app that begins other notifications with a name, which a payer chooses: `你已成功收款999元，` may be
 * one. With anything else behind it a sentence is 'unknown_tail', for a person, whichever rule fits it.
 */
export const Endings = z.object({
  package: PackageName,
  texts: z.array(TemplateText.min(1)).max(40),
});
export type Endings = z.infer<typeof Endings>;

/**
 * A notification that an app shows as a card comes as several lines: its sentence, `amount` in the second line (the same
 * money again, else nobody knows which), and then only `lines`, and what begins like one of `notes`, which is the payer's
 * own text or the app's and tells no amount. Any other line: it is no card, and read as one text.
 */
export const Card = z.object({
  package: PackageName,
  amount: TemplateText.min(1),
  lines: z.array(TemplateText.min(1)).max(12),
  notes: z.array(z.string().min(2).max(20)).max(12),
});
export type Card = z.infer<typeof Card>;

/** A text that must never be read as money, and what is said about it instead. */
export const NearMiss = z.object({
  package: PackageName,
  title: z.string().max(200),
  text: z.string().max(1000),
  why: z.enum([
    ...refusals,
    ...(['foreign', 'foreign_money', 'unrelated', 'hidden', 'zero', 'ambiguous', 'unseen_marks'] as const),
    ...(['doubtful_name', 'doubtful_tail', 'unknown_tail'] as const),
    ...(['unknown_title', 'unknown_text', 'no_amount'] as const),
  ]),
});
export type NearMiss = z.infer<typeof NearMiss>;

/** All that is known of one platform's texts, as plain JSON: from a plugin, a file or a table. */
export const TextRuleSet = z
  .object({
    /** Grows with every change, so that a receipt can say by which rules it was read. */
    version: z.int().positive(),
    platform: z.string().regex(/^[a-z][a-z0-9-]{1,31}$/),
    rules: z.array(TextRule).max(200),
    refuse: z.array(RefuseRule).max(100),
    /** An app that is not named here may go on with anything. */
    endings: z.array(Endings).max(20).optional(),
    /** The apps whose notifications are stacked: `[3条]` and the sender stand in front of the text. */
    stacked: z.array(PackageName).max(20).optional(),
    cards: z.array(Card).max(20).optional(),
    /** The near misses; what must be read is in each rule's examples. */
    fixtures: z.array(NearMiss).max(1000),
  })
  .superRefine((set, context) => {
    const ids = [...set.rules, ...set.refuse].map((rule) => rule.id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined)
      context.addIssue({ code: 'custom', message: `id_twice: ${twice}`, path: ['rules'] });
  });
export type TextRuleSet = z.infer<typeof TextRuleSet>;
