// Keeps the cashier page live: countdown, state, copying, 确认支付. The page is complete without it.
(() => {
  const POLL_EVERY_MS = 2000;
  const EVENTS_MUST_SPEAK_MS = 5000;
  const SHOW_PAID_MS = 1500;

  let main = document.getElementById('cashier');
  let events;
  let pollTimer;
  let returnTimer;
  let asking = false;
  let changing = false;
  // Counted from the server's answer by a clock that no one can set; the browser's date is never asked.
  let leftAtMark = 0;
  let mark = 0;

  document.documentElement.classList.add('scripted');

  function begin() {
    setLeft(Number(main.dataset.left));
    if (main.dataset.return) {
      clearTimeout(returnTimer);
      returnTimer = setTimeout(() => location.replace(main.dataset.return), SHOW_PAID_MS);
    }
    if (main.dataset.final === 'true') stop();
  }

  // ── countdown ──

  function setLeft(ms) {
    leftAtMark = ms;
    mark = performance.now();
    tick();
  }

  function tick() {
    const time = document.getElementById('left');
    if (!time) return;
    const left = Math.max(0, leftAtMark - (performance.now() - mark));
    const seconds = Math.ceil(left / 1000);
    const two = (number) => String(number).padStart(2, '0');
    const minutes = Math.floor(seconds / 60);
    const head = seconds > 3600 ? `${Math.floor(minutes / 60)}:${two(minutes % 60)}` : two(minutes);
    time.textContent = `${head}:${two(seconds % 60)}`;
    time.dateTime = `PT${seconds}S`;
    document.getElementById('left-bar').value = left;
    time.closest('.countdown').classList.toggle('soon', seconds <= 30);
    if (seconds === 0) void ask();
  }

  // ── state: pushed, or asked for ──

  function listen() {
    if (!window.EventSource) return poll();
    events = new EventSource(main.dataset.events);
    // Some proxies hold a stream back: one that stays silent is as good as none.
    const silent = setTimeout(poll, EVENTS_MUST_SPEAK_MS);
    events.addEventListener('state', (event) => {
      clearTimeout(silent);
      clearInterval(pollTimer);
      pollTimer = undefined;
      hear(JSON.parse(event.data));
    });
    // The browser connects again by itself where it can; until then we ask.
    events.addEventListener('error', poll);
  }

  function poll() {
    pollTimer ??= setInterval(ask, POLL_EVERY_MS);
    void ask();
  }

  async function ask() {
    if (asking || main.dataset.final === 'true') return;
    asking = true;
    try {
      const answer = await fetch(main.dataset.state, { cache: 'no-store' });
      if (answer.ok) hear(await answer.json());
    } catch {
      // No network for a moment: the next question follows by itself.
    } finally {
      asking = false;
    }
  }

  function hear(answer) {
    if (answer.status === 'pending') setLeft(answer.left);
    const { status, type, placement, final, unheard } = main.dataset;
    const isOther = (answer.type ?? '') !== type || String(answer.placement) !== placement;
    const chosen = status === 'pending' && isOther;
    const heard = String(answer.unheard === true) !== unheard;
    if (answer.status !== status || chosen || heard || String(answer.final) !== final) void change();
  }

  function stop() {
    events?.close();
    clearInterval(pollTimer);
    pollTimer = undefined;
  }

  /** Puts the server's present page into the place of this one. */
  async function change() {
    if (changing) return;
    changing = true;
    try {
      const answer = await fetch(main.dataset.page, { cache: 'no-store', headers: { Accept: 'text/html' } });
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const next = fresh.getElementById('cashier');
      if (!answer.ok || !next) throw new Error('no page');
      main.replaceWith(next);
      main = next;
      document.title = fresh.title;
      document.getElementById('said').textContent = main.querySelector('h1')?.textContent ?? '';
      begin();
    } catch {
      setTimeout(() => location.reload(), 1000);
    } finally {
      changing = false;
    }
  }

  // ── what the buyer does ──

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Plain http, or an app's browser: the old way.
      const field = document.createElement('textarea');
      field.value = text;
      field.className = 'unseen';
      document.body.append(field);
      field.select();
      document.execCommand('copy');
      field.remove();
    }
  }

  function say(text, tone) {
    const notice = document.getElementById('notice');
    notice.className = `notice ${tone}`;
    notice.textContent = text;
    notice.hidden = false;
  }

  async function confirm(form) {
    const button = form.querySelector('button');
    button.disabled = true;
    let pause = 1;
    try {
      const answer = await fetch(form.action, { method: 'POST', headers: { Accept: 'application/json' } });
      const said = await answer.json();
      if (said.message) say(said.message, said.asked ? 'info' : 'warning');
      pause = said.waitSeconds ?? 2;
      if (said.status) void ask();
    } catch {
      say(main.dataset.failed, 'warning');
    }
    setTimeout(() => {
      button.disabled = false;
    }, pause * 1000);
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-copy]');
    if (!button) return;
    const label = button.textContent;
    void copy(button.dataset.copy).then(() => {
      button.textContent = main.dataset.copied;
      document.getElementById('said').textContent = main.dataset.copied;
      setTimeout(() => {
        button.textContent = label;
      }, 1500);
    });
  });

  document.addEventListener('submit', (event) => {
    if (!event.target.matches('[data-confirm]')) return;
    event.preventDefault();
    void confirm(event.target);
  });

  /** The platform is asked more often for whoever has just opened his page, and he who comes back may have paid meanwhile. */
  function comeBack() {
    void ask();
    if (main.dataset.status === 'pending')
      fetch(main.dataset.page, { method: 'HEAD', cache: 'no-store' }).catch(() => {});
  }

  // A phone freezes the page while its owner pays in another app.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) comeBack();
  });
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) comeBack();
  });

  setInterval(tick, 250);
  if (main.dataset.final !== 'true') listen();
  begin();
})();
