/**
 * Every layer over time: how large gradients and activations are, what the slopes of the activations multiply to, how large a
 * step is against the weights; and the histograms of the latest look.
 */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { live } from 'lit/directives/live.js';
import { countOf } from '../../../data/dataset.ts';
import type { Histogram, LayerInsight } from '../../../engine/types.ts';
import { explain } from '../../../i18n/errors.ts';
import { language } from '../../../i18n/i18n.ts';
import { drawRunChart, type RunLine } from '../../../plots/run-chart.ts';
import { count, full, percent, short } from '../../../state/format.ts';
import { value } from '../../options.ts';
import { asTrouble, type Trouble } from '../../trouble.ts';
import { translator, type Panel } from '../panels.ts';
import type { Parts } from '../parts.ts';
import type { RunRecord } from '../record.ts';
import { spread } from '../evaluation.ts';

const t = translator('insight');
/** Samples that stand for all; how often they are looked at while it trains, ms. */
const samples = 512, every = 1000;
/** More looks than this are thinned to every second one. */
const mostLooks = 120;
/** Gradients that differ by more than this from the first layer to the last do not pass. */
const noticed = 20;
const height = 220;

interface Look { step: number; epoch: number; layers: LayerInsight[] }
const measures = {
  gradient: { of: (l: LayerInsight) => l.gradient.norm, log: true, share: false },
  slopes: { of: (l: LayerInsight) => l.slopeProduct, log: true, share: false },
  update: { of: (l: LayerInsight) => l.updateRatio ?? NaN, log: true, share: false },
  spread: { of: (l: LayerInsight) => l.activation.std, log: false, share: false },
  saturated: { of: (l: LayerInsight) => l.activation.saturated, log: false, share: true },
  zeros: { of: (l: LayerInsight) => l.activation.zeros, log: false, share: true },
  weights: { of: (l: LayerInsight) => l.weights.norm, log: false, share: false },
} as const;
type Measure = keyof typeof measures;
const columns: readonly Measure[] = ['gradient', 'slopes', 'update', 'saturated', 'zeros'];

/** Layers are told apart by hue and dash. */
const lineOf = (l: number) => ({ hue: [1, 6, 3, 4, 2, 5][l % 6], dash: Math.floor(l / 6) % 3 });
/** What a logarithmic axis can hold. */
const positive = (y: number) => (y > 0 ? y : NaN);
const written = (measure: Measure, y: number) => (!Number.isFinite(y) ? '—' : measures[measure].share ? percent(y, 0) : short(y, 2));

export class LayersPanel implements Panel {
  private looks: Look[] = [];
  private of?: RunRecord;
  private measure: Measure = 'gradient';
  private asking = false;
  private trouble?: Trouble;
  private last = 0;

  constructor(private parts: Parts, private update: () => void) {}

  render(): TemplateResult {
    void this.follow();
    const latest = this.looks.at(-1);
    if (this.trouble) return html`<p class="error" role="alert">${explain(this.trouble)}</p>`;
    if (!latest) return html`<p class="about">${this.parts.t('loading')}</p>`;
    const width = (this.parts.model.hostWidth() || 600) - 28, two = width > 620;
    const each = Math.min(760, Math.max(240, two ? (width - 24) / 2 : width));
    return html`<div class="row-between"><div class="field"><label for="measure">${t('layers.measure')}</label><select id="measure" .value=${live(this.measure)}
        @change=${(e: Event) => { this.measure = value(e) as Measure; this.update(); }}>${(Object.keys(measures) as Measure[]).map((m) => html`<option value=${m} ?selected=${m === this.measure}>${t(`layers.${m}`)}</option>`)}</select></div></div>
      <p class="about">${t(`layers.${this.measure}.about`)} ${t('layers.samples', { n: count(samples) })}</p>
      ${guard([latest, this.measure, each, language()], () => html`<div class="layer-charts">${this.overTime(each)}${this.downwards(each, latest)}</div>${this.verdict(latest)}${this.table(latest)}`)}`;
  }

  private overTime(width: number): TemplateResult {
    const { of, log, share } = measures[this.measure], latest = this.looks.at(-1)!;
    const lines: RunLine[] = latest.layers.map((_, l) => ({
      label: t('layers.short', { n: l + 1 }), ...lineOf(l), dots: this.looks.length < 30,
      x: this.looks.map((look) => look.epoch), y: this.looks.map((look) => (log ? positive(of(look.layers[l])) : of(look.layers[l]))),
    }));
    const drawn = drawRunChart({
      width, height, along: 'epoch', end: Math.max(latest.epoch, 1e-3), lines, log, ...(share && { range: [0, 1] as [number, number] }),
      format: (y) => written(this.measure, y), formatX: (x) => short(x, 3), name: this.parts.t('axis.epoch'),
    });
    const said = latest.layers.map((l, i) => `${t('layers.short', { n: i + 1 })} ${written(this.measure, of(l))}`).join(', ');
    return html`<figure class="chart"><figcaption>${t('layers.over', { name: t(`layers.${this.measure}`) })}</figcaption><svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label="${t(`layers.${this.measure}`)}: ${said}">
      <rect class="sheet" width=${width} height=${height}></rect>${drawn.body}</svg></figure>`;
  }

