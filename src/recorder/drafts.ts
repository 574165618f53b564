import type { Words } from '../plugin-api/index.ts';
import type { RecordingTemplate } from '../plugin-host/index.ts';
import { type Clock, HOUR, MINUTE } from '../shared/clock.ts';
import type { PayType } from '../shared/pay-type.ts';
import { randomHex } from '../shared/random.ts';
import { after, type Timer } from '../shared/timers.ts';
import type { KnownPayment } from './find/list-call.ts';
import type { Typed } from './find/login-call.ts';
import type { Choices } from './find/point.ts';
import type { Call, Recording } from './recording.ts';
import type { Trial } from './trial.ts';

/** Whose recording it is: the same person in the same login. */
export interface Holder {
  userId: number;
  sessionId: string;
}

/** A recording that its owner works on, with what he said of it. Secret as a whole. */
export interface Draft {
  readonly id: string;
  readonly recording: Recording;
  readonly typed: Typed;
  readonly known: KnownPayment;
  /** `name`: as its owner reads it; `words`: as it is saved. */
  platform: { id: string; revision: number; name: string; words: Words; site: string };
  /** What is publicly known of it; null for a platform that nobody knows. */
  readonly template: RecordingTemplate | null;
  origins: string[];
  choices: Choices;
  /** What the owner says that a value of the pay type's field means; '' is "leave it out". */
  payTypes: Record<string, PayType | ''>;
  onlyPayType: PayType;
  /** Answers by which the platform told, when it was tried, that a session is over. */
  gone: Call[];
  trial: Trial | null;
}

interface Held extends Holder {
  draft: Draft;
  bytes: number;
  since: number;
  usedAt: number;
}

/** A recording is forgotten this long after it was looked at last... */
const IDLE_MS = 30 * MINUTE;
/** ...and at the latest this long after it was handed over. */
const LONGEST_MS = 2 * HOUR;
/** Beyond this much the one that was used longest ago is forgotten first. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST = 8;

/**
 * Recordings while somebody works on them: in this process's memory and nowhere else, so that no dump, backup or log can
 * hold one. One for each login; bounded in number, size and time.
 */
export class RecordingDrafts {
  private readonly held = new Map<string, Held>();
  private timer: Timer | null = null;

  constructor(private readonly clock: Clock) {}

  /** Keeps it in the place of the holder's former one. `bytes`: how large what he handed over is. */
  put(holder: Holder, content: Omit<Draft, 'id'>, bytes: number): Draft {
    this.forgetOld();
    for (const [id, one] of this.held) if (isSame(one, holder)) this.held.delete(id);
    const draft: Draft = { ...content, id: randomHex(16) };
    const now = this.clock.now();
    this.held.set(draft.id, { ...holder, draft, bytes, since: now, usedAt: now });
    this.makeRoom();
    this.watch();
    return draft;
  }

  /** Undefined for one that is over, or somebody else's. */
  find(id: string, holder: Holder): Draft | undefined {
    this.forgetOld();
    const found = this.held.get(id);
    if (!found || !isSame(found, holder)) return undefined;
    found.usedAt = this.clock.now();
    return found.draft;
  }

  /** The holder's own; undefined where he has none. */
  of(holder: Holder): Draft | undefined {
    this.forgetOld();
    return [...this.held.values()].find((one) => isSame(one, holder))?.draft;
  }

  forget(id: string): void {
    this.held.delete(id);
  }

  /** How many are kept now. */
  get size(): number {
    this.forgetOld();
    return this.held.size;
  }

  private forgetOld(): void {
    const now = this.clock.now();
    for (const [id, { since, usedAt }] of this.held) {
      if (now - usedAt > IDLE_MS || now - since > LONGEST_MS) this.held.delete(id);
    }
  }

  private makeRoom(): void {
    const all = [...this.held].sort(([, one], [, other]) => one.usedAt - other.usedAt);
    let bytes = all.reduce((sum, [, one]) => sum + one.bytes, 0);
    for (const [id, one] of all.slice(0, -1)) {
      if (this.held.size <= MOST && bytes <= MOST_BYTES) return;
      this.held.delete(id);
      bytes -= one.bytes;
    }
  }

  /** Nobody has to come by for a recording to be forgotten. */
  private watch(): void {
    this.timer ??= after(
      IDLE_MS + MINUTE,
      () => {
        this.timer = null;
        this.forgetOld();
        if (this.held.size > 0) this.watch();
      },
      { keepsAlive: false },
    );
  }
}

function isSame(one: Holder, other: Holder): boolean {
  return one.userId === other.userId && one.sessionId === other.sessionId;
}
