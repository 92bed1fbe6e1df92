/** The plane of two inputs: what the network says everywhere, the boundary, the points it learns from and is tested with. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { countOf, type DataSet } from '../../../data/dataset.ts';
import type { Samples } from '../../../engine/types.ts';
import { language } from '../../../i18n/i18n.ts';
import { bottomAxis, leftAxis, type Frame } from '../../../plots/axes.ts';
import type { Rgb } from '../../../plots/contours.ts';
import { fieldColor, paintField, paintPoints, zeroPath, type FieldColors, type PointSet } from '../../../plots/field.ts';
import { paintMap, patterns, rampColors } from '../../../plots/map-picture.ts';
import { linear, type Scale } from '../../../plots/scale.ts';
import { count, full, percent, short } from '../../../state/format.ts';
import { translator } from '../panels.ts';
import { className, type Parts } from '../parts.ts';
import { FieldFollower, onScale, said, scaleOf } from './field.ts';

const t = translator('data');
/** So many points of a set are drawn; more would hide each other. */
const mostPoints = 2000;
/** Arrow keys cross the plane in so many steps. */
const steps = 40;
/** Rows and columns of the table. */
const tableSide = 9;

export class SurfaceView {
  private readonly follower: FieldFollower;
  private width = 380;
  /** Where the reader points, in the data's units, and what the network says there. */
  private at: [number, number] | null = null;
  private there?: { outputs: Float32Array; at: [number, number] };
  private readonly shows = { train: true, test: true };
  private open = false;
  private painted: unknown[] = [];
  private colors?: FieldColors & { edge: Rgb };

  constructor(private parts: Parts, private update: () => void) {
    this.follower = new FieldFollower(parts.model, update);
  }
  /** The theme has changed. */
  repaint(): void { this.painted = []; this.colors = undefined; }
  resize(width: number): boolean {
    const next = Math.min(420, Math.max(240, width));
    if (next === this.width || width === 0) return false;
    this.width = next;
    return true;
  }

  private get frame(): Frame { return { left: 34, top: 8, right: this.width - 8, bottom: this.width - 34 }; }
  private scales(data: DataSet): [Scale, Scale] {
    const { left, top, right, bottom } = this.frame, { lo, hi } = data.box!;
    return [linear(lo[0], hi[0], left, right), linear(lo[1], hi[1], bottom, top)];
  }

  render(): TemplateResult | typeof nothing {
    const { model } = this.parts, data = model.trainer?.data;
    if (!data?.box) return nothing;
    void this.follower.follow();
    const field = this.follower.data === data ? this.follower.field : undefined;
    const { frame, width } = this, [x, y] = this.scales(data), many = data.classes > 2;
    const place = (scale: Scale, lo: number, hi: number) => (i: number) => scale(lo + ((hi - lo) * i) / (field!.n - 1));
    const line = field && !many ? zeroPath(field.values, field.n, field.n, place(x, data.box.lo[0], data.box.hi[0]), place(y, data.box.lo[1], data.box.hi[1])) : '';
    const [name, other] = data.inputs ?? ['x₁', 'x₂'];
    return html`<section class="surface"><h3>${t('surface')}</h3>
      <div class="surface-parts">
        <div class="plane" .style=${`width: ${width}px; height: ${width}px`} tabindex="0" role="group" aria-roledescription=${t('surface.role')} aria-label=${t('surface.aria', { x: name, y: other })} aria-describedby="surface-read"
          @keydown=${this.keys} @pointermove=${this.moved} @pointerleave=${() => this.point(null)} @focus=${() => { if (!this.at) this.point([(data.box!.lo[0] + data.box!.hi[0]) / 2, (data.box!.lo[1] + data.box!.hi[1]) / 2]); }} @blur=${() => this.point(null)}>
          <canvas class="field ${many ? 'many' : ''}" aria-hidden="true"></canvas><canvas class="points" aria-hidden="true"></canvas>
          <svg width=${width} height=${width} viewBox="0 0 ${width} ${width}" aria-hidden="true">
            ${bottomAxis(x, frame, 6, (v) => short(v, 3))}${leftAxis(y, frame, 6, (v) => short(v, 3))}
            <path class="boundary" d=${line}></path>
            ${this.at ? svg`<path class="cross" d="M${x(this.at[0]).toFixed(1)} ${frame.top}V${frame.bottom}M${frame.left} ${y(this.at[1]).toFixed(1)}H${frame.right}"></path>` : nothing}
            <text class="axis-name" x=${frame.right} y=${frame.bottom + 30} text-anchor="end">${name}</text><text class="axis-name" x="2" y=${frame.top + 4} transform="rotate(-90 10 ${frame.top + 6})" text-anchor="end">${other}</text>
          </svg></div>
        <div class="surface-side">${this.legend(data)}
          <div class="links">${(['train', 'test'] as const).map((set) => html`<label class="check"><input type="checkbox" .checked=${live(this.shows[set])}
            @change=${(e: Event) => { this.shows[set] = (e.target as HTMLInputElement).checked; this.update(); }}><svg class="mark" viewBox="-6 -6 12 12" aria-hidden="true">${set === 'train' ? svg`<circle r="4"></circle>` : svg`<path d="M0-5.4L5.4 0 0 5.4-5.4 0Z"></path>`}</svg>${t(`surface.${set}`, { n: count(countOf(data[set])) })}</label>`)}</div>
          <p class="read" id="surface-read" role="status">${this.reading(data)}</p>
          ${this.table(data)}</div></div></section>`;
  }

