import type { Words } from './words.ts';

/**
 * Where a platform's number of a code is found; each has a drawing. `plate`: printed on the plate; `list`: a column of the
 * back end's list; `link`: in the text of the code itself; `app`: in the merchant's app.
 */
export const terminalPlaces = ['plate', 'list', 'link', 'app'] as const;
export type TerminalPlace = (typeof terminalPlaces)[number];

/**
 * What a platform's page tells whoever thinks of using it. Only what is known: what is left out is shown as unknown. At most
 * 500 characters each.
 */
export interface PlatformAbout {
  /** In a sentence: what it is, and for whom. */
  summary: Words;
  /** Its own site, https. */
  site?: string;
  /** What the plugin itself costs; left out: nothing, where it comes with the system, and else unknown. */
  price?: Words;
  /** How a person becomes its customer. */
  apply?: Words;
  /** What the platform takes, as it states it. */
  fees?: Words;
  /** What does not work, or only so far. */
  limits?: readonly Words[];
  terminalPlace?: TerminalPlace;
}
