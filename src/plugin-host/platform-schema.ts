import { z } from 'zod';
import { API_VERSION, hostSettings } from '../plugin-api/index.ts';
import { TextRuleSet } from '../plugin-api/text-rules/index.ts';
import { payTypes } from '../shared/pay-type.ts';
import { About, Text } from './about-schema.ts';

const fieldCommon = {
  key: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be lower-case letters, digits and _'),
  label: Text,
  help: Text.optional(),
  required: z.boolean(),
};
const maxLength = z.number().int().positive().optional();

const Field = z.discriminatedUnion('type', [
  z.object({ ...fieldCommon, type: z.enum(['text', 'url']), default: z.string().optional(), maxLength }),
  z.object({ ...fieldCommon, type: z.literal('multiline'), maxLength }),
  z.object({
    ...fieldCommon,
    type: z.literal('secret'),
    lines: z.boolean().optional(),
    maxLength,
    default: z.undefined('a secret has no default').optional(),
  }),
  z
    .object({
      ...fieldCommon,
      type: z.literal('number'),
      min: z.int().optional(),
      max: z.int().optional(),
      default: z
        .string()
        .regex(/^-?\d{1,15}$/, 'must be a whole number, as text')
        .optional(),
    })
    .refine(({ min, max }) => min === undefined || max === undefined || min <= max, 'min is more than max'),
  z.object({
    ...fieldCommon,
    type: z.literal('boolean'),
    required: z.literal(false, 'a box that is not ticked is an answer'),
    default: z.enum(['yes', 'no']).optional(),
  }),
  z
    .object({
      ...fieldCommon,
      type: z.literal('select'),
      options: z
        .array(z.object({ value: z.string().min(1).max(100), label: Text }))
        .min(1)
        .max(50),
      default: z.string().optional(),
    })
    .refine(
      ({ options, default: usual }) => usual === undefined || options.some(({ value }) => value === usual),
      'the default is none of the options',
    ),
]);

const isFunction = z.custom<(...args: unknown[]) => unknown>(
  (value) => typeof value === 'function',
  'must be a function',
);

const PackageName = z.string().regex(/^[A-Za-z]\w*(\.\w+)+$/, 'must be an Android package name');

/** SmsForwarder's own words for its rules: docs/reference/listeners.md 1.5. */
const RULE_FIELDS = '手机号|APP包名|短信内容|通知内容|通知标题|卡槽信息|通话类型|UID';
const BY_PATTERN = '正则匹配';
const RULE_CHECKS = `相等|包含|不包含|开头|结尾|${BY_PATTERN}`;

/** A line of a rule, and how far it may be indented. */
const RULE_LINE = new RegExp(`^( *)(并且|或者) (是|不是) (${RULE_FIELDS}) (${RULE_CHECKS}) (.+)$`);

/** The number of the first line that the app would refuse to save; null: none. */
function wrongRuleLine(rule: string): number | null {
  let deepest = 0;
  for (const [index, line] of rule.split('\n').entries()) {
    const [, indent = '', , , , check, value = ''] = RULE_LINE.exec(line) ?? [];
    if (check === undefined || indent.length > deepest) return index + 1;
    if (check === BY_PATTERN && !isPattern(value)) return index + 1;
    deepest = indent.length + 1;
  }
  return null;
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}

const TellingApp = z.object({
  package: PackageName,
  name: Text,
  forwardingRule: z
    .string()
    .superRefine((rule, context) => {
      const line = wrongRuleLine(rule);
      if (line !== null)
        context.addIssue({ code: 'custom', message: `line ${line} is no rule of SmsForwarder` });
    })
    .optional(),
  settings: z.array(Text).max(10).optional(),
});

const Told = z.object({
  apps: z
    .array(TellingApp)
    .max(20)
    .refine((apps) => new Set(apps.map((app) => app.package)).size === apps.length, 'an app stands twice'),
  textRules: TextRuleSet,
});

const common = {
  id: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and -'),
  apiVersion: z.literal(API_VERSION),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'must be like 1.4.0'),
  name: Text,
  about: About.optional(),
  payTypes: z.array(z.enum(payTypes)).min(1),
  settings: z
    .array(Field)
    .refine(
      (fields) => new Set(fields.map((field) => field.key)).size === fields.length,
      'two fields have the same key',
    ),
  terminal: z.object({ namedByReceipts: z.boolean(), label: Text, help: Text }),
  told: Told.optional(),
  setup: z.array(Text).max(10).optional(),
  fixedCodes: Text.optional(),
  advice: z.array(Text).max(10).optional(),
  ownCodes: z.object({ begins: z.array(z.string().min(3)).min(1).max(10), help: Text }).optional(),
  facts: z.array(z.object({ fact: Text, rests: z.enum(['seen', 'inferred', 'unknown']) })),
};

const CodeKind = z.object({
  id: z.string().regex(/^[a-z]{1,20}$/),
  number: z.number().int().min(1).max(9),
  name: Text,
  seenBy: Text,
  ownShape: z.boolean().optional(),
  forOrder: z.object({ content: isFunction, unfit: Text }).optional(),
});

