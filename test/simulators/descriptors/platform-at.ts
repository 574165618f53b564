import type { PolledPlatform } from '../../../src/plugin-api/index.ts';
import { parseDescriptor } from '../../../src/plugin-host/descriptor/parse.ts';
import { platformOf } from '../../../src/plugin-host/descriptor/platform-of.ts';
import type { Descriptor } from '../../../src/plugin-host/descriptor/schema.ts';
import { say } from '../../../src/shared/saying.ts';

/** A descriptor as it is written; a test that hands in nonsense fails with what is wrong. */
export function descriptorOf(written: object, allowPrivate = false): Descriptor {
  const read = parseDescriptor(JSON.stringify(written), { allowPrivate });
  if (read.ok) return read.descriptor;
  throw new Error(read.problems.map(({ at, what }) => `${at}: ${say('en', what)}`).join('\n'));
}

/** The same descriptor with a simulator in place of all its origins. */
export function descriptorAt(written: { origins: string[] }, url: string): Descriptor {
  let text = JSON.stringify(written);
  for (const origin of written.origins) text = text.replaceAll(origin, url);
  return descriptorOf({ ...JSON.parse(text), origins: [url] }, true);
}

export function platformAt(written: { origins: string[] }, url: string): PolledPlatform {
  return platformOf(descriptorAt(written, url));
}
