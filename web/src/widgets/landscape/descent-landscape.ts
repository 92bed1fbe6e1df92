/**
 * `<descent-landscape>`: the loss around the place where small networks end, as a cut through its thousands of dimensions:
 * either the plane of the runs' own principal directions, with their paths on it, or one of random, filter-normalised directions.
 *
 * Attributes are the address keys: `d p.*` data, `w` share of wrong labels, `l a a.* i i.* seed` network, `m1 m1.* … m3.*` methods,
 * `b n` batch and epochs, `cut` (path, random), `of` the run in the middle, `r` reach, `ds` directions, `q` points a side; plus
 *   url          keeps the page's address and the figure in step,
 *   lock, hide   space-separated controls: those that author/figures.ts lists, or one parameter such as `m2.radius`
 * Events: `change` {state}, `step` {x, y, loss} of the place looked at. `getState()`/`setState()` round-trip as plain address keys.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { explain } from '../../i18n/errors.ts';
import { language, Texter } from '../../i18n/i18n.ts';
import { extent } from '../../plots/scale.ts';
import { full, percent, short } from '../../state/format.ts';
import { buildFragment } from '../../state/url.ts';
import { AddressBinding, respelt, words } from '../address.ts';
import { AuthorButton } from '../author/button.ts';
import { compareStyles } from '../compare/styles.ts';
import { PagedTable, type NumberTable } from '../compare/table.ts';
import { Copier } from '../copier.ts';
import { define } from '../define.ts';
import { figureStyles, layoutStyles, panelStyles } from '../function/styles.ts';
import { mapStyles } from '../map/styles.ts';
import { memo } from '../memo.ts';
import { PartSizes } from '../part-sizes.ts';
import { controlStyles, plotStyles, tokenStyles } from '../styles.ts';
import { ThemeChanges } from '../theme.ts';
import { board } from './board.ts';
import { lineChart, lossChart } from './charts.ts';
import { saveCsv, savePng } from './export.ts';
import { LandscapeModel, type Place, type Shown } from './model.ts';
import { panel } from './panel.ts';
import { landscapeStyles } from './styles.ts';
import { described, methodNames } from './texts.ts';
import { LandscapeView } from './view.ts';

/** Rows and columns of the table: a cut has thousands of points. */
const tableSide = 13;
/** What rounding has left of zero is zero. */
const tidy = (values: Float64Array, i: number) => (Math.abs(values[i]) < 1e-9 * (values[values.length - 1] - values[0]) ? 0 : values[i]);

export class DescentLandscape extends LitElement {
  static override styles = [tokenStyles, controlStyles, plotStyles, layoutStyles, figureStyles, panelStyles, mapStyles, compareStyles, landscapeStyles];
  static override properties = { lock: {}, hide: {} };
  declare lock: string | null;
  declare hide: string | null;

  private readonly texts = new Texter(this, 'landscape', 'catalog');
  private readonly common = new Texter(this, 'function', 'errors');
  private readonly model = new LandscapeModel(this);
  private readonly locked = (name: string): boolean => words(this.lock).has(name);
  private readonly omitted = (name: string): boolean => words(this.hide).has(name);
  private readonly address = new AddressBinding(this, { take: (fields) => this.take(fields), fragment: () => buildFragment(this.model.fields()) });
  private readonly view = new LandscapeView(this.model);
  private readonly copier = new Copier(this);
  private readonly author = new AuthorButton(this);
  private readonly table = new PagedTable(this.common.t, () => this.requestUpdate(), (text) => void this.copier.copy(text, this.common.t('copied')));
  private readonly open = new Set<number>();
  private right = 0;
  protected readonly sizes = new PartSizes(this, '.left, .right', (parts) => this.measure(parts));

