import type { ToldProblem } from '../shared/errors.ts';

/** How a thing is, as its badge's colour. */
export type Tone = 'good' | 'wait' | 'warn' | 'bad' | 'off';

export interface PageLink {
  href: string;
  text: string;
  /** The one thing that most people want here. */
  primary?: boolean;
}

/** What is wrong with the field, in words; undefined: nothing. */
export function problemOf(problems: ToldProblem[] | undefined, field: string): string | undefined {
  return problems?.find((problem) => problem.field === field)?.message;
}

/** A long number in groups of four, as people read it out; anything else whole. */
export function numberParts(number: string): string[] {
  return /^\d{16,}$/.test(number) ? (number.match(/.{1,4}/g) ?? []) : [number];
}

/** The host of an address that nothing but this machine can open; undefined for any other. */
export function localHost(url: string): string | undefined {
  return /^https?:\/\/(localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0)(?=[:/]|$)/.exec(url)?.[1];
}
