import type { Code, CodeInput } from '../../flow/accounts/index.ts';
import type { FieldProblem } from '../../shared/errors.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { formList, formValues } from '../form-values.ts';

/** The form of a code: both styles' contents side by side, so that changing the style loses nothing. */
export interface CodeInputs {
  terminal: string;
  label: string;
  payTypes: string[];
  style: 'link' | 'image';
  link: string;
  /** Name of the stored picture; '' where there is none. */
  image: string;
}

export function codeInputsOf(code: Code | null, offered: readonly PayType[]): CodeInputs {
  if (!code) return { terminal: '', label: '', payTypes: [...offered], style: 'link', link: '', image: '' };
  const { terminal, label, payTypes, style, content } = code;
  return {
    terminal,
    label,
    payTypes,
    style,
    link: style === 'link' ? content : '',
    image: style === 'image' ? content : '',
  };
}

export function readCodeInputs(body: unknown): CodeInputs {
  const values = formValues(body);
  return {
    terminal: values.terminal ?? '',
    label: values.label ?? '',
    payTypes: formList(body, 'pay_types'),
    style: values.style === 'image' ? 'image' : 'link',
    link: values.link ?? '',
    image: values.image ?? '',
  };
}

export function codeFieldsOf(inputs: CodeInputs): CodeInput {
  return {
    terminal: inputs.terminal,
    label: inputs.label,
    payTypes: inputs.payTypes as PayType[],
    style: inputs.style,
    content: inputs.style === 'link' ? inputs.link : inputs.image,
  };
}

/** The step's field names as the form has them. */
export function toCodeFields(problems: FieldProblem[], inputs: CodeInputs): FieldProblem[] {
  return problems.map(({ field, message }) => {
    if (field === 'payTypes') return { field: 'pay_types', message };
    if (field === 'content') return { field: inputs.style === 'link' ? 'link' : 'picture', message };
    return { field, message };
  });
}
