/** embed.html#figure=…: one figure, as the address says, in somebody's frame. */
import { fill, isLanguage, language, loadTopics, lookup, setLanguage } from '../i18n/i18n.ts';
import { buildFragment } from '../state/url.ts';
import { pageUrl } from '../widgets/engine.ts';
import { pageOf } from '../widgets/pages.ts';
import { load, tagOf, tags, type Figure } from './elements.ts';
import { readFrame, type FrameState } from './frame-state.ts';
import { Messages } from './messages.ts';

const place = document.getElementById('place')!;
const source = document.getElementById('source')!;
let frame: FrameState;
let figure: Figure | undefined;
/** Counts readings of the address: a slow one must not undo a later one. */
let reading = 0;

const messages = new Messages({
  figure: () => figure,
  title: () => frame.figure,
  height: () => Math.ceil(document.body.getBoundingClientRect().height),
  origins: () => frame.origins,
});

const attributes = (): [string, string | undefined][] =>
  [['lock', frame.lock || undefined], ['hide', frame.hide || undefined], ['compact', frame.compact ? '' : undefined]];

function dress(element: Figure): void {
  for (const [name, value] of attributes()) {
    if (value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, value);
  }
  element.setState?.(frame.state);
}

async function show(): Promise<void> {
  const turn = ++reading;
  frame = readFrame(location.hash);
  if (frame.theme) document.documentElement.dataset.theme = frame.theme;
  else delete document.documentElement.dataset.theme;
  dispatchEvent(new Event('descent-theme'));
  if (isLanguage(frame.lang) && frame.lang !== language()) await setLanguage(frame.lang, false).catch(() => undefined);
  document.documentElement.lang = language();
  const tag = tagOf(frame.figure);
  try {
    await loadTopics('embed');
    if (tag) await load(tag);
  } catch (error) {
    if (turn === reading) sorry(error);
    return;
  }
  if (turn !== reading) return;
  document.title = lookup('embed', 'title') ?? '';
  if (!tag) { unknown(); return; }
  if (figure?.localName !== tag) {
    figure = document.createElement(tag) as Figure;
    dress(figure);
    place.replaceChildren(figure);
    messages.attach(figure);
  } else dress(figure);
  link();
}

function unknown(): void {
  figure = undefined;
  const names = tags.map((one) => one.replace('descent-', '')).join(', ');
  place.replaceChildren(paragraph(fill(lookup('embed', 'unknown') ?? '', { name: frame.figure.slice(0, 60), names })));
  link();
}

/** The line broke before the texts were there: the reason in the browser's words, and a way to try again. */
function sorry(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const retry = document.createElement('button');
  retry.type = 'button';
  retry.textContent = lookup('embed', 'retry') ?? 'Try again';
  // Browsers remember a module that failed: only a new page asks for it again.
  retry.onclick = () => location.reload();
  place.replaceChildren(paragraph(fill(lookup('embed', 'failed') ?? 'The figure could not be fetched: {message}', { message })), retry);
  messages.tellHeight();
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement('p');
  element.textContent = text;
  return element;
}

/** The way to the figure as a page of its own, which print shows as well. */
function link(state = frame.state): void {
  const anchor = source.querySelector('a')!, tag = tagOf(frame.figure), page = tag && pageOf(tag);
  anchor.href = tag && !page ? location.href : pageUrl(page ?? '') + buildFragment(Object.entries(page ? state : {}));
  anchor.textContent = lookup('embed', 'open') ?? '';
  source.querySelector('.address')!.textContent = anchor.href;
  source.hidden = frame.hide.split(/[\s,]+/).includes('source');
  messages.tellHeight();
}

new ResizeObserver(() => messages.tellHeight()).observe(document.body);
addEventListener('hashchange', () => void show());
place.addEventListener('change', (event) => { if (event instanceof CustomEvent) link(figure?.getState?.()); });
void show();
