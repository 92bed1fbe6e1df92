/** One step on paper: each line's formula, its numbers, its value, or a box for the learner's own number. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { stateName } from '../../i18n/catalog.ts';
import type { Key } from '../../i18n/i18n.ts';
import { full, parse, short, tex, vector } from '../../state/format.ts';
import type { EquationSetting } from '../function/equation-model.ts';
import { texToText } from '../tex.ts';
import type { Answers } from './answers.ts';
import { coordinates } from './derivative.ts';
import { judge, type Judgement } from './mistakes.ts';
import { substituted, type Row, type WorkedLine, type WorkedStep } from './steps.ts';

export type WorkedText = (key: Key<'worked'>, values?: Record<string, string | number>) => string;

/** Digits of worked numbers: enough to follow with a calculator. */
export const digits = 10;

export interface SheetParts {
  t: WorkedText;
  setting: EquationSetting;
  answers: Answers;
  turn: boolean;
  /** The step before, for slips that use its numbers. */
  before: (t: number) => WorkedStep | undefined;
  answered: (place: string, right: boolean) => void;
}

export const placeOf = (t: number, line: number, row: number) => `${t}.${line}.${row}`;

/** Every number a step asks for. */
export const asked = (step: WorkedStep) =>
  step.lines.flatMap((line, k) => line.rows.map((row, i) => ({ place: placeOf(step.t, k, i), line, row, i })).filter(({ row }) => row.node !== undefined));

export function judgeRow(text: string, line: WorkedLine, i: number, row: Row, earlier: WorkedStep | undefined): Judgement | undefined {
  const typed = parse(text);
  if (typed === null) return undefined;
  const same = (name: string) => earlier?.lines.find((l) => l.target === name)?.rows;
  return judge(typed, row, {
    earlier: earlier && ((name) => same(name)?.[Math.min(i, (same(name)?.length ?? 1) - 1)]?.value),
    other: line.rows.length > 1 ? line.rows[1 - i] : undefined,
  });
}

export function sheet(step: WorkedStep, from: number[], to: number[], f: number, parts: SheetParts): TemplateResult {
  const { t } = parts;
  const partial = step.lines.some((line) => line.rows.length === 0);
  return html`<section class="sheet" data-step=${step.t}><h3>${t('step', { t: step.t })} <span>${t('step.from', { x: vector(from, digits) })}</span></h3>
    <ol class="lines">${step.lines.map((line, k) => lineView(step, line, k, parts))}</ol>
    ${partial && step.state.length && !parts.turn ? memory(step, parts) : nothing}
    ${parts.turn ? nothing : html`<p class="result">${t('result', { t: step.t, x: vector(to, digits), f: short(f, digits) })}</p>`}</section>`;
}

function lineView(step: WorkedStep, line: WorkedLine, k: number, parts: SheetParts): TemplateResult {
  const { t } = parts;
  return html`<li class="line ${line.kind}" data-target=${line.target}><div class="law" data-tex=${line.law}></div>
    ${line.rows.map((row, i) => {
      const place = placeOf(step.t, k, i);
      return html`<div class="row f${i + 1}">${line.rows.length > 1 ? html`<span class="coordinate">${coordinates[i]}</span>` : nothing}<div class="work">
        ${row.general ? html`<div class="general" data-tex=${row.general}></div>` : nothing}
        ${parts.turn && row.node ? question(step, line, i, row, place, parts) : shown(row, parts)}</div></div>`;
    })}
    ${line.rows.length === 0 ? html`<p class="about">${t('law.only')}</p>` : nothing}</li>`;
}

function shown(row: Row, { setting, t }: SheetParts): TemplateResult {
  const numbers = substituted(row, setting, digits), sign = row.replaces ? '\\leftarrow' : '=';
  // x = x says nothing twice.
  const plain = numbers === undefined || numbers === tex(row.value, digits);
  return html`<span class="sum" data-tex=${plain ? `${row.lhs} ${sign}` : `${row.lhs} ${sign} ${numbers} =`}></span> ${value(row)}
    ${row.node ? nothing : html`<span class="about">${t('core.only')}</span>`}`;
}
const value = (row: Row) => html`<data class="value" value=${full(row.value)} title=${full(row.value)}>${short(row.value, digits)}</data>`;

