import type { Translate } from '../../shared/i18n/index.ts';

/** What a phone or PC said of a payment, as a person would recognise it. */
export interface Reported {
  text: string;
  /** Empty where it was not told. */
  device: string;
}

/** Reads the raw record of a forwarded payment. Null where it is none, or of a form that nobody knows. */
export function reportedAs(raw: string, t: Translate): Reported | null {
  const record = recordOf(raw);
  const device = textOf(record.device) || textOf(record.app);
  const [title, text] = [textOf(record.title), textOf(record.text)];
  if (title !== '' || text !== '') return { text: [title, text].filter(Boolean).join(' '), device };
  const amount = textOf(record.money) || textOf(record.price);
  return amount === '' || device === '' ? null : { text: t('console.listener.money', { amount }), device };
}

function recordOf(raw: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(raw);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
