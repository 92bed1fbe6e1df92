/** Looking closer, further, at the whole path, or as the function's row suggests. */
import { html, nothing, type TemplateResult } from 'lit';
import { extent } from '../../plots/scale.ts';
import type { Translate } from './parts.ts';

export const icons = { in: 'M5 12h14M12 5v14', out: 'M5 12h14', fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5', reset: 'M5 5v5h5M5.5 10A7.5 7.5 0 1 1 4.6 14' };

/** Digits beyond what the box's size can show would only lengthen the address. */
function tidy(box: number[]): number[] {
  return box.map((x, i) => {
    const size = box[i | 1] - box[i & ~1];
    return Number(x.toFixed(Math.min(12, Math.max(0, 3 - Math.floor(Math.log10(size))))));
  });
}

export interface ZoomParts {
  model: {
    /** The path or paths to show whole: points of `dim` numbers. */
    run?: { x: Float64Array; dim: number };
    state: { view: number[] | null };
    box(): number[];
    change(change: { view?: number[] | null }): void;
  };
  t: Translate;
  locked: (name: string) => boolean;
}

export function zoomTools({ model, t, locked }: ZoomParts): TemplateResult {
  const box = model.box();
  const scaled = (by: number) => tidy(box.map((x, i) => {
    const middle = (box[i & ~1] + box[i | 1]) / 2;
    return middle + (x - middle) * by;
  }));
  const whole = () => {
    const { run } = model;
    if (!run) return null;
    const view = Array.from({ length: run.dim }, (_, k) => {
      const [lo, hi] = extent(run.x.filter((_x, i) => i % run.dim === k)) ?? [-1, 1];
      const pad = 0.08 * (hi - lo) || 1e-3 + Math.abs(lo) * 0.1;
      return [lo - pad, hi + pad];
    }).flat();
    return tidy(view);
  };
  const button = (name: keyof typeof icons, view: () => number[] | null) => {
    const label = t(`zoom.${name}`);
    return html`<button type="button" aria-label=${label} title=${label} ?disabled=${locked('zoom')} @click=${() => model.change({ view: view() })}>
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d=${icons[name]}></path></svg></button>`;
  };
  return html`<div class="tools">${button('in', () => scaled(0.6))}${button('out', () => scaled(1 / 0.6))}${button('fit', whole)}
    ${model.state.view ? button('reset', () => null) : nothing}</div>`;
}
