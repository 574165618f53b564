import { type Response, Router } from 'express';
import {
  readText,
  type TextReading,
  type TextRules,
  type TextVerdict,
  verdictOf,
} from '../../flow/forwarded-texts/index.ts';
import { dismissByHand, type ForwardedTextEntry, listTexts } from '../../flow/forwarding/index.ts';
import type { Receipt } from '../../flow/receipts/index.ts';
import {
  addOwnRule,
  confirmByHand,
  listConfirmedRules,
  listUnconfirmed,
  removeOwnRule,
  revokeByHand,
  ruleToConfirm,
} from '../../flow/text-rules/index.ts';
import type { TextRule } from '../../plugin-api/text-rules/index.ts';
import { refuse } from '../../shared/errors.ts';
import type { Translate } from '../../shared/i18n/index.ts';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { saying } from '../../shared/saying.ts';
import { may, type UserActor } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { listAccountNames } from '../account-names.ts';
import { actorOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { type FormValues, formValues, type Trouble, troubleOf } from '../form-values.ts';
import { createLoad } from '../load.ts';
import { reportedAs } from '../receipts/reported-as.ts';
import { wordsOfWhy } from './explain-text.ts';
import { codeKindsOf, platformOfApp, type Telling, tellingPlatforms } from './forwarded-platforms.ts';
import { makeRule, ownRules } from './own-rules.ts';

/** How many unknown texts the page shows. */
const SHOWN = 50;

/** How many confirmed rules it shows: a few for each account. */
const CONFIRMED_SHOWN = 200;

/** A notification as it stands in the playground. */
interface TriedText {
  package: string;
  title: string;
  text: string;
  /** Whose payment it would be, where the app doesn't say: the platform's id; empty: not known. */
  platform: string;
}

/** A payment that a rule read which the owner has not confirmed for its account. */
interface WaitingPayment {
  receiptId: number;
  at: number;
  account: string;
  amountFen: Fen;
  payType: PayType | null;
  text: string;
  rule: string;
}

export interface TextsPage {
  /** Wait for the owner's "this is money", newest first. */
  waiting: WaitingPayment[];
  /** What he said it of, and can take back. */
  confirmed: { accountId: number; account: string; rule: string; at: number; example: string | null }[];
  /** What is said before and after an example. */
  exampleFrame: { before: string; after: string };
  unknown: {
    id: number;
    at: number;
    account: string;
    title: string;
    text: string;
    why: string;
    /** A rule that was added since reads it. */
    isKnownNow: boolean;
    /** The phone's system hid it: no rule can be made of that. */
    isHidden: boolean;
  }[];
  /** More wait than are shown. */
  hasMore: boolean;
  packages: { name: string; platform: string }[];
  tried: TriedText;
  /** Null: nothing was tried. */
  result: {
    reading: TextReading;
    /** In plain words; empty for money. */
    why: string;
    /** What would become of it before any confirmation. */
    verdict: TextVerdict;
    kinds: string[];
  } | null;
  /** A rule can be made of what was tried. */
  canMakeRule: boolean;
  /** Whose payment it may be, where the app doesn't say; else none. */
  platforms: { id: string; name: string }[];
  /** Which of them is meant as long as nothing else is chosen. */
  rulePlatform: string;
  /** The kinds of code that the rule can be about; none where that doesn't matter. */
  kinds: { id: string; name: string }[];
  /** The pay types that it can be about; none where there is one only. */
  payTypes: readonly PayType[];
  marking: { amount: string; payer: string; kind: string; payType: string };
  rules: TextRule[];
  trouble: Trouble | null;
  done: DoneNotice | null;
}

/** /console/texts: what nobody understood, what a text would do, and rules made of texts. */
export function textsRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  const { db } = deps;
  const load = createLoad(deps);

  router.get('/texts', may('texts.see'), async (req, res) => {
    const asked = Number(req.query.text ?? 0);
    const entry = asked > 0 ? (await listUnknown(res)).find(({ id }) => id === asked) : undefined;
    const tried = entry && triedOf(entry, await listPlatforms(res));
    await showTexts(res, { ...(tried && { tried }), done: String(req.query.done ?? '') });
  });

  /** Changes nothing: it is a form because texts are too long for an address. */
  router.post('/texts/try', may('texts.see'), async (req, res) => {
    await showTexts(res, { tried: readTried(formValues(req.body)) });
  });

  router.post('/texts/rules', may('rule.add'), async (req, res) => {
    const typed = formValues(req.body);
    const tried = readTried(typed);
    const marking = {
      ...{ amount: typed.amount ?? '', payer: typed.payer ?? '' },
      ...{ kind: typed.kind ?? '', payType: typed.payType ?? '' },
    };
    try {
      const platform = platformOf(tried);
      if (!platform) throw refuse('bad_rule', { problem: saying('told.problem.not_a_rule') });
      const rules = await deps.rules.current();
      const rule = makeRule({ ...tried, ...marking }, { platform, rules });
      await addOwnRule(deps, platform.id, rule, actorOf(res));
    } catch (error) {
      return showTexts(res, { tried, marking, trouble: troubleOf(error, preferencesOf(res).t) });
    }
    res.redirect(303, '/console/texts?done=ruleAdded');
  });

  router.post('/texts/rules/:id/remove', may('rule.remove'), async (req, res) => {
    const rule = ownRules(await deps.rules.current()).find(({ id }) => id === req.params.id);
    if (!rule) throw refuse('unknown_rule');
    await removeOwnRule(deps, rule, actorOf(res));
    res.redirect(303, '/console/texts?done=ruleRemoved');
  });

  /** A person has looked. One that was dismissed already, in another window, is fine too. */
  router.post('/texts/:id/dismiss', may('text.dismiss'), async (req, res) => {
    const { text, account } = await load.textFor(actorOf(res), req.params.id);
    await dismissByHand(deps, { id: text.id, account }, actorOf(res));
    res.redirect(303, '/console/texts?done=textDismissed#unknown');
  });

  /** "This is money": the rule counts for that account from now on, and this payment settles the order that it fits. */
  router.post('/texts/confirm', may('rule.confirm'), async (req, res) => {
    const receipt = await load.receiptFor(actorOf(res), formValues(req.body).receipt);
    const rule = ruleToConfirm(receipt);
    try {
      if (rule === null) throw refuse('not_unconfirmed');
      const tradeNo = await confirmByHand(deps, receipt, rule, actorOf(res));
      const done = tradeNo === null ? 'ruleConfirmedOnly' : 'ruleConfirmed';
      res.redirect(303, `/console/texts?done=${done}`);
    } catch (error) {
      await showTexts(res, { trouble: troubleOf(error, preferencesOf(res).t) });
    }
  });

  router.post('/texts/revoke', may('rule.revoke'), async (req, res) => {
    const { account: id, rule = '' } = formValues(req.body);
    const account = await load.accountFor(actorOf(res), id);
    await revokeByHand(deps, account, rule, actorOf(res));
    res.redirect(303, '/console/texts?done=ruleRevoked');
  });

  async function listUnknown(res: Response): Promise<(ForwardedTextEntry & { id: number })[]> {
    const accountIds = [...(await listPlatforms(res)).keys()];
    return listTexts(db, { outcome: 'unknown', accountIds }, SHOWN + 1);
  }

  const telling = (): Telling[] => tellingPlatforms(deps.plugins);

  /** Whose rules speak of the app's notifications, or to whom the owner gives it; else the platform for any app. */
  function platformOf({
    package: app,
    platform,
  }: Pick<TriedText, 'package' | 'platform'>): Telling | undefined {
    const all = telling();
    const isAny = (one: Telling) => one.listening === 'forwarded' && one.takesAnyApp === true;
    const own = platformOfApp(all, app) ?? all.find(({ id }) => id === platform);
    // Those of one company, whose app nobody knows yet, know no app at all.
    return own ?? all.find((one) => isAny(one) && one.told.apps.length > 0) ?? all.find(isAny);
  }

  /** The platform of each account that is looked at. */
  async function listPlatforms(res: Response): Promise<ReadonlyMap<number, string>> {
    const own = await deps.accounts.listWithin(db, actorOf(res).shown);
    return new Map(own.map(({ id, platform }) => [id, platform]));
  }

  /** A phone need not name the app: then it is the usual one of its account's platform. */
  function triedOf(
    { accountId, packageName, title, text }: ForwardedTextEntry,
    platforms: ReadonlyMap<number, string>,
  ): TriedText {
    const platform = platforms.get(accountId) ?? '';
    const usual = telling().find(({ id }) => id === platform)?.told.apps[0]?.package ?? '';
    return { package: packageName ?? usual, title, text, platform };
  }

  async function showTexts(
    res: Response,
    more: { tried?: TriedText; marking?: TextsPage['marking']; trouble?: Trouble; done?: string },
  ): Promise<void> {
    const { lang, t } = preferencesOf(res);
    const rules = await deps.rules.current();
    const actor = actorOf(res);
    const names = await listAccountNames(deps, actor.shown, lang);
    const nameOf = (id: number) => names.get(id)?.text ?? `#${id}`;
    const [before = '', after = ''] = t('console.texts.example', { text: '\n' }).split('\n');
    const [usual] = telling().filter(({ listening }) => listening === 'forwarded');
    const tried = more.tried ?? null;
    const reading = tried && readText(rules, tried);
    const platform = tried ? platformOf(tried) : undefined;
    const kinds = platform ? codeKindsOf(platform).map(({ id, name }) => ({ id, name: name[lang] })) : [];
    const canMakeRule =
      actor.may('rule.add') && reading !== null && reading.kind !== 'money' && platform !== undefined;
    const isForeign = tried !== null && platformOfApp(telling(), tried.package) === undefined;
    const unknown = await listUnknown(res);
    const platforms = await listPlatforms(res);
    const page: TextsPage = {
      waiting: (actor.may('rule.confirm') ? await listUnconfirmed(db, actor.shown, SHOWN) : []).flatMap(
        (receipt) => waitingOf(receipt, nameOf, t),
      ),
      confirmed: (actor.may('rule.revoke')
        ? await listConfirmedRules(db, [...platforms.keys()], CONFIRMED_SHOWN)
        : []
      ).map((one) => ({
        ...one,
        account: nameOf(one.accountId),
        example: exampleOf(rules, one.rule, actor),
      })),
      exampleFrame: { before, after },
      hasMore: unknown.length > SHOWN,
      unknown: unknown.slice(0, SHOWN).map((entry) => ({
        id: entry.id,
        at: entry.at,
        account: nameOf(entry.accountId),
        title: entry.title,
        text: entry.text,
        why: wordsOfWhy(entry.why, t),
        isKnownNow: readText(rules, triedOf(entry, platforms)).kind === 'money',
        isHidden: entry.why === 'hidden',
      })),
      packages: telling().flatMap(({ told, name }) =>
        told.apps.map((app) => ({ name: app.package, platform: `${name[lang]} · ${app.name[lang]}` })),
      ),
      tried: tried ?? { package: usual?.told.apps[0]?.package ?? '', title: '', text: '', platform: '' },
      result: reading && {
        reading,
        why: reading.kind === 'money' ? '' : wordsOfWhy(reading.why, t),
        verdict: verdictOf(reading),
        kinds:
          reading.kind === 'money'
            ? reading.channels.map((channel) => kinds.find(({ id }) => id === channel)?.name ?? channel)
            : [],
      },
      canMakeRule,
      platforms: canMakeRule && isForeign ? telling().map(({ id, name }) => ({ id, name: name[lang] })) : [],
      rulePlatform: platform?.id ?? '',
      kinds: canMakeRule ? kinds : [],
      payTypes: canMakeRule && platform.payTypes.length > 1 ? platform.payTypes : [],
      marking: more.marking ?? {
        amount: '',
        payer: '',
        kind: kinds.length === 1 ? (kinds[0]?.id ?? '') : '',
        payType: '',
      },
      // They are made of texts of whichever merchant.
      rules: actor.may('rule.remove') ? ownRules(rules) : [],
      trouble: more.trouble ?? null,
      done: doneNotice(more.done),
    };
    renderPage<TextsPage>(res, 'console/texts', { page, status: more.trouble?.status ?? 200 });
  }

  return router;
}

function readTried(typed: FormValues): TriedText {
  return {
    ...{ package: (typed.package ?? '').trim(), platform: typed.platform ?? '' },
    ...{ title: typed.title ?? '', text: typed.text ?? '' },
  };
}

function waitingOf(receipt: Receipt, nameOf: (id: number) => string, t: Translate): WaitingPayment[] {
  const rule = ruleToConfirm(receipt);
  if (rule === null) return [];
  const { id, seenAt, accountId, amountFen, payType, raw } = receipt;
  const text = reportedAs(raw, t)?.text ?? '';
  return [{ receiptId: id, at: seenAt, account: nameOf(accountId), amountFen, payType, text, rule }];
}

/** What the rule reads, for people; null where the rule is gone, or was made of a text that may be another merchant’s. */
function exampleOf(rules: TextRules, id: string, actor: UserActor): string | null {
  const found = [...rules.values()].flatMap((known) => known.rules).find(({ rule }) => rule.id === id);
  const isOwners = found?.rule.rests === 'owner';
  const [example] = isOwners && !actor.may('rule.add') ? [] : (found?.rule.examples ?? []);
  return example ? `${example.title} ${example.text}`.trim() : null;
}
