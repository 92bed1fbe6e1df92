/** The series with its averages, and under it, on the same columns, what each value weighs in the average looked at. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Key } from '../../i18n/i18n.ts';
import { bottomAxis, leftAxis, type Frame } from '../../plots/axes.ts';
import { linePath } from '../../plots/marks.ts';
import { extent, linear, type Scale } from '../../plots/scale.ts';
import { short } from '../../state/format.ts';
import { labelRoom, placeEnds } from '../compare/labels.ts';
import { memo } from '../memo.ts';
import type { Answer, AverageModel } from './model.ts';

export type AverageText = (key: Key<'average'>, values?: Record<string, string | number>) => string;

const height = 300, low = 185; // of the two plots
/** More values than this are no longer moved one by one. */
const mostHandles = 40;
const axisNumber = (x: number, digits = 3) => short(x, digits);
/** Places on the bottom axis are whole. */
const whole = (x: number) => (Number.isInteger(x) && x > 0 ? String(x) : '');

export class AveragePlot {
  private width = 0;
  private dragging: { i: number; pointer: number } | null = null;
  private y?: Scale;

  constructor(private model: AverageModel, private locked: (name: string) => boolean) {}

  resize(width: number): boolean {
    if (width === this.width || width === 0) return false;
    this.width = width;
    return true;
  }

  private line(values: Float64Array, x: Scale, y: Scale): string {
    return linePath(Float64Array.from({ length: 2 * values.length }, (_, k) => (k % 2 ? y(values[k >> 1]) : x((k >> 1) + 1))));
  }

  private readonly ground = memo((answer: Answer, width: number, names: string) => {
    const [sma, ewa] = names.split('|'), n = answer.series.length, room = labelRoom([sma, ewa]);
    const frame: Frame = { left: 48, top: 14, right: width - room, bottom: height - 26 };
    const x = linear(0.4, n + 0.6, frame.left, frame.right);
    // While a value is dragged the scale stays, so that the point stays under the hand.
    const [lo, hi] = extent(answer.series, answer.sma, answer.ewa) ?? [0, 1], pad = 0.09 * (hi - lo || 1);
    const y = this.dragging && this.y ? this.y : linear(Math.min(0, lo - pad), hi + pad, frame.bottom, frame.top);
    this.y = y;
    const last = n - 1;
    const ends = placeEnds([
      { entry: 0, text: sma, x: frame.right, y: y(answer.sma[last]) }, { entry: 1, text: ewa, x: frame.right, y: y(answer.ewa[last]) },
    ], frame, Infinity);
    const body = svg`${bottomAxis(x, frame, Math.min(n, Math.max(3, width / 60)), whole)}${leftAxis(y, frame, 5, axisNumber)}
      <path class="series-line" d=${this.line(answer.series, x, y)}></path>
      <path class="series s1" d=${this.line(answer.sma, x, y)}></path><path class="series s6" d=${this.line(answer.ewa, x, y)}></path>
      ${ends.map((e) => svg`<text class="end ${e.entry ? 't6' : 't1'}" x=${e.x + 9} y=${(e.at + 4).toFixed(1)}>${e.text}</text>`)}`;
    return { frame, x, y, body, column: (frame.right - frame.left) / (n + 0.2) };
  });

  render(t: AverageText): TemplateResult {
    const { model, width } = this, { answer } = model;
    if (!answer || width === 0) return html`<div class="plots" id="plots"></div>`;
    const { frame, x, y, body, column } = this.ground(answer, width, `${t('sma.short')}|${t('ewa.short')}`), at = model.at, n = answer.series.length;
    const own = model.state.from === 'list' && n <= mostHandles && !this.locked('series');
    const under = (e: PointerEvent) => {
      const box = (e.currentTarget as Element).getBoundingClientRect();
      return Math.min(n - 1, Math.max(0, Math.round(x.invert(e.clientX - box.left)) - 1));
    };
    const pick = (e: PointerEvent) => { if (!this.locked('timeline') && !(e.target as Element).closest('.value')) model.change({ at: under(e) + 1 }); };
    const mark = (v: number, kind: string) => (Number.isFinite(v) ? svg`<circle class="point ${kind}" cx=${x(at + 1).toFixed(1)} cy=${y(v).toFixed(1)} r="4.5"></circle>` : nothing);
    return html`<div class="plots" id="plots" @pointerleave=${() => model.point(null)}>
      <svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="group" aria-label=${t('plot.aria', { n })}
          @pointermove=${(e: PointerEvent) => (this.dragging ? this.drag(e) : model.point(under(e)))} @click=${pick} @pointerup=${this.drop} @pointercancel=${this.drop} @touchstart=${this.touch}>
        <rect class="sheet" width=${width} height=${height}></rect>
        <rect class="column" x=${(x(at + 1) - column / 2).toFixed(1)} y=${frame.top} width=${column.toFixed(1)} height=${frame.bottom - frame.top}></rect>
        ${body}${mark(answer.sma[at], 'f1')}${mark(answer.ewa[at], 'f6')}
        ${own ? Array.from(answer.series, (v, i) => this.value(v, i, x, y, t)) : Array.from(answer.series, (v, i) => svg`<circle class="datum" cx=${x(i + 1).toFixed(1)} cy=${y(v).toFixed(1)} r=${n > 80 ? 1.6 : 2.6}></circle>`)}
      </svg>
      ${this.bars(answer, at, x, frame, column, t, under, pick)}</div>`;
  }

