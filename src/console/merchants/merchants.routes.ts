import { type Request, type Response, Router } from 'express';
import { type GuideStep, type ShopGuide, shopGuides } from '../../docs-page/index.ts';
import type { Merchant, MerchantRules } from '../../flow/merchants/index.ts';
import { inTransaction } from '../../shared/db.ts';
import { Refusal } from '../../shared/errors.ts';
import { preferencesOf, publicUrlOf, renderPage } from '../../web/index.ts';
import { noteOf } from '../acting.ts';
import type { AskPassword } from '../ask-password.ts';
import { changesBetween } from '../changes.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { formValues, type Trouble, troubleOf } from '../form-values.ts';
import { toNotifyRules } from './notify-form.ts';
import { type RulesInputs, readRulesInputs, rulesInputsOf, toRules } from './rules-form.ts';
import { readVmqAddresses, toVmqRules, type VmqAddresses, vmqAddressesOf } from './vmq-addresses-form.ts';

export interface MerchantsPage {
  merchants: { pid: number; name: string; enabled: boolean; createdAt: number }[];
}

export interface MerchantPage {
  merchant: Omit<Merchant, 'key' | 'vmqKey' | 'rules'>;
  lead: string;
  /** Null: not shown now. */
  key: string | null;
  isNewKey: boolean;
  /** The last four characters, to tell keys apart. */
  keyEnd: string;
  /** As the three above, for V免签 shops. */
  vmqKey: string | null;
  isNewVmqKey: boolean;
  vmqKeyEnd: string;
  /** Ends with "/". */
  apiUrl: string;
  /** False: the address was taken from this request. */
  isUrlConfigured: boolean;
  guides: (Omit<ShopGuide, 'steps'> & { steps: (GuideStep & { isLast: boolean })[] })[];
  inputs: RulesInputs;
  vmq: VmqAddresses;
  notifyBy: MerchantRules['notifyBy'];
  isOnly: boolean;
  /** What is wrong stands beside the password that was asked for. */
  isPasswordWrong: boolean;
  trouble: Trouble | null;
  done: DoneNotice | null;
}

const PASSWORD_FIELDS: ReadonlySet<string> = new Set([
  ...['reveal_password', 'reset_password'],
  ...['vmq_reveal_password', 'vmq_reset_password'],
]);

