import { type Request, type Response, Router } from 'express';
import { recordDeed } from '../../flow/events/index.ts';
import { PlatformError } from '../../plugin-api/index.ts';
import { shippedDescriptors } from '../../plugin-host/index.ts';
import { LIMITS, type ReadProblem, readHandedOver } from '../../recorder/index.ts';
import type { FieldProblem } from '../../shared/errors.ts';
import { payTypes } from '../../shared/pay-type.ts';
import { refuseFields } from '../../shared/refuse-fields.ts';
import { type Saying, saying } from '../../shared/saying.ts';
import { csrfProtection, may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf, userOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { type FormValues, formValues, type Trouble, troubleOf } from '../form-values.ts';
import { typedAmount } from '../typed-amount.ts';
import {
  type KnownOfPlatform,
  knownOfPlatform,
  nameOf,
  startingWith,
  templateOf,
} from './known-platforms.ts';
import { typedMoment } from './local-time.ts';
import { RECORDING_FIELD, type ReceivedRecording, receiveRecording } from './receive-recording.ts';

/** How many calls can be pasted: the login, the list, and the list again. */
const PASTED = ['0', '1', '2'] as const;

export interface RecordStartPage {
  /** What was typed, without the password. */
  values: FormValues;
  pasted: readonly (typeof PASTED)[number][];
  /** True where something was pasted: the part of the form is open then, and empty. It held passwords and sessions. */
  isPasting: boolean;
  maxMb: number;
  trouble: Trouble | null;
  /** The browser left the cookies out: what to do is shown in place of a plain problem. */
  isSanitized: boolean;
  /** Platforms of which something is known; `chosen` is what is known of the one that he records. */
  picks: Pick<KnownOfPlatform, 'id' | 'name'>[];
  chosen: KnownOfPlatform | null;
  /** The recording that he works on already; null where there is none. */
  goOn: { href: string; name: string } | null;
  done: DoneNotice | null;
}

/**
 * /console/plugins/record: what to do in one's own browser, and the form by which the recording is handed over. The file
 * stays in memory; the calls to other hosts are dropped as soon as it is read.
 */
export function recordStartRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  const { clock, config } = deps;
  const { drafts, readPlatform } = deps.recorder;
  const base = '/plugins/record';

  router.get(base, may('platform.record'), (req, res) => {
    show(req, res, { values: {} });
  });

  router.post(base, may('platform.record'), receiveRecording, csrfProtection, async (req, res) => {
    const values = formValues(req.body);
    try {
      const id = await take(req, res, values);
      res.redirect(303, `/console${base}/${id}`);
    } catch (error) {
      show(req, res, { values, trouble: troubleOf(error, preferencesOf(res).t) });
    }
  });

  async function take(req: Request, res: Response, values: FormValues): Promise<string> {
    const received = res.locals.recording as ReceivedRecording;
    const fields: FieldProblem[] = [];
    const wrong = (field: string, problem: Saying) => void fields.push({ field, problem });
    const template = templateOf(values.platform);
    const site = siteOf(values.site || template?.site || '');
    const name = nameOf(values.name ?? '', template, preferencesOf(res).t.lang);
    const amountFen = typedAmount((values.amount ?? '').trim());
    const at = typedMoment(values.time ?? '', config.displayZone);
    if (name.name === '') wrong('name', saying('problem.empty'));
    if (site === null) wrong('site', saying('recorder.problem.site'));
    if (amountFen === null) wrong('amount', saying('recorder.problem.amount'));
    if (at === null || at > clock.now() + 24 * 3_600_000) wrong('time', saying('recorder.problem.time'));
    const pasted = pastedOf(req.body);
    const isPasted = pasted.some(({ call, answer }) => call !== '' || answer !== '');
    if (received.isTooLarge)
      wrong(RECORDING_FIELD, saying('recorder.read.too_large', { most: LIMITS.harBytes / 1024 / 1024 }));
    else if (received.text === null && !isPasted) wrong(RECORDING_FIELD, saying('recorder.read.empty'));
    if (site === null || amountFen === null || at === null || fields.length > 0)
      throw refuseFields('bad_recording', fields);
    const known = { amountFen, at };
    const origins = template?.known.origins ?? [];
    if (values.make_calls === 'yes') await answerLists(pasted, { site, origins });
    const read = readHandedOver({ har: received.text, pasted }, { site, known, origins });
    if (!('ok' in read)) {
      const field = received.text === null ? `call_${read.at ?? 0}` : RECORDING_FIELD;
      throw refuseFields('bad_recording', [{ field, problem: sayingOf(read, site) }]);
    }
    const holder = { userId: userOf(res).id, sessionId: req.sessionID };
    const platform = await readPlatform(site, name);
    const draft = drafts.put(
      holder,
      {
        ...read.ok,
        typed: { username: (values.username ?? '').trim(), password: values.password ?? '' },
        template,
        ...{ known, platform, choices: {}, payTypes: {}, onlyPayType: payTypes[0], gone: [], trial: null },
      },
      received.bytes + pasted.reduce((sum, { call, answer }) => sum + call.length + answer.length, 0),
    );
    await recordDeed(deps.db, actorOf(res), {
      ...{ at: clock.now(), action: 'platform.record', subject: `plugin ${platform.id}`, pid: null },
    });
    return draft.id;
  }

  /** Makes the calls of the list that have no answer, and puts what came beside them. Never the login. */
  async function answerLists(
    pasted: { call: string; answer: string }[],
    where: { site: URL; origins: readonly string[] },
  ): Promise<void> {
    for (const [at, one] of pasted.entries()) {
      if (at === 0 || one.call.trim() === '' || one.answer.trim() !== '') continue;
      const made = await makeOne(one.call, where);
      if ('ok' in made) one.answer = made.ok;
      else throw refuseFields('bad_recording', [{ field: `call_${at}`, problem: made.said }]);
    }
  }

  async function makeOne(
    call: string,
    where: { site: URL; origins: readonly string[] },
  ): Promise<{ ok: string } | { said: Saying }> {
    try {
      const made = await deps.recorder.makeCall(call, where);
      return 'ok' in made ? made : { said: sayingOf(made, where.site) };
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      return { said: saying('recorder.read.call_failed', { words: error.words }) };
    }
  }

  function show(
    req: Request,
    res: Response,
    { values, trouble }: { values: FormValues; trouble?: Trouble },
  ): void {
    const { t } = preferencesOf(res);
    const { password: _, ...kept } = values;
    const own = drafts.of({ userId: userOf(res).id, sessionId: req.sessionID });
    const isPasting = pastedOf(req.body).some(({ call, answer }) => call !== '' || answer !== '');
    const sanitized = trouble?.fields.find(
      ({ field, message }) => field === RECORDING_FIELD && message === t('recorder.read.sanitized'),
    );
    const template = templateOf(values.platform ?? req.query.platform);
    const page: RecordStartPage = {
      ...{ values: startingWith(kept, template, t), pasted: PASTED, trouble: trouble ?? null },
      picks: shippedDescriptors().templates.map(({ id, name }) => ({ id, name: name[t.lang] })),
      chosen: template ? knownOfPlatform(template, deps.plugins, t) : null,
      isPasting,
      maxMb: LIMITS.harBytes / 1024 / 1024,
      isSanitized: sanitized !== undefined,
      goOn: own ? { href: `/console${base}/${own.id}`, name: own.platform.name } : null,
      done: doneNotice(req.query.done),
    };
    renderPage<RecordStartPage>(res, 'console/recorder/start', { page, status: trouble?.status ?? 200 });
  }

  return router;
}

/** Whole, as long as they are: other fields of a form are cut. */
function pastedOf(body: unknown): { call: string; answer: string }[] {
  const texts = (body ?? {}) as Record<string, unknown>;
  const textOf = (name: string) => (typeof texts[name] === 'string' ? texts[name] : '');
  return PASTED.map((at) => ({ call: textOf(`call_${at}`), answer: textOf(`answer_${at}`) }));
}

/** The address of a site as people type it, with or without https. */
function siteOf(text: string): URL | null {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > 300) return null;
  const written = /^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  const url = URL.canParse(written) ? new URL(written) : null;
  return url?.hostname.includes('.') && url.username === '' ? url : null;
}

function sayingOf(
  { problem, hosts = [], status = 0 }: { problem: ReadProblem; hosts?: string[]; status?: number },
  site: URL,
): Saying {
  if (problem === 'too_large') {
    return saying('recorder.read.too_large', { most: LIMITS.harBytes / 1024 / 1024 });
  }
  if (problem === 'other_site') {
    return saying('recorder.read.other_site', { site: site.host, hosts: hosts.join(', ') });
  }
  if (problem === 'call_refused') return saying('recorder.read.call_refused', { status });
  return saying(`recorder.read.${problem}`);
}
