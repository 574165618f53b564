import type { Call, Recording } from '../recording.ts';
import type { ListCall } from './list-call.ts';
import type { LoginCall, Typed } from './login-call.ts';
import type { PagingField } from './paging.ts';
import type { Operation } from './secret-forms.ts';
import type { Source } from './sources.ts';
import type { WindowField } from './window.ts';

/** A computed value of a step: what it starts from, and what is done with it. */
export interface Let {
  name: string;
  from?: string;
  /** A JSON text whose leaves are templates: the form field whose value it was. */
  json?: { leaf: string };
  pairs?: Record<string, string>;
  do: Operation[];
}

/** One call that must be made, with what stands in it in place of the recorded values. */
export interface Step {
  name: string;
  call: Call;
  /** By leaf; a leaf that is not here is constant. */
  templates: Map<string, string>;
  lets: Let[];
  keep: Map<string, Source>;
}

/** A value of a request that comes from somewhere, for people. */
export interface Traced {
  step: string;
  /** What it is called in the request. */
  name: string;
  from: 'answer' | 'typed' | 'computed' | 'time' | 'random' | 'person' | 'paging';
  /** The path of the call that told it, or the operations. */
  detail: string;
}

/** A value that nothing explains. `mustChange`: two calls of the same kind had two. */
export interface Unexplained {
  step: string;
  leaf: string;
  name: string;
  mustChange: boolean;
  /** The value; a secret. */
  text: string;
}

export interface Plan {
  login: Step[];
  before: Step[];
  list: Step;
  /** Names that the login keeps for later. */
  session: string[];
  /** What the owner hands over where nobody logs in: session name, and the value in the recording. */
  handed: { key: string; label: string; text: string }[];
  /** Secrets that are constant for the account: a setting each. */
  constants: { key: string; label: string; text: string }[];
  /** Which step's answer is a picture that a person reads. */
  challenge: { step: string; path: string | null } | null;
  traced: Traced[];
  unexplained: Unexplained[];
  /** True: the list is asked with cookies. */
  cookies: boolean;
  /** Cookies of the list that no answer set and that hold what a script put there. */
  scriptCookies: string[];
}

export interface PlanInput {
  recording: Recording;
  list: ListCall;
  login: LoginCall | null;
  typed: Typed;
  window: WindowField | null;
  paging: PagingField | null;
  zone: string;
  /** What is publicly known to stand in the list's request, by plain names. */
  known: ReadonlyMap<string, string>;
}
