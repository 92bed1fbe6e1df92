/** Figures on pages of others: each starts when it comes into view, and speaks the language of the place it stands in. */
import { alsoSpeak, inLanguage, isLanguage, language, loadTopics, lookup, setLanguage, type Language, type Speaking } from '../i18n/i18n.ts';
import { buildFragment } from '../state/url.ts';
import { ownAttributes } from '../widgets/address.ts';
import { setStage } from '../widgets/define.ts';
import { pageUrl } from '../widgets/engine.ts';
import { pageOf } from '../widgets/pages.ts';
import { load, tags } from './elements.ts';
import { asBlocks, giveBack, keepFree } from './room.ts';

/** How far below the visible part a figure already starts. */
const ahead = '600px';

/** Elements that have come into view, and what starts those that were defined since. */
const wanted = new WeakSet<Element>();
const waiting = new WeakMap<Element, () => void>();
const isFigure = (element: Element): boolean => tags.includes(element.localName);

const near = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) if (isIntersecting) begin(target as HTMLElement);
}, { rootMargin: ahead });

function begin(element: HTMLElement): void {
  near.unobserve(element);
  wanted.add(element);
  if (waiting.has(element)) start(element);
  // A line that broke: the element is asked for again when the network is back.
  else load(element.localName).catch(() => addEventListener('online', () => begin(element), { once: true }));
}

function start(element: HTMLElement): void {
  const go = waiting.get(element)!;
  waiting.delete(element);
  void speak(element).then(go).then(() => giveBack(element));
}

/** Fetches the texts of the element's language where it is not the page's; without them it speaks the page's. */
async function speak(element: HTMLElement & Speaking): Promise<void> {
  if (element.spoken) await alsoSpeak(element.spoken).catch(() => { element.spoken = undefined; });
}

/** A figure that stands in the page: from now on its place is kept free, and it starts when it comes near. */
export function meet(element: HTMLElement): void {
  keepFree(element);
  near.observe(element);
}

const supported = (text: string | null | undefined): Language | undefined => {
  const main = text?.split('-')[0].toLowerCase();
  return isLanguage(main) ? main : undefined;
};

/** The nearest `lang` between an element and the page's own, through shadow roots. */
function languageOf(element: HTMLElement): Language | undefined {
  for (let at: Element | null = element; at && at !== document.documentElement;) {
    const own = (at as Speaking & Element).spoken ?? supported(at.getAttribute('lang'));
    if (own) return own === language() ? undefined : own;
    const root: Node = at.getRootNode();
    at = at.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
  return undefined;
}

/**
 * A figure that cannot live here (no WebAssembly, a policy that forbids it) says why; here it also gets the way to where it can.
 */
function wayOut(element: HTMLElement): void {
  const said = [...(element.shadowRoot?.children ?? [])].find((child) => child.getAttribute('role') === 'alert');
  if (!said || said.querySelector('a')) return;
  const link = document.createElement('a'), line = document.createElement('p');
  const page = pageOf(element.localName), state = [...element.attributes].filter(({ name }) => !ownAttributes.has(name)).map(({ name, value }) => [name, value] as const);
  link.href = page ? pageUrl(page) + buildFragment(state) : pageUrl('');
  link.target = '_blank';
  link.rel = 'noopener';
  link.textContent = 'Descent Lab';
  line.append(link);
  said.append(line);
  void loadTopics('embed').then(() => inLanguage((element as Speaking).spoken, () => { link.textContent = lookup('embed', 'open') ?? ''; }), () => undefined);
}

/** The page's language, also when it changes; nothing is kept in the page's storage. */
function follow(): void {
  const take = () => {
    const next = supported(document.documentElement.lang);
    if (next && next !== language()) void setLanguage(next, false).catch(() => undefined);
  };
  take();
  const look = () => {
    const { color, backgroundColor, colorScheme } = getComputedStyle(document.body ?? document.documentElement);
    return `${color} ${backgroundColor} ${colorScheme}`;
  };
  let seen = look();
  // Pages switch their theme by a class or an attribute of html or body; pictures on canvases are painted anew.
  const changed = new MutationObserver(() => {
    take();
    const now = look();
    if (now !== seen) dispatchEvent(new Event('descent-theme'));
    seen = now;
  });
  for (const element of [document.documentElement, document.body]) if (element) changed.observe(element, { attributes: true });
}

/** To be called once, before any figure is defined. */
export function setUp(): void {
  asBlocks(tags);
  setStage({
    languageOf,
    drawn: wayOut,
    wait(element, go) {
      const root = element.getRootNode();
      // Figures inside figures start with them.
      if (root instanceof ShadowRoot && isFigure(root.host)) { go(); return; }
      waiting.set(element, go);
      if (wanted.has(element)) start(element);
      else meet(element);
    },
  });
  follow();
}
