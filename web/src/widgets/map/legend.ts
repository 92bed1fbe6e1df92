/** What the colours and patterns mean, and how many pixels each has. */
import { html, nothing, type TemplateResult } from 'lit';
import { paintMap } from '../../plots/map-picture.ts';
import { count, percent, short, vector } from '../../state/format.ts';
import type { Classified, PixelClass } from './classes.ts';
import type { Shown } from './model.ts';
import { palette } from './paints.ts';
import type { MapText } from './texts.ts';

/** A class in words. */
export function className(cls: PixelClass, classified: Classified, shown: Shown, t: MapText): string {
  if (cls.kind === 'minimum') return t('class.minimum', { k: cls.k + 1, x: vector(shown.minima.subarray(cls.k * shown.dim, (cls.k + 1) * shown.dim), 3) });
  if (cls.kind !== 'band') return cls.kind === 'none' && shown.minima.length === 0 ? t('class.none.unknown') : t(`class.${cls.kind}`);
  const bands = classified.classes.filter((c) => c.kind === 'band').length, number = (x: number) => short(x, 3);
  if (shown.state.show === 'steps') return cls.hi - cls.lo <= 1 ? number(cls.lo) : t('class.band', { a: number(cls.lo), b: number(cls.hi - 1) });
  if (bands > 1 && cls.index === 0) return t('class.below', { b: number(cls.hi) });
  return cls.index === bands - 1 && bands > 1 ? t('class.above', { a: number(cls.lo) }) : t('class.band', { a: number(cls.lo), b: number(cls.hi) });
}

export function legend(classified: Classified, shown: Shown, t: MapText, here: number | undefined): TemplateResult {
  const { classes, counts } = classified, total = shown.width * shown.height;
  const title = shown.state.show === 'value' && classified.floor !== undefined ? t('legend.gap', { f: short(classified.floor) }) : t(`legend.${shown.state.show}`);
  return html`<section class="legend" aria-label=${t('legend')}><h3>${title}</h3><ul>${classes.map((cls, k) => (counts[k] === 0 && cls.kind !== 'minimum' ? nothing : html`
    <li class=${k === here ? 'here' : ''}><canvas class="swatch" width="44" height="28" data-class=${k} aria-hidden="true"></canvas><span>${className(cls, classified, shown, t)}</span>
      <span class="count" title=${t('count.of', { n: count(counts[k]), all: count(total) })}>${counts[k] === 0 ? '0' : percent(counts[k] / total)}</span></li>`))}</ul></section>`;
}

/** After rendering. */
export function paintSwatches(root: ShadowRoot, { classes }: Classified): void {
  const swatches = [...root.querySelectorAll<HTMLCanvasElement>('.legend canvas.swatch')];
  if (swatches.length === 0) return;
  const colors = palette(swatches[0]), paints = classes.map(colors.paint(classes));
  for (const canvas of swatches) {
    const paint = paints[Number(canvas.dataset.class)];
    if (paint) paintMap(canvas, { width: 1, height: 1, classes: Uint8Array.of(0), paints: [paint], line: colors.line, strength: 0 }, 2);
  }
}
