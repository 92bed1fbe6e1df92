/** Where the reader answers, by kind of question, and what is said afterwards. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Key } from '../../i18n/i18n.ts';
import { full, parse, percent, short } from '../../state/format.ts';
import { distance } from '../../state/quiz.ts';
import { value } from '../options.ts';
import { letters, type QuizModel } from './model.ts';

/** Less leeway than this, relative, is only for rounding: not worth a word. */
const leastSaid = 0.005;

export type QuizText = (key: Key<'quiz'>, values?: Record<string, string | number>) => string;
export interface QuizParts {
  model: QuizModel;
  t: QuizText;
  /** A text of this quiz with its numbers, by the rest of its key. */
  text: (rest: string) => TemplateResult;
  /** The bare text of this quiz, if it has one under this key. */
  own: (rest: string) => string | undefined;
  locked: (name: string) => boolean;
  hidden: (name: string) => boolean;
}

const names = ['x', 'y'];

/** Whether there is an answer that could be checked. */
export const checkable = (model: QuizModel): boolean => !model.done && model.given() !== null;

export function answerPart(parts: QuizParts): TemplateResult {
  switch (parts.model.quiz!.kind) {
    case 'choice': return options(parts);
    case 'number': return number(parts);
    default: return points(parts);
  }
}

function options({ model, t, text, own }: QuizParts): TemplateResult {
  const computedText = (shown: string) => own('value')?.replace('{value}', shown) ?? t('option.value', { value: shown });
  const { quiz, solution, done } = model, answer = solution!.answer;
  if (quiz!.kind !== 'choice' || answer.kind !== 'choice') return html``;
  return html`<div class="options">${quiz!.options.map((option, i) => {
    const chosen = model.option === option, right = done && option === answer.option, wrong = done && chosen && !right;
    const computed = done ? answer.values?.find((v) => v.option === option)?.value : undefined;
    const notes = [right ? html`<b>✓ ${t('mark.right')}</b>` : nothing, wrong ? html`<b>✗ ${t('mark.yours')}</b>` : right && chosen ? t('mark.yours') : nothing,
      computed === undefined ? nothing : html`<span title=${full(computed)}>${computedText(short(computed))}</span>`].filter((n) => n !== nothing);
    return html`<label class="option ${done ? 'done' : ''} ${right ? 'right' : ''} ${wrong ? 'wrong' : ''}">
      <input type="radio" name="option" value=${option} .checked=${live(chosen)} ?disabled=${done} @change=${() => model.change({ option })}>
      <span class="letter" aria-hidden="true">${letters[i]})</span><span>${text(option)}</span>
      ${notes.length ? html`<small>${notes.map((n, k) => html`${k ? ' · ' : ''}${n}`)}</small>` : nothing}</label>`;
  })}</div>`;
}

function number({ model, t, locked, hidden }: QuizParts): TemplateResult {
  const answer = model.solution!.answer, bad = model.typed.trim() !== '' && parse(model.typed) === null;
  return html`<div class="typed"><label>${t('number')}
      <input id="number" type="text" inputmode="decimal" autocomplete="off" .value=${live(model.typed)} ?disabled=${model.done || locked('answer')} aria-invalid=${bad}
        aria-describedby="number-help" @input=${(e: Event) => model.change({ typed: value(e) })}></label></div>
    <p id="number-help" class=${bad ? 'error' : 'help'}>${bad ? t('number.error') : hidden('help') || answer.kind !== 'number' || answer.within < leastSaid ? nothing : t('number.help', { within: percent(answer.within, 0) })}</p>`;
}

/** The points as numbers, beside the figure where they are dragged. */
function points({ model, t, locked, hidden }: QuizParts): TemplateResult {
  const answer = model.solution!.answer, kind = model.quiz!.kind as 'place' | 'path';
  if (answer.kind === 'choice' || answer.kind === 'number') return html``;
  const typed = (i: number, k: number) => (e: Event) => {
    const x = parse(value(e)), point = [...(model.points[i] ?? model.halves[i] ?? new Array<number>(model.dim).fill(NaN))];
    point[k] = x ?? NaN;
    model.put(i, point);
  };
  const shown = (x: number | undefined) => (x === undefined || Number.isNaN(x) ? '' : String(Number(x.toPrecision(6))));
  return html`${hidden('help') || model.done ? nothing : html`<p class="help">${t(`${kind}.help`)}</p>`}
    <div class="typed">${answer.steps.map((step, i) => names.slice(0, model.dim).map((name, k) => html`<label>${t('point.coordinate', { t: step, name })}
      <input type="text" inputmode="decimal" autocomplete="off" data-point=${i} data-coordinate=${k} ?disabled=${model.done || locked('answer')}
        .value=${live(shown((model.points[i] ?? model.halves[i])?.[k]))} @change=${typed(i, k)}></label>`))}</div>`;
}

/** Right or not, and what the simulator says: for the eye a tone, for the ear the same words. */
export function verdict(model: QuizModel, t: QuizText, option: (id: string) => { letter: string; text: TemplateResult }): TemplateResult {
  const { correct, solution } = model, answer = solution!.answer, given = model.given();
  const said = () => {
    if (answer.kind === 'choice') {
      const { letter, text } = option(answer.option), [before, after] = t('said.choice', { letter }).split('{option}');
      return html`${before}${text}${after}`;
    }
    if (answer.kind === 'number') return t('said.number', { value: short(answer.value, 6), given: short(Number(given), 6) });
    const off = Math.max(...answer.points.map((p, i) => distance((given as number[][])[i], p, answer.box)));
    return t(answer.points.length > 1 ? 'said.points' : 'said.point', { off: percent(off), within: percent(answer.within, 0) });
  };
  return html`<p class=${correct ? 'good' : ''}><b><span aria-hidden="true">${correct ? '✓' : '✗'}</span> ${t(correct ? 'right' : 'wrong')}</b><span>${said()}</span></p>`;
}

/** The reader's points beside the computed ones: the figure's data as a table. */
export function comparison(model: QuizModel, t: QuizText): TemplateResult | typeof nothing {
  const answer = model.solution!.answer, given = model.given();
  if (!Array.isArray(given) || answer.kind === 'choice' || answer.kind === 'number') return nothing;
  const cell = (x: number[]) => html`<td title=${x.map(full).join(', ')}>${model.pointText(x)}</td>`;
  return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t('truth')}><table class="off"><caption>${t('truth')}</caption>
    <thead><tr>${(['truth.step', 'truth.yours', 'truth.computed', 'truth.off'] as const).map((key) => html`<th scope="col">${t(key)}</th>`)}</tr></thead>
    <tbody>${answer.steps.map((step, i) => html`<tr><th scope="row">${step}</th>${cell(given[i])}${cell(answer.points[i])}<td>${percent(distance(given[i], answer.points[i], answer.box))}</td></tr>`)}</tbody></table></div>`;
}
