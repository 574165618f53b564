// htmx in the console: every request carries the form token; a refusal is shown as a notice.
(() => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? '';

  document.addEventListener('htmx:config:request', (event) => {
    const headers = event.detail?.ctx?.request?.headers;
    if (headers && token) headers['x-csrf-token'] = token;
  });

  document.addEventListener('htmx:after:request', (event) => {
    const ctx = event.detail?.ctx;
    const status = ctx?.response?.status ?? 0;
    if (status < 400) return;
    try {
      show(JSON.parse(ctx.text).error);
    } catch {
      show({ message: String(status) });
    }
  });

  function show({ message, id }) {
    const place = document.getElementById('notices');
    if (!place) return;
    const note = document.createElement('div');
    note.className = 'notice notice-danger';
    note.textContent = id ? `${message} (${id})` : message;
    place.append(note);
    setTimeout(() => note.remove(), 8000);
  }
})();
