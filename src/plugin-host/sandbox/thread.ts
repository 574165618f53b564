import { parentPort, workerData } from 'node:worker_threads';
import type { FromThread, ThreadData, ToThread } from './messages.ts';
import { SandboxRun } from './sandbox-run.ts';

/**
 * The thread of one plugin from outside: so that what computes without end stands in nobody's way. It is no wall; that is
 * QuickJS, which runs in it as WebAssembly: each call in a machine of its own, which is thrown away afterwards.
 */

const port = parentPort;
if (!port) throw new Error('this is a thread of the house');
const data = workerData as ThreadData;
const tell = (message: FromThread) => port.postMessage(message);
const runs = new Map<number, SandboxRun>();

port.on('message', (message: ToThread) => {
  const { id } = message;
  if (message.do === 'call') {
    const run = new SandboxRun({ data, call: message, tell, over: () => runs.delete(id) });
    runs.set(id, run);
    void run.begin();
  } else if (message.do === 'stop') {
    runs.get(id)?.stop();
    tell({ tell: 'stopped', id });
  } else runs.get(id)?.resume(message);
});
