import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * What a suite needs beyond Node. A missing part leaves the suite out, and the run's last lines say so;
 * MPAY_TEST_REQUIRE=mysql,browser turns a missing part into a failure instead.
 */
export type Requirement = 'mysql' | 'browser';

const required = new Set((process.env.MPAY_TEST_REQUIRE ?? '').split(',').map((name) => name.trim()));

/** The server on which tests make databases of their own. */
export const mysqlServer = {
  host: process.env.MPAY_TEST_MYSQL_HOST ?? '127.0.0.1',
  port: Number(process.env.MPAY_TEST_MYSQL_PORT ?? 3306),
  user: process.env.MPAY_TEST_MYSQL_USER ?? 'root',
  password: process.env.MPAY_TEST_MYSQL_PASSWORD ?? '',
};

const CHROMIUM = '/usr/bin/chromium';
/** The same engine without windows of its own: a context and its pages cost it a third. */
const WINDOWLESS = '/usr/bin/chromium-headless-shell';

export const browserPath = process.env.MPAY_TEST_BROWSER ?? (existsSync(WINDOWLESS) ? WINDOWLESS : CHROMIUM);

const answers = new Map<Requirement, boolean>();

/** True when MySQL answers here. Throws instead of answering false when it is required. */
export function mysqlAvailable(): boolean {
  return available('mysql', () => {
    const { host, port } = mysqlServer;
    // Suites are declared synchronously, so the question is asked in a child that may wait.
    const probe = `require('node:net').connect(${port}, ${JSON.stringify(host)}).once('connect', () => process.exit(0)).once('error', () => process.exit(1)); setTimeout(() => process.exit(1), 2000)`;
    return spawnSync(process.execPath, ['-e', probe]).status === 0;
  });
}

/** True when there is a Chromium. Throws instead of answering false when it is required. */
export function browserAvailable(): boolean {
  return available('browser', () => existsSync(browserPath));
}

/** True when the language of one of the sample programs on /doc is installed. */
export function interpreterAvailable(command: string): boolean {
  return spawnSync(command, ['--version']).status === 0;
}

function available(part: Requirement, ask: () => boolean): boolean {
  const known = answers.get(part);
  if (known !== undefined) return known;
  const answer = ask();
  answers.set(part, answer);
  if (!answer && required.has(part)) {
    throw new Error(`MPAY_TEST_REQUIRE asks for ${part}, and it is not here`);
  }
  return answer;
}

/** What is not here, each with what it means; read by the reporter at the end of a run. */
export function missingParts(): string[] {
  const missing: string[] = [];
  if (!mysqlAvailable())
    missing.push(
      `mysql: nothing answers at ${mysqlServer.host}:${mysqlServer.port}; the MySQL half of the database suites did not run`,
    );
  if (!browserAvailable())
    missing.push(`browser: there is no ${browserPath}; the browser suites did not run`);
  for (const command of ['php', 'python3']) {
    if (!interpreterAvailable(command))
      missing.push(`${command}: not installed; its sample of /doc did not run`);
  }
  return missing;
}
