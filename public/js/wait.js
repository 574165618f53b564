// Counts down until a form may be sent; without it the server says how long it still takes.
(() => {
  for (const form of document.querySelectorAll('form[data-wait]')) {
    const line = form.querySelector('[data-wait-text]');
    const button = form.querySelector('[type=submit]');
    const until = Date.now() + Number(form.dataset.wait) * 1000;
    button.disabled = true;
    const tick = setInterval(() => {
      const left = Math.ceil((until - Date.now()) / 1000);
      if (line) line.textContent = left > 0 ? line.dataset.waitText.replace('#', String(left)) : '';
      if (left > 0) return;
      clearInterval(tick);
      button.disabled = false;
    }, 500);
  }
})();
