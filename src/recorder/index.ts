/** Finds in what a browser recorded how a platform is logged into and asked, and writes it as a descriptor. See README.md. */

export type { Analysis } from './analyse.ts';
export { type Corrections, HANDED, SETTING, shownFields } from './correct/shown-fields.ts';
export type { Draft } from './drafts.ts';
export { type Confidence, type Option, POINT_NAMES, type Point, type PointName } from './find/point.ts';
export type { IdentityChange } from './identity.ts';
export { type Compared, compareKnown } from './known/compare-known.ts';
export { meaningOf } from './meaning.ts';
export { blocks, isBlocking, type Obstacle } from './obstacles.ts';
export { readCopiedRequest } from './read/copied-request.ts';
export { readHandedOver } from './read/handed-over.ts';
export { createRecorder, type Recorder } from './recorder.ts';
export { LIMITS, type ReadProblem } from './recording.ts';
export { secretsOf } from './secrets.ts';
export { sampleRows, shortened, shownPath } from './skeleton.ts';
export { waitsUntil } from './trial.ts';
