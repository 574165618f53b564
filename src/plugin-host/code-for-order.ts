import type { CodeOrder, Platform } from '../plugin-api/index.ts';

/** More than fits into a QR code that a phone reads off a screen. */
const LONGEST = 1_000;

/** True for a kind of code that is computed for each order. */
export function isComputed(platform: Platform, kindId: string | null): boolean {
  return kindOf(platform, kindId)?.forOrder !== undefined;
}

/**
 * The text of a code that is computed for this order out of the owner's own (`own`); null where its kind isn't, where it
 * can't be made, or where the plugin fails: the owner's own is shown then.
 */
export function codeForOrder(
  platform: Platform,
  kindId: string | null,
  order: CodeOrder,
  own: string,
): string | null {
  try {
    const content: unknown = kindOf(platform, kindId)?.forOrder?.content(order, own);
    if (typeof content !== 'string' || content.trim() === '' || content.length > LONGEST) return null;
    return content;
  } catch {
    return null;
  }
}

function kindOf(platform: Platform, kindId: string | null) {
  if (platform.listening !== 'forwarded') return undefined;
  return platform.codeKinds.find(({ id }) => id === kindId);
}
