import type { PolledPlatform } from '../../plugin-api/index.ts';
import type { Descriptor } from './schema.ts';

export function platformOf(_descriptor: Descriptor): PolledPlatform {
  throw new Error('not merged yet');
}