  /** What the colours mean, with words at both ends. */
  private legend(data: DataSet): TemplateResult {
    const name = (c: number) => className(data, c);
    if (data.classes > 2) {
      const colors = rampColors(data.classes), shown = Math.min(data.classes, 12);
      return html`<ul class="classes-key">${Array.from({ length: shown }, (_, c) => html`<li><svg class="mark" viewBox="0 0 12 12" aria-hidden="true"><rect width="12" height="12" rx="2" .style=${`fill: rgb(${colors[c].map(Math.round).join(' ')})`}></rect></svg>${name(c)}</li>`)}</ul>`;
    }
    const [lo, hi] = scaleOf(data), bars = 24, regression = data.task === 'regression';
    const colors = this.colors;
    return html`<figure class="scale"><figcaption>${regression ? t('surface.number', { y: data.target ?? 'y' }) : t('surface.share', { name: name(1) })}</figcaption>
      <svg width="100%" height="14" aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 ${bars} 1">${colors ? Array.from({ length: bars }, (_, i) => svg`<rect x=${i} width="1.05" height="1" .style=${`fill: rgb(${fieldColor((2 * i + 1) / bars - 1, colors).map(Math.round).join(' ')})`}></rect>`) : nothing}</svg>
      <div class="row"><span>${regression ? short(lo, 3) : `${percent(0, 0)} · ${name(0)}`}</span><span>${regression ? short((lo + hi) / 2, 3) : percent(0.5, 0)}</span><span>${regression ? short(hi, 3) : `${name(1)} · ${percent(1, 0)}`}</span></div>
      <p class="about">${t('surface.marks')}</p></figure>`;
  }

  private reading(data: DataSet): TemplateResult | string {
    const { at, there } = this;
    if (!at) return t('surface.point');
    const [a, b] = data.inputs ?? ['x₁', 'x₂'], where = `${a} = ${short(at[0], 3)}, ${b} = ${short(at[1], 3)}`;
    if (!there || there.at[0] !== at[0] || there.at[1] !== at[1]) return where;
    const width = there.outputs.length, value = said(there.outputs, width, 0);
    if (data.task === 'regression') return html`${where}: <b title=${full(value)}>${short(value)}</b>`;
    const says = width > 2 ? value : value >= 0.5 ? 1 : 0, share = width > 1 ? there.outputs[says] : says ? value : 1 - value;
    return html`${where}: <b title=${full(share)}>${className(data, says)}, ${percent(share)}</b>`;
  }

  private table(data: DataSet): TemplateResult {
    const field = this.follower.data === data ? this.follower.field : undefined, scale = scaleOf(data), { lo, hi } = data.box!;
    const toggle = (e: Event) => { this.open = (e.target as HTMLDetailsElement).open; this.update(); };
    const index = (i: number) => Math.round((i * (field!.n - 1)) / (tableSide - 1)), coordinate = (i: number, axis: 0 | 1) => short(lo[axis] + ((hi[axis] - lo[axis]) * index(i)) / (field!.n - 1), 3);
    const cell = (v: number) => (data.classes > 2 ? className(data, v) : data.task === 'regression' ? short(scale[0] + ((v + 1) / 2) * (scale[1] - scale[0]), 3) : percent((v + 1) / 2, 0));
    const side = Array.from({ length: tableSide }, (_, i) => i);
    return html`<details ?open=${this.open} @toggle=${toggle}><summary>${t('surface.table')}</summary>${this.open && field ? html`<div class="scroll" tabindex="0" role="region" aria-label=${t('surface.table')}><table>
      <caption class="sr">${t('surface.table')}</caption><thead><tr><th scope="col">${data.inputs?.[1]} \\ ${data.inputs?.[0]}</th>${side.map((i) => html`<th scope="col">${coordinate(i, 0)}</th>`)}</tr></thead>
      <tbody>${[...side].reverse().map((k) => html`<tr><th scope="row">${coordinate(k, 1)}</th>${side.map((i) => html`<td>${cell(field.values[index(k) * field.n + index(i)])}</td>`)}</tr>`)}</tbody></table></div>` : nothing}</details>`;
  }

