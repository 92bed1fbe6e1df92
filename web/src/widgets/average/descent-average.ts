/**
 * `<descent-average>`: a series, its simple and its exponential average, and what every value weighs in them.
 *
 * Attributes are the address keys: `from` (list, gradients), `series` (numbers with commas), `n noise seed` (of the
 * gradients), `k` window, `rho`, `init` (zero, first), `bias` (1), `t` the value looked at; plus
 *   url          keeps the page's address and the figure in step,
 *   lock, hide   space-separated controls: those that author/figures.ts lists
 * Events: `change` {state}, `step` {t, value, sma, ewa}. `getState()`/`setState()` round-trip as plain address keys.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { explain, explainAlone } from '../../i18n/errors.ts';
import { Texter } from '../../i18n/i18n.ts';
import { short } from '../../state/format.ts';
import { buildFragment } from '../../state/url.ts';
import { AddressBinding, words } from '../address.ts';
import { AuthorButton } from '../author/button.ts';
import { PagedTable, type NumberTable } from '../compare/table.ts';
import { Copier } from '../copier.ts';
import { define } from '../define.ts';
import { PartSizes } from '../part-sizes.ts';
import { figureStyles, layoutStyles, panelStyles } from '../function/styles.ts';
import { controlStyles, plotStyles, tokenStyles } from '../styles.ts';
import { AverageModel } from './model.ts';
import { panel } from './panel.ts';
import { AveragePlot } from './plot.ts';
import { averageStyles } from './styles.ts';
import { sums } from './sums.ts';

export class DescentAverage extends LitElement {
  static override styles = [tokenStyles, controlStyles, plotStyles, layoutStyles, figureStyles, panelStyles, averageStyles];
  static override properties = { lock: {}, hide: {} };
  declare lock: string | null;
  declare hide: string | null;

  private readonly texts = new Texter(this, 'average');
  private readonly common = new Texter(this, 'function');
  private readonly model = new AverageModel(this);
  private readonly address = new AddressBinding(this, { take: (fields) => this.model.take(fields), fragment: () => buildFragment(this.model.fields()) });
  private readonly locked = (name: string) => words(this.lock).has(name);
  private readonly omitted = (name: string) => words(this.hide).has(name);
  private readonly plot = new AveragePlot(this.model, this.locked);
  protected readonly sizes = new PartSizes(this, '#plots', ([plots]) => { if (this.plot.resize(plots.clientWidth)) this.requestUpdate(); });
  private readonly copier = new Copier(this);
  private readonly author = new AuthorButton(this);
  private readonly table = new PagedTable(this.common.t, () => this.requestUpdate(), (text) => void this.copier.copy(text, this.common.t('copied')));

  /** The state as address keys; whatever is as in the bare figure is left out. */
  getState(): Record<string, string> { return Object.fromEntries(this.model.fields()); }
  /** Takes what `getState` gave; unknown keys are ignored, numbers clamped. */
  setState(fields: Record<string, string | number>): void {
    this.model.take(new Map(Object.entries(fields).map(([key, x]) => [key, String(x)])));
  }

  protected override render(): TemplateResult {
    const { model } = this, { t } = this.texts, common = this.common.t, { answer } = model;
    if (!this.texts.ready || !this.common.ready) return html`<div class="lab"><div class="main"><div class="plots" id="plots"></div></div></div>`;
    if (model.failure) {
      return html`<div class="message" role="alert"><p>${common('failed', { message: explain(model.failure) })}</p>
        <button type="button" class="primary" @click=${() => void model.open()}>${common('retry')}</button></div>`;
    }
    const { locked, omitted } = this;
    return html`<div class="lab ${omitted('controls') ? 'bare' : ''}">
      <div class="main">${answer ? this.readout() : html`<div class="readout">&nbsp;</div>`}${this.plot.render(t)}
        ${answer && !omitted('timeline') ? html`<div class="timeline"><input type="range" min="1" max=${model.size} .value=${live(String(model.at + 1))} ?disabled=${locked('timeline')} aria-label=${t('at')}
          aria-valuetext=${t('at.of', { t: model.at + 1, n: model.size })} @input=${(e: Event) => { model.point(null); model.change({ at: Number((e.target as HTMLInputElement).value) }); }}><output>${t('at.of', { t: model.at + 1, n: model.size })}</output></div>` : nothing}
        ${model.trouble ? html`<div class="finding bad" role="status"><p>${explainAlone(model.trouble)}</p></div>` : nothing}</div>
      ${omitted('controls') ? nothing : html`<div class="controls">${model.state ? panel(model, t, common('preset.none'), locked, omitted) : nothing}
        ${omitted('reset') ? nothing : html`<button type="button" class="quiet" @click=${() => { model.take(new Map()); model.change({}); }}>${common('reset')}</button>`}</div>`}
      ${omitted('sums') ? nothing : html`<div class="equation">${sums(model, t)}</div>`}
      <div class="foot">${omitted('link') && omitted('author') ? nothing : this.links()}${omitted('table') ? nothing : this.table.render(answer && this.numbers())}</div></div>`;
  }

  private readout(): TemplateResult {
    const { at, answer } = this.model, { t } = this.texts;
    return html`<div class="readout"><p><b>${t('at.value', { t: at + 1 })}</b><span><i>s</i> = ${short(answer!.series[at])}</span>
      <span class="t-sma">${t('sma.short')} = ${short(answer!.sma[at])}</span><span class="t-ewa">${t('ewa.short')} = ${short(answer!.ewa[at])}</span></p></div>`;
  }

  private links(): TemplateResult {
    const { model } = this, { t } = this.common;
    return html`<div class="links">${this.omitted('link') ? nothing : html`<button type="button" ?disabled=${!model.answer} @click=${() => void this.copier.copy(this.address.link(buildFragment(model.fields()), 'averages/'), t('copied'))}>${t('link')}</button>`}
      ${this.omitted('author') ? nothing : this.author.render(t('author'), !!model.answer)}
      <span role="status" class="about">${this.copier.said}</span></div>`;
  }

  private numbers(): NumberTable {
    const { model } = this, a = model.answer!, { t } = this.texts;
    const column = (title: string, values: Float64Array) => ({ title, at: (row: number) => (Number.isFinite(values[row - 1]) ? values[row - 1] : undefined) });
    return {
      head: 't', caption: t('table.caption'), first: 1, rows: a.series.length, here: model.at + 1, point: (row) => model.point(row === null ? null : row - 1),
      columns: [column('s', a.series), column(t('sma.short'), a.sma), column(t('ewa.short'), a.ewa), ...(model.state.biasCorrection ? [column(t('raw'), a.raw)] : [])],
    };
  }

}

define('descent-average', DescentAverage);
declare global {
  interface HTMLElementTagNameMap { 'descent-average': DescentAverage }
}
