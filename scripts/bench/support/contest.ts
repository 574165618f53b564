import type { Load } from './load.ts';
import type { LoadJob, LoadResult } from './load-job.ts';
import { mean } from './statistics.ts';

/** A server under load, and how it is loaded; a new job for each turn. */
export interface Contestant {
  job(seconds: number): LoadJob;
  cpuMs(): Promise<number | null>;
}

export interface Standing {
  /** Right answers per second. */
  rate: number;
  /** Of the worst turn, ms. */
  p99: number;
  /** Wrong answers and lost requests, of all turns. */
  wrong: number;
  /** Processor time of its process for each right answer, ms; null where the system does not tell. */
  cpuEach: number | null;
}

/** Loads both in turns (A B A B, after a warm-up each), so that whatever else the machine does falls on both. */
export async function contest(
  load: Load,
  pair: readonly [Contestant, Contestant],
  turns: { seconds: number; rounds: number },
): Promise<[Standing, Standing]> {
  for (const contestant of pair) await load.run(contestant.job(turns.seconds / 2));
  const results: [Turn[], Turn[]] = [[], []];
  for (let round = 0; round < turns.rounds; round++) {
    results[0].push(await takeTurn(load, pair[0], turns.seconds));
    results[1].push(await takeTurn(load, pair[1], turns.seconds));
  }
  return [standing(results[0]), standing(results[1])];
}

interface Turn extends LoadResult {
  cpuMs: number | null;
}

async function takeTurn(load: Load, contestant: Contestant, seconds: number): Promise<Turn> {
  const before = await contestant.cpuMs();
  const result = await load.run(contestant.job(seconds));
  const after = await contestant.cpuMs();
  return { ...result, cpuMs: before === null || after === null ? null : after - before };
}

function standing(turns: Turn[]): Standing {
  const right = turns.reduce((sum, turn) => sum + turn.right, 0);
  const cpu = turns.reduce<number | null>(
    (sum, turn) => (sum === null || turn.cpuMs === null ? null : sum + turn.cpuMs),
    0,
  );
  return {
    rate: mean(turns.map((turn) => turn.rate)),
    p99: Math.max(...turns.map((turn) => turn.p99)),
    wrong: turns.reduce((sum, turn) => sum + turn.wrong, 0),
    cpuEach: cpu === null ? null : cpu / right,
  };
}
