import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../src/shared/paths.ts';
import { findRules } from './find-rules.ts';
import { readView } from './read-view.ts';
import { TEMPLATE_MODULE, writeProgram } from './write-program.ts';

const tsc = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');

/**
 * What is wrong with the templates of a folder, a line each (`console/orders.ejs:12 …`): one that doesn't say what it
 * reads, a name or a type that is not so, a rule or a sum. Types that templates name are those of src/.
 */
export async function checkViews(views: string): Promise<string[]> {
  const faults: string[] = [];
  const around = join(projectRoot, '.view-types');
  await mkdir(around, { recursive: true });
  const programs = await mkdtemp(join(around, 'programs-'));
  try {
    await writeFile(join(programs, 'template.ts'), TEMPLATE_MODULE);
    await writeFile(join(programs, 'tsconfig.json'), JSON.stringify(config));
    const names = await readdir(views, { recursive: true });
    for (const name of names.filter((one) => one.endsWith('.ejs')).sort()) {
      const view = readView(await readFile(join(views, name), 'utf8'));
      if (!view.locals) faults.push(`${name}:1 does not say what it reads (@page or @local)`);
      for (const { line, what } of findRules(view.program)) {
        faults.push(`${name}:${line} holds ${what}: that belongs to the one who builds the page`);
      }
      const file = join(programs, `${name}.ts`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, writeProgram(name, view, { views, programs }));
    }
    return [...faults, ...(await compile(programs))];
  } finally {
    await rm(programs, { recursive: true, force: true });
  }
}

const config = {
  extends: '../../tsconfig.json',
  compilerOptions: { noUnusedLocals: false, noUnusedParameters: false, noEmit: true },
  include: ['.'],
};

function compile(programs: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const run = spawn(process.execPath, [tsc, '-p', programs, '--pretty', 'false'], { cwd: programs });
    let said = '';
    run.stdout.on('data', (chunk) => {
      said += chunk;
    });
    run.stderr.on('data', (chunk) => {
      said += chunk;
    });
    run.on('error', reject);
    run.on('close', (code) => resolve(code === 0 ? [] : readFaults(said)));
  });
}

/** `console/orders.ejs.ts(12,5): error TS2339: …` with the lines that explain it, as `console/orders.ejs:12 …`. */
function readFaults(said: string): string[] {
  const faults: string[] = [];
  for (const line of said.split('\n').filter((one) => one.trim())) {
    const found = /^(.*)\.ts\((\d+),\d+\): error TS\d+: (.*)$/.exec(line);
    if (found) faults.push(`${found[1]}:${found[2]} ${found[3]}`);
    else if (/^\s/.test(line) && faults.length > 0) faults[faults.length - 1] += ` ${line.trim()}`;
    else faults.push(line);
  }
  return faults;
}
