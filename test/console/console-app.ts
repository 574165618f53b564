import { parse } from 'node-html-parser';
import { createConsoleRouter } from '../../src/console/index.ts';
import { listAudit, type StoredAuditEntry } from '../../src/flow/audit/index.ts';
import { createFailureLimit } from '../../src/shared/failure-limit.ts';
import {
  createLoginThrottle,
  createPasswords,
  createUser,
  loginRoutes,
  sessions,
} from '../../src/users/index.ts';
import { consoleErrors, notFound, securityHeaders } from '../../src/web/index.ts';
import type { DatabaseKind } from '../support/database.ts';
import { TEST_APP_KEY } from '../support/factories.ts';
import { type StartOptions, startApp, type TestApp } from '../support/start-app.ts';
import { listen, type Visit, Visitor } from '../support/visitor.ts';
import { createWebApp } from '../support/web-app.ts';

export const USER = { username: 'keeper', password: 'correct horse 42' };

/** The product with the console's pages on a port of their own, and a person who is logged in there. */
export interface ConsoleApp extends TestApp {
  consoleUrl: string;
  keeper: Uploader;
  /** Somebody who is not logged in. */
  stranger: Visitor;
  /** The newest first, without logins. */
  audit(): Promise<StoredAuditEntry[]>;
}

/** A visitor who also sends forms with files. */
class Uploader extends Visitor {
  async upload(path: string, body: FormData): Promise<Visit> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, 'accept-language': 'zh-CN' };
    const response = await fetch(new URL(path, this.url), {
      method: 'POST',
      body,
      headers,
      redirect: 'manual',
    });
    const text = await response.text();
    const { status, headers: answered } = response;
    return { status, headers: answered, location: answered.get('location'), text, page: parse(text) };
  }
}

/** With the cheapest passwords: what they cost is tested elsewhere. */
const passwords = createPasswords({ cost: 4 });

/**
 * `confirmed`: the keeper's password counts as typed just now for as long as the test lasts, so that no form asks for it;
 * that they ask is tested in ask-password.test.ts.
 */
export async function startConsole(
  kind: DatabaseKind,
  { confirmed = true, ...options }: StartOptions & { confirmed?: boolean } = {},
): Promise<ConsoleApp> {
  const app = await startApp(kind, options);
  const { services, clock, place } = app;
  const { db } = place;
  await createUser(db, {
    username: USER.username,
    passwordHash: await passwords.hash(USER.password),
    role: 'owner',
    now: clock.now(),
  });

  const web = createWebApp();
  web.use(securityHeaders('console'));
  web.use('/console', sessions({ db, clock, appKey: TEST_APP_KEY }));
  const newcomers = createFailureLimit({ points: 60, seconds: 60 });
  web.use(loginRoutes({ db, clock, passwords, throttle: createLoginThrottle(), newcomers }));
  web.use(createConsoleRouter(services));
  web.use(notFound, consoleErrors({ log: services.log }));
  const served = await listen(web);

  const keeper = new Uploader(served.url, { 'accept-language': 'zh-CN' });
  await keeper.submit(await keeper.get('/console/login'), USER);
  if (confirmed) await confirmForEver(db);
  return {
    ...app,
    consoleUrl: served.url,
    keeper,
    stranger: new Visitor(served.url, { 'accept-language': 'zh-CN' }),
    audit: async () =>
      (await listAudit(db, 'all', { limit: 50 })).filter(
        ({ action }) => action !== 'login' && action !== 'logout',
      ),
    async stop() {
      await served.close();
      await app.stop();
    },
  };
}

async function confirmForEver(db: ConsoleApp['place']['db']): Promise<void> {
  for (const { sid, data } of await db('sessions').whereNotNull('user_id').select('sid', 'data')) {
    const confirmed = { ...JSON.parse(String(data)), confirmedAt: Number.MAX_SAFE_INTEGER };
    await db('sessions')
      .where({ sid })
      .update({ data: JSON.stringify(confirmed) });
  }
}

/** The texts of all elements that the selector finds, white space made single. */
export function texts(visit: Visit, selector: string): string[] {
  return visit.page.querySelectorAll(selector).map((element) => element.text.replace(/\s+/g, ' ').trim());
}

/** The page's text as a person reads it. */
export function readable(visit: Visit): string {
  return (visit.page.querySelector('main')?.text ?? '').replace(/\s+/g, ' ');
}
