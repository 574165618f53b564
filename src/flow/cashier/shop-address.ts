/**
 * Where a buyer who has not paid goes back to: the shop's site. Its return address itself is for the signed proof of a
 * payment, and most shops answer it with an error when it comes without. Null where the shop gave no address.
 */
export function shopAddress(returnUrl: string | null): string | null {
  if (returnUrl === null || !URL.canParse(returnUrl)) return null;
  const { origin } = new URL(returnUrl);
  return /^https?:\/\//i.test(origin) ? `${origin}/` : null;
}
