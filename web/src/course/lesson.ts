/** What a lesson does beyond its figures: numbers and "what if" buttons that move them, progress, printing. */
import { language, loadTopics, lookup, onLanguage } from '../i18n/i18n.ts';
import { advance } from '../state/progress.ts';
import { parseFragment } from '../state/url.ts';
import { printable } from './print.ts';

/** A widget as lessons use it. */
interface Living extends HTMLElement {
  setState(fields: Record<string, string | number>): void;
}

const figureOf = (name: string) => document.querySelector<HTMLElement>(`figure[data-figure="${name}"]`)!;

async function show(figure: HTMLElement, fields: Record<string, string | number>): Promise<void> {
  const element = figure.firstElementChild as Living;
  await customElements.whenDefined(element.localName);
  element.setState(fields);
}
const fieldsOf = (fragment: string | undefined): Record<string, string> => Object.fromEntries(parseFragment(fragment ?? '') ?? []);

/** Back to the words that sent the reader up to a figure. */
const back = document.createElement('button');
back.type = 'button';
back.className = 'back';
back.hidden = true;
let origin: HTMLElement | undefined;
back.onclick = () => {
  back.hidden = true;
  origin?.scrollIntoView({ block: 'center', behavior: pace() });
  origin?.focus({ preventScroll: true });
};
const pace = (): ScrollBehavior => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth');
const arrived = new IntersectionObserver((entries) => { if (entries.some((e) => e.isIntersecting)) back.hidden = true; });

/** Scrolls to a figure that is out of sight, and offers the way back. */
function lookAt(figure: HTMLElement, from: HTMLElement): void {
  const { top, bottom } = figure.getBoundingClientRect(), seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
  if (seen >= 0.6 * Math.min(bottom - top, innerHeight)) return;
  origin = from;
  figure.scrollIntoView({ block: 'start', behavior: pace() });
  back.hidden = false;
  arrived.disconnect();
  setTimeout(() => arrived.observe(from), 800); // after the scrolling has left it
}

document.querySelector('main')!.addEventListener('click', (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>('button[data-figure]');
  if (!button) return;
  const figure = figureOf(button.dataset.figure!), step = button.dataset.step;
  void show(figure, step === undefined ? fieldsOf(button.dataset.state) : { ...fieldsOf(figure.dataset.state), t: step });
  for (const other of document.querySelectorAll('button[data-figure][aria-pressed], button.number.shown')) {
    if (other.getAttribute('data-figure') !== button.dataset.figure) continue;
    other.classList.remove('shown');
  }
  if (step !== undefined) button.classList.add('shown');
  lookAt(figure, button);
});

/** Wide tables scroll inside their frame; only those that do are stops of the keyboard. */
const frames = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const wide = target.scrollWidth > target.clientWidth + 1;
    target.toggleAttribute('tabindex', wide);
    if (wide) {
      target.setAttribute('tabindex', '0');
      target.setAttribute('role', 'region');
      const caption = target.querySelector(`caption .l[lang="${language()}"]`)?.textContent;
      if (caption) target.setAttribute('aria-label', caption);
    } else {
      target.removeAttribute('role');
      target.removeAttribute('aria-label');
    }
  }
});
for (const frame of document.querySelectorAll('.scroll')) frames.observe(frame);

const slug = document.body.dataset.lesson!;
advance(slug, 'begun');
new IntersectionObserver((entries, observer) => {
  if (!entries.some((e) => e.isIntersecting)) return;
  advance(slug, 'read');
  observer.disconnect();
}).observe(document.getElementById('end')!);

const texts = () => { back.textContent = lookup('course', 'back') ?? ''; };
onLanguage(texts);
void loadTopics('course').then(texts);
document.body.append(back);
printable();