  /** Gradient and slopes from the first layer to the last: on a logarithmic axis two lines that fall alike. */
  private downwards(width: number, { layers, step }: Look): TemplateResult {
    const x = layers.map((_, l) => l + 1);
    const line = (measure: 'gradient' | 'slopes', hue: number, dash: number): RunLine =>
      ({ label: t(`layers.${measure}.short`), hue, dash, dots: true, x, y: layers.map((l) => positive(measures[measure].of(l))) });
    const drawn = drawRunChart({
      width, height, along: 'step', end: layers.length, log: true, lines: [line('gradient', 1, 0), line('slopes', 2, 1)],
      format: (y) => short(y, 2), formatX: (n) => (Number.isInteger(n) && n > 0 ? String(n) : ''), name: t('layers.layer'),
    });
    const said = layers.map((l, i) => `${t('layers.short', { n: i + 1 })} ${short(l.gradient.norm, 2)}, ${short(l.slopeProduct, 2)}`).join('; ');
    return html`<figure class="chart"><figcaption>${t('layers.down', { step: count(step) })}</figcaption><svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label="${t('layers.down', { step: count(step) })}: ${said}">
      <rect class="sheet" width=${width} height=${height}></rect>${drawn.body}</svg></figure>`;
  }

  private verdict({ layers }: Look): TemplateResult | typeof nothing {
    const first = layers[0].gradient.norm, last = layers.at(-1)!.gradient.norm;
    if (!(first > 0 && last > 0) || layers.length < 2) return nothing;
    const key = first * noticed < last ? 'layers.vanishes' : first > last * noticed ? 'layers.explodes' : 'layers.passes';
    return html`<p class="verdict">${t(key, { factor: short(first < last ? last / first : first / last, 2) })}</p>`;
  }

  private table({ layers, step }: Look): TemplateResult {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t('layers.table')}><table class="results layer-table"><caption class="about">${t('layers.caption', { step: count(step) })}</caption>
      <thead><tr><th scope="col">${t('layers.layer')}</th>${columns.map((m) => html`<th scope="col">${t(`layers.${m}`)}</th>`)}
        <th scope="col">${t('layers.activations')}</th><th scope="col">${t('layers.gradients')}</th><th scope="col">${t('layers.theWeights')}</th></tr></thead>
      <tbody>${layers.map((l, i) => {
        const { hue, dash } = lineOf(i);
        return html`<tr><th scope="row"><svg class="swatch" viewBox="0 0 26 8" aria-hidden="true"><path class="series s${hue} d${dash}" d="M1 4H25"></path></svg> ${i + 1}</th>
        ${columns.map((m) => { const y = measures[m].of(l); return html`<td title=${full(y)}>${written(m, y)}</td>`; })}
        <td>${bars(l.activation.histogram, hue)}</td><td>${bars(l.gradient.histogram, hue)}</td><td>${bars(l.weights.histogram, hue)}</td></tr>`;
      })}</tbody></table></div>`;
  }

  /** Looks into the network now and then while it trains, and once when it rests. */
  private async follow(): Promise<void> {
    const { trainer, record, data, training } = this.parts.model;
    const engine = trainer?.engine;
    if (!engine || !record || !data || trainer.data !== data || this.asking) return;
    if (record !== this.of) { this.of = record; this.looks = []; }
    const { step, epoch } = record;
    if (this.looks.at(-1)?.step === step || (this.looks.length > 0 && training && performance.now() - this.last < every)) return;
    this.asking = true;
    this.last = performance.now();
    try {
      const { layers } = await engine.insight({ samples: spread(countOf(data.train), samples) });
      if (record === this.of) this.looks.push({ step, epoch, layers });
      if (this.looks.length > mostLooks) this.looks = this.looks.filter((_, i, all) => i % 2 === 0 || i === all.length - 1);
      this.trouble = undefined;
    } catch (error) {
      // A network that was exchanged meanwhile is asked no more.
      if (engine === trainer.engine) this.trouble = asTrouble(error);
    }
    this.asking = false;
    this.update();
  }
}

function bars({ lo, hi, counts }: Histogram, hue: number): TemplateResult {
  const top = Math.max(1, ...counts), w = 96 / counts.length;
  const path = Array.from(counts, (c, i) => (c ? `M${(i * w).toFixed(1)} 26v${(-25 * Math.sqrt(c / top)).toFixed(1)}h${w.toFixed(1)}V26Z` : '')).join('');
  return html`<svg class="histogram" width="96" height="38" viewBox="0 0 96 38" role="img" aria-label=${t('layers.range', { lo: short(lo, 2), hi: short(hi, 2) })}>
    ${svg`<path class="f${hue}" d=${path}></path><text x="0" y="37">${short(lo, 2)}</text><text x="96" y="37" text-anchor="end">${short(hi, 2)}</text>`}</svg>`;
}
