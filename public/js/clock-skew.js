// Tells when this device's clock and the server's are more than half a minute apart.
(() => {
  const list = document.querySelector('[data-server-now]');
  const took = performance.now();
  const difference = Math.abs(Date.now() - took / 2 - Number(list.dataset.serverNow));
  const last = list.querySelector('.check:last-child .check-body');
  if (difference < 30_000 || !last) return;
  const note = document.createElement('div');
  note.className = 'check-advice check-skew';
  note.textContent = list.dataset.skewText.replace('#', String(Math.round(difference / 1000)));
  last.append(note);
})();
