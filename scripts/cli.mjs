import './check-node.cjs';

// Only now what an old Node.js can't read.
void import('./command.mjs');
