/** Refusals that no page of the console, the installer or the cashier can show, with the reason. `code.*`: each of its variants. */
const neverShown: Readonly<Record<string, readonly string[]>> = {
  'told in the terminal only': [
    ...['usage.*', 'no_file.*', 'bad_form.options', 'bad_picture.file', 'picture_too_large.file'],
    ...['unknown_account.id', 'unknown_code.id', 'no_merchant.pid', 'unknown_receipt.numbered'],
    ...['bad_username', 'weak_password.administrator', 'unknown_platform.rules'],
  ],
  'the server does not start: its terminal and log tell it': [
    ...['database_newer', 'database_unknown', 'database_unusable.*'],
    ...['installation_lost.*', 'key_missing', 'wrong_key.*'],
  ],
  'of a MySQL that is set up strangely: the wizard tells it in words of its own': ['database_unfit'],
  'answers a shop’s question, in Chinese always; nothing for its owner to mend, so not listed': [
    ...[
      'no_number',
      'unknown_order.epay',
      'unknown_order.vmq',
      'not_paid.yet',
      'order_over',
      'shop_not_told',
    ],
  ],
  'JSON for a page’s script, which leads to the login without a word': ['login_needed'],
  'accounts at a platform that no phone tells of have no listener page': ['no_phone'],
  'it leads to the page where a file is chosen, which says so': ['unknown_package'],
  'the kind is looked at before a terminal is made of it: a guard only': ['bad_code.kind'],
};

/** Each name on the list, of those that there are; an entry that stands for none comes back as it is. */
export function listNeverShown(names: readonly string[]): string[] {
  return Object.values(neverShown)
    .flat()
    .flatMap((entry) => {
      if (!entry.endsWith('.*')) return [entry];
      const variants = names.filter((name) => name.startsWith(entry.slice(0, -1)));
      return variants.length > 0 ? variants : [entry];
    });
}