const Host = z
  .string()
  .regex(
    /^(?:http:\/\/127\.0\.0\.1|(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+)(:\d{1,5})?$/,
    'must be a host name, like api.acme.example',
  );

const LoginWays = z
  .object({
    password: isFunction.optional(),
    challenge: isFunction.optional(),
    handOver: z.object({ help: Text, take: isFunction }).optional(),
    keys: isFunction.optional(),
  })
  .refine(({ password, handOver, keys }) => password || handOver || keys, 'there is no way to log in')
  .refine(({ password, challenge }) => !challenge || password, 'a challenge begins with password');

const Listening = z.discriminatedUnion('listening', [
  z.object({
    ...common,
    listening: z.literal('polled'),
    hosts: z.array(Host).max(8),
    pace: z
      .object({
        minGapMs: z.int().min(0).max(10_000).optional(),
        perHour: z.int().min(10).optional(),
        minIntervalMs: z.int().min(0).max(300_000).optional(),
      })
      .optional(),
    publicOnly: z.boolean().optional(),
    renews: z.boolean().optional(),
    keepsCookies: z.boolean().optional(),
    keepAliveMs: z.int().min(600_000).max(86_400_000).optional(),
    login: LoginWays,
    fetchReceipts: isFunction,
    recent: isFunction.optional(),
    codes: isFunction.optional(),
    sessionEndsAt: isFunction.optional(),
    makesBills: isFunction.optional(),
    picturesAnywhere: z.boolean().optional(),
    openBill: isFunction.optional(),
    closeBill: isFunction.optional(),
    onlyBills: z.literal(true).optional(),
  }),
  z.object({
    ...common,
    listening: z.literal('forwarded'),
    codeKinds: z.array(CodeKind).min(1),
    notTogether: z.array(z.array(z.string()).min(2)),
    listeners: z.array(z.enum(['phone', 'pc', 'vmq'])).min(1),
    told: Told,
    takesAnyApp: z.boolean().optional(),
  }),
]);

type Checked = z.infer<typeof Listening>;

/** What must agree within a manifest, each with where the fault is. */
const agreements: readonly { path: PropertyKey[]; wrong: (manifest: Checked) => string | null }[] = [
  {
    path: ['told', 'textRules', 'platform'],
    wrong: ({ id, told }) => (told && told.textRules.platform !== id ? `must be ${id}` : null),
  },
  {
    path: ['told', 'apps'],
    wrong: (manifest) => {
      if (!manifest.told || manifest.told.apps.length > 0) return null;
      const takesAny = manifest.listening === 'forwarded' && manifest.takesAnyApp;
      return takesAny ? null : 'must not be empty';
    },
  },
  {
    path: ['told', 'textRules', 'rules'],
    wrong: ({ told, payTypes: own }) => {
      const strange = told?.textRules.rules.find(({ payType }) => payType !== null && !own.includes(payType));
      return strange ? `${strange.id} is about ${strange.payType}, which it does not take` : null;
    },
  },
  {
    path: ['notTogether'],
    wrong: (manifest) => {
      if (manifest.listening === 'polled') return null;
      const kinds = manifest.codeKinds.map(({ id }) => id);
      const strange = manifest.notTogether.flat().find((kind) => !kinds.includes(kind));
      return strange === undefined ? null : `there is no kind ${strange}`;
    },
  },
  {
    path: ['codeKinds'],
    wrong: (manifest) => {
      if (manifest.listening === 'polled') return null;
      const { codeKinds } = manifest;
      const distinct = new Set(codeKinds.flatMap(({ id, number }) => [id, number]));
      return distinct.size === 2 * codeKinds.length ? null : 'two have the same id or number';
    },
  },
  {
    path: ['settings'],
    wrong: ({ settings }) => {
      const strange = settings.find(({ key, type }) => (hostSettings[key] ?? type) !== type);
      return strange ? `${strange.key} must be of type ${hostSettings[strange.key]}` : null;
    },
  },
  {
    path: ['closeBill'],
    wrong: (manifest) =>
      manifest.listening === 'polled' && manifest.closeBill && !manifest.openBill
        ? 'there is nothing to close without openBill'
        : null,
  },
  {
    path: ['onlyBills'],
    wrong: (manifest) =>
      manifest.listening === 'polled' && manifest.onlyBills && !manifest.openBill
        ? 'there are none without openBill'
        : null,
  },
  {
    path: ['hosts'],
    wrong: (manifest) =>
      manifest.listening === 'polled' &&
      manifest.hosts.length === 0 &&
      !manifest.settings.some(({ type }) => type === 'url')
        ? 'there is no address that it may call'
        : null,
  },
  {
    path: ['ownCodes'],
    wrong: ({ ownCodes, payTypes: own }) => (ownCodes && own.length > 1 ? 'is for one pay type' : null),
  },
];

/**
 * What is wrong with rules of the right shape: they don't read their own examples, or read what is no money. Reading is
 * no matter of the host, so it is handed in.
 */
export type CheckTextRules = (rules: TextRuleSet) => readonly object[];

function manifestChecker(checkTextRules: CheckTextRules) {
  return Listening.superRefine((manifest, context) => {
    for (const { path, wrong } of agreements) {
      const message = wrong(manifest);
      if (message !== null) context.addIssue({ code: 'custom', path, message });
    }
    for (const problem of manifest.told ? checkTextRules(manifest.told.textRules) : []) {
      context.addIssue({ code: 'custom', path: ['told', 'textRules'], message: JSON.stringify(problem) });
    }
  });
}

/** What is wrong with a plugin's default export, a line for each fault; none means that it is a Platform. */
export function manifestProblems(exported: unknown, checkTextRules: CheckTextRules): string[] {
  const { apiVersion } = (exported ?? {}) as { apiVersion?: unknown };
  if (typeof apiVersion === 'number' && apiVersion !== API_VERSION) {
    return [
      `apiVersion: is made for version ${apiVersion} of the plugin contract; this house speaks ${API_VERSION}`,
    ];
  }
  const checked = manifestChecker(checkTextRules).safeParse(exported);
  if (checked.success) return [];
  return checked.error.issues.map((issue) => `${issue.path.join('.') || 'default export'}: ${issue.message}`);
}
