import { type Request, type Response, Router } from 'express';
import {
  type Account,
  type Code,
  changeCode,
  codeRouteChanges,
  codes,
  createCode,
  hasCodes,
  hasOwnShape,
  switchCode,
  terminalOf,
} from '../../flow/accounts/index.ts';
import type { AskedTerminals } from '../../flow/listening/index.ts';
import { systemClock } from '../../shared/clock.ts';
import { Refusal, refuse } from '../../shared/errors.ts';
import { isTextKey } from '../../shared/i18n/index.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { createPictureStore } from '../../shared/picture-store.ts';
import { refuseField } from '../../shared/refuse-fields.ts';
import { say, saying } from '../../shared/saying.ts';
import { csrfProtection, may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { AskPassword } from '../ask-password.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { formValues, type Trouble, troubleOf } from '../form-values.ts';
import { createLoad } from '../load.ts';
import { PICTURE_FIELD, type Received, receivePicture } from '../upload-code.ts';
import { pictureOf } from './account-list.ts';
import {
  type CodeInputs,
  codeFieldsOf,
  codeInputsOf,
  isDoubtful,
  readCodeInputs,
  toCodeFields,
} from './code-form.ts';
import { type CodeTrial, trialOf } from './code-trial.ts';
import { type LimitsCard, limitsCard } from './limits-card.ts';
import { type SeenTerminal, terminalsSeen } from './terminals-seen.ts';

declare module 'express-session' {
  interface SessionData {
    /** Pictures that were uploaded in this login and may be of no code yet, the newest last. */
    pictures?: string[];
  }
}

/** How many of them a login remembers. */
const PICTURES_REMEMBERED = 20;

export interface CodeFormPage {
  account: { id: number; text: string; platform: string };
  /** No device was ever heard that would tell of its payments: it takes no orders yet. */
  waits: boolean;
  /** Null: a new one. */
  code: Code | null;
  terminal: { label: string; help: string; namedByReceipts: boolean };
  /** Null where receipts name the code; else what kinds there are and who sees their payments. */
  kinds: { id: string; name: string; seenBy: string; terminal: string }[] | null;
  /** Names of the kinds whose picture only their own app reads; '' where there are none. */
  ownShapes: string;
  /** Terminals that receipts of this account name, and that have no code, the newest first. */
  terminalsSeen: SeenTerminal[];
  /** What the platform itself names. Null: it wasn't asked; `canAsk`: it could be. */
  asked: { terminals: AskedTerminals['terminals']; problem: string | null } | null;
  canAsk: boolean;
  payTypes: readonly PayType[];
  inputs: CodeInputs;
  /** `always`, or only where the code's content changes; null: not asked, it was typed lately, or no order comes yet. */
  asksPassword: 'always' | 'onChange' | null;
  /** The picture was just uploaded and read; the person must still say that it is right. */
  isJustRead: boolean;
  /** Nothing was saved: the text is no link, and the person is asked whether it is right. `shown`: its beginning. */
  asksAboutText: { text: string; shown: string } | null;
  trial: CodeTrial | null;
  linkPicture: string | null;
  imagePicture: string | null;
  /** The platform's app can set an amount in a code, or this one has such. */
  hasFixedCodes: boolean;
  /** Null: a new one. */
  limits: LimitsCard | null;
  done: DoneNotice | null;
  trouble: Trouble | null;
}

const TEXT_SHOWN = 60;

/**
 * Codes of an account: add, edit, switch on and off, and their pictures. The forms may hold a file, so they are
 * parsed here, before their CSRF check.
 */
export function codesRoutes(deps: ConsoleDeps, askPassword: AskPassword): Router {
  const router = Router();
  const { db } = deps;
  const load = createLoad(deps);
  const pictures = createPictureStore(deps.uploadsDir);

  router.get('/uploads/:name', may('accounts.see'), async (req, res) => {
    const name = String(req.params.name);
    if (!(await isPictureOf(res, name))) throw refuse('not_found.picture');
    // Its content never changes; whether somebody may see it can.
    res.set('Cache-Control', 'private, no-cache');
    res.sendFile(pictures.pathOf(name), { cacheControl: false, dotfiles: 'allow' });
  });

  router.get('/accounts/:id/codes/new', may('code.add'), async (req, res) => {
    const account = await load.accountFor(actorOf(res), req.params.id);
    const { payTypes } = deps.plugins.get(account.platform);
    // Asked by a press, and not each time somebody looks.
    const asked = req.query.ask === '1' && canAsk(account) ? await deps.askTerminals(account) : undefined;
    await showForm(res, account, null, picked(req, codeInputsOf(null, payTypes)), asked ? { asked } : {});
  });

  router.post(
    '/accounts/:id/codes/new',
    may('code.add'),
    receivePicture,
    csrfProtection,
    async (req, res) => {
      const account = await load.accountFor(actorOf(res), req.params.id);
      await takeForm(req, res, account, null, async (inputs) => {
        const fields = codeFieldsOf(inputs, deps.plugins.get(account.platform));
        if (await hasCodes(deps, account.pid)) await askPassword.unlessConfirmed(req, res);
        await createCode(deps, account, fields, actorOf(res));
        return deps.plugins.get(account.platform).listening === 'forwarded'
          ? 'codeAddedForwarded'
          : 'codeAdded';
      });
    },
  );

  router.get('/accounts/:id/codes/:codeId', may('accounts.see'), async (req, res) => {
    const [account, code] = await load.codeFor(actorOf(res), req.params.id, req.params.codeId);
    const asked = req.query.ask === '1' && canAsk(account) ? await deps.askTerminals(account) : undefined;
    await showForm(res, account, code, picked(req, codeInputsOf(code, [])), asked ? { asked } : {});
  });

  router.post(
    '/accounts/:id/codes/:codeId',
    may('code.edit'),
    receivePicture,
    csrfProtection,
    async (req, res) => {
      const [account, code] = await load.codeFor(actorOf(res), req.params.id, req.params.codeId);
      await takeForm(req, res, account, code, async (inputs) => {
        const form = codeFieldsOf(inputs, deps.plugins.get(account.platform));
        if (codeRouteChanges(code, form).length > 0) await askPassword.unlessConfirmed(req, res);
        await changeCode(deps, account, code, form, actorOf(res));
        return 'codeSaved';
      });
    },
  );

  router.post('/accounts/:id/codes/:codeId/enabled', may('code.switch'), csrfProtection, async (req, res) => {
    const [account, code] = await load.codeFor(actorOf(res), req.params.id, req.params.codeId);
    const enabled = formValues(req.body).enabled === '1';
    await switchCode(deps, account, code.id, enabled, actorOf(res));
    res.redirect(303, `/console/accounts/${account.id}?done=${enabled ? 'codeEnabled' : 'codeDisabled'}`);
  });

  /** Saves a form without a picture; one with a picture comes back with what the picture says, to be looked at. */
  async function takeForm(
    req: Request,
    res: Response,
    account: Account,
    code: Code | null,
    save: (inputs: CodeInputs) => Promise<string>,
  ): Promise<void> {
    const inputs = readCodeInputs(req.body);
    const received: Received = res.locals.received;
    try {
      if (received.isTooLarge)
        throw refuseField('picture_too_large', PICTURE_FIELD, saying('console.code.pictureTooLarge'));
      if (received.picture) {
        const ownShape = hasOwnShape(deps.plugins.get(account.platform), inputs.kind);
        const { name, text } = await readPicture(received.picture, res, ownShape);
        const read = { ...inputs, image: name, link: text, ...(text === '' && { style: 'image' as const }) };
        return await showForm(res, account, code, read, { isJustRead: true });
      }
      if (formValues(req.body).read === '1') {
        throw refuseField('bad_picture', PICTURE_FIELD, saying('console.code.pictureMissing'));
      }
      // Whoever knows a name need not be the one whose picture it is.
      if (inputs.image !== '' && !(await isPictureOf(res, inputs.image))) inputs.image = '';
      if (isDoubtful(inputs)) return await showForm(res, account, code, inputs, { asksAboutText: true });
      const done = await save(inputs);
      res.redirect(303, `/console/accounts/${account.id}?done=${done}`);
    } catch (error) {
      const { t } = preferencesOf(res);
      const trouble = troubleOf(error, t);
      trouble.fields = toCodeFields(trouble.fields, inputs, deps.plugins.get(account.platform)).map((one) =>
        // The step lists the kinds by their ids, for the terminal; here they stand in the form.
        one.field === 'kind' && inputs.kind === '' ? { ...one, message: t('console.code.kindMissing') } : one,
      );
      await showForm(res, account, code, inputs, { trouble });
    }
  }

  async function readPicture(
    picture: Buffer,
    res: Response,
    ownShape: boolean,
  ): Promise<{ name: string; text: string }> {
    try {
      const kept = await pictures.keep(picture, { ownShape });
      await dropUnused();
      const { session } = res.req;
      session.pictures = [...(session.pictures ?? []), kept.name].slice(-PICTURES_REMEMBERED);
      return kept;
    } catch (error) {
      // What is told in the terminal names an option; here there is a form.
      const key = error instanceof Refusal ? `console.code.picture.${error.code}` : '';
      throw isTextKey(key) ? refuseField('bad_picture', PICTURE_FIELD, { say: key }) : error;
    }
  }

  /** True for a picture that is there and that the logged-in person may see. */
  async function isPictureOf(res: Response, name: string): Promise<boolean> {
    const fresh = res.req.session.pictures ?? [];
    return (await pictures.has(name)) && (await load.isPictureFor(actorOf(res), name, fresh));
  }

  async function dropUnused(): Promise<void> {
    const accounts = await deps.accounts.list(db);
    const all = await codes.listCodes(
      db,
      accounts.map(({ id }) => id),
    );
    // The files' own times are the machine's, whatever clock was handed in.
    await pictures.dropUnused(new Set(all.map(({ content }) => content)), systemClock.now());
  }

  async function asksPassword(
    req: Request,
    account: Account,
    code: Code | null,
  ): Promise<CodeFormPage['asksPassword']> {
    if (!askPassword.isNeeded(req)) return null;
    if (code) return 'onChange';
    return (await hasCodes(deps, account.pid)) ? 'always' : null;
  }

  function canAsk({ platform: id, health }: Account): boolean {
    const platform = deps.plugins.get(id);
    if (platform.listening !== 'polled' || !platform.terminal.namedByReceipts) return false;
    return health !== 'stopped' && (platform.recent !== undefined || platform.codes !== undefined);
  }

  async function showForm(
    res: Response,
    account: Account,
    code: Code | null,
    inputs: CodeInputs,
    more: { isJustRead?: boolean; asksAboutText?: boolean; trouble?: Trouble; asked?: AskedTerminals },
  ): Promise<void> {
    const { lang, t } = preferencesOf(res);
    const platform = deps.plugins.get(account.platform);
    const { name, terminal, payTypes } = platform;
    const text = inputs.link.trim();
    const page: CodeFormPage = {
      account: { id: account.id, text: `${name[lang]} · ${account.login}`, platform: name[lang] },
      code,
      waits: platform.listening === 'forwarded' && account.heardAt === null && !account.takesUnheard,
      terminal: {
        label: terminal.label[lang],
        help: terminal.help[lang],
        namedByReceipts: terminal.namedByReceipts,
      },
      kinds:
        platform.listening === 'polled'
          ? null
          : platform.codeKinds.map((kind) => ({
              id: kind.id,
              name: kind.name[lang],
              seenBy: kind.seenBy[lang],
              terminal: terminalOf(platform, kind.id, account.login),
            })),
      ownShapes:
        platform.listening === 'polled'
          ? ''
          : platform.codeKinds
              .filter(({ ownShape }) => ownShape)
              .map((kind) => kind.name[lang])
              .join(t('common.list')),
      terminalsSeen: terminal.namedByReceipts ? await terminalsSeen(db, account.id) : [],
      asked: more.asked
        ? { terminals: more.asked.terminals, problem: more.asked.problem && say(lang, more.asked.problem) }
        : null,
      canAsk: canAsk(account),
      payTypes,
      inputs,
      asksPassword: await asksPassword(res.req, account, code),
      isJustRead: more.isJustRead ?? false,
      asksAboutText: more.asksAboutText ? { text, shown: text.slice(0, TEXT_SHOWN) } : null,
      trial: code && (await trialOf(platform, code, { now: deps.clock.now(), lang })),
      linkPicture: await pictureOf({ style: 'link', content: text }),
      imagePicture: (await isPictureOf(res, inputs.image)) ? `/console/uploads/${inputs.image}` : null,
      hasFixedCodes: code !== null && (platform.fixedCodes !== undefined || code.hasFixed),
      limits:
        code &&
        (await limitsCard(deps, {
          ...{ pid: account.pid, accountId: account.id, codeId: code.id, limits: code.limits },
          action: `/console/accounts/${account.id}/codes/${code.id}/limits`,
        })),
      done: doneNotice(res.req.query.done),
      trouble: more.trouble ?? null,
    };
    renderPage<CodeFormPage>(res, 'console/code', { page, status: more.trouble?.status ?? 200 });
  }

  return router;
}

/** A terminal that was picked from the list, where scripts are off. */
function picked(req: Request, inputs: CodeInputs): CodeInputs {
  const { terminal } = req.query;
  return typeof terminal === 'string' && terminal !== '' ? { ...inputs, terminal } : inputs;
}