function question(step: WorkedStep, line: WorkedLine, i: number, row: Row, place: string, parts: SheetParts): TemplateResult {
  const { t, answers } = parts, answer = answers.get(place);
  const judgement = answer && !answer.shown ? judgeRow(answer.typed, line, i, row, parts.before(step.t)) : undefined;
  const right = judgement?.verdict === 'right', wrong = answer !== undefined && !answer.shown && !right;
  const name = texToText(row.lhs), note = `note-${place.replaceAll('.', '-')}`;
  const commit = (e: Event) => {
    const text = (e.target as HTMLInputElement).value.trim();
    if (text === (answer?.typed ?? '')) return;
    answers.set(place, text === '' ? undefined : { typed: text });
    parts.answered(place, text !== '' && judgeRow(text, line, i, row, parts.before(step.t))?.verdict === 'right');
  };
  const key = (e: KeyboardEvent) => {
    if (e.key !== 'Enter') return;
    commit(e);
    const input = e.target as HTMLInputElement, root = input.getRootNode() as ShadowRoot;
    const judged = judgeRow(input.value, line, i, row, parts.before(step.t));
    const all = [...root.querySelectorAll<HTMLInputElement>('input.answer')];
    if (judged?.verdict === 'right') all[all.indexOf(input) + 1]?.focus();
  };
  const reveal = () => { answers.set(place, { typed: '', shown: true }); parts.answered(place, false); };
  return html`<div class="question"><span class="sum" data-tex=${`${row.lhs} ${row.replaces ? '\\leftarrow' : '='}`}></span>
      <input class="answer ${right ? 'right' : ''}" type="text" inputmode="text" autocomplete="off" spellcheck="false" data-place=${place} .value=${live(answer?.typed ?? '')}
        aria-label=${t('turn.value', { t: step.t, name })} aria-invalid=${wrong && judgement?.verdict !== 'near'} aria-describedby=${note} @change=${commit} @keydown=${key}>
      <span class="mark" aria-hidden="true">${right ? '✓' : ''}</span></div>
    <p class="note ${right ? 'good' : wrong ? 'bad' : ''}" id=${note} role="status">${
      right ? t('turn.right') : answer?.shown ? t('turn.shown') : !wrong ? '' : judgement === undefined ? t('turn.number')
        : judgement.verdict === 'near' ? t('turn.near') : t(`slip.${judgement.verdict === 'wrong' ? judgement.slip : 'unknown'}`)}
      ${wrong ? html`<button type="button" class="link" @click=${reveal}>${t('turn.show')}</button>` : nothing}</p>
    ${right || answer?.shown ? html`<div class="reveal">${shown(row, parts)}</div>` : nothing}`;
}

/** The method's vectors before and after a step: all there is to see of a line that takes whole matrices. */
function memory(step: WorkedStep, { t }: SheetParts): TemplateResult {
  const cells = (xs: number[]) => html`<td title=${xs.map(full).join(', ')}>${xs.length > 4 ? xs.map((x) => short(x, 4)).join(', ') : vector(xs, digits)}</td>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t('memory')}><table class="memory"><caption>${t('memory')}</caption>
    <thead><tr><th scope="col"><span class="sr">${t('memory')}</span></th><th scope="col">${t('memory.before', { t: step.t })}</th><th scope="col">${t('memory.after', { t: step.t })}</th></tr></thead>
    <tbody>${step.state.map(({ name, before, after }) => html`<tr data-state=${name}><th scope="row">${stateName(name)}</th>${cells(before)}${cells(after)}</tr>`)}</tbody></table></div>`;
}
