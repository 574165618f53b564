import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../shared/paths.ts';
import { say } from '../../shared/saying.ts';
import { type DescriptorProblem, parseDescriptor } from './parse.ts';
import { parseTemplate, type RecordingTemplate } from './recording-template.ts';
import type { Descriptor } from './schema.ts';

/** What comes with the product: descriptors that run, and templates that wait for a recording. */
export interface Shipped {
  descriptors: readonly Descriptor[];
  templates: readonly RecordingTemplate[];
}

const SHIPPED_DIR = join(projectRoot, 'plugins', 'descriptors');
const known = new Map<string, Shipped>();

/** Reads plugins/descriptors once a process. Throws for a file of ours that is wrong: the tests see to it that none is. */
export function shippedDescriptors(dir = SHIPPED_DIR): Shipped {
  const shipped = known.get(dir) ?? readShipped(dir);
  known.set(dir, shipped);
  return shipped;
}

function readShipped(dir: string): Shipped {
  const descriptors: Descriptor[] = [];
  const templates: RecordingTemplate[] = [];
  for (const file of readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    const text = readFileSync(join(dir, file), 'utf8');
    const isTemplate = Object.hasOwn(JSON.parse(text), 'template');
    if (isTemplate) templates.push(taken(file, parseTemplate(text)));
    else descriptors.push(taken(file, parseDescriptor(text)));
  }
  return { descriptors, templates };
}

function taken<T extends { id: string }>(
  file: string,
  read: { ok: true; descriptor: T } | { ok: false; problems: DescriptorProblem[] },
): T {
  if (read.ok && `${read.descriptor.id}.json` === file) return read.descriptor;
  const problems = read.ok
    ? ['id: is not the file’s name']
    : read.problems.map(({ at, what }) => `${at}: ${say('en', what)}`);
  throw new Error(`${file}: ${problems.join('; ')}`);
}
