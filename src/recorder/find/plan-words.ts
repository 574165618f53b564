import type { RequestLeaf } from './request-leaves.ts';
import type { Operation } from './secret-forms.ts';

export function withSalt(operation: Operation, salt: string): Operation {
  return typeof operation === 'string'
    ? operation
    : (operation.map((part) =>
        typeof part === 'string' ? part.replaceAll('{salt}', salt) : part,
      ) as Operation);
}

export function isSessionCookie(name: string): boolean {
  return /sess|sid|token|auth|jsession|phpsess|csrf|xsrf/i.test(name);
}

export function isAuthorization({ place, name }: RequestLeaf): boolean {
  return place === 'header' && /authorization|token|ticket|session/i.test(name);
}

export function plainName(name: string): string {
  return (name.split('.').at(-1) ?? name).toLowerCase().replace(/[\W_]/g, '');
}

export function nameIn(leaf: string): string {
  return leaf.slice(leaf.indexOf(':') + 1);
}

export function wordsOf(operations: readonly Operation[]): string {
  return operations.map((one) => (typeof one === 'string' ? one : one[0])).join(' → ');
}

export function tryDecode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** A text that stands in a template as it is. */
export function escaped(text: string): string {
  return text.replaceAll('{', '{{');
}
