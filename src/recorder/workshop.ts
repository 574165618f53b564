import { type Descriptor, parseDescriptor, platformOf } from '../plugin-host/index.ts';
import { Refusal, refuse } from '../shared/errors.ts';
import type { PayType } from '../shared/pay-type.ts';
import { saying } from '../shared/saying.ts';
import { type Analysis, analyse } from './analyse.ts';
import { compose } from './compose.ts';
import type { Draft } from './drafts.ts';
import type { Plan } from './find/plan-types.ts';
import { handedText } from './handed-text.ts';
import { meaningOf } from './meaning.ts';
import { isBlocking } from './obstacles.ts';
import { findSecret, secretsOf } from './secrets.ts';
import { skeletonOf } from './skeleton.ts';
import { fingerprintOf, isProven, type TrialDeps, tryOut, waitsUntil } from './trial.ts';

export interface WorkshopDeps extends TrialDeps {
  /** True: addresses of the own machine and network may be called (ALLOW_PRIVATE_NOTIFY). */
  allowPrivate: boolean;
}

/** What can be done with a draft. Everything that is refused throws Refusal 'recording_unfit'. */
export interface Workshop {
  analyse(draft: Draft): Analysis;
  /** The descriptor as it would be saved. */
  descriptorOf(draft: Draft): Descriptor;
  /** As descriptorOf; null where nothing can be written yet. */
  written(draft: Draft): Descriptor | null;
  /** Another key for it, as which it is what was tried before. */
  rename(draft: Draft, to: { id: string; revision: number }): void;
  /** What was recorded, without any value. */
  skeleton(draft: Draft): string;
  /** One run. True where the known payment was found. */
  tryOut(draft: Draft, answer: string | null): Promise<boolean>;
  /** True where what would be saved now was tried twice and found the known payment. */
  isProven(draft: Draft): boolean;
}

export function createWorkshop(deps: WorkshopDeps): Workshop {
  const { allowPrivate, clock } = deps;

  function analysed(draft: Draft): Analysis {
    return analyse(draft.recording, {
      ...{ known: draft.known, typed: draft.typed, choices: draft.choices, gone: draft.gone, allowPrivate },
      template: draft.template,
    });
  }

  function descriptorOf(draft: Draft): Descriptor {
    const analysis = analysed(draft);
    const { plan } = analysis;
    if (!plan || isBlocking(analysis))
      throw refuse('recording_unfit', { problem: saying('recorder.unfit.blocked') });
    const content = compose(
      { ...analysis, plan },
      {
        ...{ ...draft.platform, origins: draft.origins, template: draft.template },
        ...meanings(draft, analysis),
      },
    );
    const text = JSON.stringify(content);
    const parsed = parseDescriptor(text, { allowPrivate });
    if (!parsed.ok) {
      const [first] = parsed.problems;
      throw refuse('recording_unfit', {
        problem: saying('recorder.unfit.shape', { at: first?.at ?? '', what: first?.what ?? '' }),
      });
    }
    const at = findSecret(contentOfOwner(parsed.descriptor), secretsOf(draft.recording, draft.typed, plan));
    if (at !== null) throw refuse('recording_unfit', { problem: saying('recorder.unfit.secret', { at }) });
    return parsed.descriptor;
  }

  function written(draft: Draft): Descriptor | null {
    try {
      return descriptorOf(draft);
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }

  return {
    analyse: analysed,
    descriptorOf,
    written,
    rename(draft, to) {
      const before = written(draft);
      const isTried = before !== null && draft.trial?.fingerprint === fingerprintOf(before);
      draft.platform = { ...draft.platform, ...to };
      if (isTried && draft.trial)
        draft.trial = { ...draft.trial, fingerprint: fingerprintOf(descriptorOf(draft)) };
    },
    skeleton(draft) {
      const analysis = analysed(draft);
      const secrets = secretsOf(draft.recording, draft.typed, analysis.plan);
      const content = skeletonOf(analysis, draft.recording, secrets);
      const at = findSecret(content, secrets);
      if (at !== null) throw refuse('recording_unfit', { problem: saying('recorder.unfit.secret', { at }) });
      return `${JSON.stringify(content, null, 2)}\n`;
    },
    isProven(draft) {
      const descriptor = written(draft);
      return descriptor !== null && isProven(draft.trial, fingerprintOf(descriptor));
    },
    async tryOut(draft, answer) {
      const until = waitsUntil(draft.trial);
      const descriptor = descriptorOf(draft);
      const fingerprint = fingerprintOf(descriptor);
      const isSame = draft.trial?.fingerprint === fingerprint;
      const now = clock.now();
      if (isSame && until !== null && until > now) {
        const seconds = Math.ceil((until - now) / 1_000);
        throw refuse('recording_unfit', { problem: saying('recorder.unfit.tooSoon', { seconds }) });
      }
      const analysis = analysed(draft);
      const list = analysis.points.list.chosen?.value;
      const { plan } = analysis;
      if (!list || !plan) throw refuse('recording_unfit', { problem: saying('recorder.unfit.blocked') });
      const isHanded = descriptor.login.kind === 'handed-over';
      const { trial, goneAnswer } = await tryOut(
        deps,
        {
          ...{
            platform: platformOf(descriptor),
            fingerprint,
            settings: settingsOf(draft, plan),
            known: draft.known,
            list,
          },
          ...{ handed: isHanded ? handedText(list) : null, answer },
        },
        draft.trial,
      );
      draft.trial = trial;
      if (goneAnswer) learn(draft, goneAnswer);
      return trial.runs.at(-1)?.found != null;
    },
  };

  /** What the platform says to nobody becomes the sign of a session that is over; what was tried stays tried. */
  function learn(draft: Draft, answer: Draft['gone'][number]): void {
    const { trial } = draft;
    if (!trial) return;
    const before = descriptorOf(draft);
    draft.gone = [answer];
    const after = descriptorOf(draft);
    const isLearned = fingerprintOf(after) !== fingerprintOf(before);
    draft.trial = { ...trial, fingerprint: fingerprintOf(after), gone: isLearned ? 'learned' : 'blind' };
  }
}

function meanings(
  draft: Draft,
  { points }: Analysis,
): { payTypes: Record<string, PayType>; onlyPayType: PayType } {
  const values = points.payType.chosen?.value.values ?? [];
  const mapped = values.flatMap((value): [string, PayType][] => {
    const meaning = meaningOf(draft, value);
    return meaning ? [[value, meaning]] : [];
  });
  return { payTypes: Object.fromEntries(mapped), onlyPayType: draft.onlyPayType };
}

/** The owner's own words and the platform's address are no values of the recording. */
function contentOfOwner({
  name: _,
  site: __,
  origins: ___,
  id: ____,
  facts: _____,
  ...rest
}: Descriptor): object {
  return rest;
}

function settingsOf({ typed }: Draft, { constants }: Plan): Record<string, string> {
  const own = Object.fromEntries(constants.map(({ key, text }) => [key, text]));
  return { username: typed.username, password: typed.password, ...own };
}
