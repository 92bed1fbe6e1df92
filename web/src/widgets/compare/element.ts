/**
 * What the comparing elements share: attributes and address, layout, figure, timeline, charts, table, links.
 * An element says what its entries are and adds its own panels.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { rowAbout, type Table } from '../../i18n/catalog.ts';
import { explain, explainAlone } from '../../i18n/errors.ts';
import { language, Texter } from '../../i18n/i18n.ts';
import type { ParamInfo } from '../../engine/types.ts';
import { fullVector, parseVector, vector } from '../../state/format.ts';
import { batchInfo, decode, encode, type Compared } from '../../state/compare-state.ts';
import { drawable, limits } from '../../state/function-state.ts';
import { valueOf } from '../../state/params.ts';
import { buildFragment, parseFragment } from '../../state/url.ts';
import { AddressBinding, respelt, words } from '../address.ts';
import { AuthorButton } from '../author/button.ts';
import { Copier } from '../copier.ts';
import { PartSizes } from '../part-sizes.ts';
import { figureStyles, layoutStyles, panelStyles } from '../function/styles.ts';
import { Timeline } from '../function/timeline.ts';
import { zoomTools } from '../function/zoom.ts';
import { memo } from '../memo.ts';
import { grouped, value } from '../options.ts';
import { numberControl, paramPanel } from '../param-panel.ts';
import { controlStyles, plotStyles, tokenStyles } from '../styles.ts';
import { ThemeChanges } from '../theme.ts';
import { texToText } from '../tex.ts';
import { CompareCharts, type CompareChart } from './charts.ts';
import { entryControls, type EntryTexts } from './entries.ts';
import { CompareFigure } from './figure.ts';
import { CompareModel } from './model.ts';
import { names } from './names.ts';
import { compareStyles } from './styles.ts';
import { PagedTable, type NumberTable } from './table.ts';
import { kept } from '../kept.ts';

const stepsInfo: ParamInfo = { key: 'steps', symbol: '', scale: 'integer', default: 100, min: 1, max: limits.steps, lo: 1, hi: limits.steps };

export abstract class CompareElement extends LitElement {
  static override styles = [tokenStyles, controlStyles, plotStyles, layoutStyles, figureStyles, panelStyles, compareStyles];
  static override properties = { lock: {}, hide: {} };
  declare lock: string | null;
  declare hide: string | null;

  /** What the entries are, and the page links lead to. */
  protected abstract readonly compared: Compared & { table: Table; page: string };
  protected readonly common = new Texter(this, 'function', 'catalog');
  protected readonly locked = (name: string): boolean => words(this.lock).has(name);
  protected readonly omitted = (name: string): boolean => words(this.hide).has(name);
  protected model!: CompareModel;
  private address!: AddressBinding;
  private figure!: CompareFigure;
  private timeline!: Timeline;
  private charts!: CompareCharts;
  private table!: PagedTable;
  private readonly copier = new Copier(this);
  private readonly author = new AuthorButton(this);
  protected readonly sizes = new PartSizes(this, '.stage, .charts', () => this.measure(this.renderRoot as ShadowRoot));
  private readonly open = new Set<number>();

  /** To be called by the constructor of the element, once `compared` is set. */
  protected begin(): void {
    const { t } = this.common;
    this.model = new CompareModel(this, this.compared);
    this.address = new AddressBinding(this, { take: (fields) => this.take(fields), fragment: () => buildFragment(this.model.fields()) });
    this.figure = new CompareFigure(this, this.model, this.locked);
    this.timeline = new Timeline({ model: this.timed, t, locked: this.locked });
    this.charts = new CompareCharts(this.model, this.locked);
    this.table = new PagedTable(t, () => this.requestUpdate(), (text) => void this.copier.copy(text, t('copied')));
  }

  /** The state as address keys; whatever is as in the bare figure is left out. */
  getState(): Record<string, string> { return Object.fromEntries(this.model.fields()); }
  /** Takes what `getState` gave; unknown keys are ignored, numbers clamped. */
  setState(fields: Record<string, string | number>): void {
    this.take(new Map(Object.entries(fields).map(([key, x]) => [key, String(x)])));
  }
  private take(fields: Map<string, string>): void { this.model.take((catalog) => respelt(fields, catalog)); }

  /** The model as the timeline and the zoom buttons see it. */
  private get timed() {
    const { model } = this;
    return {
      get run() {
        const runs = model.outcomes.flatMap((o) => o.run ?? []);
        if (runs.length === 0) return undefined;
        const dim = runs[0].dim;
        return { steps: model.steps, dim, get x() { return Float64Array.from(runs.flatMap((run) => Array.from(run.x))); } };
      },
      get state() { return model.state.base; },
      box: () => model.box(),
      point: (step: number | null) => model.point(step),
      change: (change: { frame?: number | null; view?: number[] | null }) => model.change(change),
    };
  }

  /** The entries' names, remembered so that charts are redrawn only for news. */
  private readonly namesOf = memo((outcomes: CompareModel['outcomes'], lang: string) => {
    void lang;
    const info = batchInfo(this.model.row);
    return names(outcomes, this.compared.table, info && { info, size: valueOf(info, this.model.state.base.objectiveParams) as number });
  });
  protected get names(): string[] { return this.namesOf(this.model.outcomes, language()); }

  // What the elements differ in.
  protected abstract get textsReady(): boolean;
  protected abstract presetText(id: string): string;
  protected abstract entryTexts(): EntryTexts;
  /** Panels below the common ones, in the left column. */
  protected moreControls(): unknown { return nothing; }
  protected abstract readout(): TemplateResult;
  protected abstract chartList(): CompareChart[];
  protected chartTools(): unknown { return nothing; }
  /** What stands between figure and charts. */
  protected middle(): unknown { return nothing; }
  protected abstract numbers(): NumberTable;

  protected override render(): TemplateResult {
    const { model } = this, { t } = this.common;
    if (!this.textsReady || !this.common.ready) return html`<div class="lab"><div class="main"><div class="readout">&nbsp;</div><div class="stage"><div class="plot" id="plot"></div></div></div></div>`;
    if (model.failure) {
      return html`<div class="message" role="alert"><p>${t('failed', { message: explain(model.failure) })}</p>
        <button type="button" class="primary" @click=${() => void model.open()}>${t('retry')}</button></div>`;
    }
    const there = model.outcomes.length > 0, { omitted } = this;
    return html`<div class="lab ${omitted('controls') ? 'bare' : ''}">
      <div class="main">
        <div class="readout">${there ? this.readout() : html`&nbsp;`}${there && !omitted('zoom') ? zoomTools({ model: this.timed, t, locked: this.locked }) : nothing}</div>
        <div class="stage">${this.figure.render(t, this.names)}</div>
        ${omitted('timeline') || !model.state ? nothing : this.timeline.render()}
        ${model.trouble ? html`<div class="finding bad" role="status"><p>${explainAlone(model.trouble)}</p></div>` : nothing}
      </div>
      ${omitted('controls') ? nothing : html`<div class="controls">${model.catalog ? this.controls() : nothing}</div>`}
      ${there ? this.middle() : nothing}
      ${omitted('charts') || !there ? nothing : html`<div class="charts">${this.chartTools()}${this.charts.render(this.chartList(), this.names)}</div>`}
      ${there || model.trouble ? html`<div class="foot">${omitted('link') && omitted('author') ? nothing : this.links()}${omitted('table') ? nothing : this.table.render(there ? this.numbers() : undefined)}</div>` : nothing}
    </div>`;
  }

  private controls(): TemplateResult {
    const { model, omitted, locked } = this, { t } = this.common, { base } = model.state, catalog = model.catalog!;
    return html`${omitted('preset') ? nothing : this.presets()}
      ${omitted('entries') ? nothing : entryControls(model, this.compared.table, this.names, this.entryTexts(), this.open,
        (i, open) => { if (open) this.open.add(i); else this.open.delete(i); this.requestUpdate(); }, locked, omitted)}
      ${this.moreControls()}
      ${omitted('function') ? nothing : html`<div class="field"><label for="function">${t('function')}</label>
        <select id="function" ?disabled=${locked('function')} .value=${live(base.objective)} @change=${(e: Event) => model.change({ objective: value(e), expression: '', objectiveParams: {}, start: [], view: null })}>
          ${base.objective === '' ? html`<option value="" selected>${base.expression}</option>` : nothing}
          ${grouped('objectives', catalog.objectives.filter(drawable), base.objective)}</select>
        <p class="formula"><i>f</i> = ${base.objective === '' ? base.expression : texToText(model.row?.formula ?? '')}</p><p class="about">${rowAbout('objectives', base.objective) ?? model.row?.citation}</p></div>
        ${model.row ? paramPanel({ params: model.row.params, values: base.objectiveParams, prefix: 'f', locked, hidden: omitted, more: t('options'),
          onChange: (key, x) => model.change({ objectiveParams: { ...base.objectiveParams, [key]: x } }) }) : nothing}`}
      ${omitted('start') ? nothing : this.startControl()}
      ${omitted('steps') ? nothing : numberControl({ id: 'steps', info: stepsInfo, value: base.steps, label: t('steps'), locked: locked('steps'), onChange: (steps) => model.change({ steps }) })}
      ${omitted('reset') ? nothing : html`<button type="button" class="quiet" @click=${() => this.setAll('')}>${t('reset')}</button>`}`;
  }

  /** Everything as in an example; an empty text is the bare figure. */
  private setAll(state: string): void {
    this.timeline.stop();
    this.open.clear();
    this.take(parseFragment(`v=1&${state}`)!);
    this.model.change({});
  }

  private presets(): TemplateResult {
    const { model, compared } = this, catalog = model.catalog!;
    const key = (state: string) => JSON.stringify(encode(decode(parseFragment(`v=1&${state}`)!, catalog, compared), catalog, compared));
    const now = JSON.stringify(model.fields(null)), current = compared.presets.find((p) => key(p.state) === now)?.id ?? '';
    const choose = (e: Event) => { const preset = compared.presets.find((p) => p.id === value(e)); if (preset) this.setAll(preset.state); };
    return html`<div class="field"><label for="preset">${this.common.t('preset')}</label>
      <select id="preset" ?disabled=${this.locked('preset')} .value=${live(current)} @change=${choose}>
        <option value="" ?selected=${current === ''}>${this.common.t('preset.none')}</option>
        ${compared.presets.map((p) => html`<option value=${p.id} ?selected=${p.id === current}>${this.presetText(p.id)}</option>`)}</select></div>`;
  }

  private startControl(): TemplateResult {
    const { model } = this, { t } = this.common;
    const set = (e: Event) => {
      const input = e.target as HTMLInputElement, xs = parseVector(input.value), ok = xs !== null && xs.length === model.start.length;
      input.setAttribute('aria-invalid', String(!ok));
      input.title = ok ? '' : t('start.error', { n: model.start.length });
      if (ok) model.change({ start: xs });
    };
    const starts = model.row?.starts ?? [];
    return html`<div class="field"><div class="row"><label class="name" for="start">${t('start')}</label>
      <input id="start" type="text" inputmode="text" class="wide" autocomplete="off" .value=${kept(fullVector(model.start))} ?disabled=${this.locked('start')} @change=${set}></div>
      ${starts.length > 1 ? html`<div class="chips" role="group" aria-label=${t('start.more')}>${starts.map((s) =>
        html`<button type="button" class="chip" ?disabled=${this.locked('start')} @click=${() => model.change({ start: s })}>${vector(s)}</button>`)}</div>` : nothing}</div>`;
  }

  private links(): TemplateResult {
    const { model } = this, { t } = this.common;
    const copy = (frame: number | null) => void this.copier.copy(this.address.link(buildFragment(model.fields(frame)), this.compared.page), t('copied'));
    return html`<div class="links">${this.omitted('link') ? nothing : html`<button type="button" ?disabled=${!model.catalog} @click=${() => copy(null)}>${t('link')}</button>
      ${model.state?.base.frame != null ? html`<button type="button" @click=${() => copy(model.state.base.frame)}>${t('link.frame')}</button>` : nothing}`}
      ${this.omitted('author') ? nothing : this.author.render(t('author'), !!model.catalog)}
      <span role="status" class="about">${this.copier.said}</span></div>`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.timeline.stop();
  }
  protected readonly theme = new ThemeChanges(this, () => this.figure.repaint());

  protected override updated(): void { this.figure.paint(this.renderRoot as ShadowRoot); }
  private measure(root: ShadowRoot): void {
    const plot = root.getElementById('plot'), charts = root.querySelector('.charts');
    const figure = plot && plot.clientWidth > 0 && this.figure.resize(plot.clientWidth, plot.clientHeight);
    const below = charts && this.charts.resize(charts.clientWidth);
    if (figure || below) this.requestUpdate();
  }
}
