/** The search: a dialog over whatever page one is on. Comes with its index when it is first asked for. */
import { fill, language, lookup, onLanguage } from '../i18n/i18n.ts';
import type { SearchEntry } from '../course/build/search.ts';
import { find, type Found } from './find.ts';

const indexes = { en: () => import('virtual:descent-search/en'), vi: () => import('virtual:descent-search/vi') };
/** The site's root, as the pages' own links know it. */
const site = () => document.querySelector<HTMLAnchorElement>('a.brand')!.href;
const text = (key: string, values?: Record<string, string | number>) => fill(lookup('page', key) ?? '', values);

const element = <K extends keyof HTMLElementTagNameMap>(tag: K, set: Record<string, string> = {}, ...inside: (Node | string)[]) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(set)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
};

const dialog = element('dialog', { class: 'search' });
const input = element('input', { type: 'search', autocomplete: 'off', spellcheck: 'false', id: 'search-words', 'aria-describedby': 'search-count' });
const label = element('label', { for: 'search-words', class: 'sr' });
const close = element('button', { type: 'button', class: 'pref' });
const count = element('p', { role: 'status', id: 'search-count' });
const list = element('ul');
dialog.append(element('div', { class: 'search-line' }, label, input, close), count, list);
document.body.append(dialog);

/** The index of a language; undefined if it cannot be had, after a second attempt. */
async function indexOf(lang: keyof typeof indexes): Promise<SearchEntry[] | undefined> {
  for (let attempt = 1; ; ++attempt) {
    try {
      return (await indexes[lang]()).default;
    } catch {
      if (attempt === 2) return undefined;
      await new Promise((resolve) => { setTimeout(resolve, 500); });
    }
  }
}

async function search(): Promise<void> {
  const words = input.value, index = await indexOf(language());
  if (words !== input.value) return;
  if (!index) {
    list.replaceChildren();
    count.textContent = text('search.failed');
    return;
  }
  const found = find(index, words);
  list.replaceChildren(...found.map(row));
  count.textContent = words.trim() === '' ? text('search.help') : text(found.length ? 'search.count' : 'search.none', { n: found.length });
}
function row({ entry, excerpt }: Found): HTMLLIElement {
  const link = element('a', { href: new URL(entry.href, site()).href }, element('b', {}, entry.title), element('small', {}, text(`search.${entry.kind}`)));
  if (excerpt) link.append(element('span', {}, ...excerpt.map(({ text: part, hit }) => (hit ? element('mark', {}, part) : part))));
  return element('li', {}, link);
}

input.addEventListener('input', () => void search());
close.addEventListener('click', () => dialog.close());
list.addEventListener('click', () => dialog.close()); // a link to this very page only moves
dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener('keydown', (event) => {
  const links = [...list.querySelectorAll('a')], at = links.indexOf(document.activeElement as HTMLAnchorElement);
  if (event.key === 'Enter' && document.activeElement === input) links[0]?.click();
  // A search field may keep this key to itself, to clear what is typed.
  if (event.key === 'Escape') { event.preventDefault(); dialog.close(); }
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  const next = at + (event.key === 'ArrowDown' ? 1 : -1);
  if (next < 0) input.focus();
  else links[Math.min(next, links.length - 1)]?.focus();
});

function texts(): void {
  label.textContent = text('search');
  input.placeholder = text('search.placeholder');
  close.textContent = text('search.close');
  dialog.setAttribute('aria-label', text('search'));
  void search();
}
onLanguage(texts);
texts();

export function openSearch(): void {
  if (!dialog.open) dialog.showModal();
  input.focus();
  input.select();
}
