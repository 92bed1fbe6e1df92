/**
 * `<descent-float>`: gradient descent on x² in three arithmetics. 64 bits is the core's run; the two 32-bit walks are
 * simulated here and say so. Shows where small numbers stop shrinking.
 *
 * Attributes are the state's keys: `x` start, `m.lr` rate, `n` steps, `t` the step looked at; plus
 *   lock, hide   space-separated controls: those that author/figures.ts lists
 * Events: `change` {state}, `step` {t, values}. `getState()`/`setState()` round-trip.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { explain } from '../../i18n/errors.ts';
import { Texter } from '../../i18n/i18n.ts';
import { chartCursor, drawLineChart, stepAt, type DrawnChart } from '../../plots/line-chart.ts';
import { full, parse, short } from '../../state/format.ts';
import { buildFragment } from '../../state/url.ts';
import { AddressBinding, words } from '../address.ts';
import { AuthorButton } from '../author/button.ts';
import { PagedTable } from '../compare/table.ts';
import { Copier } from '../copier.ts';
import { define } from '../define.ts';
import { PartSizes } from '../part-sizes.ts';
import { figureStyles, panelStyles } from '../function/styles.ts';
import { memo } from '../memo.ts';
import { numberControl } from '../param-panel.ts';
import { controlStyles, plotStyles, tokenStyles } from '../styles.ts';
import { restsFrom, FloatModel, type Walks } from './model.ts';
import { floatStyles } from './styles.ts';
import { kept } from '../kept.ts';

const height = 300;
const axisNumber = (x: number, digits = 2) => short(x, digits);

export class DescentFloat extends LitElement {
  static override styles = [tokenStyles, controlStyles, plotStyles, figureStyles, panelStyles, floatStyles];
  static override properties = { lock: {}, hide: {} };
  declare lock: string | null;
  declare hide: string | null;

  private readonly texts = new Texter(this, 'float', 'catalog');
  private readonly common = new Texter(this, 'function');
  readonly model = new FloatModel(this);
  readonly address = new AddressBinding(this, { take: (fields) => this.model.take(fields), fragment: () => buildFragment(this.model.fields()) });
  private readonly locked = (name: string) => words(this.lock).has(name);
  private readonly omitted = (name: string) => words(this.hide).has(name);
  private readonly copier = new Copier(this);
  private readonly author = new AuthorButton(this);
  private readonly table = new PagedTable(this.common.t, () => this.requestUpdate(), (text) => void this.copier.copy(text, this.common.t('copied')));
  private width = 0;
  protected readonly sizes = new PartSizes(this, '#stage', ([{ clientWidth }]) => {
    if (clientWidth === 0 || clientWidth === this.width) return;
    this.width = clientWidth;
    this.requestUpdate();
  });

  getState(): Record<string, string> { return Object.fromEntries(this.model.fields()); }
  setState(fields: Record<string, string | number>): void {
    this.model.take(new Map(Object.entries(fields).map(([key, value]) => [key, String(value)])));
  }

  private readonly draw = memo((walks: Walks, width: number, labels: string): DrawnChart => {
    const [wide, gradual, flushed] = labels.split('|');
    return drawLineChart({
      width, height, steps: walks.exact.length - 1, log: true, format: axisNumber,
      series: [{ label: wide, values: walks.sizes.exact, hue: 1 }, { label: gradual, values: walks.sizes.gradual, hue: 2 }, { label: flushed, values: walks.sizes.flushed, hue: 6 }],
    });
  });

  protected override render(): TemplateResult {
    const { model } = this, { t } = this.texts, { walks } = model;
    if (model.failure) return html`<div class="message" role="alert"><p>${this.common.t('failed', { message: explain(model.failure) })}</p></div>`;
    const ready = this.texts.ready && this.common.ready && walks && this.width > 0;
    return html`<div class="float">
      ${ready ? this.readout(walks) : html`<div class="readout">&nbsp;</div>`}
      <div class="stage" id="stage">${ready ? this.chart(walks) : nothing}</div>
      ${ready && !this.omitted('timeline') ? this.timeline() : html`<div class="timeline"></div>`}
      <div class="settings">${ready ? this.settings() : nothing}</div>
      ${ready ? this.finding(walks) : html`<p class="finding">&nbsp;</p>`}
      ${ready && !this.omitted('table') ? this.table.render({
        head: 't', caption: t('table.caption'), rows: walks.exact.length, here: model.step, point: (row) => model.point(row),
        columns: (['exact', 'gradual', 'flushed'] as const).map((name) => ({ title: t(`${name}.title`), at: (row: number) => walks[name][row] })),
      }) : nothing}
      ${ready && !this.omitted('author') ? this.author.render(this.common.t('author')) : nothing}</div>`;
  }

  private readout(walks: Walks): TemplateResult {
    const { step } = this.model, { t } = this.texts;
    return html`<div class="readout"><p><b>${t('step', { t: step })}</b>${(['exact', 'gradual', 'flushed'] as const).map((name, i) =>
      html`<span class="t${[1, 2, 6][i]}" title=${full(walks[name][step])}>${t(`${name}.title`)}: <span class="value">${short(walks[name][step])}</span></span>`)}</p></div>`;
  }

  private chart(walks: Walks): TemplateResult {
    const { model } = this, { t } = this.texts;
    const drawn = this.draw(walks, this.width, [t('exact.label'), t('gradual.label'), t('flushed.label')].join('|'));
    const at = (e: PointerEvent) => stepAt(drawn, e.clientX - (e.currentTarget as Element).getBoundingClientRect().left);
    return html`<svg width=${this.width} height=${height} viewBox="0 0 ${this.width} ${height}" role="img" aria-label=${t('chart', { n: model.steps })}
      @pointermove=${(e: PointerEvent) => model.point(at(e))} @pointerleave=${() => model.point(null)}
      @click=${(e: PointerEvent) => { if (!this.locked('timeline')) model.change({ frame: at(e) }); }}>
      <rect class="sheet" width=${this.width} height=${height}></rect>${drawn.body}${chartCursor(drawn, model.step)}</svg>`;
  }

  private timeline(): TemplateResult {
    const { model } = this, { t } = this.texts, at = model.frame ?? model.steps;
    return html`<div class="timeline"><input type="range" min="0" max=${model.steps} .value=${live(String(at))} ?disabled=${this.locked('timeline')}
      aria-label=${this.common.t('timeline')} aria-valuetext=${t('step', { t: at })} @input=${(e: Event) => { model.point(null); model.change({ frame: Number((e.target as HTMLInputElement).value) }); }}>
      <output>${at} / ${model.steps}</output></div>`;
  }

  private settings(): TemplateResult {
    const { model } = this, { t } = this.texts;
    const typed = (e: Event) => {
      const input = e.target as HTMLInputElement, x = parse(input.value);
      input.setAttribute('aria-invalid', String(x === null));
      if (x !== null) model.change({ start: x });
    };
    return html`${this.omitted('start') ? nothing : html`<div class="field"><label for="start">${this.common.t('start')}</label>
        <input id="start" type="text" inputmode="decimal" autocomplete="off" .value=${kept(full(model.start))} ?disabled=${this.locked('start')} @change=${typed}></div>`}
      ${this.omitted('m.lr') || !model.rateInfo ? nothing
        : numberControl({ id: 'rate', info: model.rateInfo, value: model.rate, label: t('rate'), symbol: 'η', locked: this.locked('m.lr'), onChange: (rate) => model.change({ rate }) })}`;
  }

  /** Where each walk comes to rest, in a sentence. */
  private finding(walks: Walks): TemplateResult {
    const { t } = this.texts, rest = (xs: Float64Array) => restsFrom(xs);
    const say = (name: 'gradual' | 'flushed') => {
      const from = rest(walks[name]);
      return from === null ? nothing : html`<span>${t(`${name}.rests`, { t: from, x: short(walks[name][from]) })} </span>`;
    };
    return html`<p class="finding about" role="status">${say('flushed')}${say('gradual')}<span>${t('simulated')}</span></p>`;
  }

}

define('descent-float', DescentFloat);
declare global {
  interface HTMLElementTagNameMap { 'descent-float': DescentFloat }
}
