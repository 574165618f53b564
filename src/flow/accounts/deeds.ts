import type { Actor } from '../../shared/actor.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import { haltSubject, resolveAlert, tellMoneyRoute } from '../alerts/index.ts';
import { changesBetween } from '../audit/index.ts';
import { recordDeed } from '../events/index.ts';
import type { AccountListening } from './account.repository.ts';
import type { Account, Code } from './account.ts';
import { getCode, listCodes, setCodeEnabled } from './code.repository.ts';
import { type AccountDeps, type AccountForm, addAccount, editAccount } from './manage-accounts.ts';
import { addCode, type CodeInput, editCode } from './manage-codes.ts';
import { codeRouteChanges, routeChanges } from './route-changes.ts';

/**
 * What people do about accounts and codes. Each is written down in the transaction of the deed, and where it leads money
 * elsewhere, the owner is told.
 */

type Listening = Required<AccountListening> | null;

/** As addAccount, with how it listens to devices (left out: as usual). */
export async function openAccount(
  deps: AccountDeps,
  added: { pid: number; platform: string; form: AccountForm; listening?: Listening },
  actor: Actor,
): Promise<number> {
  const { pid, platform, form, listening } = added;
  return inTransaction(deps.db, async (trx) => {
    const id = await addAccount({ ...deps, db: trx }, pid, platform, form);
    const usual = await deps.accounts.get(trx, id);
    if (listening) await deps.accounts.saveListening(trx, id, listening);
    const { login, mode, intervalMs, settings } = usual;
    const how = listening ?? { mode, intervalMs, settings };
    await recordDeed(trx, actor, {
      ...{ at: deps.clock.now(), action: 'account.add', subject: `account ${id}`, pid, accountId: id },
      detail: { platform, login, ...how },
    });
    return id;
  });
}

/** As editAccount. `isOther`: another login than before would be tried. */
export async function changeAccount(
  deps: AccountDeps & {
    /** The merchant's key is not the account's devices' any more: what follows for what was heard by it. */
    endMerchantKey(trx: Db, account: Account): Promise<unknown>;
  },
  before: Account,
  { form, listening }: { form: AccountForm; listening: Listening },
  actor: Actor,
): Promise<{ after: Account; isOther: boolean }> {
  const { id, pid } = before;
  const led = routeChanges(deps.plugins.get(before.platform), before, form, listening);
  return inTransaction(deps.db, async (trx) => {
    const at = deps.clock.now();
    const secretsBefore = await deps.accounts.openSecrets(trx, id);
    await editAccount({ ...deps, db: trx }, id, form);
    if (listening && !listening.acceptKey) await deps.endMerchantKey(trx, before);
    if (listening) await deps.accounts.saveListening(trx, id, listening);
    const after = await deps.accounts.get(trx, id);
    if (after.health === 'ok') await resolveAlert(trx, haltSubject(id), at);
    const secretsAfter = await deps.accounts.openSecrets(trx, id);
    // That a secret changed is worth knowing; what it was is nobody's business.
    const newSecrets = Object.keys(changesBetween(secretsBefore, secretsAfter));
    const what = { action: 'account.edit', subject: `account ${id}`, accountId: id };
    const detail = { ...changesBetween(auditable(before), auditable(after)), newSecrets };
    await recordDeed(trx, actor, { at, ...what, pid, detail });
    if (led.length > 0) await tellMoneyRoute(trx, actor, { ...what, name: '', fields: led, now: at });
    return { after, isOther: isOtherLogin(before, after) || newSecrets.length > 0 };
  });
}

export async function switchAccount(
  deps: AccountDeps,
  { id, pid }: Pick<Account, 'id' | 'pid'>,
  enabled: boolean,
  actor: Actor,
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    await deps.accounts.setEnabled(trx, id, enabled);
    const action = enabled ? 'account.enable' : 'account.disable';
    const at = deps.clock.now();
    // Who switches it off knows of it.
    if (!enabled) await resolveAlert(trx, haltSubject(id), at);
    await recordDeed(trx, actor, { at, action, subject: `account ${id}`, pid, accountId: id });
  });
}

