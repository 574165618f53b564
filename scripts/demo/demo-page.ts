import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on loopback; port 0: a free one. Returns the address. */
export function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}

/** A small server of the demo's own. */
export async function openPages(answer: RequestListener, port: number) {
  const server = createServer(answer);
  const url = await listen(server, port);
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url, close };
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A page of the demo; `body` is HTML. `refreshAfter`: seconds after which it is loaded again, by itself. */
export function demoPage(
  title: string,
  body: string,
  { refreshAfter }: { refreshAfter?: number } = {},
): string {
  const refresh = refreshAfter ? `<meta http-equiv="refresh" content="${refreshAfter}">` : '';
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refresh}
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

const STYLE = `
:root { --back: #f4f5f7; --card: #fff; --text: #1c2330; --quiet: #5c6675; --line: #d5dae1; --main: #066fd1; --good: #166534; --bad: #b91c1c; --link: #0a5db0; }
@media (prefers-color-scheme: dark) {
  :root { --back: #14171c; --card: #1e232b; --text: #e6e9ee; --quiet: #9aa5b4; --line: #39414d; --good: #86efac; --bad: #fca5a5; --link: #7cc0ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; }
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0 1rem; }
a { color: var(--link); }
.quiet { color: var(--quiet); }
.small { font-size: .875rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 0 1rem; list-style: none; margin: 0; }
.card > li { display: flex; gap: .75rem; align-items: center; padding: .75rem 0; }
.card > li + li { border-top: 1px solid var(--line); }
.grow { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.grow .quiet { display: block; }
.amount { font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.button, button { display: inline-block; border: 0; border-radius: 8px; background: var(--main); color: #fff; font: inherit; font-weight: 600; padding: .45rem 1rem; min-height: 2.6rem; text-decoration: none; cursor: pointer; white-space: nowrap; }
.button.second { background: none; color: var(--link); box-shadow: inset 0 0 0 1px var(--line); }
.state { white-space: nowrap; }
.good { color: var(--good); }
.bad { color: var(--bad); }
form.pay { padding: 1rem; display: grid; gap: .35rem; }
label { font-weight: 600; }
select, input { font: inherit; width: 100%; min-height: 2.9rem; padding: .4rem .7rem; border-radius: 8px; background: var(--back); color: var(--text); border: 1px solid var(--line); margin-bottom: .6rem; }
input { font-size: 1.25rem; font-variant-numeric: tabular-nums; }
form.pay button { width: 100%; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
.notice { background: var(--card); border: 1px solid; border-radius: 8px; padding: .6rem .8rem; overflow-wrap: anywhere; }
.phone { background: #0b1020; color: #f4f6fb; border-radius: 28px; padding: 1.25rem 1rem 1.5rem; margin: 1rem 0; border: 6px solid #2a3145; }
.phone .bar { display: flex; justify-content: space-between; font-size: .8rem; opacity: .85; margin-bottom: 1rem; }
.phone .message { background: #ffffff1f; border-radius: 14px; padding: .6rem .8rem; margin-top: .6rem; }
.phone .message strong { display: block; font-size: .9rem; }
.phone .message span { overflow-wrap: anywhere; }
.phone .message small { opacity: .75; display: block; }
dl.card { display: grid; grid-template-columns: auto 1fr; gap: .4rem 1rem; padding: .9rem 1rem; }
dt { color: var(--quiet); white-space: nowrap; }
dd { margin: 0; overflow-wrap: anywhere; }
`;
