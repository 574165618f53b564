import type { Words } from './words.ts';

interface FieldCommon {
  /** Lower-case letters, digits and _; by this name the plugin reads it in `context.settings`. The host reads some too: `hostSettings`. */
  key: string;
  label: Words;
  /** What to type and where to find it; shown under the field. */
  help?: Words;
  required: boolean;
}

/** One line. A `url` is the address of the platform: its host may be called beside those in the manifest. */
export interface TextField extends FieldCommon {
  type: 'text' | 'url';
  default?: string;
  maxLength?: number;
}

/** Several lines, like a certificate that is no secret. */
export interface MultilineField extends FieldCommon {
  type: 'multiline';
  maxLength?: number;
}

/** Sealed at rest, never shown again, kept when the form leaves it empty. `lines`: more than one, like a key in PEM form. */
export interface SecretField extends FieldCommon {
  type: 'secret';
  lines?: boolean;
  maxLength?: number;
}

/** A whole number. */
export interface NumberField extends FieldCommon {
  type: 'number';
  min?: number;
  max?: number;
  default?: string;
}

/** 'yes' or 'no'. Never required. */
export interface BooleanField extends FieldCommon {
  type: 'boolean';
  required: false;
  default?: 'yes' | 'no';
}

/** One of the options. */
export interface SelectField extends FieldCommon {
  type: 'select';
  options: readonly { value: string; label: Words }[];
  default?: string;
}

/** One field of the account form; the form and its check come from it. Values are texts, whatever the kind. */
export type SettingField =
  | TextField
  | MultilineField
  | SecretField
  | NumberField
  | BooleanField
  | SelectField;
