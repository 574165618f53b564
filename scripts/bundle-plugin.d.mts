export function bundlePlugin(entry: string, options?: { contract?: RegExp }): Promise<string>;
