import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { translator } from '../../../src/shared/i18n/index.ts';
import { projectRoot } from '../../../src/shared/paths.ts';
import type { RefusalName } from '../../../src/shared/refusals.ts';
import type { Saying } from '../../../src/shared/saying.ts';
import { createPasswords, createUser } from '../../../src/users/index.ts';
import { chineseIn, textsOn } from '../../support/chinese-on.ts';
import { CHROMIUM_ARGS } from '../../support/chromium-args.ts';
import { takeMade } from '../../support/refusal-record.ts';
import { browserPath } from '../../support/requirements.ts';
import { startApp, type TestApp } from '../../support/start-app.ts';
import { fillIn, type Typed, whatIsWrong } from './forms.ts';
import { flat, isSaid, isTold, keysOf } from './told-as.ts';

const OWN_PLUGIN = join(projectRoot, 'test/plugin-host/own-fixtures/handed');

export const KEEPER = { username: 'keeper', password: 'a long enough phrase' };

/** What Express, its parsers and csrf-sync refuse: words that no `refuse` of ours makes. */
const ofParsers = ['csrf', 'too_large', 'malformed', 'malformed.charset'] as const satisfies RefusalName[];

const UNFILLED = /(?<!\{)\{\w+\}|\bundefined\b|\[object |\bNaN\b/g;

/** An English owner's browser at the product, and what it has shown him. */
export interface Stage {
  app: TestApp;
  context: BrowserContext;
  page: Page;
  pid: number;
  /** Where each refusal was seen. */
  seen: Map<string, string>;
  /** The texts of the dictionaries that refusals and causes were told with, by their keys. */
  said: Set<string>;
  /** What was wrong with the pages since somebody last took it away. */
  faults: string[];
  /** Opens the path and looks. */
  open(path: string): Promise<void>;
  /** Fills in the form of the page that posts to this address, and sends it as it is, wrong or not; then looks. */
  send(action: string, typed?: Typed): Promise<void>;
  /** As `send`, for a form that the open page has not: it stood there before, or stands in another tab. */
  press(action: string, typed?: Typed): Promise<void>;
  /** Chooses a picture in the page's form, whose script sends it; then looks. */
  choose(picture: Buffer): Promise<void>;
  /** Shows a page that somebody else was answered with, and looks. */
  show(answer: Response): Promise<void>;
  /** The open page tells all of these. */
  expectSaid(causes: Saying[]): Promise<void>;
  stop(): Promise<void>;
}

/** Behind a proxy, so that each sender has an address of his own; with a platform that no phone tells of. */
export async function startStage(): Promise<Stage> {
  const app = await startApp('sqlite', { config: { trustProxy: true }, ownPlugin: OWN_PLUGIN });
  const { db } = app.place;
  const passwordHash = await createPasswords({ cost: 4 }).hash(KEEPER.password);
  await createUser(db, { username: KEEPER.username, passwordHash, role: 'owner', now: app.clock.now() });
  await db('merchants').where({ pid: app.merchant.pid }).update({ name: 'Corner shop' });
  const browser = await chromium.launch({ executablePath: browserPath, args: CHROMIUM_ARGS });
  const context = await browser.newContext({ locale: 'en-US' });
  await context.addCookies([{ name: 'lang', value: 'en', url: app.url }]);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const stage = stageOf(app, browser, context, page);
  await stage.open('/console/login');
  await stage.send('/console/login', KEEPER);
  return stage;
}

function stageOf(app: TestApp, browser: Browser, context: BrowserContext, page: Page): Stage {
  const seen = new Map<string, string>();
  const said = new Set<string>();
  const faults: string[] = [];
  const t = translator('en');

  /** Reads the page that is open: every refusal made since the last look that it tells counts as seen. */
  async function look(typed: Typed = {}): Promise<void> {
    const texts = await textsOn(page);
    const text = flat(texts.own.join(' '));
    const where = new URL(page.url()).pathname;
    const told = takeMade().filter((refusal) => isTold(refusal, text));
    for (const { saying, fields } of told) {
      seen.set(saying.say.slice('refusal.'.length), where);
      for (const one of [saying, ...fields.map(({ problem }) => problem)])
        if (isSaid(one, text)) for (const key of keysOf(one)) said.add(key);
    }
    for (const name of ofParsers) if (text.includes(flat(t(`refusal.${name}`)))) seen.set(name, where);
    const { isBare, wrong } = await whatIsWrong(page, typed);
    for (const chinese of chineseIn(texts)) wrong.push(`Chinese: ${chinese}`);
    for (const [unfilled] of text.matchAll(UNFILLED)) wrong.push(`not filled in: ${unfilled}`);
    for (const { saying, fields } of told)
      if (isBare && fields.length > 0) wrong.push(`${saying.say} is not told beside its field`);
    faults.push(...wrong.map((one) => `${where}: ${one}`));
  }

  async function after(work: () => Promise<unknown>, typed: Typed): Promise<void> {
    const arrival = page.waitForNavigation({ waitUntil: 'domcontentloaded' });
    const [answer] = await Promise.all([arrival, work()]);
    await look((answer?.status() ?? 200) >= 400 ? typed : {});
  }

  return {
    app,
    context,
    page,
    seen,
    said,
    faults,
    pid: app.merchant.pid,
    async open(path) {
      await page.goto(new URL(path, app.url).href, { waitUntil: 'domcontentloaded' });
      await look();
    },
    send: (action, typed = {}) => after(() => fillIn(page, action, typed), typed),
    press: (action, typed = {}) => after(() => fillIn(page, action, typed, { isOffered: false }), {}),
    choose: (buffer) =>
      after(
        () => page.setInputFiles('input[type=file]', { name: 'picture.png', mimeType: 'image/png', buffer }),
        {},
      ),
    async show(answer) {
      await page.setContent(await answer.text(), { waitUntil: 'domcontentloaded' });
      await look();
    },
    async expectSaid(causes) {
      const text = flat((await textsOn(page)).own.join(' '));
      for (const cause of causes) {
        if (isSaid(cause, text)) for (const key of keysOf(cause)) said.add(key);
        else faults.push(`${page.url()} does not tell ${cause.say}`);
      }
    },
    async stop() {
      await browser.close();
      await app.stop();
    },
  };
}
