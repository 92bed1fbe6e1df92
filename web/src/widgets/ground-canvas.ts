/**
 * Paints the contours of a ground under a figure, only when ground, size or theme differ. What draws them is fetched with the
 * first such ground: a figure of one variable does without.
 */
import type { Frame } from '../plots/axes.ts';
import type { drawContours, Rgb } from '../plots/contours.ts';
import type { Ground } from './ground.ts';

let draw: typeof drawContours | undefined;
let arriving: Promise<void> | undefined;

export class GroundCanvas {
  private painted = '';
  /** What is to be painted as soon as the contours are there. */
  private awaited?: [HTMLCanvasElement, Ground, Frame];

  /** The theme has changed: the canvas holds old colours. */
  repaint(): void { this.painted = ''; }

  /** After rendering; `canvas` is null where the figure has none. */
  paint(canvas: HTMLCanvasElement | null, ground: Ground | undefined, frame: Frame | undefined): void {
    if (!canvas || !ground || !frame) { this.painted = ''; this.awaited = undefined; return; }
    if (!draw) { void this.await([canvas, ground, frame]); return; }
    const density = Math.min(3, devicePixelRatio || 1);
    const key = JSON.stringify([ground.key, frame, density]);
    if (key === this.painted && canvas.dataset.painted === 'yes') return;
    this.painted = key;
    const probe = (name: string): Rgb => {
      canvas.style.color = `var(${name})`;
      return (getComputedStyle(canvas).color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number) as Rgb;
    };
    const colors = { low: probe('--ground-low'), high: probe('--ground-high'), line: probe('--ground-line') };
    const width = frame.right - frame.left, height = frame.bottom - frame.top;
    Object.assign(canvas.style, { left: `${frame.left}px`, top: `${frame.top}px`, width: `${width}px`, height: `${height}px` });
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    canvas.dataset.painted = 'yes';
    draw(canvas, ground, colors, density);
  }

  private async await(wanted: [HTMLCanvasElement, Ground, Frame]): Promise<void> {
    const first = this.awaited === undefined;
    this.awaited = wanted;
    if (!first) return;
    try {
      await (arriving ??= import('../plots/contours.ts').then((contours) => { draw = contours.drawContours; }));
    } catch { arriving = undefined; /* the line broke: the next ground tries again */ }
    const latest = this.awaited;
    this.awaited = undefined;
    if (draw && latest?.[0].isConnected) this.paint(...latest);
  }
}
