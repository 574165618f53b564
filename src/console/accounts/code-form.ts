import { type Code, type CodeInput, looksLikeLink } from '../../flow/accounts/index.ts';
import type { PluginRegistry } from '../../plugin-host/index.ts';
import type { ToldProblem } from '../../shared/errors.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { formList, formValues } from '../form-values.ts';

type Platform = ReturnType<PluginRegistry['get']>;

/** The form of a code: both styles' contents side by side, so that changing the style loses nothing. */
export interface CodeInputs {
  terminal: string;
  /** Only where a phone or PC reports. */
  kind: string;
  label: string;
  payTypes: string[];
  style: 'link' | 'image';
  link: string;
  /** Name of the stored picture; '' where there is none. */
  image: string;
  /** The text that the person has said is right, though it is no link; '' where none was asked about. */
  sure: string;
}

export function codeInputsOf(code: Code | null, offered: readonly PayType[]): CodeInputs {
  if (!code) {
    const empty = { terminal: '', kind: '', label: '', link: '', image: '', sure: '' };
    return { ...empty, payTypes: [...offered], style: 'link' };
  }
  const { terminal, kind, label, payTypes, style, content } = code;
  return {
    terminal,
    kind: kind ?? '',
    label,
    payTypes,
    style,
    link: style === 'link' ? content : '',
    image: style === 'image' ? content : '',
    // What was saved before isn't asked about again.
    sure: style === 'link' ? content : '',
  };
}

export function readCodeInputs(body: unknown): CodeInputs {
  const values = formValues(body);
  return {
    terminal: values.terminal ?? '',
    kind: values.kind ?? '',
    label: values.label ?? '',
    payTypes: formList(body, 'pay_types'),
    style: values.style === 'image' ? 'image' : 'link',
    link: values.link ?? '',
    image: values.image ?? '',
    sure: values.sure ?? '',
  };
}

/**
 * True where buyers would scan a text that nobody can pay to, drawn by us or in the picture that it was read from, and the
 * person hasn't said that it is right.
 */
export function isDoubtful({ link, sure }: Pick<CodeInputs, 'link' | 'sure'>): boolean {
  const text = link.trim();
  return text !== '' && text !== sure.trim() && !looksLikeLink(text);
}

/** Where a phone or PC reports, the terminal follows from the kind; where there is but one pay type, nobody chooses. */
export function codeFieldsOf(inputs: CodeInputs, platform: Platform): CodeInput {
  const choosesPayTypes = platform.payTypes.length > 1;
  return {
    ...(platform.listening === 'forwarded' ? { kind: inputs.kind } : { terminal: inputs.terminal }),
    label: inputs.label,
    payTypes: choosesPayTypes ? (inputs.payTypes as PayType[]) : [...platform.payTypes],
    style: inputs.style,
    content: inputs.style === 'link' ? inputs.link : inputs.image,
  };
}

/** The step's field names as the form has them. */
export function toCodeFields(problems: ToldProblem[], inputs: CodeInputs, platform: Platform): ToldProblem[] {
  return problems.map(({ field, message }) => {
    // The terminal was made of the kind.
    if (field === 'terminal' && platform.listening === 'forwarded') return { field: 'kind', message };
    if (field === 'payTypes') return { field: 'pay_types', message };
    if (field === 'content') return { field: inputs.style === 'link' ? 'link' : 'picture', message };
    return { field, message };
  });
}
