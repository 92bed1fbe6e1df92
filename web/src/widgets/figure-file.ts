/** A figure as a file: its drawing with the styles it has on the page written into it, as SVG or painted as PNG. */

const kept = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'opacity', 'font-family', 'font-size', 'font-style', 'font-weight', 'text-anchor', 'paint-order', 'display'];
const svgSpace = 'http://www.w3.org/2000/svg';

/**
 * The SVG that stands in a shadow root, self-contained. A canvas under it becomes an image in it.
 * `background` is a colour; elements that match `without` (handles, hints) are left out.
 */
export function toSvg(figure: SVGSVGElement, options: { background: string; canvas?: HTMLCanvasElement | null; without?: string }): string {
  const copy = figure.cloneNode(true) as SVGSVGElement;
  const originals = [figure, ...figure.querySelectorAll<SVGElement>('*')], copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  originals.forEach((element, i) => {
    const style = getComputedStyle(element);
    for (const name of kept) {
      const value = style.getPropertyValue(name);
      if (value) copies[i].setAttribute(name, value);
    }
    for (const { name } of [...copies[i].attributes]) if (/^(class|tabindex|role|style|aria-.*)$/.test(name)) copies[i].removeAttribute(name);
  });
  originals.forEach((element, i) => { if (options.without && element.matches(options.without)) copies[i].remove(); });
  const { width, height } = figure.viewBox.baseVal;
  copy.setAttribute('xmlns', svgSpace);
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const under: Element[] = [rectangle(width, height, options.background)];
  const { canvas } = options;
  if (canvas) {
    const image = document.createElementNS(svgSpace, 'image');
    const place = { x: canvas.offsetLeft, y: canvas.offsetTop, width: canvas.offsetWidth, height: canvas.offsetHeight };
    for (const [name, value] of Object.entries(place)) image.setAttribute(name, String(value));
    image.setAttribute('preserveAspectRatio', 'none');
    image.setAttribute('href', canvas.toDataURL('image/png'));
    under.push(image);
  }
  copy.prepend(...under);
  // What the template engine leaves between elements means nothing elsewhere.
  const walker = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT), comments: Node[] = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  for (const comment of comments) comment.parentNode?.removeChild(comment);
  return new XMLSerializer().serializeToString(copy);
}

function rectangle(width: number, height: number, fill: string): Element {
  const rect = document.createElementNS(svgSpace, 'rect');
  for (const [name, value] of Object.entries({ width, height, fill })) rect.setAttribute(name, String(value));
  return rect;
}

/** Painted at `scale` pixels a unit. */
export async function toPng(svg: string, scale = 2): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvasPng(canvas);
}

export const canvasPng = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be made'))), 'image/png'));

/** Hands a file to the reader. */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