  private point(at: [number, number] | null): void {
    this.at = at;
    this.update();
    const engine = this.parts.model.trainer?.engine;
    if (!at || !engine) return;
    engine.outputs(Float32Array.from(at)).then((outputs) => {
      if (this.at !== at) return;
      this.there = { outputs, at };
      this.update();
    }, () => undefined); // the network is being exchanged
  }
  private readonly moved = (e: PointerEvent) => {
    const data = this.parts.model.trainer?.data;
    if (!data?.box) return;
    const box = (e.currentTarget as Element).getBoundingClientRect(), { frame } = this, [x, y] = this.scales(data);
    const px = e.clientX - box.left, py = e.clientY - box.top;
    this.point(px < frame.left || px > frame.right || py < frame.top || py > frame.bottom ? null : [x.invert(px), y.invert(py)]);
  };
  private readonly keys = (e: KeyboardEvent) => {
    const data = this.parts.model.trainer?.data, step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] }[e.key];
    if (!step || !data?.box || e.altKey || e.ctrlKey || e.metaKey) return;
    e.preventDefault();
    const { lo, hi } = data.box, from = this.at ?? [(lo[0] + hi[0]) / 2, (lo[1] + hi[1]) / 2], by = e.shiftKey ? 5 : 1;
    this.point([0, 1].map((k) => Math.min(hi[k], Math.max(lo[k], from[k] + (by * step[k] * (hi[k] - lo[k])) / steps))) as [number, number]);
  };

  /** After rendering: what has changed is painted. */
  paint(root: ParentNode): void {
    const data = this.parts.model.trainer?.data, canvas = root.querySelector<HTMLCanvasElement>('.surface canvas.field'), dots = root.querySelector<HTMLCanvasElement>('.surface canvas.points');
    if (!data?.box || !canvas || !dots) { this.painted = []; return; }
    const field = this.follower.data === data ? this.follower.field : undefined, density = Math.min(3, devicePixelRatio || 1);
    const wanted = [field, data, this.width, this.shows.train, this.shows.test, density, language(), canvas];
    if (wanted.every((x, i) => x === this.painted[i])) return;
    const before = this.painted;
    this.painted = wanted;
    const first = !this.colors, colors = (this.colors ??= palette(canvas)), { frame } = this, w = frame.right - frame.left, h = frame.bottom - frame.top;
    Object.assign(canvas.style, { left: `${frame.left}px`, top: `${frame.top}px`, width: `${w}px`, height: `${h}px` });
    if (first) this.update(); // the legend has its colours now
    const ramp = data.classes > 2 ? rampColors(data.classes) : undefined;
    if (field && ramp) {
      canvas.width = Math.round(w * density);
      canvas.height = Math.round(h * density);
      const paints = ramp.map((full, c) => ({ fill: fieldColor(1, { ...colors, high: full }), ink: colors.middle, pattern: patterns[c % patterns.length] }));
      paintMap(canvas, { width: field.n, height: field.n, classes: Uint8Array.from(field.values), paints, line: colors.edge, strength: 0.8 }, density);
    } else if (field) paintField(canvas, field.values, field.n, field.n, colors);
    if (wanted.slice(1).every((x, i) => x === before[i + 1])) return; // the points stay
    dots.width = dots.height = Math.round(this.width * density);
    const sets = (['train', 'test'] as const).filter((set) => this.shows[set]).map((set) => this.points(data, data[set], set === 'train' ? 'circle' : 'diamond', ramp));
    paintPoints(dots, sets, colors.edge, density, this.width < 320 ? 2.6 : 3.2);
  }

  private points(data: DataSet, { images, labels }: Samples, shape: PointSet['shape'], ramp: Rgb[] | undefined): PointSet {
    const n = Math.min(mostPoints, labels.length), [x, y] = this.scales(data), scale = scaleOf(data), places = new Float64Array(2 * n), colors = this.colors!;
    for (let i = 0; i < n; ++i) { places[2 * i] = x(images[2 * i]); places[2 * i + 1] = y(images[2 * i + 1]); }
    const value = (i: number) => onScale(labels[i], scale);
    return { places, shape, count: n, fill: (i) => ramp?.[labels[i]] ?? fieldColor(value(i), colors, 1), marked: (i) => !ramp && value(i) > 0 };
  }
}

/** The theme's colours: two hues that any eye tells apart, and the paper between them. */
function palette(canvas: HTMLCanvasElement): FieldColors & { edge: Rgb } {
  const probe = (name: string): Rgb => {
    canvas.style.color = `var(${name})`;
    return (getComputedStyle(canvas).color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number) as Rgb;
  };
  return { low: probe('--s1'), middle: probe('--surface'), high: probe('--s2'), edge: probe('--ink') };
}
