import { type Request, type Response, Router } from 'express';
import { type GuideStep, type ShopGuide, shopGuides } from '../../docs-page/index.ts';
import {
  addMerchant,
  changeRules,
  LONGEST_NAME,
  type Merchant,
  type MerchantRules,
  noteKeyShown,
  renewKey,
} from '../../flow/merchants/index.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, publicUrlOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { AskPassword } from '../ask-password.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { formValues, type Trouble, troubleOf } from '../form-values.ts';
import { createLoad } from '../load.ts';
import { toNotifyRules } from './notify-form.ts';
import { type RulesInputs, readRulesInputs, rulesInputsOf, toRules } from './rules-form.ts';
import { readVmqAddresses, toVmqRules, type VmqAddresses, vmqAddressesOf } from './vmq-addresses-form.ts';

export interface MerchantsPage {
  merchants: { pid: number; name: string; enabled: boolean; createdAt: number }[];
}

export interface MerchantNewPage {
  name: string;
  longest: number;
  trouble: Trouble | null;
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
  const { db } = deps;
  const load = createLoad(deps);

  router.get('/merchants', may('merchants.see'), async (req, res) => {
    const merchants = await deps.merchants.listWithin(db, actorOf(res).shown);
    const [only, ...others] = merchants;
    if (only && others.length === 0)
      return showMerchant(req, res, only, { done: String(req.query.done ?? '') });
    const page: MerchantsPage = {
      merchants: merchants.map(({ pid, name, enabled, createdAt }) => ({ pid, name, enabled, createdAt })),
    };
    renderPage<MerchantsPage>(res, 'console/merchants', { page });
  });

  router.get('/merchants/new', may('merchant.add'), (_req, res) => {
    showNew(res, { name: '', trouble: null });
  });

  router.post('/merchants/new', may('merchant.add'), async (req, res) => {
    const { name = '' } = formValues(req.body);
    try {
      const { pid } = await addMerchant(deps, { name }, actorOf(res));
      // Whoever adds one wants to see it.
      if (req.session.chosenPid !== undefined) req.session.chosenPid = pid;
      res.redirect(303, `/console/merchants/${pid}?done=merchantAdded`);
    } catch (error) {
      const trouble = troubleOf(error, preferencesOf(res).t);
      trouble.fields = trouble.fields.map((one) => ({
        ...one,
        message: preferencesOf(res).t('people.merchantName', { max: LONGEST_NAME }),
      }));
      showNew(res, { name, trouble });
    }
  });

  router.get('/merchants/:pid', may('merchants.see'), async (req, res) => {
    await showMerchant(req, res, await merchantOf(req, res), { done: String(req.query.done ?? '') });
  });

  router.post('/merchants/:pid/rules', may('merchant.rules'), async (req, res) => {
    const merchant = await merchantOf(req, res);
    const inputs = readRulesInputs(formValues(req.body), rulesInputsOf(merchant.rules));
    try {
      await changeRules(deps, merchant, toRules(inputs), actorOf(res));
    } catch (error) {
      return showMerchant(req, res, merchant, { inputs, trouble: troubleOf(error, preferencesOf(res).t) });
    }
    res.redirect(303, `/console/merchants/${merchant.pid}?done=saved`);
  });

  router.post('/merchants/:pid/vmq', may('merchant.rules'), async (req, res) => {
    const { t } = preferencesOf(res);
    const merchant = await merchantOf(req, res);
    const vmq = readVmqAddresses(formValues(req.body));
    try {
      await changeRules(deps, merchant, toVmqRules(vmq), actorOf(res));
    } catch (error) {
      return showMerchant(req, res, merchant, { vmq, trouble: troubleOf(error, t) });
    }
    res.redirect(303, `/console/merchants/${merchant.pid}?done=saved#vmq-title`);
  });

  router.post('/merchants/:pid/notify', may('merchant.rules'), async (req, res) => {
    const { t } = preferencesOf(res);
    const merchant = await merchantOf(req, res);
    try {
      await changeRules(deps, merchant, toNotifyRules(formValues(req.body)), actorOf(res));
    } catch (error) {
      return showMerchant(req, res, merchant, { trouble: troubleOf(error, t) });
    }
    res.redirect(303, `/console/merchants/${merchant.pid}?done=saved#notify-title`);
  });

  router.post('/merchants/:pid/reveal', may('merchant.revealKey'), async (req, res) => {
    const merchant = await merchantOf(req, res);
    try {
      await askPassword(req, res, 'reveal_password');
    } catch (error) {
      return showMerchant(req, res, merchant, { trouble: troubleOf(error, preferencesOf(res).t) });
    }
    await noteKeyShown(deps, merchant.pid, 'key', actorOf(res));
    await showMerchant(req, res, merchant, { key: merchant.key });
  });

  router.post('/merchants/:pid/reset-key', may('merchant.resetKey'), async (req, res) => {
    const merchant = await merchantOf(req, res);
    try {
      await askPassword(req, res, 'reset_password');
    } catch (error) {
      return showMerchant(req, res, merchant, { trouble: troubleOf(error, preferencesOf(res).t) });
    }
    const key = await renewKey(deps, merchant.pid, 'key', actorOf(res));
    await showMerchant(req, res, { ...merchant, key }, { key, isNewKey: true });
  });

  router.post('/merchants/:pid/vmq-key/reveal', may('merchant.revealKey'), async (req, res) => {
    const merchant = await merchantOf(req, res);
    try {
      await askPassword(req, res, 'vmq_reveal_password');
    } catch (error) {
      return showMerchant(req, res, merchant, { trouble: troubleOf(error, preferencesOf(res).t) });
    }
    await noteKeyShown(deps, merchant.pid, 'vmqKey', actorOf(res));
    await showMerchant(req, res, merchant, { vmqKey: merchant.vmqKey });
  });

  router.post('/merchants/:pid/vmq-key/reset', may('merchant.resetKey'), async (req, res) => {
    const merchant = await merchantOf(req, res);
    try {
      await askPassword(req, res, 'vmq_reset_password');
    } catch (error) {
      return showMerchant(req, res, merchant, { trouble: troubleOf(error, preferencesOf(res).t) });
    }
    const vmqKey = await renewKey(deps, merchant.pid, 'vmqKey', actorOf(res));
    await showMerchant(req, res, { ...merchant, vmqKey }, { vmqKey, isNewVmqKey: true });
  });

  function merchantOf(req: Request, res: Response): Promise<Merchant> {
    return load.merchantFor(actorOf(res), req.params.pid);
  }

  function showNew(res: Response, { name, trouble }: Omit<MerchantNewPage, 'longest'>): void {
    const page = { name, longest: LONGEST_NAME, trouble };
    const status = trouble?.status ?? 200;
    renderPage<MerchantNewPage>(res, 'console/merchant-new', { page, status });
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
      isOnly: (await deps.merchants.listNames(db, actorOf(res).shown)).length === 1,
      trouble: more.trouble ?? null,
      done: doneNotice(more.done),
    };
    renderPage<MerchantPage>(res, 'console/merchant', { page, status: more.trouble?.status ?? 200 });
  }

  return router;
}
