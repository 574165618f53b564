import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The protocol vectors lie beside the team's checkouts; a clone without that folder has our copy of them. */
export const sharedVectors = fileURLToPath(
  new URL('../../../shared/reference/test-vectors.json', import.meta.url),
);
export const ownVectors = fileURLToPath(new URL('../fixtures/test-vectors.json', import.meta.url));
const file = existsSync(sharedVectors) ? sharedVectors : ownVectors;

export interface EpayMd5Vector {
  id: string;
  desc: string;
  params: Record<string, string>;
  key: string;
  rule: 'canonical' | 'trim-empty' | 'keep-empty';
  signContent: string;
  sign: string;
}

export interface AppendQueryVector {
  base: string;
  query: string;
  expected: string;
}

/** The parts of the file that have a type here; every other part is at hand as `unknown`. */
interface VectorFile {
  epayMd5: EpayMd5Vector[];
  epayAppendQuery: AppendQueryVector[];
  [part: string]: unknown;
}

/** All vectors. Name the type of a part that is not listed above where you use it: `vectors.vmq as VmqVector[]`. */
export const vectors: VectorFile = JSON.parse(readFileSync(file, 'utf8'));
