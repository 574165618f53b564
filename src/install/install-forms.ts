import { z } from 'zod';
import type { ToldProblem } from '../shared/errors.ts';
import type { Translate } from '../shared/i18n/index.ts';
import { checkPassword, isUsername, normalizeUsername } from '../users/index.ts';
import type { MysqlAddress } from './mysql-address.ts';

const text = z.string().max(300).catch('');
const trimmed = text.transform((value) => value.trim());

export const CodeForm = z.object({ code: text });
export const TermsForm = z.object({ accept: text });
export const DatabaseForm = z.object({
  choice: z.enum(['sqlite', 'mysql']).catch('sqlite'),
  host: trimmed,
  port: trimmed,
  user: trimmed,
  password: text,
  database: trimmed,
});
export const AdministratorForm = z.object({ username: trimmed, password: text, again: text });

/** The address that the form gives, or what is wrong beside which field. */
export function readMysqlForm(
  form: z.infer<typeof DatabaseForm>,
  t: Translate,
): { address: MysqlAddress } | { fields: ToldProblem[] } {
  const { host, user, password, database } = form;
  const port = /^\d{1,5}$/.test(form.port || '3306') ? Number(form.port || '3306') : 0;
  const empty = Object.entries({ host, user, database }).filter(([, value]) => value === '');
  const fields = empty.map(([field]) => ({ field, message: t('install.mysqlFill') }));
  if (port < 1 || port > 65_535) fields.push({ field: 'port', message: t('install.mysqlPortInvalid') });
  return fields.length > 0 ? { fields } : { address: { host, port, user, password, database } };
}

/** What is wrong with the first administrator, beside which field; empty when nothing is. */
export function administratorProblems(
  { username, password, again }: z.infer<typeof AdministratorForm>,
  t: Translate,
): ToldProblem[] {
  const fields: ToldProblem[] = [];
  const name = normalizeUsername(username);
  if (!isUsername(name)) fields.push({ field: 'username', message: t('username.invalid') });
  const weak = checkPassword(password, name);
  if (weak) fields.push({ field: 'password', message: t(weak.key, weak.values) });
  else if (password !== again) fields.push({ field: 'again', message: t('password.mismatch') });
  return fields;
}
