import qrcode from 'qrcode';
import { expect, test } from 'vitest';
import type { Bill, PluginHttp } from '../../src/plugin-api/index.ts';
import { readPicture } from '../../src/plugin-host/payable-bill.ts';
import { tillPlatform } from '../plugins/till/platform.ts';

const PICTURE = 'https://till.example/bill.png';
const bill: Bill = { picture: PICTURE, reference: 'B1', closesAt: 1_000 };

/** A plugin's own HTTP, which has this one picture. */
function httpWith(bytes: Uint8Array): Pick<PluginHttp, 'get'> {
  const get = async (url: string) => {
    expect(url).toBe(PICTURE);
    return { bytes };
  };
  return { get } as unknown as PluginHttp;
}

test('a bill that is only shown as a picture: what its code says is read', async () => {
  const png = await qrcode.toBuffer('https://pay.example/b/1', { margin: 4, scale: 6 });
  expect(await readPicture(tillPlatform(), httpWith(png), bill)).toEqual({
    ...{ content: 'https://pay.example/b/1', reference: 'B1', closesAt: 1_000 },
  });
});

test('a picture without a code is the platform’s failure', async () => {
  const read = readPicture(tillPlatform(), httpWith(Buffer.from('<html>')), bill);
  await expect(read).rejects.toMatchObject({ name: 'PlatformError', kind: 'broken' });
});
