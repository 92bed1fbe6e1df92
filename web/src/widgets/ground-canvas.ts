/**
 * Paints the contours of a ground under a figure, only when ground, size or theme differ. What draws them is fetched with the
 * first such ground: a figure of one variable does without.
 */
import type { Frame } from '../plots/axes.ts';
import type { drawContours, Rgb } from '../plots/contours.ts';
import type { Ground } from './ground.ts';

let draw: typeof drawContours | undefined;
let arriving: Promise<void> | undefined;

/** How long one task may draw, ms: the page answers in between. */
const patience = 8;

export class GroundCanvas {
  private painted = '';
  private busy = false;
  /** What is to be painted as soon as the contours are there, or those begun are finished. */
  private awaited?: [HTMLCanvasElement, Ground, Frame];

  /** The theme has changed: the canvas holds old colours. */
  repaint(): void { this.painted = ''; }

  /** After rendering; `canvas` is null where the figure has none. */
  paint(canvas: HTMLCanvasElement | null, ground: Ground | undefined, frame: Frame | undefined): void {
    if (!canvas || !ground || !frame) { this.painted = ''; this.awaited = undefined; return; }
    if (!draw) { void this.await([canvas, ground, frame]); return; }
    const density = Math.min(3, devicePixelRatio || 1);
    const key = JSON.stringify([ground.key, frame, density]);
    if (key === this.painted && canvas.dataset.painted === 'yes') { this.awaited = undefined; return; }
    // Those begun are finished first: a ground that changes with every frame of a drag would never be seen otherwise.
    if (this.busy) { this.awaited = [canvas, ground, frame]; return; }
    this.painted = key;
    const probe = (name: string): Rgb => {
      canvas.style.color = `var(${name})`;
      return (getComputedStyle(canvas).color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number) as Rgb;
    };
    const colors = { low: probe('--ground-low'), high: probe('--ground-high'), line: probe('--ground-line') };
    const width = frame.right - frame.left, height = frame.bottom - frame.top, sheet = document.createElement('canvas');
    sheet.width = Math.round(width * density);
    sheet.height = Math.round(height * density);
    canvas.dataset.painted = 'yes';
    this.go(draw(sheet, ground, colors, density), () => {
      Object.assign(canvas.style, { left: `${frame.left}px`, top: `${frame.top}px`, width: `${width}px`, height: `${height}px` });
      canvas.width = sheet.width; // which also clears it
      canvas.height = sheet.height;
      if (sheet.width > 0 && sheet.height > 0) canvas.getContext('2d')?.drawImage(sheet, 0, 0);
    });
  }

  /** Draws on a sheet of its own, a few milliseconds at a time, and shows it when it is finished. */
  private go(work: Generator<void, void, void>, show: () => void): void {
    this.busy = true;
    const turn = (): void => {
      const until = performance.now() + patience;
      while (!work.next().done) if (performance.now() > until) { setTimeout(turn); return; }
      this.busy = false;
      show();
      this.resume();
    };
    turn();
  }
  private resume(): void {
    const latest = this.awaited;
    this.awaited = undefined;
    if (draw && latest?.[0].isConnected) this.paint(...latest);
  }

  private async await(wanted: [HTMLCanvasElement, Ground, Frame]): Promise<void> {
    const first = this.awaited === undefined;
    this.awaited = wanted;
    if (!first) return;
    try {
      await (arriving ??= import('../plots/contours.ts').then((contours) => { draw = contours.drawContours; }));
    } catch { arriving = undefined; /* the line broke: the next ground tries again */ }
    this.resume();
  }
}
