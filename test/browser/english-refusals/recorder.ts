import { recordingOfTill, TILL } from '../../recorder/recording-of-till.ts';
import { KEEPER, type Stage } from './stage.ts';

const START = '/console/plugins/record';

/** What is wrong with a recording, and one that is to be enabled before it was tried. */
export async function recorder({ open, page, press, send }: Stage): Promise<void> {
  await open(START);
  await send(START, { name: '', site: 'till', amount: 'much', time: 'yesterday' });
  await send(START, { ...TILL, site: 'https://elsewhere.example' });
  await page.setInputFiles('#recording', {
    ...{ name: 'till.har', mimeType: 'application/json' },
    buffer: Buffer.from(recordingOfTill()),
  });
  await send(START, TILL);
  const address = new URL(page.url()).pathname;
  await press(`${address}/enable`, { your_password: KEEPER.password });
}
