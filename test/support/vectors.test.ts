import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ownVectors, sharedVectors } from './vectors.ts';

test.runIf(existsSync(sharedVectors))('our copy of the protocol vectors is the shared one', () => {
  expect(JSON.parse(readFileSync(ownVectors, 'utf8'))).toEqual(
    JSON.parse(readFileSync(sharedVectors, 'utf8')),
  );
});
