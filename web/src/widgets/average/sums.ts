/** The two averages at the value looked at, with their numbers. */
import { html, nothing, type TemplateResult } from 'lit';
import { full, short } from '../../state/format.ts';
import type { AverageModel } from './model.ts';
import type { AverageText } from './plot.ts';

const number = (x: number) => html`<span title=${full(x)}>${x < 0 ? `(${short(x)})` : short(x)}</span>`;
const sub = (text: string | number) => html`<sub>${text}</sub>`;

export function sums(model: AverageModel, t: AverageText): TemplateResult {
  const { answer: a, state, at } = model;
  if (!a) return html``;
  const s = a.series, k = state.window, corrected = state.biasCorrection, first = state.init === 'first' && at === 0;
  const window = Array.from({ length: Math.min(k, at + 1) }, (_, j) => s[at - j]);
  const shown = window.length > 6 ? [...window.slice(0, 3).map(number), '…', number(window[window.length - 1])] : window.map(number);
  const join = (parts: unknown[]) => parts.map((p, i) => html`${i ? ' + ' : ''}${p}`);
  // The weighted sum, newest first, as far as the eye counts.
  const terms = Array.from({ length: Math.min(at + 1, 4) }, (_, j) => html`${number(a.weights[at - j][at])}·${number(s[at - j])}`);
  return html`<div class="sums"><h3>${t('sums', { t: at + 1 })}</h3>
    <div class="sum f1" data-sum="sma"><b>${t('sma')}</b>
      <p>${Number.isFinite(a.sma[at]) ? html`(${join(shown)}) / ${k} = <output>${number(a.sma[at])}</output>` : t('sma.none', { k })}</p></div>
    <div class="sum f6" data-sum="ewa"><b>${t('ewa')}</b>
      <p><i>V</i>${sub(at + 1)} = ${first
        ? html`<i>s</i>${sub(1)} = <output>${number(a.raw[at])}</output>`
        : html`<i>ρ</i><i>V</i>${sub(at)} + (1 − <i>ρ</i>)<i>s</i>${sub(at + 1)} = ${number(state.rho)}·${number(at > 0 ? a.raw[at - 1] : 0)} + ${number(a.present)}·${number(s[at])} = <output>${number(a.raw[at])}</output>`}</p>
      ${corrected ? html`<p><i>V̂</i>${sub(at + 1)} = <i>V</i>${sub(at + 1)} / (1 − <i>ρ</i><sup>${at + 1}</sup>) = ${number(a.raw[at])} / ${number(a.totals[at])} = <output>${number(a.ewa[at])}</output></p>` : nothing}
      <p class="spread">= ${join(terms)}${at + 1 > terms.length ? ' + …' : ''}</p></div>
    <p class="about">${t(state.init === 'zero' && !corrected ? 'total' : 'total.one', { total: short(a.weights.slice(0, at + 1).reduce((sum, w) => sum + w[at], 0)) })}</p></div>`;
}
