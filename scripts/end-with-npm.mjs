const LOOK_EVERY_MS = 1_000;

/**
 * npm ends on SIGTERM with the shell between it and us, and tells us nothing: we would go on, with the old settings and the
 * port. So whoever was started by `npm start` leaves, as on SIGTERM, once its parent is gone. Two looks in a row, as
 * Ctrl+C, systemd and pm2 signal all of us at once, and that is heard first.
 */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const parent = process.ppid;
  let wasGone = false;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    if (wasGone) process.kill(process.pid, 'SIGTERM');
    wasGone = true;
  }, LOOK_EVERY_MS);
  watch.unref();
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => {
      clearInterval(watch);
      // Nobody else listens yet, so that nothing has to be finished: as if we didn't listen either.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
}
