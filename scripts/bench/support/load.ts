import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endChild } from './children.ts';
import type { LoadJob, LoadResult } from './load-job.ts';

export interface Load {
  /** Loads a server as the job says. Throws when the generator itself failed. */
  run(job: LoadJob): Promise<LoadResult>;
  stop(): Promise<void>;
}

/** Starts the load generator in a process of its own. */
export function startLoad(): Load {
  const file = fileURLToPath(new URL('./load-generator.ts', import.meta.url));
  const child = fork(file, { execArgv: ['--conditions=development', '--import', 'tsx'] });
  const gone = new AbortController();
  child.once('exit', () => gone.abort());
  return {
    async run(job) {
      const answered = once(child, 'message', { signal: gone.signal });
      child.send(job);
      const [answer] = (await answered) as [{ result?: LoadResult; error?: string }];
      if (!answer.result) throw new Error(`load generator: ${answer.error}`);
      return answer.result;
    },
    stop: () => endChild(child),
  };
}
