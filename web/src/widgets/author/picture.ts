/** A figure's drawing as a picture, whatever the figure: its largest drawing with the canvas beneath it. */
import { canvasPng, toPng, toSvg } from '../figure-file.ts';

const area = (element: Element) => element.clientWidth * element.clientHeight;
const largest = <T extends Element>(elements: Iterable<T>): T | undefined => [...elements].filter((e) => area(e) > 0).sort((a, b) => area(b) - area(a))[0];
/** Larger than any sign on a button. */
const least = 100 * 100;

/** Undefined where the figure draws nothing. */
export async function picture(host: HTMLElement): Promise<Blob | undefined> {
  const root = host.shadowRoot!, svg = largest(root.querySelectorAll('svg')), canvas = largest(root.querySelectorAll('canvas'));
  if (svg && area(svg) >= least) {
    const under = svg.parentElement?.querySelector('canvas');
    return toPng(toSvg(svg, { background: background(root), canvas: under && area(under) > 0 ? under : null, without: '.halo, .hit, .invite' }));
  }
  return canvas && area(canvas) >= least ? canvasPng(canvas) : undefined;
}

/** The page's colour, resolved. */
export function background(root: ShadowRoot): string {
  const probe = document.createElement('span');
  probe.style.color = 'var(--bg)';
  root.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