/** /console/merchants: number, key, addresses for the shop, rules. The key is shown for the password only. */
export function merchantsRoutes(deps: ConsoleDeps, askPassword: AskPassword): Router {
  const router = Router();
  const { db, clock } = deps;

  router.get('/merchants', async (req, res) => {
    const merchants = await deps.merchants.list(db);
    const [only, ...others] = merchants;
    if (only && others.length === 0)
      return showMerchant(req, res, only, { done: String(req.query.done ?? '') });
    const page: MerchantsPage = {
      merchants: merchants.map(({ pid, name, enabled, createdAt }) => ({ pid, name, enabled, createdAt })),
    };
    renderPage<MerchantsPage>(res, 'console/merchants', { page });
  });

  router.get('/merchants/:pid', async (req, res) => {
    await showMerchant(req, res, await merchantOf(req), { done: String(req.query.done ?? '') });
  });

  router.post('/merchants/:pid/rules', async (req, res) => {
    const { t } = preferencesOf(res);
    const merchant = await merchantOf(req);
    const inputs = readRulesInputs(formValues(req.body), rulesInputsOf(merchant.rules));
    try {
      await saveRules(req, res, merchant, toRules(inputs, t));
    } catch (error) {
      return showMerchant(req, res, merchant, { inputs, trouble: troubleOf(error, preferencesOf(res).t) });
    }
    res.redirect(303, `/console/merchants/${merchant.pid}?done=saved`);
  });

  router.post('/merchants/:pid/vmq', async (req, res) => {
    const { t } = preferencesOf(res);
    const merchant = await merchantOf(req);
    const vmq = readVmqAddresses(formValues(req.body));
    try {
      await saveRules(req, res, merchant, toVmqRules(vmq, t));
    } catch (error) {
      return showMerchant(req, res, merchant, { vmq, trouble: troubleOf(error, t) });
    }
    res.redirect(303, `/console/merchants/${merchant.pid}?done=saved#vmq-title`);
  });

  router.post('/merchants/:pid/notify', async (req, res) => {
    const { t } = preferencesOf(res);
    const merchant = await merchantOf(req);
    try {
      await saveRules(req, res, merchant, toNotifyRules(formValues(req.body), t));
    } catch (error) {
      return showMerchant(req, res, merchant, { trouble: troubleOf(error, t) });
    }
    res.redirect(303, `/console/merchants/${merchant.pid}?done=saved#notify-title`);
  });

  router.post('/merchants/:pid/reveal', async (req, res) => {
    const merchant = await merchantOf(req);
    try {
      await askPassword(req, res, 'reveal_password');
    } catch (error) {
      return showMerchant(req, res, merchant, { trouble: troubleOf(error, preferencesOf(res).t) });
    }
    await noteOf(clock, req, res)(db, 'merchant.revealKey', `merchant ${merchant.pid}`);
    await showMerchant(req, res, merchant, { key: merchant.key });
  });

  router.post('/merchants/:pid/reset-key', async (req, res) => {
    const merchant = await merchantOf(req);
    try {
      await askPassword(req, res, 'reset_password');
    } catch (error) {
      return showMerchant(req, res, merchant, { trouble: troubleOf(error, preferencesOf(res).t) });
    }
    const key = await inTransaction(db, async (trx) => {
      const fresh = await deps.merchants.resetKey(trx, merchant.pid);
      await noteOf(clock, req, res)(trx, 'merchant.resetKey', `merchant ${merchant.pid}`);
      return fresh;
    });
    deps.directory.forget(merchant.pid);
    await showMerchant(req, res, { ...merchant, key }, { key, isNewKey: true });
  });

  router.post('/merchants/:pid/vmq-key/reveal', async (req, res) => {
    const merchant = await merchantOf(req);
    try {
      await askPassword(req, res, 'vmq_reveal_password');
    } catch (error) {
      return showMerchant(req, res, merchant, { trouble: troubleOf(error, preferencesOf(res).t) });
    }
    await noteOf(clock, req, res)(db, 'merchant.revealVmqKey', `merchant ${merchant.pid}`);
    await showMerchant(req, res, merchant, { vmqKey: merchant.vmqKey });
  });

  router.post('/merchants/:pid/vmq-key/reset', async (req, res) => {
    const merchant = await merchantOf(req);
    try {
      await askPassword(req, res, 'vmq_reset_password');
    } catch (error) {
      return showMerchant(req, res, merchant, { trouble: troubleOf(error, preferencesOf(res).t) });
    }
    const vmqKey = await inTransaction(db, async (trx) => {
      const fresh = await deps.merchants.resetVmqKey(trx, merchant.pid);
      await noteOf(clock, req, res)(trx, 'merchant.resetVmqKey', `merchant ${merchant.pid}`);
      return fresh;
    });
    deps.directory.forget(merchant.pid);
    await showMerchant(req, res, { ...merchant, vmqKey }, { vmqKey, isNewVmqKey: true });
  });

  /** Writes those of the merchant's rules that a form has; the others stay. */
  async function saveRules(
    req: Request,
    res: Response,
    merchant: Merchant,
    changes: Partial<MerchantRules>,
  ): Promise<void> {
    const rules = { ...merchant.rules, ...changes };
    await inTransaction(db, async (trx) => {
      await deps.merchants.saveRules(trx, merchant.pid, rules);
      const detail = changesBetween(merchant.rules, rules);
      await noteOf(clock, req, res)(trx, 'merchant.rules', `merchant ${merchant.pid}`, detail);
    });
    deps.directory.forget(merchant.pid);
  }

  async function merchantOf(req: Request<{ pid: string }>): Promise<Merchant> {
    const { pid } = req.params;
    if (!/^\d{1,9}$/.test(pid)) throw new Refusal('not_found', '没有这个商户', { status: 404 });
    return deps.merchants.get(db, Number(pid));
  }

  async function showMerchant(
    req: Request,
    res: Response,
    merchant: Merchant,
    more: {
      key?: string;
      isNewKey?: boolean;
      vmqKey?: string;
      isNewVmqKey?: boolean;
      inputs?: RulesInputs;
      vmq?: VmqAddresses;
      trouble?: Trouble;
      done?: string;
    },
  ): Promise<void> {
    const { t } = preferencesOf(res);
    const { key, vmqKey, rules, ...shown } = merchant;
    const apiUrl = `${publicUrlOf(req, deps.config.publicUrl)}/`;
    const page: MerchantPage = {
      merchant: shown,
      lead: [merchant.name, t('console.merchant.lead')].filter(Boolean).join(' · '),
      key: more.key ?? null,
      isNewKey: more.isNewKey ?? false,
      keyEnd: key.slice(-4),
      vmqKey: more.vmqKey ?? null,
      isNewVmqKey: more.isNewVmqKey ?? false,
      vmqKeyEnd: vmqKey.slice(-4),
      apiUrl,
      guides: shopGuides({ pid: merchant.pid, key: more.key ?? null, apiUrl }, t).map((guide) => ({
        ...guide,
        steps: guide.steps.map((step, at) => ({ ...step, isLast: at === guide.steps.length - 1 })),
      })),
      isPasswordWrong: more.trouble?.fields.some(({ field }) => PASSWORD_FIELDS.has(field)) ?? false,
      isUrlConfigured: deps.config.publicUrl !== '',
      inputs: more.inputs ?? rulesInputsOf(rules),
      vmq: more.vmq ?? vmqAddressesOf(rules),
      notifyBy: rules.notifyBy,
      isOnly: (await deps.merchants.list(db)).length === 1,
      trouble: more.trouble ?? null,
      done: doneNotice(more.done),
    };
    renderPage<MerchantPage>(res, 'console/merchant', { page, status: more.trouble?.status ?? 200 });
  }

  return router;
}