  /** The state as address keys; nothing for the bare figure. */
  getState(): Record<string, string> { return Object.fromEntries(this.model.fields()); }
  /** Takes what `getState` gave; unknown keys are ignored, numbers clamped. */
  setState(fields: Record<string, string | number>): void { this.take(new Map(Object.entries(fields).map(([key, x]) => [key, String(x)]))); }
  private take(fields: Map<string, string>): void { this.model.take((catalog) => respelt(fields, catalog)); }
  /** The cut as it is shown: the loss row by row, the first y first; `finished` when every point is its own. */
  get cut(): { x: Float64Array; y: Float64Array; loss: Float64Array; finished: boolean } | undefined {
    const { shown } = this.model;
    return shown && { x: shown.a, y: shown.b, loss: shown.loss, finished: shown.block === 1 };
  }
  /** Parameters of the runs at every mark, and the loss there over the same samples as the cut's. */
  get runs(): { checkpoints: Float32Array[]; losses: number[]; path: Float64Array }[] {
    const { shown } = this.model;
    return shown ? shown.runs.map(({ checkpoints, losses }, k) => ({ checkpoints, losses, path: shown.plane.paths[k] })) : [];
  }
  /** The two directions of the cut, laid out like the parameters. */
  get directions(): [Float32Array, Float32Array] | undefined { const { shown } = this.model; return shown && [shown.plane.x, shown.plane.y]; }
  /** Nothing is under way. */
  get idle(): boolean { return this.model.state !== undefined && this.model.settled; }

  protected override render(): TemplateResult {
    const { model, omitted } = this, { t } = this.texts, common = this.common.t;
    if (!this.texts.ready || !this.common.ready) return html`<div class="lab"><div class="main"><div class="maps"><div class="left"><div class="map" id="map"></div></div></div></div></div>`;
    if (model.failure) {
      return html`<div class="message" role="alert"><p>${common('failed', { message: explain(model.failure) })}</p>
        <button type="button" class="primary" @click=${() => void model.open()}>${common('retry')}</button></div>`;
    }
    const { shown, state, catalog, material, runs, lines } = model, ready = state && catalog;
    const names = ready ? methodNames(state.methods, catalog) : [], drawnNames = shown && catalog ? methodNames(shown.state.methods, catalog) : names;
    return html`<div class="lab ${omitted('controls') ? 'bare' : ''}">
      <div class="main">
        <div class="readout" id="readout" role="status">${shown && model.here ? this.readout(shown, model.here, drawnNames) : html`&nbsp;`}</div>
        <div class="maps ${omitted('charts') ? 'alone' : ''}"><div class="left">${this.view.render(t, common('loading'), drawnNames, this.sides(shown), shown && catalog ? t('map.aria', { network: described(shown.state, catalog, t) }) : '')}
            <p class="sr" id="map-help">${t('map.help')}</p>${this.scale(shown)}${this.progress(names)}
            ${model.trouble ? html`<div class="finding bad" role="alert"><p>${explain(model.trouble)}</p></div>` : nothing}</div>
          ${omitted('charts') ? nothing : html`<div class="right">${guard([runs.map((r) => r.losses.length).join(), runs, lines, this.right, language()], () => html`${lossChart(runs, names, this.right, t)}${lineChart(runs, lines, names, this.right, t)}`)}</div>`}</div>
        ${omitted('board') ? nothing : !ready || !material || !runs.length ? html`<section class="board"></section>` : board(runs, names, state, catalog, material, t)}
        ${omitted('warning') ? nothing : html`<section class="warning"><h3>${t('warning')}</h3><p>${t('warning.dimensions')}</p><p>${t('warning.scale')}</p><p>${t('warning.paths')}</p></section>`}
      </div>
      ${omitted('controls') ? nothing : html`<div class="controls">${ready ? panel({ model, t, common, locked: this.locked, hidden: omitted, open: this.open, update: () => this.requestUpdate() }) : nothing}</div>`}
      <div class="foot">${this.links(shown, drawnNames)}${omitted('table') ? nothing : this.table.render(shown && this.numbers(shown, language()))}</div></div>`;
  }

  /** What the two axes are. */
  private sides(shown: Shown | undefined): [string, string] {
    const { t } = this.texts;
    if (!shown) return ['', ''];
    const { kind, shares } = shown.plane;
    return kind === 'random' ? [t('side.random', { n: 1 }), t('side.random', { n: 2 })]
      : [t('side.path', { n: 1, share: percent(shares![0], 0) }), t('side.path', { n: 2, share: percent(shares![1], 0) })];
  }

