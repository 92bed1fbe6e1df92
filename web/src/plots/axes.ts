/** Quiet axes: a few ticks, no boxes. */
import { svg, type SVGTemplateResult } from 'lit';
import type { Scale } from './scale.ts';

export interface Frame { left: number; top: number; right: number; bottom: number }

/** A number as text; with `digits`, to so many significant ones. */
export type Format = (x: number, digits?: number) => string;

/** Zero is written as zero, whatever rounding has left of it; two ticks never read the same: they get more digits. */
function labels(ticks: number[], format: Format): string[] {
  const largest = Math.max(...ticks.map(Math.abs));
  const values = ticks.map((x) => (ticks.some((y) => y < 0 || x === 0) && Math.abs(x) < 1e-9 * largest ? 0 : x));
  const written = (digits?: number) => values.map((x) => format(x, digits));
  const clash = (texts: string[]) => texts.some((text, i) => text !== '' && text === texts[i - 1]);
  let texts = written();
  for (let digits = 4; digits <= 8 && clash(texts); ++digits) texts = written(digits);
  return texts;
}

export function bottomAxis(x: Scale, frame: Frame, count: number, format: Format, name = ''): SVGTemplateResult {
  const ticks = x.ticks(count), texts = labels(ticks, format);
  return svg`<g class="axis" aria-hidden="true">
    <path d="M${frame.left} ${frame.bottom}H${frame.right}${ticks.map((v) => `M${x(v).toFixed(1)} ${frame.bottom}v5`).join('')}"/>
    ${ticks.map((v, i) => svg`<text x=${x(v).toFixed(1)} y=${frame.bottom + 18} text-anchor="middle">${texts[i]}</text>`)}
    ${name ? svg`<text class="name" x=${frame.right} y=${frame.bottom - 7} text-anchor="end">${name}</text>` : ''}
  </g>`;
}

export function leftAxis(y: Scale, frame: Frame, count: number, format: Format, name = ''): SVGTemplateResult {
  const ticks = y.ticks(count), texts = labels(ticks, format);
  return svg`<g class="axis" aria-hidden="true">
    <path d="M${frame.left} ${frame.bottom}V${frame.top}${ticks.map((v) => `M${frame.left} ${y(v).toFixed(1)}h-5`).join('')}"/>
    ${ticks.map((v, i) => svg`<text x=${frame.left - 8} y=${(y(v) + 4).toFixed(1)} text-anchor="end">${texts[i]}</text>`)}
    ${name ? svg`<text class="name" x=${frame.left + 8} y=${frame.top + 10}>${name}</text>` : ''}
  </g>`;
}
