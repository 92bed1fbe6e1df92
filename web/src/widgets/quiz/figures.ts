/** The figures of a question: plain before the answer, the lab's own elements, alive, after it. */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { fill } from '../../i18n/i18n.ts';
import { decode, objectiveRow } from '../../state/function-state.ts';
import { fieldsOf } from '../../state/reading.ts';
import type { Figure } from '../../state/quiz.ts';
import { buildFragment } from '../../state/url.ts';
import { words } from '../address.ts';
import { getLab, pageUrl } from '../engine.ts';
import { pageOf } from '../pages.ts';
import { texToText } from '../tex.ts';
import type { QuizParts } from './answer.ts';
import type { QuizModel } from './model.ts';
import './plot.ts';
import type { PlotSpec } from './plot.ts';

const elements = import.meta.glob(['../*/descent-*.ts', '!../quiz/*.ts']);
const sources = new Map(Object.entries(elements).map(([path, load]) => [path.replace(/^.*\/(.*)\.ts$/, '$1'), load]));

/** The quiz's own plain figures; the elements whose states have a function and a start. */
const own = new Set(['ground', 'coordinates']);
const drawable = new Set(['descent-function', 'descent-race', 'descent-schedule', ...own]);
/** A figure in a question is there to be looked at and dragged; everything else is a click away in the lab. */
const alwaysHidden = ['controls', 'equation', 'link', 'reset', 'author'];
const usuallyHidden = 'charts zoom sums board';
/**
 * Whatever is hidden, the table stays: it is the plot for those who cannot see it. Where a number was asked for, the equation with
 * its numbers is the answer worked out, so it stays too, once the reader has answered.
 */
const hiddenParts = (hide: string, worked: boolean): string =>
  [...new Set([...words(hide), ...alwaysHidden])].filter((part) => part !== 'table' && !(worked && part === 'equation')).join(' ');

export class FigureShelf {
  private readonly made = new Map<number, { key: string; element: HTMLElement }>();
  private formulas = new Map<string, string>();

  constructor(private host: ReactiveControllerHost, private model: QuizModel) {}

  /** Those in their place before the answer, or those that come with the explanation. */
  render(parts: QuizParts, when: 'before' | 'after'): TemplateResult | typeof nothing {
    const { model } = this, { quiz, solution, done } = model, asking = quiz!.kind === 'place' || quiz!.kind === 'path';
    const shown = solution!.figures.flatMap((figure, i) => {
      const place = figure.show === 'after' ? 'after' : 'before';
      if (place !== when || (place === 'after' && !done)) return [];
      const body = asking && i === 0 ? this.plot(figure, true, parts) : this.body(figure, i);
      return body === nothing ? [] : [this.framed(figure, body, parts)];
    });
    return shown.length ? html`<div class="figures">${shown}</div>` : nothing;
  }

  private framed(figure: Figure, body: unknown, { t, text, hidden }: QuizParts): TemplateResult {
    const page = pageOf(own.has(figure.element) ? 'descent-function' : figure.element), { done } = this.model;
    const caption = figure.caption && text(figure.caption);
    return html`<figure>${caption ? html`<figcaption>${caption}</figcaption>` : own.has(figure.element) && figure.heights ? html`<figcaption>${this.formula(figure.state!)}</figcaption>` : nothing}${body}
      ${done && page && !hidden('lab') ? html`<a href=${pageUrl(page) + buildFragment(fieldsOf(figure.state!))}>${t('lab')}</a>` : nothing}</figure>`;
  }

  private body(figure: Figure, index: number): unknown {
    const { done } = this.model, open = done || figure.show === 'always';
    if (own.has(figure.element)) return this.plot(figure, false);
    if (!open && figure.before === undefined) return drawable.has(figure.element) ? this.plot(figure, false) : nothing;
    return this.element(figure, index, open);
  }

  private plot(figure: Figure, asking: boolean, parts?: QuizParts): TemplateResult {
    const { model } = this, { done, solution } = model, answer = solution!.answer;
    const open = done || figure.show === 'always';
    const points = asking && (answer.kind === 'place' || answer.kind === 'path') ? answer : undefined;
    const spec: PlotSpec = {
      state: functionState(figure), view: figure.element === 'coordinates' ? 'coordinates' : 'ground',
      startMark: figure.path !== false,
      path: open && figure.path !== false && (own.has(figure.element) || asking), upTo: points ? points.steps[points.steps.length - 1] : null,
      marks: open ? (figure.marks ?? []).map((mark) => ({ at: mark.at, label: mark.label ? fill(mark.label, this.shortNumbers()) : '' })) : [],
      heights: figure.heights,
      ...(points && { asked: { points: model.points, steps: points.steps, ...(done && { truth: { points: points.points, box: points.box, within: points.within } }) } }),
    };
    const locked = parts?.locked('answer');
    return html`<descent-quiz-plot .spec=${spec} ?inert=${locked}
      @place=${(e: CustomEvent<{ index: number; x: number[] }>) => model.put(e.detail.index, e.detail.x)}></descent-quiz-plot>`;
  }

  /** An element of the lab with this state. It is made once, so that the reader's hand in it is not undone by a redraw. */
  private element(figure: Figure, index: number, open: boolean): HTMLElement | typeof nothing {
    const load = sources.get(figure.element);
    if (!load) return nothing;
    const state = new Map([...fieldsOf(figure.state!), ...(open ? [] : fieldsOf(figure.before ?? ''))]);
    const key = JSON.stringify([open, figure.element, [...state]]);
    const known = this.made.get(index);
    if (known?.key === key) return known.element;
    void load();
    const element = document.createElement(figure.element);
    for (const [name, value] of state) element.setAttribute(name, value);
    element.setAttribute('hide', hiddenParts(figure.hide ?? usuallyHidden, open && this.model.quiz!.kind === 'number'));
    if (figure.lock ?? (open ? '' : 'start')) element.setAttribute('lock', figure.lock ?? 'start');
    this.made.set(index, { key, element });
    return element;
  }

  private shortNumbers(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.model.solution!.numbers).map(([name, { value }]) => [name, this.model.pointText([value])]));
  }

  /** What the function of a state is, in plain mathematics. */
  private formula(state: string): string {
    const known = this.formulas.get(state);
    if (known === undefined) {
      this.formulas.set(state, '');
      void getLab().then(({ catalog }) => {
        const decoded = decode(fieldsOf(state), catalog), row = objectiveRow(catalog, decoded);
        this.formulas.set(state, row ? texToText(row.formula) : decoded.expression);
        this.host.requestUpdate();
      });
    }
    return known ?? '';
  }
}

/** A comparing figure's function and start, as a function figure's state. */
function functionState(figure: Figure): string {
  const fields = [...fieldsOf(figure.state!)].filter(([key]) => /^(f|e|x|b|n|noise|seed)$|^f\./.test(key) || !/^descent-(race|schedule)$/.test(figure.element));
  return buildFragment(fields).slice(1);
}
