// Loaded before the page is drawn: light or dark as chosen here before, otherwise as the system says.
(() => {
  const root = document.documentElement;
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => root.dataset.theme === 'dark';

  function follow() {
    if (!root.hasAttribute('data-chosen-theme')) root.dataset.theme = system.matches ? 'dark' : 'light';
    label();
  }

  function label() {
    for (const toggle of document.querySelectorAll('[data-theme-toggle]')) {
      const text = isDark() ? toggle.dataset.toLight : toggle.dataset.toDark;
      toggle.setAttribute('aria-label', text);
      toggle.title = text;
    }
  }

  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || !event.target.closest('[data-theme-toggle]')) return;
    event.preventDefault();
    const chosen = isDark() ? 'light' : 'dark';
    root.dataset.theme = chosen;
    root.setAttribute('data-chosen-theme', '');
    label();
    // The server keeps the choice in a cookie and draws the next page with it.
    fetch(`/theme/${chosen}`, { redirect: 'manual' }).catch(() => {});
  });

  system.addEventListener('change', follow);
  document.addEventListener('DOMContentLoaded', label);
  follow();
})();
