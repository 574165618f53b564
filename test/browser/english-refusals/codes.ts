import QRCode from 'qrcode';
import sharp from 'sharp';
import { startForwarder } from '../../support/forwarder.ts';
import { KEEPER, type Stage } from './stage.ts';

const your_password = KEEPER.password;
const LINK = 'https://qr.example/of-a-code';

/** What an owner fills in wrongly about a code, and pictures that are none of a code. */
export async function codes({ app, choose, open, page, send }: Stage): Promise<void> {
  const own = `/console/accounts/${app.accountId}/codes/new`;
  const code = { terminal: 'T-9', style: ['link'], link: LINK, your_password };
  await open(own);
  await send(own, { ...code, terminal: '', label: 'x'.repeat(101), pay_types: [], link: '' });
  await send(own, { ...code, terminal: 'T\u0007', pay_types: ['barter'] });
  await send(own, { ...code, pay_types: ['wxpay'], style: ['image'], link: '' });
  await send(own, { ...code, pay_types: ['wxpay'], terminal: 'T-1' });
  await send(own, { ...code, pay_types: ['wxpay'], link: 'x'.repeat(3_000) });
  await send(own, { ...code, pay_types: ['wxpay'], link: 'my code' });
  await open(`/console/accounts/${app.accountId}/codes/999`);

  const { accountId } = await startForwarder(app, 'Shared phone', 'wxpay');
  const told = `/console/accounts/${accountId}/codes/new`;
  await open(told);
  await send(told, { kind: '', link: LINK, your_password });
  await send(told, { kind: 'unheard-of', link: LINK, your_password });
  await send(told, { kind: 'personal', link: LINK, your_password });
  await send(told, { kind: 'business', link: LINK, your_password });

  await open(own);
  for (const picture of await wrongPictures()) await choose(picture);
  await send(own, { read: '1' });
  await open(told);
  await page.selectOption('#kind', 'reward');
  await choose(await noise(480, 480));
  await open('/console/uploads/nothing.png');
}

async function wrongPictures(): Promise<Buffer[]> {
  const plain = await QRCode.toBuffer(LINK, { width: 400 });
  const other = await QRCode.toBuffer('https://qr.example/another', { width: 400 });
  const two = sharp({ create: { width: 900, height: 450, channels: 3, background: '#fff' } }).composite([
    { input: plain, left: 10, top: 20 },
    { input: other, left: 480, top: 20 },
  ]);
  return [
    Buffer.from('a text that is called a picture'),
    await blank(200),
    await two.png().toBuffer(),
    Buffer.alloc(2 * 1024 * 1024 + 1, 1),
    await pale(),
  ];
}

/** So much in it, and so pale, that the reader sees it only as long as it is large. */
function pale(): Promise<Buffer> {
  return QRCode.toBuffer(`https://qr.example/${'x7Qk'.repeat(700)}`, {
    ...{ width: 1_600, margin: 4, errorCorrectionLevel: 'L' },
    color: { dark: '#808080', light: '#949494' },
  });
}

function blank(size: number): Promise<Buffer> {
  return sharp({ create: { width: size, height: size, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
}

function noise(width: number, height: number): Promise<Buffer> {
  const made = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#fff', noise: made } })
    .jpeg({ quality: 50 })
    .toBuffer();
}
