/**
 * `<descent-float32>`: gradient descent on x² in double precision (the core) and in single precision (simulated on the page),
 * down to where the numbers of each end.
 *
 * Attributes: `x` the start, `lr` the learning rate, `lock`. Event: `change` {state}. `getState()`/`setState()` round-trip.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { Texter } from '../../i18n/i18n.ts';
import type { Lab, ParamInfo } from '../../engine/types.ts';
import { drawLineChart } from '../../plots/line-chart.ts';
import { full, short } from '../../state/format.ts';
import { AddressBinding, words } from '../address.ts';
import { getLab } from '../engine.ts';
import { panelStyles } from '../function/styles.ts';
import { numberControl } from '../param-panel.ts';
import { controlStyles, plotStyles, tokenStyles } from '../styles.ts';
import { float32Run, smallestNormal, type Float32Run } from './float32.ts';
import { exhibitStyles } from './styles.ts';

const steps = 1000;
const info = (key: string, scale: ParamInfo['scale'], min: number, max: number): ParamInfo => ({ key, symbol: '', scale, default: min, min, max, lo: min, hi: max });
const startInfo = info('x', 'linear', 1, 100), rateInfo = info('lr', 'linear', 0.01, 0.45);
const bare = { x: 70, lr: 0.1 };

export class DescentFloat32 extends LitElement {
  static override styles = [tokenStyles, controlStyles, plotStyles, panelStyles, exhibitStyles];
  static override properties = { lock: {} };
  declare lock: string | null;

  private readonly texts = new Texter(this, 'errata', 'catalog', 'function');
  private state = { ...bare };
  private lab?: Lab;
  private asked = 0;
  private double?: Float64Array;
  private gradual?: Float32Run;
  private flushed?: Float32Run;
  private width = 0;
  private sizes?: ResizeObserver;

  constructor() {
    super();
    new AddressBinding(this, { take: (fields) => this.take(fields), fragment: () => '' });
  }
  override connectedCallback(): void {
    super.connectedCallback();
    void this.compute();
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes?.disconnect();
    this.sizes = undefined;
  }
  getState(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.state).filter(([key, value]) => value !== bare[key as 'x']).map(([key, value]) => [key, full(value)]));
  }
  setState(fields: Record<string, string | number>): void { this.take(new Map(Object.entries(fields).map(([key, x]) => [key, String(x)]))); }

  private take(fields: Map<string, string>): void {
    const read = (key: 'x' | 'lr', { min, max }: ParamInfo) => {
      const text = fields.get(key)?.trim(), value = text ? Number(text) : NaN;
      return Number.isFinite(value) ? Math.min(max!, Math.max(min!, value)) : bare[key];
    };
    this.state = { x: read('x', startInfo), lr: read('lr', rateInfo) };
    void this.compute();
  }
  private change(change: Partial<typeof bare>): void {
    this.state = { ...this.state, ...change };
    void this.compute();
    this.dispatchEvent(new CustomEvent('change', { detail: { state: this.getState() }, bubbles: true, composed: true }));
  }

  private async compute(): Promise<void> {
    const mine = ++this.asked, { x, lr } = this.state;
    const setting = { start: x, rate: lr, steps };
    this.gradual = float32Run({ ...setting, flush: false });
    this.flushed = float32Run({ ...setting, flush: true });
    try {
      this.lab ??= await getLab();
      const run = await this.lab.descend({ objective: 'square', start: [x], steps, optimizer: { id: 'gd', lr } });
      if (mine === this.asked) this.double = run.x;
    } catch {
      this.double = undefined;
    }
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { t } = this.texts, { state, double, gradual, flushed } = this;
    if (!this.texts.ready) return html`<div class="float32"></div>`;
    const locked = words(this.lock);
    const last = (values: ArrayLike<number>) => values[values.length - 1];
    return html`<div class="float32"><div class="fields">
        ${numberControl({ id: 'x', info: startInfo, value: state.x, label: t('float32.start'), symbol: 'x₀', locked: locked.has('x'), onChange: (x) => this.change({ x }) })}
        ${numberControl({ id: 'lr', info: rateInfo, value: state.lr, label: t('float32.rate'), symbol: 'η', locked: locked.has('lr'), onChange: (lr) => this.change({ lr }) })}</div>
      <figure><figcaption>${t('float32.caption')}</figcaption><div class="chart" id="chart">${double && gradual && flushed && this.width ? this.chart(double, gradual, flushed) : nothing}</div></figure>
      ${double && gradual && flushed ? html`<p role="status">${t('float32.end', {
        n: steps, double: short(last(double)), gradual: short(last(gradual.x)), g: gradual.stall, flushed: short(last(flushed.x)), f: flushed.stall, least: short(smallestNormal),
      })}</p>` : nothing}</div>`;
  }

  private chart(double: Float64Array, gradual: Float32Run, flushed: Float32Run): TemplateResult {
    const { t } = this.texts, size = (xs: ArrayLike<number>) => Float64Array.from(xs, Math.abs), height = 260;
    const drawn = drawLineChart({
      width: this.width, height, steps, log: true, format: (x) => short(x, 1),
      series: [
        { label: t('float32.double'), values: size(double), hue: 1 },
        { label: t('float32.gradual'), values: size(gradual.x), hue: 2 },
        { label: t('float32.flushed'), values: size(flushed.x), hue: 6 },
      ],
    });
    return html`<svg width=${this.width} height=${height} role="img" aria-label=${t('float32.caption')}>${drawn.body}</svg>`;
  }

  protected override updated(): void {
    const chart = (this.renderRoot as ShadowRoot).getElementById('chart');
    if (!chart || this.sizes) return;
    this.sizes = new ResizeObserver(() => {
      if (chart.clientWidth === this.width) return;
      this.width = chart.clientWidth;
      this.requestUpdate();
    });
    this.sizes.observe(chart);
  }
}

if (!customElements.get('descent-float32')) customElements.define('descent-float32', DescentFloat32);
declare global {
  interface HTMLElementTagNameMap { 'descent-float32': DescentFloat32 }
}
