// Keeps a part of the page fresh: asks its address every few seconds while the page is looked at.
(() => {
  const EVERY_MS = 2000;

  /** Steps of the page that what arrived proves to be done. */
  function tickOff(place) {
    const { progress = '', waits = '' } = place.querySelector('[data-progress]')?.dataset ?? {};
    const done = progress.split(' ');
    for (const step of document.querySelectorAll('[data-step]')) {
      step.classList.toggle('step-done', done.includes(step.dataset.step));
      step.classList.toggle('step-waits', waits === step.dataset.step);
    }
  }

  for (const place of document.querySelectorAll('[data-live]')) {
    let isAsking = false;
    setInterval(async () => {
      if (document.hidden || isAsking) return;
      isAsking = true;
      try {
        const answer = await fetch(place.dataset.live, {
          headers: { accept: 'text/html', 'x-partial': 'true' },
          redirect: 'error',
        });
        // Logged out meanwhile: the page itself leads to the login, and back here.
        if (answer.status === 401) location.reload();
        if (!answer.ok) return;
        const text = await answer.text();
        // What is unchanged stays as it is: screen readers would read it out again.
        if (text !== place.dataset.last) place.innerHTML = text;
        place.dataset.last = text;
        tickOff(place);
      } catch {
        // No network for a moment: the next round asks again.
      } finally {
        isAsking = false;
      }
    }, EVERY_MS);
  }
})();
