/** The landscape as files: every point of the cut and every mark of the paths as CSV, the picture with its axes as PNG. */
import { download, toPng, toSvg } from '../figure-file.ts';
import type { Shown } from './model.ts';

/** A turn of the event loop, so that the page stays alive while a long file is written. */
const turn = () => new Promise<void>((resolve) => { setTimeout(resolve); });
const quoted = (text: string) => `"${text.replace(/"/g, '""')}"`;

export async function saveCsv({ a, b, loss, plane, runs }: Shown, names: string[]): Promise<void> {
  const parts = ['kind,run,epoch,x,y,loss\n'];
  for (let row = 0; row < b.length; ++row) {
    let text = '';
    for (let column = 0; column < a.length; ++column) text += `cut,,,${a[column]},${b[row]},${loss[row * a.length + column]}\n`;
    parts.push(text);
    if (row % 16 === 15) await turn();
  }
  // The loss of a mark is that of the run itself, which lies beside the cut.
  runs.forEach((run, k) => {
    const path = plane.paths[k];
    run.losses.forEach((own, i) => { if (path.length === 2 * run.losses.length) parts.push(`path,${quoted(names[k])},${run.epochs[i]},${path[2 * i]},${path[2 * i + 1]},${own}\n`); });
  });
  download('descent-landscape.csv', new Blob(parts, { type: 'text/csv' }));
}

export async function savePng(root: ShadowRoot): Promise<void> {
  const figure = root.querySelector<SVGSVGElement>('#overlay'), canvas = root.querySelector<HTMLCanvasElement>('#picture');
  if (!figure || !canvas) return;
  download('descent-landscape.png', await toPng(toSvg(figure, { background: getComputedStyle(document.body).backgroundColor, canvas, without: '.pointed' })));
}
