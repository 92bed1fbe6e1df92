/** The weights of the first layer as pictures: what each unit looks for in an image. */
import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { ref } from 'lit/directives/ref.js';
import { language } from '../../../i18n/i18n.ts';
import { paintPicture, paintSigned } from '../../../plots/picture.ts';
import { inputsOf } from '../../../data/dataset.ts';
import { count, short } from '../../../state/format.ts';
import { translator, type Panel } from '../panels.ts';
import type { Parts } from '../parts.ts';

const t = translator('insight');
/** So many pictures tell what there is to see. */
const most = 64;
/** The share of the weights that the scale spans: a few large ones would leave the others pale. */
const spanned = 0.995;

export class WeightsPanel implements Panel {
  private weights?: Float32Array;
  private of?: unknown;
  private asking = false;

  constructor(private parts: Parts, private update: () => void) {}

  render(): TemplateResult {
    const { data, trainer, record } = this.parts.model;
    if (!data || !trainer?.engine || trainer.data !== data) return html`<p class="about">${this.parts.t('loading.data')}</p>`;
    if (data.rows < 2) return html`<p class="about">${t('weights.none')}</p>`;
    void this.follow(record?.latest);
    const units = trainer.setup!.layers[1], size = inputsOf(data), shown = Math.min(most, units), { weights } = this;
    if (!weights || weights.length < shown * size) return html`<p class="about">${this.parts.t('loading')}</p>`;
    const sorted = weights.subarray(0, shown * size).map(Math.abs).sort(), limit = sorted[Math.floor(spanned * (sorted.length - 1))];
    return html`<p class="about">${t(data.channels > 1 ? 'weights.about.colour' : 'weights.about', { scale: short(limit, 2) })} ${shown < units ? t('weights.more', { shown: count(shown), n: count(units) }) : nothing}</p>
      <div class="filters">${guard([weights, units, data, language(), document.documentElement.dataset.theme], () => Array.from({ length: shown }, (_, u) => {
        const own = weights.subarray(u * size, (u + 1) * size);
        const name = t('weights.unit', { n: u + 1, lo: short(own.reduce((a, b) => Math.min(a, b)), 2), hi: short(own.reduce((a, b) => Math.max(a, b)), 2) });
        return html`<canvas role="img" aria-label=${name} title=${name} ${ref((canvas) => {
          if (!canvas) return;
          if (data.channels === 1) this.paint(canvas as HTMLCanvasElement, own, data.columns, limit);
          // Three colours: grey where a weight is 0, brighter where it is positive.
          else paintPicture(canvas as HTMLCanvasElement, Uint8Array.from(own, (w) => Math.min(255, Math.max(0, 128 + (127 * w) / (limit || 1)))), data.rows, data.columns);
        })}></canvas>`;
      }))}</div>`;
  }

  /** The weights of the latest evaluation, asked once. */
  private async follow(latest: unknown): Promise<void> {
    const { trainer } = this.parts.model;
    if (this.asking || latest === this.of) return;
    this.asking = true;
    try {
      const weights = await trainer!.engine!.parameters();
      this.weights = weights;
    } catch { /* the network is being exchanged: its first evaluation asks again */ }
    this.of = latest;
    this.asking = false;
    this.update();
  }

  private paint(canvas: HTMLCanvasElement, own: Float32Array, columns: number, limit: number): void {
    const probe = (name: string) => {
      canvas.style.color = `var(${name})`;
      return (getComputedStyle(canvas).color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
    };
    paintSigned(canvas, own, columns, limit, probe('--s1'), probe('--s2'));
  }
}
