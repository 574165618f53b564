// Comforts of the console's pages; each page works without them.
(() => {
  // On a phone the links scroll sideways: the page that is open is among those in sight.
  document
    .querySelector('.console-nav [aria-current]')
    ?.scrollIntoView({ block: 'nearest', inline: 'center' });

  // A form that came back is shown where it is wrong.
  document.querySelector('main [aria-invalid]')?.focus();

  for (const link of document.querySelectorAll('[data-fill]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      const input = document.getElementById(link.dataset.fill);
      input.value = link.dataset.value;
      input.focus();
    });
  }

  // A picture is read as soon as it is chosen, by a button of ours: the browser's own is cut off on phones. A file that is one
  // field among others is only named.
  for (const label of document.querySelectorAll('[data-pick]')) {
    const input = document.getElementById(label.dataset.pick);
    const read = input.form.querySelector('[name=read]');
    const name = document.createElement('span');
    name.className = 'file-name';
    label.after(name);
    label.hidden = false;
    input.classList.add('visually-hidden');
    if (read) read.hidden = true;
    input.addEventListener('change', () => {
      const [file] = input.files;
      name.textContent = file?.name ?? '';
      if (!file || !read) return;
      label.classList.add('btn-loading');
      input.form.requestSubmit(read);
    });
    window.addEventListener('pageshow', () => label.classList.remove('btn-loading'));
  }
})();
