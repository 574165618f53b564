// Small comforts for forms; every form works without them.
(() => {
  for (const button of document.querySelectorAll('[data-reveal]')) {
    const input = document.getElementById(button.dataset.reveal);
    button.hidden = false;
    button.addEventListener('click', () => {
      const show = input.type === 'password';
      input.type = show ? 'text' : 'password';
      button.setAttribute('aria-label', show ? button.dataset.hide : button.dataset.show);
      button.setAttribute('aria-pressed', String(show));
    });
  }

  for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      const text = document.getElementById(button.dataset.copy).textContent.trim();
      // Browsers lend the clipboard to https and localhost only; many begin on a plain http address.
      if (navigator.clipboard) await navigator.clipboard.writeText(text);
      else if (!copySelected(text)) return;
      button.dataset.tip = button.dataset.copied;
      setTimeout(() => delete button.dataset.tip, 1500);
    });
  }

  // Esc closes what was opened last around the cursor, and the cursor goes back to what opened it.
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    const inside = document.activeElement?.closest('details:is(.confirm, .copy-qr)[open]');
    const open = inside ?? [...document.querySelectorAll('details.confirm[open]')].at(-1);
    if (!open) return;
    event.preventDefault();
    open.open = false;
    open.querySelector('summary')?.focus();
  });

  /** The old way, by a selection; true when the browser did it. */
  function copySelected(text) {
    const area = document.createElement('textarea');
    area.className = 'copy-area';
    area.readOnly = true;
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }

  // A form that must not be sent twice shows that it is on its way.
  for (const form of document.querySelectorAll('form[data-once]')) {
    form.addEventListener('submit', (event) => {
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = 'yes';
      form.querySelector('[type=submit]')?.classList.add('btn-loading');
    });
  }
  // Coming back with the browser's back button finds the form ready again.
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) {
      delete form.dataset.sent;
      form.querySelector('[type=submit]')?.classList.remove('btn-loading');
    }
  });
})();