  /** The marked place in words, and the mark of a path that lies there. */
  private readout(shown: Shown, here: Place, names: string[]): TemplateResult {
    const { t } = this.texts, { a, b, loss } = shown, x = tidy(a, here.column), y = tidy(b, here.row), f = loss[here.row * a.length + here.column], { bead } = this.view;
    const run = bead && shown.runs[bead.run], own = run?.losses[shown.plane.kind === 'random' ? run.losses.length - 1 : bead!.mark];
    const epoch = run?.epochs[shown.plane.kind === 'random' ? run.epochs.length - 1 : bead!.mark];
    return html`<p><span title=${full(x)}><i>x</i> = ${short(x, 3)}</span><span title=${full(y)}><i>y</i> = ${short(y, 3)}</span><b title=${full(f)}>${t('read.loss', { loss: short(f) })}</b>
      ${run && own !== undefined ? html`<span title=${full(own)}>${t('read.mark', { name: names[bead!.run], epoch: short(epoch!, 3), loss: short(own) })}</span>` : nothing}</p>`;
  }

  /** What the tones mean. */
  private readonly rangeOf = memo((shown: Shown) => extent(shown.loss));
  private scale(shown: Shown | undefined): TemplateResult {
    const { t } = this.texts, range = shown && this.rangeOf(shown);
    return range ? html`<p class="scale"><span title=${full(range[0])}>${t('scale.low', { loss: short(range[0], 3) })}</span><span class="bar" aria-hidden="true"></span><span title=${full(range[1])}>${t('scale.high', { loss: short(range[1], 3) })}</span></p>` : html`<p class="scale"></p>`;
  }

  private progress(names: string[]): TemplateResult {
    const { model } = this, { t } = this.texts, { progress } = model;
    return html`<div class="progress" role="status">${progress
      ? html`<label for="progress">${t(`progress.${progress.what}`, { name: names[progress.run ?? 0] ?? '', share: percent(progress.share, 0) })}</label><progress id="progress" max="1" .value=${progress.share}></progress>
        <button type="button" id="cancel" @click=${() => model.stop()}>${t('cancel')}</button>`
      : model.stopped ? html`<span>${t('cancelled')}</span><button type="button" id="continue" @click=${() => model.again()}>${t('continue')}</button>` : nothing}</div>`;
  }

  private links(shown: Shown | undefined, names: string[]): TemplateResult {
    const { model } = this, { t } = this.texts, common = this.common.t;
    return html`<div class="links">${this.omitted('link') ? nothing : html`<button type="button" ?disabled=${!model.catalog} @click=${() => void this.copier.copy(this.address.link(buildFragment(model.fields()), 'landscape/'), common('copied'))}>${common('link')}</button>`}
      ${this.omitted('export') ? nothing : html`<button type="button" ?disabled=${!shown} @click=${() => void savePng(this.renderRoot as ShadowRoot)}>${t('save.png')}</button><button type="button" ?disabled=${!shown} @click=${() => { if (shown) void saveCsv(shown, names); }}>${t('save.csv')}</button>`}
      ${this.omitted('author') ? nothing : this.author.render(common('author'), !!model.catalog)}<span role="status" class="about">${this.copier.said}</span></div>`;
  }

  /** Every so many points, evenly. */
  private readonly numbers = memo((shown: Shown, lang: string): NumberTable => {
    void lang;
    const { t } = this.texts, { a, b, loss } = shown, [x, y] = this.sides(shown);
    const pick = (n: number) => Array.from({ length: Math.min(n, tableSide) }, (_, k) => Math.round((k * (n - 1)) / (Math.min(n, tableSide) - 1)));
    const places = pick(b.length).flatMap((row) => pick(a.length).map((column) => ({ column, row })));
    return {
      head: t('table.point'), caption: t('table.caption'), first: 1, rows: places.length, here: null, point: (row) => this.model.point(row === null ? null : places[row - 1]),
      columns: [{ title: x, at: (row) => a[places[row - 1].column] }, { title: y, at: (row) => b[places[row - 1].row] }, { title: t('table.loss'), at: (row) => loss[places[row - 1].row * a.length + places[row - 1].column] }],
    };
  });

  protected readonly theme = new ThemeChanges(this, () => this.view.repaint());

  protected override updated(_changed: PropertyValues): void {
    setTimeout(() => this.view.paint(this.renderRoot as ShadowRoot));
  }
  private measure(parts: Element[]): void {
    const width = (name: string) => parts.find((part) => part.classList.contains(name))?.clientWidth ?? 0, right = width('right');
    const changed = this.view.resize(width('left'));
    if (right > 0 && right !== this.right) { this.right = right; this.requestUpdate(); } else if (changed) this.requestUpdate();
  }
}

define('descent-landscape', DescentLandscape);
declare global {
  interface HTMLElementTagNameMap { 'descent-landscape': DescentLandscape }
}
