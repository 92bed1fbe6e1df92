/**
 * The live equation. It is typeset once for a method and its options; after that only the digits in its slots change, so it
 * follows a drag. Until the typesetter has arrived the same lines stand there as plain text.
 */
import type { DescendResult } from '../../engine/types.ts';
import { full, short } from '../../state/format.ts';
import { texToText } from '../tex.ts';
import { isKnown, linesOf, number, placeholder, symbol, symbolic, type EquationSetting } from './equation-model.ts';

type Katex = typeof import('katex').default;
let katex: Katex | undefined;
let arriving: Promise<void> | undefined;

/** Fetches the typesetter with its fonts and styles. */
export function fetchTypesetter(): Promise<void> {
  arriving ??= import('./typesetter.ts').then(async (module) => {
    await module.ready;
    katex = module.katex;
  });
  return arriving;
}
export const typesetterStyles = (): Promise<CSSStyleSheet> => import('./typesetter.ts').then((module) => module.sheet);

const coordinates = ['x', 'y'];

/** \term{name}{…} becomes a mark that styles and pointers find. */
const marked = (tex: string) => tex.replace(/\\term\{(\w+)\}\{/g, '\\htmlData{term=$1}{');

/** TeX of ours set into a node; as plain text until the typesetter has arrived. Answers whether it was typeset. */
export function typeset(node: HTMLElement, tex: string): boolean {
  const plain = texToText(marked(tex));
  if (!katex) {
    node.textContent = plain;
    return false;
  }
  // Only marks are trusted, and the TeX is ours; nothing typed by a reader comes here.
  const box = element('span');
  katex.render(`\\displaystyle ${marked(tex)}`, box, { output: 'html', throwOnError: false, strict: false, trust: (context) => context.command === '\\htmlData' });
  box.setAttribute('aria-hidden', 'true');
  node.replaceChildren(box, element('span', 'sr', plain));
  return true;
}

/** When a number takes brackets: never, if it is negative (a factor), or if it is more than plain digits (a base: (3×10⁻⁵)², not 3×10⁻⁵²). */
type Brackets = 'no' | 'factor' | 'base';
const bracketed = (text: string, brackets: Brackets) =>
  (brackets !== 'no' && text.startsWith('−')) || (brackets === 'base' && !/^[\d.]+$/.test(text)) ? `(${text})` : text;

/** Each placeholder replaced, with the brackets its place asks for. */
const places = (tex: string, put: (name: string, brackets: Brackets) => string): string =>
  tex.replaceAll('@*', '\\cdot ').replace(placeholder, (whole, paren: string, name: string, at: number, all: string) =>
    put(name, /^\s*\^/.test(all.slice(at + whole.length)) ? 'base' : paren === '(' ? 'factor' : 'no'));

/** Each number its own slot; where a number is not known its symbol stays. */
const numeric = (tex: string, setting: EquationSetting, known: (name: string) => boolean) =>
  places(tex, (name, brackets) => (known(name) ? `\\htmlData{slot=${name},brackets=${brackets}}{0}` : `{${symbol(name, setting)}}`));

/**
 * A line as it stands above its numbers in coordinate i. "g = f'(x)" would read "0.3 = 0.3": there the right side says of what
 * and where it is the slope.
 */
const inNumbers = (tex: string, setting: EquationSetting, i: number): string =>
  tex.replace(/^@\{g\} = @\{f'(interim)?\}$/, (_whole, interim?: string) =>
    `@{g} = ${setting.dim === 1 ? `f'(@{${interim ?? 'x'}})` : `\\partial f / \\partial ${coordinates[i]}`}`);

interface Slot { node: Element; name: string; coordinate: number; brackets: Brackets; shown: string }

export class EquationView {
  private key = '';
  private slots: Slot[] = [];
  private texts: { node: Element; tex: string; coordinate: number }[] = [];

  /** Brings the container up to date. */
  show(container: HTMLElement, setting: EquationSetting, run: DescendResult, t: number): void {
    const known = (name: string) => isKnown(name, run, setting);
    const lines = linesOf(setting);
    const key = JSON.stringify([lines.map((l) => [l.tex, [...l.tex.matchAll(placeholder)].map((m) => known(m[2]))]), setting.dim, setting.scheduled, katex !== undefined]);
    if (key !== this.key || container.childElementCount === 0) {
      this.key = key;
      this.build(container, lines.map((l) => l.tex), setting, known);
    }
    this.fill(setting, run, t);
  }

  private build(container: HTMLElement, lines: string[], setting: EquationSetting, known: (name: string) => boolean): void {
    this.slots = [];
    this.texts = [];
    container.replaceChildren();
    for (const tex of lines) {
      const block = element('div', 'line');
      const law = element('div', 'law');
      this.typeset(law, symbolic(tex, setting));
      block.append(law);
      const numbers = [...tex.matchAll(placeholder)].some((m) => known(m[2]));
      for (let i = 0; numbers && i < setting.dim; ++i) {
        const row = element('div', `numbers f${i + 1}`);
        if (setting.dim > 1) row.append(element('span', 'coordinate', coordinates[i]));
        const math = element('span', 'math');
        row.append(math);
        const line = inNumbers(tex, setting, i);
        this.typeset(math, numeric(line, setting, known), { tex: line, coordinate: i });
        block.append(row);
      }
      container.append(block);
    }
  }

  private typeset(node: HTMLElement, tex: string, live?: { tex: string; coordinate: number }): void {
    if (!typeset(node, tex)) {
      if (live) this.texts.push({ node, ...live });
      return;
    }
    const [box, spoken] = node.children;
    if (!live) return;
    for (const slot of box.querySelectorAll('[data-slot]')) {
      const { slot: name, brackets } = (slot as HTMLElement).dataset;
      const digits = slot.querySelector('.mord') ?? slot;
      this.slots.push({ node: digits, name: name!, coordinate: live.coordinate, brackets: brackets as Brackets, shown: '' });
    }
    this.texts.push({ node: spoken, ...live });
  }

  private fill(setting: EquationSetting, run: DescendResult, t: number): void {
    const text = (name: string, coordinate: number, brackets: Brackets) => {
      const value = number(name, run, t, coordinate, setting);
      if (value === undefined) return texToText(symbol(name, setting));
      return bracketed(short(value), brackets);
    };
    for (const slot of this.slots) {
      const shown = text(slot.name, slot.coordinate, slot.brackets);
      if (shown === slot.shown) continue;
      slot.shown = shown;
      slot.node.textContent = shown;
      const value = number(slot.name, run, t, slot.coordinate, setting);
      if (value !== undefined) (slot.node as HTMLElement).title = full(value);
    }
    for (const { node, tex, coordinate } of this.texts) {
      const numbers: string[] = [];
      // Numbers go in after the conversion, which would take their digits for TeX.
      const held = places(marked(tex), (name, brackets) => {
        numbers.push(text(name, coordinate, brackets));
        return `{\uE000${String.fromCharCode(0xE100 + numbers.length - 1)}}`;
      });
      const shown = texToText(held).replace(/\uE000([\uE100-\uE1FF])/g, (_w, c: string) => numbers[c.charCodeAt(0) - 0xE100]);
      if (node.textContent !== shown) node.textContent = shown;
    }
  }
}

function element(tag: string, className = '', text = ''): HTMLElement {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}
