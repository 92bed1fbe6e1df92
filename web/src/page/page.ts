/** What every page does: its texts in the reader's language, the language and theme switches. */
import { language, languages, loadTopics, lookup, onLanguage, setLanguage, type Topic } from '../i18n/i18n.ts';
import { workOffline } from '../offline/register.ts';
import './menu.ts';

const sun = 'M12 4V2M12 22v-2M4 12H2M22 12h-2M6.3 6.3 4.9 4.9M19.1 19.1l-1.4-1.4M6.3 17.7l-1.4 1.4M19.1 4.9l-1.4 1.4';
const icon = (dark: boolean) =>
  `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" aria-hidden="true">${
    dark ? `<circle cx="12" cy="12" r="4"/><path d="${sun}"/>` : '<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z"/>'}</svg>`;

const isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
};

function texts(): void {
  document.documentElement.lang = language();
  for (const element of document.querySelectorAll<HTMLElement>('[data-t]')) {
    const [key, topic = 'page'] = element.dataset.t!.split(':').reverse();
    const text = lookup(topic as Topic, key);
    if (text !== undefined && element.textContent !== text) element.textContent = text;
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-t-label]'))
    element.setAttribute('aria-label', lookup('page', element.dataset.tLabel!) ?? '');
  // Pages that hold their languages side by side carry titles and labels in each.
  const { dataset } = document.documentElement, own = `${language()[0].toUpperCase()}${language().slice(1)}`;
  for (const element of document.querySelectorAll<HTMLElement>(`[data-label-${language()}]`))
    element.setAttribute('aria-label', element.dataset[`label${own}`] ?? '');
  const title = dataset[`title${own}`] ?? lookup('page', dataset.title ?? '');
  if (title) document.title = title;
  switches();
}

const glass = '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" aria-hidden="true"><circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/></svg>';
const openSearch = () => void Promise.all([import('./search.ts'), loadTopics('page')]).then(([search]) => search.openSearch());

function switches(): void {
  const search = document.getElementById('search') as HTMLButtonElement | null;
  if (search) {
    search.hidden = false;
    search.innerHTML = glass;
    search.title = `${lookup('page', 'search') ?? ''} (/)`;
    search.setAttribute('aria-label', lookup('page', 'search') ?? '');
    search.setAttribute('aria-keyshortcuts', '/');
    search.onclick = openSearch;
  }
  const other = languages.find((l) => l.id !== language())!;
  const button = document.getElementById('language') as HTMLButtonElement | null;
  if (button) {
    button.hidden = false;
    button.textContent = other.name;
    button.lang = other.id;
    button.onclick = () => void setLanguage(other.id);
  }
  const theme = document.getElementById('theme') as HTMLButtonElement | null;
  if (theme) {
    theme.hidden = false;
    theme.innerHTML = icon(isDark());
    const label = lookup('page', isDark() ? 'theme.light' : 'theme.dark') ?? '';
    theme.setAttribute('aria-label', label);
    theme.title = label;
    theme.onclick = () => {
      const next = isDark() ? 'light' : 'dark';
      document.documentElement.dataset.theme = next;
      try { localStorage.setItem('descent-theme', next); } catch { /* storage refused */ }
      dispatchEvent(new Event('descent-theme'));
      switches();
    };
  }
}

/** "/" searches, except where it is being typed. */
addEventListener('keydown', (event) => {
  const at = event.composedPath()[0];
  const typing = at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  openSearch();
});

onLanguage(texts);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', switches);
/** Texts of other topics that the page itself shows: data-t="topic:key". */
const further = new Set([...document.querySelectorAll<HTMLElement>('[data-t*=":"]')].map((element) => element.dataset.t!.split(':')[0] as Topic));
const fetchTexts = () => void loadTopics('page', ...further).then(texts);
/** The English texts stand in the page as it was built: there they make way for the figure that comes first. */
const first = language() === 'en' ? document.getElementById('first') : null;
if (first) first.addEventListener('drawn', fetchTexts, { once: true });
else fetchTexts();
workOffline();