  /** One value under the reader's hand. */
  private value(v: number, i: number, x: Scale, y: Scale, t: AverageText) {
    const down = (e: PointerEvent) => {
      if (e.button !== 0) return;
      e.preventDefault();
      (e.currentTarget as SVGElement).ownerSVGElement!.setPointerCapture(e.pointerId);
      (e.currentTarget as SVGElement).focus({ preventScroll: true });
      this.dragging = { i, pointer: e.pointerId };
    };
    const key = (e: KeyboardEvent) => {
      const by = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[e.key];
      if (by === undefined) return;
      e.preventDefault();
      this.set(i, Number((v + by * (e.shiftKey ? 0.1 : 1)).toPrecision(6)));
    };
    return svg`<g class="value" transform="translate(${x(i + 1).toFixed(1)} ${y(v).toFixed(1)})" role="slider" tabindex="0" aria-label=${t('value', { t: i + 1 })} aria-description=${t('value.help')}
        aria-valuenow=${v} aria-valuemin=${y.lo} aria-valuemax=${y.hi} aria-valuetext=${short(v)} @pointerdown=${down} @keydown=${key} @focus=${() => this.model.point(i)} @blur=${() => this.model.point(null)}>
      <circle class="hit" r="14"></circle><circle class="knob" r="5.5"></circle></g>`;
  }
  private set(i: number, v: number): void {
    this.model.change({ values: Array.from(this.model.answer!.series, (old, k) => (k === i ? v : old)) });
  }
  private drag(e: PointerEvent): void {
    if (!this.dragging || !this.y || e.pointerId !== this.dragging.pointer) return;
    const box = (e.currentTarget as Element).getBoundingClientRect();
    const step = 10 ** Math.floor(Math.log10((this.y.hi - this.y.lo) / 100));
    this.set(this.dragging.i, Number((Math.round(this.y.invert(Math.min(height, Math.max(0, e.clientY - box.top))) / step) * step).toPrecision(6)));
    this.model.point(this.dragging.i);
  }
  /** A finger on a value moves it and does not scroll. */
  private readonly touch = {
    handleEvent: (e: TouchEvent): void => { if (e.cancelable && (e.target as Element).closest('.value')) e.preventDefault(); },
    passive: false,
  };
  private readonly drop = () => {
    if (!this.dragging) return;
    this.dragging = null;
    this.model.change({ values: [...this.model.answer!.series] });
  };

  private bars(answer: Answer, at: number, x: Scale, above: Frame, column: number, t: AverageText, under: (e: PointerEvent) => number, pick: (e: PointerEvent) => void) {
    const frame: Frame = { ...above, top: 44, bottom: low - 26 }, n = answer.series.length;
    const of = (weights: Float64Array[]) => Array.from({ length: at + 1 }, (_, i) => weights[i][at]);
    const ewa = of(answer.weights), sma = of(answer.smaWeights);
    const y = linear(0, 1.08 * (extent(ewa, sma)?.[1] ?? 1), frame.bottom, frame.top), wide = Math.max(1, column * 0.62);
    const since = sma.findIndex((w) => w > 0); // the simple average weighs all it sees alike
    const reach = 1 / answer.present, from = Math.max(frame.left, x(at + 1.5 - reach));
    return html`<figure class="weights"><figcaption>${t('weights', { t: at + 1 })}</figcaption>
      <svg width=${this.width} height=${low} viewBox="0 0 ${this.width} ${low}" role="img" aria-label=${t('weights.aria', { t: at + 1, w: short(ewa[at], 3), total: short(ewa.reduce((a, b) => a + b, 0), 4) })}
          @pointermove=${(e: PointerEvent) => this.model.point(under(e))} @click=${pick}>
        <rect class="sheet" width=${this.width} height=${low}></rect>
        ${bottomAxis(x, frame, Math.min(n, Math.max(3, this.width / 60)), whole)}${leftAxis(y, frame, 3, axisNumber)}
        ${ewa.map((w, i) => svg`<rect class="bar" x=${(x(i + 1) - wide / 2).toFixed(1)} y=${y(w).toFixed(1)} width=${wide.toFixed(1)} height=${Math.max(0, frame.bottom - y(w)).toFixed(1)}><title>${short(w)}</title></rect>
          ${w > 0 && 7 * short(w, 3).length < column ? svg`<text class="weight" x=${x(i + 1).toFixed(1)} y=${(y(w) - 4).toFixed(1)} text-anchor="middle">${short(w, 3)}</text>` : nothing}`)}
        ${since < 0 ? nothing : svg`<rect class="box" x=${(x(since + 1) - column / 2).toFixed(1)} y=${y(sma[since]).toFixed(1)} width=${(column * (at + 1 - since)).toFixed(1)} height=${(frame.bottom - y(sma[since])).toFixed(1)}></rect>`}
        <path class="reach" d="M${from.toFixed(1)} 9v6M${from.toFixed(1)} 12H${x(at + 1.5).toFixed(1)}m0 -3v6"></path>
        <text class="reach-name" x=${at > n / 2 ? (x(at + 1.5) - 4).toFixed(1) : (from + 4).toFixed(1)} y="28" text-anchor=${at > n / 2 ? 'end' : 'start'}>${t('reach', { n: short(reach, 3) })}</text>
      </svg></figure>`;
  }
}
