import type { Page } from 'playwright-core';

/** By field name; a list: those of a group that are ticked. */
export type Typed = Readonly<Record<string, string | readonly string[]>>;

/**
 * Fills in a form of the open page and sends it through the page's own scripts, past the browser's own checks: other
 * browsers, and other people's tabs, send what these would have kept back.
 */
export async function fillIn(
  page: Page,
  action: string,
  typed: Typed,
  { isOffered = true } = {},
): Promise<void> {
  await page.evaluate(
    ({ action, typed, isOffered }) => {
      const forms = [...document.forms].filter((one) => one.getAttribute('action') === action);
      const names = Object.keys(typed);
      let form = forms.find((one) => names.every((name) => one.elements.namedItem(name))) ?? forms[0];
      if (!form) {
        if (isOffered) throw new Error(`no form posts to ${action}`);
        form = document.createElement('form');
        form.method = 'post';
        form.action = action;
        const token = document.querySelector<HTMLInputElement>('input[name="_csrf"]');
        if (token) form.append(token.cloneNode());
        document.body.append(form);
      }
      const add = (name: string, value: string) => {
        const input = document.createElement('input');
        Object.assign(input, { type: 'hidden', name, value });
        form.append(input);
      };
      for (const [name, value] of Object.entries(typed)) {
        const wanted = [value].flat();
        const own = [...form.elements].filter((one) => one.getAttribute('name') === name);
        for (const one of own) {
          if (one instanceof HTMLInputElement && ['checkbox', 'radio'].includes(one.type))
            one.checked = wanted.includes(one.value);
          else if (one instanceof HTMLSelectElement) {
            const [first = ''] = wanted;
            if (![...one.options].some((option) => option.value === first)) one.add(new Option(first, first));
            one.value = first;
          } else if (one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement)
            one.value = wanted[0] ?? '';
        }
        const isGroup = own.some(
          (one) => one instanceof HTMLInputElement && ['checkbox', 'radio'].includes(one.type),
        );
        if (own.every((one) => one instanceof HTMLButtonElement)) for (const one of wanted) add(name, one);
        else if (isGroup)
          for (const one of wanted)
            if (!own.some((box) => (box as HTMLInputElement).value === one)) add(name, one);
      }
      form.noValidate = true;
      form.requestSubmit();
    },
    { action, typed, isOffered },
  );
}

/** What is wrong with how a page tells of the problems of its form, and what was typed there and is lost. */
export async function whatIsWrong(page: Page, typed: Typed): Promise<{ isBare: boolean; wrong: string[] }> {
  const texts = Object.entries(typed).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return page.evaluate((texts) => {
    const wrong: string[] = [];
    if (document.querySelector('link[href*="buyer-error"]') && /^\/(console|install)/.test(location.pathname))
      wrong.push('a buyer’s page');
    for (const problem of document.querySelectorAll('.field-problem[id]')) {
      const name = problem.id.replace(/-problem$/, '');
      const field = problem.closest('.field, fieldset, form')?.querySelector(`[name="${name}"]`);
      if (!field) wrong.push(`${problem.id} stands beside no ${name}`);
      else {
        if (!field.closest(`[aria-describedby~="${problem.id}"]`))
          wrong.push(`${name} is not described by its problem`);
        if (field.closest('details:not([open])')) wrong.push(`the problem of ${name} is folded away`);
      }
    }
    for (const [name, text] of texts) {
      const field = document.querySelector(`[name="${name}"]`);
      const isText = field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement;
      if (!isText || ['password', 'hidden', 'checkbox', 'radio', 'file'].includes(field.type)) continue;
      if (field.value.trim() !== text.trim()) wrong.push(`${name} came back as "${field.value}"`);
    }
    return { isBare: document.querySelector('.panel-error') !== null, wrong };
  }, texts);
}
