import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** The shop, the simulator and the buyers live in this process: its pauses are taken between measurements, not in them. */
export function collectOwnGarbage(): void {
  gc();
}
