import { addAccount } from '../../../src/flow/accounts/index.ts';
import { registerDevice } from '../../../src/flow/devices/index.ts';
import { smsForwarderSign } from '../../../src/flow/forwarding/index.ts';
import { DAY, HOUR } from '../../../src/shared/clock.ts';
import { actorNamed } from '../../support/actors.ts';
import { acceptMerchantKey, startForwarder } from '../../support/forwarder.ts';
import { knock } from './shops.ts';
import type { Stage } from './stage.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

/** What phones and PCs send wrongly; their owner reads it on the listener page. */
export async function pushes(stage: Stage): Promise<void> {
  const { app, open } = stage;
  const url = `${app.url}/mpayNotify`;
  const phone = await startForwarder(app, 'Phone that errs', 'wxpay');
  const look = () => open(`/console/accounts/${phone.accountId}/listener`);
  const post = (body: string, headers: Record<string, string> = JSON_TYPE) =>
    knock(url, { method: 'POST', body, headers });
  const { pid, key } = app.merchant;
  const message = (data: unknown, changes: Record<string, unknown> = {}, secret = key) => {
    const time = String(changes.time ?? app.clock.now());
    const sign = encodeURIComponent(smsForwarderSign(time, secret));
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    return JSON.stringify({ action: 'mpay', data: text, time, sign, ...changes });
  };
  const send = (data: unknown, changes: Record<string, unknown> = {}, secret = key) => {
    app.clock.advance(1_001);
    return post(message(data, changes, secret));
  };
  const frame = (changes: Record<string, unknown> = {}) => ({
    ...{ pid: String(pid), aid: String(phone.accountId), uid: '1', title: 'Shop', msg: 'hello' },
    ...{ time: '2026-03-01 16:00:00', divice: 'Pixel', ...changes },
  });
  const pc = (changes: Record<string, unknown> = {}) => ({
    ...{ pid: String(pid), aid: String(phone.accountId), chan: '1', money: '1.00', ...changes },
  });
  const sendPc = (data: unknown) =>
    send(data, { action: 'mpaypc', time: Math.floor(app.clock.now() / 1_000) + 1 });

  await knock(url);
  await post('');
  await post('[1');
  await post('action=mpay&action=mpay', FORM_TYPE);
  await post('from=x&content=y&timestamp=1', FORM_TYPE);
  await send('[msg]');
  await send('{}', { action: 'other' });
  await look();
  await send('');
  await look();
  await post(JSON.stringify({ action: 'mpay', data: '{}', time: '', sign: 'x' }));
  await look();
  await post(JSON.stringify({ action: 'mpay', data: '{}', time: '1', sign: '' }));
  await send('x'.repeat(65 * 1_024));
  await look();

  const bare = JSON.stringify(frame());
  await send('no template');
  await look();
  await sendPc('no template');
  await look();
  await send(bare.replace('{', `{"pid":"${pid}",`));
  await look();
  await sendPc(JSON.stringify(pc()).replace('{', '{"money":"1.00",'));
  await look();
  await send(bare.replace('"Shop"', '"Shop" 1"').replace('"time":', '"time":"x","time":'));
  const { title: _title, ...untitled } = frame();
  await send(untitled);
  await send(frame({ title: null }));
  await send(frame({ title: '{{TITLE}}' }));
  await look();
  for (const wrong of [{ title: { a: 1 } }, { pid: '0x1' }, { time: 'yesterday' }]) await send(frame(wrong));
  for (const wrong of [{ chan: '9' }, { money: '-1' }, { pid: undefined, channel: 'x' }])
    await sendPc(pc(wrong));
  await look();

  await send(frame({ aid: '999' }));
  await send(frame(), {}, 'not this one');
  await send(frame(), { time: 'noon' });
  await send(frame(), { time: app.clock.now() - HOUR });
  await look();
  await send(frame(), { time: app.clock.now() + HOUR });
  await look();
  await samePcSecond(stage, pc, sendPc);
  await look();
  const time = app.clock.now() + 2_000;
  await send(frame(), { time });
  await send(frame({ msg: 'changed' }), { time });
  await look();
  await app.place.db('forwarded_requests').update({ outcome: 'injected' });
  await send(frame(), { time });
  await look();
  await othersDevices(stage, { send, sendPc, frame, pc });
}

type Message = (changes?: Record<string, unknown>) => Record<string, unknown>;

/** Two payments in one second, which a PC signs alike. */
async function samePcSecond(
  { app }: Stage,
  pc: Message,
  sendPc: (data: unknown) => Promise<Response>,
): Promise<void> {
  app.clock.advance(DAY);
  await sendPc(pc());
  app.clock.advance(-1_001);
  await sendPc(pc({ money: '2.00' }));
}

async function othersDevices(
  { app, open }: Stage,
  {
    send,
    sendPc,
    frame,
    pc,
  }: {
    send(data: unknown, changes?: Record<string, unknown>, secret?: string): Promise<Response>;
    sendPc(data: unknown): Promise<Response>;
    frame: Message;
    pc: Message;
  },
): Promise<void> {
  const alipay = await addAccount(app.services.accountDeps, app.merchant.pid, 'alipay', {
    ...{ login: 'Alipay phone', mode: 'continuous', intervalMs: 3_000, settings: {} },
  });
  const account = await app.services.accounts.get(app.place.db, alipay);
  const device = { app: 'sms_forwarder', name: 'Mi' } as const;
  const { secret } = await registerDevice(app.services, account, device, actorNamed('keeper'));
  await acceptMerchantKey(app, alipay);
  await send(frame(), {}, secret);
  await sendPc(pc({ aid: String(alipay) }));
  await knock(`${app.url}/x/mpayNotify`, {
    method: 'POST',
    body: '{"action":"mpay","data":"","time":"1"}',
    headers: JSON_TYPE,
  });
  await open(`/console/accounts/${alipay}/listener`);
}
