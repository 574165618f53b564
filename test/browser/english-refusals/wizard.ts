import { Visitor } from '../../support/visitor.ts';
import { startWizardSite } from '../../support/wizard-site.ts';
import type { Stage } from './stage.ts';

const ADMIN = { username: 'boss', password: 'a long enough phrase', again: 'a long enough phrase' };

/** What stands in the way of the installation, and of shops before it. */
export async function wizard(stage: Stage): Promise<void> {
  const { open, send, show, page } = stage;
  const site = await startWizardSite();
  try {
    await open(`${site.url}/submit.php?pid=1`);
    await open(`${site.url}/install`);
    await send('/install', { code: 'AAAA-BBBB-CCCC' });
    await send('/install', { code: site.setupCode() });
    await send('/install/database', { choice: ['mysql'], host: '', user: '', port: 'x' });
    await send('/install/database', {
      ...{ choice: ['mysql'], host: '127.0.0.1', port: '9', user: 'u', database: 'd', password: 'p' },
    });
    await send('/install/database', { choice: ['sqlite'] });
    await send('/install/terms');
    await send('/install/terms', { accept: ['yes'] });
    await send('/install/administrator', { username: '?', password: 'short', again: 'short' });
    await send('/install/administrator', { ...ADMIN, again: 'another phrase' });
    await site.db.schema.createTable('orders', (t) => t.increments('id'));
    await send('/install/administrator', ADMIN);
    await site.db.schema.dropTable('orders');

    const other = new Visitor(site.url, { 'accept-language': 'en' });
    await other.submit(await other.get('/install'), { code: site.setupCode() });
    await other.submit(await other.get('/install/database'), { choice: 'sqlite' });
    await other.submit(await other.get('/install/terms'), { accept: 'yes' });
    const form = await other.get('/install/administrator');
    const mine = () =>
      page.evaluate(async (admin) => {
        const _csrf = document.querySelector<HTMLInputElement>('input[name="_csrf"]')?.value ?? '';
        const body = new URLSearchParams({ ...admin, _csrf });
        return (await fetch('/install/administrator', { method: 'POST', body })).text();
      }, ADMIN);
    const [first, second] = await Promise.all([mine(), other.submit(form, ADMIN)]);
    await show(new Response(first + second.text));
    await open(`${site.url}/install`);
  } finally {
    await site.stop();
  }
}
