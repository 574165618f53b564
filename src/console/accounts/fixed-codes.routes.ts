import { type Request, type Response, Router } from 'express';
import type { Account, Code } from '../../flow/accounts/index.ts';
import {
  addFixedCodes,
  amountInName,
  type FixedInput,
  listFixed,
  type PriceWithout,
  pricesWithout,
  removeFixedCode,
} from '../../flow/fixed-codes/index.ts';
import { Refusal } from '../../shared/errors.ts';
import { type Fen, formatFen, parseMoney } from '../../shared/money.ts';
import { readQrImage } from '../../shared/qr-image.ts';
import { refuseField } from '../../shared/refuse-fields.ts';
import { saying } from '../../shared/saying.ts';
import { csrfProtection, may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { AskPassword } from '../ask-password.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { formValues, type Trouble, troubleOf } from '../form-values.ts';
import { createLoad } from '../load.ts';
import { qrPreview } from '../qr-preview.ts';
import { PICTURES_AT_ONCE, PICTURES_FIELD, type ReceivedSeveral, receivePictures } from '../upload-code.ts';

/** A picture that was read and not saved yet: the owner looks at it and its amount first. */
interface Draft extends FixedInput {
  /** As the file was called. */
  name: string;
  picture: string | null;
}

export interface FixedCodesPage {
  account: { id: number; text: string };
  code: { id: number; name: string; enabled: boolean };
  /** How one is saved in the platform's app; '' where that is not known. */
  how: string;
  fixed: { amountFen: Fen; picture: string | null }[];
  prices: PriceWithout[];
  /** `at`: its place in the form, by which its fields are named. */
  drafts: (Draft & { at: number })[];
  /** Files of those in which nothing was read, as they are listed. */
  unread: string;
  atOnce: number;
  asksPassword: boolean;
  trouble: Trouble | null;
  done: DoneNotice | null;
}

/**
 * /console/accounts/:id/codes/:codeId/fixed: pictures of a code with amounts set in the app. Several are uploaded at
 * once; what was read of them is shown, with the amounts, before anything is saved.
 */
export function fixedCodesRoutes(deps: ConsoleDeps, askPassword: AskPassword): Router {
  const router = Router();
  const { db } = deps;
  const load = createLoad(deps);
  const base = '/accounts/:id/codes/:codeId/fixed';

  router.get(base, may('accounts.see'), async (req, res) => {
    const [account, code] = await load.codeFor(actorOf(res), req.params.id, req.params.codeId);
    await show(req, res, account, code, {});
  });

  router.post(`${base}/read`, may('code.edit'), receivePictures, csrfProtection, async (req, res) => {
    const [account, code] = await load.codeFor(actorOf(res), req.params.id, req.params.codeId);
    try {
      await show(req, res, account, code, { drafts: await readDrafts(res.locals.received) });
    } catch (error) {
      await show(req, res, account, code, { trouble: troubleOf(error, preferencesOf(res).t) });
    }
  });

  router.post(base, may('code.edit'), csrfProtection, async (req, res) => {
    const [account, code] = await load.codeFor(actorOf(res), req.params.id, req.params.codeId);
    const drafts = await draftsOf(formValues(req.body));
    try {
      await askPassword.unlessConfirmed(req, res);
      await addFixedCodes(deps, account, code, drafts, actorOf(res));
      res.redirect(303, `/console/accounts/${account.id}/codes/${code.id}/fixed?done=fixedAdded`);
    } catch (error) {
      await show(req, res, account, code, { drafts, trouble: troubleOf(error, preferencesOf(res).t) });
    }
  });

  router.post(`${base}/remove`, may('code.edit'), csrfProtection, async (req, res) => {
    const [account, code] = await load.codeFor(actorOf(res), req.params.id, req.params.codeId);
    const amountFen = parseMoney(formValues(req.body).amount ?? '');
    if (amountFen !== null) await removeFixedCode(deps, account, code, amountFen, actorOf(res));
    res.redirect(303, `/console/accounts/${account.id}/codes/${code.id}/fixed?done=fixedRemoved`);
  });

  async function show(
    req: Request,
    res: Response,
    account: Account,
    code: Code,
    more: { drafts?: Draft[]; trouble?: Trouble },
  ): Promise<void> {
    const { lang, t } = preferencesOf(res);
    const { drafts = [] } = more;
    const platform = deps.plugins.find(account.platform);
    const name = platform?.name[lang] ?? account.platform;
    const known = await listFixed(db, code.id);
    const page: FixedCodesPage = {
      account: { id: account.id, text: `${name} · ${account.login}` },
      code: { id: code.id, name: code.label || code.terminal, enabled: code.enabled },
      how: platform?.fixedCodes?.[lang] ?? '',
      fixed: await Promise.all(
        known.map(async ({ amountFen, content }) => ({ amountFen, picture: await qrPreview(content) })),
      ),
      prices: await pricesWithout(db, { pid: account.pid, codeId: code.id }),
      drafts: drafts.map((draft, at) => ({ ...draft, at })).filter(({ content }) => content !== ''),
      unread: drafts
        .filter(({ content }) => content === '')
        .map(({ name: file }) => file)
        .join(t('common.list')),
      atOnce: PICTURES_AT_ONCE,
      asksPassword: askPassword.isNeeded(req),
      trouble: more.trouble ?? null,
      done: doneNotice(typeof req.query.done === 'string' ? req.query.done : undefined),
    };
    renderPage<FixedCodesPage>(res, 'console/fixed-codes', { page, status: more.trouble?.status ?? 200 });
  }

  return router;
}

async function readDrafts({ pictures, fault }: ReceivedSeveral): Promise<Draft[]> {
  if (fault === 'too_large')
    throw refuseField('picture_too_large', PICTURES_FIELD, saying('console.code.pictureTooLarge'));
  if (fault === 'too_many')
    throw refuseField(
      'bad_picture',
      PICTURES_FIELD,
      saying('console.fixed.tooMany', { most: PICTURES_AT_ONCE }),
    );
  if (pictures.length === 0) throw refuseField('bad_picture', PICTURES_FIELD, saying('problem.fixedNone'));
  const drafts: Draft[] = [];
  // One after the other: reading a picture takes the processor for a while.
  for (const { name, file } of pictures) {
    const content = await contentOf(file);
    const amountFen = amountInName(name);
    drafts.push(await draftOf({ name, content, amount: amountFen === null ? '' : formatFen(amountFen) }));
  }
  if (drafts.every(({ content }) => content === ''))
    throw refuseField('bad_picture', PICTURES_FIELD, saying('problem.fixedUnread'));
  return drafts;
}

/** '' where nothing is read in it: that is said beside the picture, the others are kept. */
async function contentOf(file: Buffer): Promise<string> {
  try {
    return (await readQrImage(file)).text;
  } catch (error) {
    if (error instanceof Refusal) return '';
    throw error;
  }
}

/** What the form of the drafts sends back: `amount_0`, `content_0`, `name_0` ...; those that were left out are not there. */
async function draftsOf(values: Readonly<Record<string, string>>): Promise<Draft[]> {
  const drafts: Draft[] = [];
  for (let at = 0; at < PICTURES_AT_ONCE; at++) {
    const [content, amount = '', name = ''] = ['content', 'amount', 'name'].map(
      (field) => values[`${field}_${at}`],
    );
    if (content === undefined || values[`skip_${at}`] === '1') continue;
    drafts.push(await draftOf({ content, amount, name }));
  }
  return drafts;
}

async function draftOf({ name, content, amount }: Omit<Draft, 'picture'>): Promise<Draft> {
  return { name, content, amount, picture: content === '' ? null : await qrPreview(content) };
}
