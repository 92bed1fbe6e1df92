/** The function as a surface with the path on it, turned by mouse, finger or keys. Fetched when a reader asks for it. */
import { html, type TemplateResult } from 'lit';
import { drawSurface, type Eye } from '../../plots/surface.ts';
import type { Rgb } from '../../plots/contours.ts';
import { short } from '../../state/format.ts';
import type { Parts } from './parts.ts';

const first: Eye = { turn: -0.62, tilt: 0.62, zoom: 1 };
const clamp = (x: number, lo: number, hi: number) => Math.min(hi, Math.max(lo, x));

export class SurfaceView {
  private eye: Eye = { ...first };
  private dragging: { pointer: number; x: number; y: number } | null = null;
  private painted: unknown[] = [];

  constructor(private parts: Parts, private update: () => void) {}

  /** The theme has changed. */
  repaint(): void { this.painted = []; }

  private look(change: Partial<Eye>): void {
    const { turn, tilt, zoom } = { ...this.eye, ...change };
    this.eye = { turn, tilt: clamp(tilt, 0.05, Math.PI / 2), zoom: clamp(zoom, 0.5, 3) };
    this.update();
  }
  private readonly key = (e: KeyboardEvent): void => {
    const by = e.shiftKey ? 0.02 : 0.12, { turn, tilt, zoom } = this.eye;
    const change: Record<string, Partial<Eye>> = {
      ArrowLeft: { turn: turn - by }, ArrowRight: { turn: turn + by }, ArrowUp: { tilt: tilt + by }, ArrowDown: { tilt: tilt - by }, '+': { zoom: zoom * 1.1 }, '-': { zoom: zoom / 1.1 }, Home: first,
    };
    if (!change[e.key]) return;
    e.preventDefault();
    this.look(change[e.key]);
  };
  private readonly down = (e: PointerEvent): void => {
    if (e.button !== 0) return;
    (e.currentTarget as Element).setPointerCapture(e.pointerId);
    this.dragging = { pointer: e.pointerId, x: e.clientX, y: e.clientY };
  };
  private readonly move = (e: PointerEvent): void => {
    const from = this.dragging;
    if (!from || from.pointer !== e.pointerId) return;
    this.dragging = { ...from, x: e.clientX, y: e.clientY };
    this.look({ turn: this.eye.turn + (e.clientX - from.x) * 0.009, tilt: this.eye.tilt + (e.clientY - from.y) * 0.007 });
  };
  private readonly drop = (): void => { this.dragging = null; };

  render(): TemplateResult {
    const { t } = this.parts, degrees = (x: number) => Math.round((x * 180) / Math.PI);
    return html`<div class="plot solid" id="plot"><canvas id="surface" tabindex="0" role="img" aria-label=${t('surface.aria', { turn: degrees(this.eye.turn), tilt: degrees(this.eye.tilt) })} aria-describedby="surface-help"
      @keydown=${this.key} @pointerdown=${this.down} @pointermove=${this.move} @pointerup=${this.drop} @pointercancel=${this.drop}></canvas>
      <p class="about hint" id="surface-help">${t('surface.help')}</p></div>`;
  }

  /** After rendering. */
  paint(root: ShadowRoot): void {
    const canvas = root.getElementById('surface') as HTMLCanvasElement | null, { model } = this.parts, { ground, run } = model;
    if (!canvas || !ground || !run || ground.box.length !== 4) return;
    const density = Math.min(3, devicePixelRatio || 1), width = canvas.clientWidth, height = canvas.clientHeight;
    const now = [canvas, ground, run, model.step, this.eye, width, height, density];
    if (width === 0 || (this.painted.length === now.length && now.every((x, i) => x === this.painted[i]))) return;
    this.painted = now;
    const color = (name: string) => {
      canvas.style.color = `var(${name})`;
      return getComputedStyle(canvas).color;
    };
    const rgb = (name: string): Rgb => (color(name).match(/[\d.]+/g) ?? []).slice(0, 3).map(Number) as Rgb;
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    const path = Array.from({ length: run.f.length }, (_, t) => ({ x: run.x[2 * t], y: run.x[2 * t + 1], f: run.f[t] }));
    drawSurface(canvas, { values: ground.values, nx: ground.nx, ny: ground.ny, box: ground.box, path, marked: model.step, names: ['x', 'y', 'f'], format: (x) => short(x, 3) }, this.eye, {
      low: rgb('--ground-low'), high: rgb('--ground-high'), line: rgb('--ground-line'), path: color('--path'), accent: color('--accent'), ink: color('--ink'), halo: color('--bg'),
    }, density);
  }
}