/** A person tried the account's login, and this came of it. */
export async function noteLoginTest(
  { db, clock }: Pick<AccountDeps, 'db' | 'clock'>,
  { id, pid }: Pick<Account, 'id' | 'pid'>,
  ok: boolean,
  actor: Actor,
): Promise<void> {
  const what = { action: 'account.test', subject: `account ${id}`, pid, accountId: id };
  await recordDeed(db, actor, { at: clock.now(), ...what, detail: { ok } });
}

/** A person logged the account in: read a picture, or handed a session of his own over. */
export async function notePersonalLogin(
  { db, clock }: Pick<AccountDeps, 'db' | 'clock'>,
  { id, pid }: Pick<Account, 'id' | 'pid'>,
  detail: { way: 'begin' | 'answer' | 'handOver'; ok: boolean },
  actor: Actor,
): Promise<void> {
  const what = { action: 'account.login', subject: `account ${id}`, pid, accountId: id };
  await recordDeed(db, actor, { at: clock.now(), ...what, detail });
}

/** As addCode. The merchant's first code leads nothing away from anybody. */
export async function createCode(
  deps: AccountDeps,
  { id: accountId, pid }: Pick<Account, 'id' | 'pid'>,
  form: CodeInput,
  actor: Actor,
): Promise<number> {
  return inTransaction(deps.db, async (trx) => {
    const at = deps.clock.now();
    const isFirst = !(await hasCodes({ ...deps, db: trx }, pid));
    const id = await addCode({ ...deps, db: trx }, accountId, form);
    const what = { action: 'code.add', subject: `code ${id}`, accountId };
    await recordDeed(trx, actor, { at, ...what, pid, detail: { accountId, ...form } });
    if (!isFirst) await tellMoneyRoute(trx, actor, { ...what, name: form.label, fields: [], now: at });
    return id;
  });
}

/** As editCode. */
export async function changeCode(
  deps: AccountDeps,
  { id: accountId, pid }: Pick<Account, 'id' | 'pid'>,
  before: Code,
  form: CodeInput,
  actor: Actor,
): Promise<void> {
  const led = codeRouteChanges(before, form);
  await inTransaction(deps.db, async (trx) => {
    const at = deps.clock.now();
    await editCode({ ...deps, db: trx }, before.id, form);
    const after = await getCode(trx, before.id);
    const what = { action: 'code.edit', subject: `code ${before.id}`, accountId };
    const detail = changesBetween(auditableCode(before), auditableCode(after));
    await recordDeed(trx, actor, { at, ...what, pid, detail });
    if (led.length > 0)
      await tellMoneyRoute(trx, actor, { ...what, name: after.label, fields: led, now: at });
  });
}

export async function switchCode(
  deps: AccountDeps,
  { id: accountId, pid }: Pick<Account, 'id' | 'pid'>,
  codeId: number,
  enabled: boolean,
  actor: Actor,
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    await setCodeEnabled(trx, codeId, enabled);
    const action = enabled ? 'code.enable' : 'code.disable';
    const at = deps.clock.now();
    await recordDeed(trx, actor, { at, action, subject: `code ${codeId}`, pid, accountId });
  });
}

/** True where the merchant has a code already, on whichever account. */
export async function hasCodes(
  { db, accounts }: Pick<AccountDeps, 'db' | 'accounts'>,
  pid: number,
): Promise<boolean> {
  const ids = (await accounts.list(db, pid)).map(({ id }) => id);
  return (await listCodes(db, ids)).length > 0;
}

function auditable(account: Account): Record<string, unknown> {
  const { login, mode, intervalMs, settings, acceptKey, silentAfterMs, takesUnheard, toldLimitFen } = account;
  const listening = { acceptKey, silentAfterMs, takesUnheard, toldLimitFen };
  return { login, mode, intervalMs, ...listening, ...settings };
}

function auditableCode({ terminal, kind, label, payTypes, style, content }: Code): Record<string, unknown> {
  return { terminal, kind, label, payTypes, style, content };
}

/** True where another login than before would be tried. */
function isOtherLogin(before: Account, after: Account): boolean {
  return before.login !== after.login || JSON.stringify(before.settings) !== JSON.stringify(after.settings);
}
