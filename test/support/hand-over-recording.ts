import { parse } from 'node-html-parser';
import { recordingOfTill, TILL } from '../recorder/recording-of-till.ts';

/** Hands over a recording as whoever has these cookies; returns the path of what was found in it. */
export async function handOverRecording(url: string, cookies: ReadonlyMap<string, string>): Promise<string> {
  const address = `${url}/console/plugins/record`;
  const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
  const start = await fetch(address, { headers });
  if (start.url !== address || start.status !== 200)
    throw new Error(`there is no form for a recording: ${start.status} at ${start.url}`);
  const page = parse(await start.text());
  const form = new FormData();
  form.set('_csrf', page.querySelector('input[name=_csrf]')?.getAttribute('value') ?? '');
  for (const [name, value] of Object.entries(TILL)) form.set(name, value);
  form.set('recording', new Blob([recordingOfTill({ ticket: 'tr03hJ29dk3k20dkd' })]), 'till.har');
  const answer = await fetch(address, { method: 'POST', body: form, headers, redirect: 'manual' });
  const location = answer.headers.get('location');
  if (location === null) throw new Error(`the recording was not taken: ${answer.status}`);
  return location;
}
