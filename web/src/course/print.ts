/** Printing: on white whatever the theme, and with the address of each figure's present state under it. */

export function printable(): void {
  const root = document.documentElement;
  let before: string | undefined, printing = false;
  const redraw = () => dispatchEvent(new Event('descent-theme')); // canvases hold the colours they were drawn with
  const begin = () => {
    if (printing) return;
    printing = true;
    before = root.dataset.theme;
    root.dataset.theme = 'light';
    for (const link of document.querySelectorAll<HTMLAnchorElement>('figure.living a.lab')) link.dataset.address = link.href;
    redraw();
  };
  const end = () => {
    if (!printing) return;
    printing = false;
    if (before === undefined) delete root.dataset.theme;
    else root.dataset.theme = before;
    redraw();
  };
  addEventListener('beforeprint', begin);
  addEventListener('afterprint', end);
  matchMedia('print').addEventListener('change', ({ matches }) => (matches ? begin() : end()));
}
