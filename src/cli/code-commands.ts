import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type CodeInput,
  codes,
  createCode,
  hasOwnShape,
  limitCode,
  looksLikeLink,
} from '../flow/accounts/index.ts';
import type { Limits } from '../flow/code-limits/index.ts';
import type { Services } from '../services.ts';
import { terminal } from '../shared/actor.ts';
import { errorText, Refusal, refuse } from '../shared/errors.ts';
import type { PayType } from '../shared/pay-type.ts';
import { createPictureStore, PICTURE_LIMIT_BYTES, type PictureStore } from '../shared/picture-store.ts';
import { say, saying } from '../shared/saying.ts';
import { limitOptions, readLimitOptions } from './limit-options.ts';
import { namingOptions, type Options, oneOf, readOptions, required, wholeNumber } from './options.ts';
import { type Terminal, withServices } from './with-house.ts';

const names = ['account', 'terminal', 'kind', 'style', 'content', 'label', 'types', ...limitOptions] as const;
const optionOfField = { payTypes: 'types' };

/** Adds a code. With `--style image` the content is a picture file, which is drawn anew and kept as an upload is. */
export async function codeAdd(args: string[], place: Terminal): Promise<{ id: number }> {
  const { options } = readOptions(args, names);
  const accountId = wholeNumber('account', required(options, 'account'));
  const style = oneOf('style', options.style ?? 'link', ['link', 'image']);
  const given = required(options, 'content');
  const limits = readLimitOptions(options);
  return withServices(place, async (services) => {
    const account = await services.accounts.get(services.db, accountId);
    const named = nameOf(options, services.plugins.get(account.platform).listening === 'forwarded');
    const all = services.plugins.get(account.platform).payTypes;
    const payTypes = (options.types?.split(',') ?? [...all]) as PayType[];
    const form = { ...named, label: options.label ?? '', payTypes, style };
    if (style === 'link') {
      const id = await writeCode(services, accountId, { ...form, content: given }, limits);
      if (!looksLikeLink(given)) {
        services.log.warn({ id, content: given }, say('en', saying('problem.noLink')));
      }
      return { id };
    }

    const pictures = createPictureStore(services.uploadsDir);
    const ownShape = hasOwnShape(services.plugins.get(account.platform), options.kind);
    const content = await keepPicture(pictures, place, given, ownShape);
    try {
      return { id: await writeCode(services, accountId, { ...form, content }, limits) };
    } catch (error) {
      await pictures.drop(content);
      throw error;
    }
  });
}

/** What names the code: a kind where a phone or PC reports, else the terminal number. */
function nameOf(
  options: Options<(typeof names)[number]>,
  isForwarded: boolean,
): { kind: string } | { terminal: string } {
  const [wanted, other] = isForwarded ? (['kind', 'terminal'] as const) : (['terminal', 'kind'] as const);
  if (options[other] !== undefined) throw refuse('usage.otherOption', { option: other, wanted });
  return isForwarded ? { kind: required(options, 'kind') } : { terminal: required(options, 'terminal') };
}

async function writeCode(
  services: Services,
  accountId: number,
  form: CodeInput,
  limits: Limits | undefined,
): Promise<number> {
  const account = await services.accounts.get(services.db, accountId);
  const id = await namingOptions(optionOfField, () =>
    createCode(services.accountDeps, account, form, terminal),
  );
  if (limits) {
    const code = await codes.getCode(services.db, id);
    await limitCode(services.accountDeps, account, code, limits, terminal);
  }
  return id;
}

/** The name of the stored picture. Refusal for a file that is not there, too large, or has not one QR code in it. */
async function keepPicture(
  pictures: PictureStore,
  place: Terminal,
  path: string,
  ownShape: boolean,
): Promise<string> {
  const file = await readPicture(place, path);
  try {
    return (await pictures.keep(file, { ownShape })).name;
  } catch (error) {
    throw error instanceof Refusal ? refuse('bad_picture.file', { path, problem: error.saying }) : error;
  }
}

async function readPicture(place: Terminal, path: string): Promise<Buffer> {
  // npm runs commands in the project's folder and remembers here in which one they were typed.
  const file = resolve(place.env.INIT_CWD || '.', path);
  try {
    const { size } = await stat(file);
    if (size > PICTURE_LIMIT_BYTES) throw refuse('picture_too_large.file', { path });
    return await readFile(file);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw refuse('no_file.missing', { path });
    if (code === 'EISDIR') throw refuse('no_file.folder', { path });
    throw refuse('no_file.closed', { path, cause: code ?? errorText(error) });
  }
}
