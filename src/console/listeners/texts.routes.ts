import { type Response, Router } from 'express';
import { readText, type TextReading, type TextRule, wantsAPerson } from '../../flow/forwarded-texts/index.ts';
import { dismissText, type ForwardedTextEntry, listTexts } from '../../flow/forwarding/index.ts';
import { inTransaction } from '../../shared/db.ts';
import { Refusal } from '../../shared/errors.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { listAccountNames } from '../account-names.ts';
import { noteOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type FormValues, formValues, type Trouble, troubleOf } from '../form-values.ts';
import { wordsOfWhy } from './explain-text.ts';
import { type Forwarded, forwardedPlatforms } from './forwarded-platforms.ts';
import { makeRule, ownRules } from './own-rules.ts';

/** How many unknown texts the page shows. */
const SHOWN = 50;

/** A notification as it stands in the playground. */
interface TriedText {
  package: string;
  title: string;
  text: string;
}

export interface TextsPage {
  unknown: {
    id: number;
    at: number;
    account: string;
    title: string;
    text: string;
    why: string;
    /** A rule that was added since reads it. */
    isKnownNow: boolean;
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
    /** A person would have to look at it. */
    isKept: boolean;
    kinds: string[];
  } | null;
  /** The kinds of code that a rule can be about; empty where no rule can be made of the text. */
  kinds: { id: string; name: string }[];
  marking: { amount: string; payer: string; kind: string };
  rules: TextRule[];
  trouble: Trouble | null;
  done: string;
}

/** /console/texts: what nobody understood, what a text would do, and rules made of texts. */
export function textsRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  const { db } = deps;

  router.get('/texts', async (req, res) => {
    const asked = Number(req.query.text ?? 0);
    const entry = asked > 0 ? (await listUnknown()).find(({ id }) => id === asked) : undefined;
    const tried = entry && { package: packageOf(entry), title: entry.title, text: entry.text };
    await showTexts(res, { ...(tried && { tried }), done: String(req.query.done ?? '') });
  });

  /** Changes nothing: it is a form because texts are too long for an address. */
  router.post('/texts/try', async (req, res) => {
    await showTexts(res, { tried: readTried(formValues(req.body)) });
  });

  router.post('/texts/rules', async (req, res) => {
    const typed = formValues(req.body);
    const tried = readTried(typed);
    const marking = { amount: typed.amount ?? '', payer: typed.payer ?? '', kind: typed.kind ?? '' };
    const { lang, t } = preferencesOf(res);
    try {
      const platform = platformOf(tried.package);
      if (!platform) throw new Refusal('bad_rule', t('console.texts.notARule'));
      const rules = await deps.rules.current();
      const rule = makeRule({ ...tried, ...marking }, { platform, rules, lang, t });
      await deps.rules.add(platform.id, rule);
      const { id, titles, texts } = rule;
      await noteOf(deps.clock, req, res)(db, 'rule.add', `rule ${id}`, { titles, texts });
    } catch (error) {
      return showTexts(res, { tried, marking, trouble: troubleOf(error, t) });
    }
    res.redirect(303, '/console/texts?done=ruleAdded');
  });

  router.post('/texts/rules/:id/remove', async (req, res) => {
    const rule = ownRules(await deps.rules.current()).find(({ id }) => id === req.params.id);
    if (!rule) throw new Refusal('unknown_rule', '没有这条规则', { status: 404 });
    await deps.rules.remove(rule.id);
    const { titles, texts } = rule;
    await noteOf(deps.clock, req, res)(db, 'rule.remove', `rule ${rule.id}`, { titles, texts });
    res.redirect(303, '/console/texts?done=ruleRemoved');
  });

  /** A person has looked. One that was dismissed already, in another window, is fine too. */
  router.post('/texts/:id/dismiss', async (req, res) => {
    const { id } = req.params;
    if (!/^\d{1,15}$/.test(id)) throw new Refusal('not_found', '没有这条通知', { status: 404 });
    await inTransaction(db, async (trx) => {
      if (!(await dismissText(trx, Number(id)))) return;
      await noteOf(deps.clock, req, res)(trx, 'text.dismiss', `text ${id}`);
    });
    res.redirect(303, '/console/texts?done=textDismissed#unknown');
  });

  const listUnknown = () => listTexts(db, { outcome: 'unknown' }, SHOWN + 1);

  const forwarded = (): Forwarded[] => forwardedPlatforms(deps.plugins);

  /** Whose rules speak of the app's notifications. */
  function platformOf(packageName: string): Forwarded | undefined {
    return forwarded().find(
      ({ appPackage, textRules }) =>
        appPackage === packageName || textRules.rules.some((rule) => rule.package === packageName),
    );
  }

  /** A phone need not name the app: then it is the platform's own. */
  function packageOf(entry: ForwardedTextEntry): string {
    return entry.packageName ?? forwarded()[0]?.appPackage ?? '';
  }

  async function showTexts(
    res: Response,
    more: { tried?: TriedText; marking?: TextsPage['marking']; trouble?: Trouble; done?: string },
  ): Promise<void> {
    const { lang, t } = preferencesOf(res);
    const rules = await deps.rules.current();
    const names = await listAccountNames(deps, lang);
    const tried = more.tried ?? null;
    const reading = tried && readText(rules, tried);
    const platform = tried ? platformOf(tried.package) : undefined;
    const kinds = (platform?.codeKinds ?? []).map(({ id, name }) => ({ id, name: name[lang] }));
    const isMoney = (one: TextReading) => one.kind === 'money';
    const unknown = await listUnknown();
    const page: TextsPage = {
      hasMore: unknown.length > SHOWN,
      unknown: unknown.slice(0, SHOWN).map((entry) => ({
        id: entry.id,
        at: entry.at,
        account: names.get(entry.accountId)?.text ?? `#${entry.accountId}`,
        title: entry.title,
        text: entry.text,
        why: wordsOfWhy(entry.why, lang, t),
        isKnownNow: isMoney(readText(rules, { ...entry, package: packageOf(entry) })),
      })),
      packages: forwarded().map(({ appPackage, name }) => ({ name: appPackage, platform: name[lang] })),
      tried: tried ?? { package: forwarded()[0]?.appPackage ?? '', title: '', text: '' },
      result: reading && {
        reading,
        why: reading.kind === 'money' ? '' : wordsOfWhy(reading.why, lang, t),
        isKept: reading.kind !== 'money' && wantsAPerson(reading.why),
        kinds:
          reading.kind === 'money'
            ? reading.channels.map((channel) => kinds.find(({ id }) => id === channel)?.name ?? channel)
            : [],
      },
      kinds: reading && reading.kind !== 'money' ? kinds : [],
      marking: more.marking ?? { amount: '', payer: '', kind: '' },
      rules: ownRules(rules),
      trouble: more.trouble ?? null,
      done: more.done ?? '',
    };
    renderPage<TextsPage>(res, 'console/texts', { page, status: more.trouble?.status ?? 200 });
  }

  return router;
}

function readTried(typed: FormValues): TriedText {
  return { package: (typed.package ?? '').trim(), title: typed.title ?? '', text: typed.text ?? '' };
}
