// Preloaded into the processes of a twin: the clock of another machine, and a word in the log when this one stood still.
import '../../support/shifted-clock.mjs';

const LOOK_EVERY_MS = 250;
const NOTABLE_MS = 500;
let before = performance.now();

setInterval(() => {
  const now = performance.now();
  const stoodStillMs = Math.round(now - before - LOOK_EVERY_MS);
  before = now;
  if (stoodStillMs < NOTABLE_MS) return;
  process.stderr.write(
    `${JSON.stringify({ level: 30, time: new Date().toISOString(), msg: 'stood still', stoodStillMs })}\n`,
  );
}, LOOK_EVERY_MS).unref();
