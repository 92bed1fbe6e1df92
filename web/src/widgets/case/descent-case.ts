/**
 * `<descent-case case="fashion">`: a case study of web/content/cases.json: several configurations of a network, trained one
 * after the other from the same seed (the same weights and batches), their courses over each other.
 *
 *   case   the study's id;   size   `quick` (default) or `full`.
 * Event: `done` {complete, results: [{method, accuracy, status}]}. Methods: `train()`, `cancel()`.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { explain } from '../../i18n/errors.ts';
import { Texter } from '../../i18n/i18n.ts';
import { full, percent, short } from '../../state/format.ts';
import { encodeNetwork } from '../../state/network-state.ts';
import { buildFragment } from '../../state/url.ts';
import { define } from '../define.ts';
import { pageUrl } from '../engine.ts';
import { figureStyles, panelStyles } from '../function/styles.ts';
import { PartSizes } from '../part-sizes.ts';
import { controlStyles, plotStyles, tokenStyles } from '../styles.ts';
import type { Size } from './cases.ts';
import { chart, plain, share, type Along, type Drawing } from './charts.ts';
import { findings } from './finding.ts';
import { CaseModel } from './model.ts';
import { nameOf, rateOf } from './names.ts';
import { caseStyles } from './styles.ts';

export class DescentCase extends LitElement {
  static override styles = [tokenStyles, controlStyles, plotStyles, figureStyles, panelStyles, caseStyles];
  static override properties = { case: {}, size: {} };
  declare case: string | null;
  declare size: Size | null;

  private readonly texts = new Texter(this, 'case', 'catalog');
  private readonly model = new CaseModel(this);
  private along: Along = 'epoch';
  private width = 0;
  protected readonly sizes = new PartSizes(this, '#place', ([{ clientWidth }]) => {
    if (clientWidth === 0 || clientWidth === this.width) return;
    this.width = clientWidth;
    this.requestUpdate();
  });

  train(): Promise<void> { return this.model.train(); }
  cancel(): void { this.model.cancel(); }
  /** What each run came to, in order. */
  get results() { return this.model.runs.map(({ state, course }) => ({ method: state.optimizer, accuracy: course.accuracy.at(-1), status: course.status })); }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('case') || changed.has('size')) this.model.choose(this.case, this.size === 'full' ? 'full' : 'quick');
  }

  protected override render(): TemplateResult | typeof nothing {
    const { model } = this, { t } = this.texts;
    if (!this.texts.ready) return html`<div class="case"></div>`;
    if (model.failure) {
      return html`<div class="message" role="alert"><p>${t('failed', { message: explain(model.failure) })}</p>
        <button type="button" class="primary" @click=${() => void model.open()}>${t('retry')}</button></div>`;
    }
    if (!model.catalog || !model.row) return html`<div class="message">${t('loading')}</div>`;
    const names = model.runs.map((run) => nameOf(model.row!, run, model.catalog!));
    return html`<div class="case">${this.bar(names)}${this.told(names)}${this.charts(names)}${this.table(names)}</div>`;
  }

  private bar(names: string[]): TemplateResult {
    const { model } = this, { t } = this.texts, { row, work, busy } = model;
    const sizes = (['quick', 'full'] as const).filter((size) => row!.epochs[size] !== undefined);
    return html`<div class="bar">
      ${sizes.length < 2 ? nothing : html`<div class="segments" role="group" aria-label=${t('size')}>${sizes.map((size) => html`<button type="button" data-size=${size}
        aria-pressed=${size === model.size} ?disabled=${busy} @click=${() => { this.size = size; }}>${t(`size.${size}`)}</button>`)}</div>`}
      ${busy ? html`<button type="button" id="cancel" @click=${() => model.cancel()}>${t('cancel')}</button>`
        : html`<button type="button" id="train" class="primary" @click=${() => void model.train()}>${t(model.complete ? 'again' : 'train', { n: names.length })}</button>`}
      <progress class=${busy ? '' : 'still'} max="1" .value=${model.progress} aria-label=${t('progress')}></progress>
      <p class="about" role="status">${work.stage === 'data' ? this.loading() : work.stage === 'training' ? t('training', { name: names[work.at], i: work.at + 1, n: names.length })
        : model.complete ? t('complete') : t(`about.${model.size}`, { epochs: model.runs[0]?.state.epochs ?? 0 })}</p></div>`;
  }

  private loading(): string {
    const { t } = this.texts, { work } = this.model;
    const progress = work.stage === 'data' ? work.progress : undefined;
    if (progress?.stage !== 'download') return t('data');
    const mb = (bytes: number) => (bytes / 1e6).toFixed(1);
    return t('data.download', { done: mb(progress.done), total: mb(progress.total) });
  }

  /** What happened, or what went wrong. */
  private told(names: string[]): TemplateResult | typeof nothing {
    const { model } = this, { t } = this.texts;
    if (model.trouble) return html`<p class="finding bad" role="alert">${t('trouble', { message: explain(model.trouble) })}</p>`;
    if (!model.complete || !model.data) return html`<p class="blank"></p>`;
    return html`<p class="finding" role="status">${findings(model.runs, names, model.data.classes).map(({ key, values }) => html`<span>${t(key, values)} </span>`)}${model.data.drawn === undefined ? nothing : html`<span>${t(model.data.drawn === 'colours' ? 'synthetic.colours' : 'synthetic')}</span>`}</p>`;
  }

  private charts(names: string[]): TemplateResult {
    const { model, along, width } = this, { t } = this.texts;
    const drawing: Drawing = { runs: model.runs, names, width, along, axis: t(`axis.${along}`), epochs: model.runs[0]?.state.epochs ?? 1 };
    const last = (of: (i: number) => number | undefined, format: (x: number) => string) =>
      names.map((name, i) => `${name} ${format(of(i) ?? NaN)}`).join(', ');
    const { runs } = model;
    return html`<div class="segments axis-choice" role="group" aria-label=${t('axis')}>${(['epoch', 'seconds'] as const).map((a) => html`<button type="button" aria-pressed=${a === along}
        @click=${() => { this.along = a; this.requestUpdate(); }}>${t(`axis.${a}`)}</button>`)}</div>
      <div class="charts"><div id="place">${width === 0 ? nothing : chart({
        title: t('chart.loss'), format: plain, of: (course) => course.loss,
        aria: t('chart.aria', { what: t('chart.loss'), values: last((i) => runs[i].course.loss.at(-1), plain) }),
      }, drawing)}</div><div>${width === 0 ? nothing : chart({
        title: t('chart.accuracy'), format: share, range: [0, 1], of: (course) => course.accuracy,
        aria: t('chart.aria', { what: t('chart.accuracy'), values: last((i) => runs[i].course.accuracy.at(-1), (x) => (Number.isFinite(x) ? percent(x) : '—')) }),
      }, drawing)}</div></div>`;
  }

  private table(names: string[]): TemplateResult {
    const { model } = this, { t } = this.texts;
    const cell = (x: number | undefined, format: (x: number) => string) =>
      (x === undefined || !Number.isFinite(x) ? html`<td>—</td>` : html`<td title=${full(x)}>${format(x)}</td>`);
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t('table')}><table><caption class="sr">${t('table')}</caption>
      <thead><tr>${(['method', 'rate', 'accuracy', 'testLoss', 'loss', 'seconds'] as const).map((c) => html`<th scope="col">${t(`column.${c}`)}</th>`)}<td></td></tr></thead>
      <tbody>${model.runs.map((run, i) => html`<tr><th scope="row"><svg width="24" height="8" aria-hidden="true"><path class="series s${i + 1}" d="M0 4H24"></path></svg> ${names[i]}</th>
        <td>${rateOf(run, model.catalog!)}</td>${cell(run.course.accuracy.at(-1), (x) => percent(x))}${cell(run.course.testLoss.at(-1), (x) => short(x, 3))}
        ${cell(run.course.loss.at(-1), (x) => short(x, 3))}${cell(run.course.epoch.length > 1 ? run.course.seconds.at(-1) : undefined, (x) => short(x, 2))}
        <td>${this.link(run)}</td></tr>`)}</tbody></table></div>`;
  }

  /** The network lab has no address for a part of the images: there is no link then. */
  private link({ state }: CaseModel['runs'][number]): TemplateResult | typeof nothing {
    const { row, catalog } = this.model;
    if (row!.first !== undefined) return nothing;
    return html`<a href=${`${pageUrl('network/')}${buildFragment(encodeNetwork(state, catalog!))}`}>${this.texts.t('open')}</a>`;
  }
}

define('descent-case', DescentCase);
declare global {
  interface HTMLElementTagNameMap { 'descent-case': DescentCase }
}
