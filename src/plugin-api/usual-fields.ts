import { saying, wordsOf } from '../shared/saying.ts';
import type { BooleanField, SecretField, SettingField, TextField } from './settings.ts';

/** The account's own name at the platform: shown as the account's, and asked for once. */
export const LOGIN_SETTING = 'username';

/** The box by which an owner wants his session kept alive between orders: see `usualFields.keepAlive`. */
export const KEEP_ALIVE = 'keep_alive';

/** Keys of settings that the host reads too, each with the only type that a field of this name may have. */
export const hostSettings: Readonly<Record<string, SettingField['type']>> = {
  [LOGIN_SETTING]: 'text',
  [KEEP_ALIVE]: 'boolean',
};

/** Fields that most platforms have, in the same words everywhere. */
export const usualFields = {
  password: {
    key: 'password',
    label: wordsOf(saying('platform.field.password')),
    help: wordsOf(saying('platform.field.passwordHelp')),
    type: 'secret',
    required: true,
    maxLength: 200,
  } satisfies SecretField,

  /** Where another address than the platform's own is called, for a simulator. `usual` is that own address. */
  address: (usual?: string) =>
    ({
      key: 'base_url',
      label: wordsOf(saying('platform.field.address')),
      help: wordsOf(saying('platform.field.addressHelp')),
      type: 'url',
      required: false,
      ...(usual !== undefined && { default: usual }),
    }) satisfies TextField,

  /** For sessions that may lapse between orders: the account is asked so often then (ten minutes mostly), if its owner wants that. */
  keepAlive: (everyMs = 600_000) => {
    const minutes = Math.ceil(everyMs / 60_000);
    return {
      key: KEEP_ALIVE,
      label: wordsOf(saying('platform.field.keepAlive', { minutes })),
      help: wordsOf(saying('platform.field.keepAliveHelp', { minutes })),
      type: 'boolean',
      required: false,
      default: 'no',
    } satisfies BooleanField;
  },
};
