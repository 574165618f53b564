import { type Request, type Response, Router } from 'express';
import {
  type Account,
  addCode,
  type Code,
  codes,
  editCode,
  hasOwnShape,
  terminalOf,
} from '../../flow/accounts/index.ts';
import { inTransaction } from '../../shared/db.ts';
import { Refusal } from '../../shared/errors.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { createPictureStore } from '../../shared/picture-store.ts';
import { csrfProtection } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { noteOf, tellRouteOf } from '../acting.ts';
import type { AskPassword } from '../ask-password.ts';
import { changesBetween } from '../changes.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { formValues, type Trouble, troubleOf } from '../form-values.ts';
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
import { type SeenTerminal, terminalsSeen } from './terminals-seen.ts';

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
  payTypes: readonly PayType[];
  inputs: CodeInputs;
  /** `always`, or only where the code's content changes; null: not asked, it was typed lately, or no order comes yet. */
  asksPassword: 'always' | 'onChange' | null;
  /** The picture was just uploaded and read; the person must still say that it is right. */
  isJustRead: boolean;
  /** Nothing was saved: the text is no link, and the person is asked whether it is right. `shown`: its beginning. */
  asksAboutText: { text: string; shown: string } | null;
  linkPicture: string | null;
  imagePicture: string | null;
  trouble: Trouble | null;
}

const TEXT_SHOWN = 60;

/**
 * Codes of an account: add, edit, switch on and off, and their pictures. The forms may hold a file, so they are
 * parsed here, before their CSRF check.
 */
