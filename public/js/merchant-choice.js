// The switch between merchants is sent as soon as something is chosen; without scripts its button sends it.
(() => {
  for (const select of document.querySelectorAll('[data-send-on-change]')) {
    const button = select.form.querySelector('[type=submit]');
    button.hidden = true;
    select.addEventListener('change', () => select.form.requestSubmit(button));
  }
})();
