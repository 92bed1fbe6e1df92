/** Paints the contours of a ground under a figure, only when ground, size or theme differ. */
import type { Frame } from '../plots/axes.ts';
import { drawContours, type Rgb } from '../plots/contours.ts';
import type { Ground } from './ground.ts';

export class GroundCanvas {
  private painted = '';

  /** The theme has changed: the canvas holds old colours. */
  repaint(): void { this.painted = ''; }

  /** After rendering; `canvas` is null where the figure has none. */
  paint(canvas: HTMLCanvasElement | null, ground: Ground | undefined, frame: Frame | undefined): void {
    if (!canvas || !ground || !frame) { this.painted = ''; return; }
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
    drawContours(canvas, ground, colors, density);
  }
}
