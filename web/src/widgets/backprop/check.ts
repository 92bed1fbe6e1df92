/** Two checks: the hand calculation against the engine's gradient, and one ∂ against a difference quotient of the engine's loss. */
import { html, svg, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { chartCursor, drawLineChart } from '../../plots/line-chart.ts';
import { limits } from '../../state/backprop-state.ts';
import { full, parse, short } from '../../state/format.ts';
import { value } from '../options.ts';
import type { BackpropText } from './figure.ts';
import type { Answer, BackpropModel } from './model.ts';
import { parameterAt, plain, ref } from './notation.ts';
import { kept } from '../kept.ts';

/** What float32 leaves of a few dozen operations, relative to the largest ∂; and ŷ − y is a difference of numbers about 1. */
const float32 = 2 ** -23;
export const agrees = (answer: Answer): boolean => answer.gap <= 64 * float32 * Math.max(answer.scale, 2e-2);

export function agreement(answer: Answer, t: BackpropText): TemplateResult {
  const ok = agrees(answer), n = answer.gradient.length;
  return html`<p class="agree ${ok ? '' : 'bad'}" role="status" data-gap=${answer.gap}>${t(ok ? 'agree' : 'agree.not', { n, gap: short(answer.gap, 2) })}</p>`;
}

const cell = (x: number, digits = 6) => html`<span title=${full(x)}>${short(x, digits)}</span>`;

export function checkCard(model: BackpropModel, t: BackpropText, locked: (name: string) => boolean): TemplateResult {
  const answer = model.answer!, { quotient: q, layers } = answer, r = parameterAt(layers, q.index), name = plain(r, layers.length);
  const partial = plain(ref(r.kind === 'w' ? 'dw' : 'db', r.l, r.j, r.k), layers.length), hand = answer.pass.gradient[q.index];
  const typed = (e: Event) => {
    const input = e.target as HTMLInputElement, x = parse(input.value);
    input.setAttribute('aria-invalid', String(x === null));
    if (x !== null) model.set(q.index, x);
  };
  return html`<section class="check-card" aria-label=${t('check')}><h3>${t('check')}</h3>
    <div class="field"><label for="pick">${t('check.which')}</label><select id="pick" .value=${live(String(q.index))} @change=${(e: Event) => model.change({ pick: Number(value(e)) })}>
      ${answer.now.map((_, i) => html`<option value=${i} ?selected=${i === q.index}>${plain(parameterAt(layers, i), layers.length)}</option>`)}</select></div>
    <div class="field"><div class="row"><label class="name" for="pick-value">${t('check.value')} <i>${name}</i></label>
      <input id="pick-value" type="text" inputmode="decimal" autocomplete="off" .value=${kept(String(Number(answer.now[q.index].toPrecision(7))))} ?disabled=${locked('weights')} @change=${typed}></div></div>
    <div class="field"><label for="nudge">${t('check.nudge')}</label><select id="nudge" .value=${live(String(model.state.nudge))} @change=${(e: Event) => model.change({ nudge: Number(value(e)) })}>
      ${Array.from({ length: limits.nudge[1] - limits.nudge[0] + 1 }, (_, i) => limits.nudge[1] - i).map((n) => html`<option value=${n} ?selected=${n === model.state.nudge}>${short(10 ** n)}</option>`)}</select></div>
    <dl><dt>C(${name} + h)</dt><dd>${cell(q.lossHigh)}</dd><dt>C(${name} − h)</dt><dd>${cell(q.lossLow)}</dd>
      <dt>${t('check.quotient')}</dt><dd data-check="quotient">${cell(q.slope)}</dd><dt>${t('check.hand', { name: partial })}</dt><dd data-check="hand">${cell(hand)}</dd>
      <dt>${t('check.engine')}</dt><dd data-check="engine">${cell(answer.gradient[q.index])}</dd><dt>${t('check.gap')}</dt><dd data-check="gap">${cell(Math.abs(q.slope - hand), 3)}</dd></dl>
    <p class="about">${t('check.about')}</p></section>`;
}

/** The loss over the updates done. */
export function lossCurve(answer: Answer, t: BackpropText): TemplateResult | typeof nothing {
  const { losses } = answer, steps = losses.length - 1;
  if (steps < 1) return nothing;
  const width = 270, height = 150;
  const drawn = drawLineChart({ series: [{ label: 'C', values: losses, hue: 3 }], width, height, steps, log: false, format: (x) => short(x, 3) });
  return html`<figure class="loss-curve chart"><figcaption>${t('losses')}</figcaption><svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${t('losses.aria', { n: steps, a: short(losses[0]), b: short(losses[steps]) })}>
    ${drawn.body}${svg`${chartCursor(drawn, steps)}`}</svg></figure>`;
}
