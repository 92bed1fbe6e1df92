/** The map as files: every pixel as CSV, the picture with its axes and legend as PNG. */
import { short } from '../../state/format.ts';
import type { Classified } from './classes.ts';
import { fateOf } from './classes.ts';
import type { Shown } from './model.ts';
import type { DrawnMap } from './view.ts';

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 30_000);
}

/** A turn of the event loop, so that the page stays alive while a long file is written. */
const turn = () => new Promise<void>((resolve) => { setTimeout(resolve); });
const rowsAtOnce = 8;

export async function saveCsv(shown: Shown, sides: [string, string]): Promise<void> {
  const parts: string[] = [`${sides.map((side) => `"${side.replace(/"/g, '""')}"`).join(',')},outcome,minimum,steps,f\n`];
  for (let row = 0; row < shown.height; row += rowsAtOnce) {
    let text = '';
    for (let r = row; r < Math.min(shown.height, row + rowsAtOnce); ++r) {
      for (let column = 0; column < shown.width; ++column) {
        const i = r * shown.width + column, fate = fateOf(shown, i);
        text += `${shown.x[column]},${shown.y[r]},${fate.kind},${fate.kind === 'minimum' ? fate.k + 1 : ''},${shown.steps[i]},${shown.f[i]}\n`;
      }
    }
    parts.push(text);
    await turn();
  }
  save(new Blob(parts, { type: 'text/csv' }), 'descent-map.csv');
}

const density = 2, lineHeight = 22;

export function savePng(root: ShadowRoot, drawn: DrawnMap, classified: Classified, names: string[], title: string): void {
  const map = root.getElementById('picture') as HTMLCanvasElement | null, swatches = [...root.querySelectorAll<HTMLCanvasElement>('.legend canvas.swatch')];
  if (!map) return;
  const { frame, x, y } = drawn, width = frame.right + 16, top = 30, bottom = frame.bottom + top + 52, height = bottom + lineHeight * swatches.length + 12;
  const canvas = document.createElement('canvas');
  canvas.width = width * density;
  canvas.height = height * density;
  const context = canvas.getContext('2d')!, style = getComputedStyle(root.host);
  const font = (size: number) => `${size}px ${style.fontFamily}`;
  context.scale(density, density);
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, width, height);
  context.fillStyle = style.color;
  context.strokeStyle = style.color;
  context.font = font(14);
  context.fillText(title, frame.left, 20, frame.right - frame.left);
  context.imageSmoothingEnabled = false;
  context.translate(0, top);
  context.drawImage(map, frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top);
  context.font = font(12);
  context.textAlign = 'center';
  for (const v of x.ticks(Math.max(3, Math.round(width / 90)))) { context.fillRect(x(v), frame.bottom, 1, 5); context.fillText(short(v, 3), x(v), frame.bottom + 18); }
  context.fillText(drawn.names[0], (frame.left + frame.right) / 2, frame.bottom + 37);
  context.textAlign = 'right';
  for (const v of y.ticks(5)) { context.fillRect(frame.left - 5, y(v), 5, 1); context.fillText(short(v, 3), frame.left - 8, y(v) + 4); }
  context.save();
  context.translate(13, (frame.top + frame.bottom) / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = 'center';
  context.fillText(drawn.names[1], 0, 0);
  context.restore();
  // The edge of stability and the best point, as they stand in the figure.
  for (const path of root.querySelectorAll<SVGPathElement>('#overlay .edge, #overlay .best, #overlay .best-line')) {
    const look = getComputedStyle(path);
    context.save();
    context.beginPath();
    context.rect(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top);
    context.clip();
    context.strokeStyle = look.stroke;
    context.lineWidth = parseFloat(look.strokeWidth);
    context.setLineDash(look.strokeDasharray === 'none' ? [] : look.strokeDasharray.split(',').map(parseFloat));
    context.stroke(new Path2D(path.getAttribute('d') ?? ''));
    context.restore();
  }
  context.textAlign = 'left';
  swatches.forEach((swatch, i) => {
    const at = frame.bottom + 52 + i * lineHeight, k = Number(swatch.dataset.class);
    context.drawImage(swatch, frame.left, at, 22, 14);
    context.fillText(`${names[k]} (${classified.counts[k]})`, frame.left + 30, at + 11.5);
  });
  canvas.toBlob((blob) => { if (blob) save(blob, 'descent-map.png'); });
}