export function codesRoutes(deps: ConsoleDeps, askPassword: AskPassword): Router {
  const router = Router();
  const { db, clock } = deps;
  const pictures = createPictureStore(deps.uploadsDir);

  router.get('/uploads/:name', async (req, res) => {
    const { name } = req.params;
    if (!(await pictures.has(name))) throw new Refusal('not_found', '没有这张图片', { status: 404 });
    // Its name is random and its content never changes.
    res.sendFile(pictures.pathOf(name), { maxAge: '1d', immutable: true, dotfiles: 'allow' });
  });

  router.get('/accounts/:id/codes/new', async (req, res) => {
    const account = await accountOf(req);
    const { payTypes } = deps.plugins.get(account.platform);
    await showForm(res, account, null, picked(req, codeInputsOf(null, payTypes)), {});
  });

  router.post('/accounts/:id/codes/new', receivePicture, csrfProtection, async (req, res) => {
    const account = await accountOf(req);
    await takeForm(req, res, account, null, async (inputs) => {
      const fields = codeFieldsOf(inputs, deps.plugins.get(account.platform));
      const others = await hasCodes(deps, account.pid);
      if (others) await askPassword.unlessConfirmed(req, res);
      const tellRoute = tellRouteOf(clock, req, res);
      await inTransaction(db, async (trx) => {
        const id = await addCode({ ...deps, db: trx }, account.id, fields);
        await noteOf(clock, req, res)(trx, 'code.add', `code ${id}`, { accountId: account.id, ...fields });
        // The first code leads nothing away from anybody.
        if (others)
          await tellRoute(trx, {
            action: 'code.add',
            subject: `code ${id}`,
            accountId: account.id,
            name: inputs.label,
            fields: [],
          });
      });
      return deps.plugins.get(account.platform).listening === 'forwarded'
        ? 'codeAddedForwarded'
        : 'codeAdded';
    });
  });

  router.get('/accounts/:id/codes/:codeId', async (req, res) => {
    const [account, code] = await codeOf(req);
    await showForm(res, account, code, picked(req, codeInputsOf(code, [])), {});
  });

  router.post('/accounts/:id/codes/:codeId', receivePicture, csrfProtection, async (req, res) => {
    const [account, code] = await codeOf(req);
    await takeForm(req, res, account, code, async (inputs) => {
      const form = codeFieldsOf(inputs, deps.plugins.get(account.platform));
      const wanted = { ...code, ...form, kind: form.kind ?? null, content: form.content.trim() };
      const led = Object.keys(changesBetween(routeOf(code), routeOf(wanted)));
      if (led.length > 0) await askPassword.unlessConfirmed(req, res);
      const tellRoute = tellRouteOf(clock, req, res);
      await inTransaction(db, async (trx) => {
        await editCode({ ...deps, db: trx }, code.id, form);
        const after = await codes.getCode(trx, code.id);
        const detail = changesBetween(auditable(code), auditable(after));
        await noteOf(clock, req, res)(trx, 'code.edit', `code ${code.id}`, detail);
        if (led.length > 0)
          await tellRoute(trx, {
            action: 'code.edit',
            subject: `code ${code.id}`,
            accountId: account.id,
            name: after.label,
            fields: led,
          });
      });
      return 'codeSaved';
    });
  });

  router.post('/accounts/:id/codes/:codeId/enabled', csrfProtection, async (req, res) => {
    const [account, code] = await codeOf(req);
    const enabled = formValues(req.body).enabled === '1';
    await inTransaction(db, async (trx) => {
      await codes.setCodeEnabled(trx, code.id, enabled);
      await noteOf(clock, req, res)(trx, enabled ? 'code.enable' : 'code.disable', `code ${code.id}`);
    });
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
        throw pictureRefusal(preferencesOf(res).t('console.code.pictureTooLarge'), 413);
      if (received.picture) {
        const ownShape = hasOwnShape(deps.plugins.get(account.platform), inputs.kind);
        const { name, text } = await readPicture(received.picture, res, ownShape);
        const read = { ...inputs, image: name, link: text, ...(text === '' && { style: 'image' as const }) };
        return await showForm(res, account, code, read, { isJustRead: true });
      }
      if (formValues(req.body).read === '1') {
        throw pictureRefusal(preferencesOf(res).t('console.code.pictureMissing'), 400);
      }
      if (inputs.image !== '' && !(await pictures.has(inputs.image))) inputs.image = '';
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
    const { t } = preferencesOf(res);
    const messages: Record<string, string> = {
      not_a_picture: t('console.code.pictureNotOne'),
      no_qr: t('console.code.pictureNoQr'),
      several_qr: t('console.code.pictureSeveral'),
      unreadable_small: t('console.code.pictureUnreadable'),
    };
    try {
      const kept = await pictures.keep(picture, { ownShape });
      await dropUnused();
      return kept;
    } catch (error) {
      const message = error instanceof Refusal ? messages[error.code] : undefined;
      throw message ? pictureRefusal(message, 400) : error;
    }
  }

  async function dropUnused(): Promise<void> {
    const accounts = await deps.accounts.list(db);
    const all = await codes.listCodes(
      db,
      accounts.map(({ id }) => id),
    );
    await pictures.dropUnused(new Set(all.map(({ content }) => content)), Date.now());
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

  async function accountOf(req: Request): Promise<Account> {
    const id = String(req.params.id);
    if (!/^\d{1,9}$/.test(id)) throw new Refusal('not_found', '没有这个收款账号', { status: 404 });
    return deps.accounts.get(db, Number(id));
  }

  async function codeOf(req: Request): Promise<[Account, Code]> {
    const account = await accountOf(req);
    const id = String(req.params.codeId);
    const code = /^\d{1,9}$/.test(id) ? await codes.findCode(db, Number(id)) : undefined;
    if (code?.accountId !== account.id) throw new Refusal('not_found', '没有这个收款码', { status: 404 });
    return [account, code];
  }

  async function showForm(
    res: Response,
    account: Account,
    code: Code | null,
    inputs: CodeInputs,
    more: { isJustRead?: boolean; asksAboutText?: boolean; trouble?: Trouble },
  ): Promise<void> {
    const { lang } = preferencesOf(res);
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
              .join('、'),
      terminalsSeen: terminal.namedByReceipts ? await terminalsSeen(db, account.id) : [],
      payTypes,
      inputs,
      asksPassword: await asksPassword(res.req, account, code),
      isJustRead: more.isJustRead ?? false,
      asksAboutText: more.asksAboutText ? { text, shown: text.slice(0, TEXT_SHOWN) } : null,
      linkPicture: await pictureOf({ style: 'link', content: text }),
      imagePicture: (await pictures.has(inputs.image)) ? `/console/uploads/${inputs.image}` : null,
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

/** What of a code says where its money goes. */
function routeOf({ terminal, kind, style, content }: Pick<Code, 'terminal' | 'kind' | 'style' | 'content'>) {
  // Where a phone or PC reports, the terminal follows from the kind.
  return { ...(kind === null ? { terminal: terminal.trim() } : { kind }), style, content };
}

async function hasCodes(
  { db, accounts }: Pick<ConsoleDeps, 'db' | 'accounts'>,
  pid: number,
): Promise<boolean> {
  const ids = (await accounts.list(db, pid)).map(({ id }) => id);
  return (await codes.listCodes(db, ids)).length > 0;
}

function auditable({ terminal, kind, label, payTypes, style, content }: Code): Record<string, unknown> {
  return { terminal, kind, label, payTypes, style, content };
}

function pictureRefusal(message: string, status: number): Refusal {
  return new Refusal('bad_picture', message, { status, fields: [{ field: PICTURE_FIELD, message }] });
}
