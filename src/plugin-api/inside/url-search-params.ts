/** The part of URLSearchParams that a plugin needs to write a query or a form, for a sandbox that has none. */
export class UrlSearchParams {
  private readonly pairs: [name: string, value: string][];

  constructor(from: Readonly<Record<string, string>> | readonly (readonly [string, string])[] | string = '') {
    this.pairs =
      typeof from === 'string'
        ? read(from)
        : Array.isArray(from)
          ? from.map(([name, value]) => [String(name), String(value)])
          : Object.entries(from).map(([name, value]) => [name, String(value)]);
  }

  append(name: string, value: string): void {
    this.pairs.push([name, String(value)]);
  }

  set(name: string, value: string): void {
    const at = this.pairs.findIndex(([other]) => other === name);
    const others = this.pairs.filter(([other], index) => other !== name || index === at);
    if (at >= 0) others[others.findIndex(([other]) => other === name)] = [name, String(value)];
    else others.push([name, String(value)]);
    this.pairs.splice(0, this.pairs.length, ...others);
  }

  get(name: string): string | null {
    return this.pairs.find(([other]) => other === name)?.[1] ?? null;
  }

  has(name: string): boolean {
    return this.pairs.some(([other]) => other === name);
  }

  entries(): IterableIterator<[string, string]> {
    return this.pairs.values();
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }

  toString(): string {
    return this.pairs.map(([name, value]) => `${written(name)}=${written(value)}`).join('&');
  }
}

/** As forms are written: a blank is '+', and of the marks only `*-._` stand as they are. */
function written(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, '+');
}

function read(text: string): [string, string][] {
  return text
    .replace(/^\?/, '')
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return [plain(name), plain(value)];
    });
}

function plain(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
