import express from 'express';

/** The yardstick: what Express costs by itself. A process of its own; tells its port to the one that forked it. */
const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.get('/', (_req, res) => {
  res.json({ code: 1, msg: 'ok' });
});

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address ? address.port : 0);
});
process.on('disconnect', () => process.exit(0));
