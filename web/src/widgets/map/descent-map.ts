/**
 * `<descent-map>`: many runs as one picture, each pixel a run. Its sides vary the start or parameters of the method; the
 * picture tells to which minimum each run went, how many steps it took, or how high it ended.
 *
 * Attributes are the address keys: `f e x m n s noise seed f.* m.* s.*` as in `<descent-function>` (the values that the
 * sides vary are the chosen pixel), `ax ay` what the sides vary (`x`, `y`, `m.lr`, ...), `bx by` their ends (two numbers with
 * a comma), `lx ly` (1 logarithmic, 0 linear), `show` (minimum, steps, value), `r` pixels a side; plus
 *   url          keeps the page's address and the figure in step,
 *   lock, hide   space-separated controls: those that author/figures.ts lists, or one parameter such as `m.lr`
 * Events: `change` {state}, `step` {x, y, minimum, steps, f} of the pixel looked at. `getState()`/`setState()` round-trip as
 * plain address keys.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { rowName } from '../../i18n/catalog.ts';
import { explain, explainAlone } from '../../i18n/errors.ts';
import { language, Texter } from '../../i18n/i18n.ts';
import { count, full, fullVector, percent, short, vector } from '../../state/format.ts';
import { optimizerRow } from '../../state/function-state.ts';
import { pictures, type Picture } from '../../state/map-state.ts';
import { buildFragment } from '../../state/url.ts';
import { AddressBinding, respelt, words } from '../address.ts';
import { AuthorButton } from '../author/button.ts';
import { lowestOf } from '../compare/charts.ts';
import { PagedTable, type NumberTable } from '../compare/table.ts';
import { Chores } from '../chores.ts';
import { Copier } from '../copier.ts';
import { define } from '../define.ts';
import { PartSizes } from '../part-sizes.ts';
import { pageUrl } from '../engine.ts';
import { figureStyles, layoutStyles, panelStyles } from '../function/styles.ts';
import { icons } from '../function/zoom.ts';
import { memo } from '../memo.ts';
import { controlStyles, plotStyles, tokenStyles } from '../styles.ts';
import { ThemeChanges } from '../theme.ts';
import { arrived, classify, fateOf, type Classified } from './classes.ts';
import { saveCsv, savePng } from './export.ts';
import { className, legend, paintSwatches } from './legend.ts';
import { MapModel, type Pixel, type Shown } from './model.ts';
import { panel } from './panel.ts';
import { Replay } from './replay.ts';
import { mapStyles } from './styles.ts';
import { sideName, sideSymbol } from './texts.ts';
import type { Theory } from './theory.ts';
import { MapView } from './view.ts';

/** Rows and columns of the table: a map has tens of thousands of pixels. */
const tableSide = 16;
/** How strong the lines between classes are: the more classes meet, the quieter. */
const lineStrength = { minimum: 0.75, steps: 0.3, value: 0.3 };

export class DescentMap extends LitElement {
  static override styles = [tokenStyles, controlStyles, plotStyles, layoutStyles, figureStyles, panelStyles, mapStyles];
  static override properties = { lock: {}, hide: {} };
  declare lock: string | null;
  declare hide: string | null;

  private readonly texts = new Texter(this, 'map', 'catalog');
  private readonly common = new Texter(this, 'function');
  private readonly model = new MapModel(this);
  private readonly locked = (name: string): boolean => words(this.lock).has(name);
  private readonly omitted = (name: string): boolean => words(this.hide).has(name);
  private readonly address = new AddressBinding(this, { take: (fields) => this.take(fields), fragment: () => buildFragment(this.model.fields()) });
  private readonly view = new MapView(this.model, this.locked, () => this.requestUpdate());
  private readonly replay = new Replay(this.model);
  private readonly copier = new Copier(this);
  private readonly author = new AuthorButton(this);
  private readonly table = new PagedTable(this.common.t, () => this.requestUpdate(), (text) => void this.copier.copy(text, this.common.t('copied')));

  /** The state as address keys; nothing for the bare figure. */
  getState(): Record<string, string> { return Object.fromEntries(this.model.fields()); }
  /** Takes what `getState` gave; unknown keys are ignored, numbers clamped. */
  setState(fields: Record<string, string | number>): void { this.take(new Map(Object.entries(fields).map(([key, x]) => [key, String(x)]))); }
  private take(fields: Map<string, string>): void { this.model.take((catalog) => respelt(fields, catalog)); }

  protected readonly sizes = new PartSizes(this, '.left, .right', () => this.measure(this.renderRoot as ShadowRoot));
  private readonly chores = new Chores();
  /** The picture last told apart into classes: those of tens of thousands of pixels are not counted while the figure is drawn. */
  private told?: { shown: Shown; looked: Shown; classified: Classified };
  private classify(): void {
    const { shown, state } = this.model;
    if (!shown || (this.told?.shown === shown && this.told.looked.state.show === state.show)) return;
    const { show } = state, looked = this.looked(shown, show);
    this.told = { shown, looked, classified: classify(looked, show, lowestOf(this.model.row)) };
    this.requestUpdate();
  }
  /** The picture shown, with the kind that is looked at now. */
  private readonly looked = memo((shown: Shown, show: Picture): Shown => ({ ...shown, state: { ...shown.state, show } }));

  private get theory(): Theory | undefined {
    const { model } = this;
    return model.catalog && model.shown && !this.omitted('theory') ? model.theory(model.shown.state, model.catalog, model.spectrum) : undefined;
  }

  protected override render(): TemplateResult {
    const { model, omitted, locked } = this, { t } = this.texts, common = this.common.t;
    if (!this.texts.ready || !this.common.ready) return html`<div class="lab"><div class="main"><div class="top"></div><div class="readout">&nbsp;</div><div class="maps"><div class="map" id="map"></div></div></div></div>`;
    if (model.failure) {
      return html`<div class="message" role="alert"><p>${common('failed', { message: explain(model.failure) })}</p>
        <button type="button" class="primary" @click=${() => void model.open()}>${common('retry')}</button></div>`;
    }
    const { shown } = model, { told, theory } = this, looked = shown && this.looked(shown, model.state.show);
    const names = shown && model.catalog ? [shown.state.x, shown.state.y].map((axis) => sideName(axis.of, shown.state, model.catalog!, t)).join('|') : '';
    return html`<div class="lab ${omitted('controls') ? 'bare' : ''}">
      <div class="main">
        <div class="top">${omitted('picture') || !model.state ? nothing : this.pictureChoice()}${omitted('zoom') || !shown ? nothing : this.zoomButtons()}</div>
        <div class="readout" id="readout" role="status">${shown && model.here ? this.readout(shown, model.here) : html`&nbsp;`}</div>
        <div class="maps ${omitted('replay') ? 'alone' : ''}"><div class="left">${this.view.render(t, common('loading'), names, theory, shown ? this.label(names) : '')}
            <p class="sr" id="map-help">${t('map.help')}</p>${this.progress()}
            ${model.trouble ? html`<div class="finding bad" role="alert"><p>${explainAlone(model.trouble)}</p></div>` : nothing}</div>
          ${omitted('replay') ? nothing : html`<div class="right">${this.replay.render(t, common('figure.refused'))}${this.open()}</div>`}</div>
        ${omitted('legend') || !shown || !told ? nothing : legend(told.classified, told.looked, t, model.here && told.classified.of[model.here.row * told.shown.width + model.here.column])}
        ${theory ? this.theoryText(theory, shown!) : nothing}
      </div>
      ${omitted('controls') ? nothing : html`<div class="controls">${model.state ? panel({ model, t, common, locked, hidden: omitted }) : nothing}</div>`}
      <div class="foot">${this.links(looked)}${omitted('table') ? nothing : this.table.render(looked && this.numbers(looked))}</div></div>`;
  }

  private label(names: string): string {
    const { model } = this, [x, y] = names.split('|'), method = optimizerRow(model.catalog!, model.state.base)!;
    return this.texts.t('map.aria', { f: model.row ? rowName('objectives', model.row) : model.state.base.expression, m: rowName('optimizers', method), x, y });
  }

  private pictureChoice(): TemplateResult {
    const { model } = this, { t } = this.texts;
    return html`<div class="pictures" role="group" aria-label=${t('picture')}>${pictures.map((show) =>
      html`<button type="button" class="chip" aria-pressed=${model.state.show === show} ?disabled=${this.locked('picture')} @click=${() => model.change({ show })}>${t(`picture.${show}`)}</button>`)}</div>`;
  }

  private zoomButtons(): TemplateResult {
    const { model, view } = this, { t } = this.common, fixed = this.locked('zoom'), { x, y } = model.state;
    const button = (name: 'in' | 'out' | 'reset', act: () => void) => html`<button type="button" aria-label=${t(`zoom.${name}`)} title=${t(`zoom.${name}`)} ?disabled=${fixed} @click=${act}>
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d=${icons[name]}></path></svg></button>`;
    return html`<div class="tools">${button('in', () => view.zoom(true))}${button('out', () => view.zoom(false))}${x.lo === null && y.lo === null ? nothing : button('reset', () => view.whole())}</div>`;
  }

  /** The marked pixel in words. */
  private readout(shown: Shown, here: Pixel): TemplateResult {
    const { model } = this, { t } = this.texts, { state } = shown, catalog = model.catalog!, i = here.row * shown.width + here.column, fate = fateOf(shown, i), { run, runOf } = model;
    const same = run && runOf?.column === here.column && runOf.row === here.row, end = same ? run.x.subarray(run.steps * run.dim, (run.steps + 1) * run.dim) : undefined;
    const side = (axis: typeof state.x, v: number) => html`<span title=${full(v)}><i>${sideSymbol(axis.of, state, catalog)}</i> = ${short(v)}</span>`;
    const said = fate.kind === 'minimum' ? t('fate.minimum', { k: fate.k + 1, n: count(shown.steps[i]) }) : t(fate.kind === 'none' && shown.minima.length === 0 ? 'fate.none.unknown' : `fate.${fate.kind}`, { n: count(shown.steps[i]) });
    return html`<p>${side(state.x, shown.x[here.column])}${side(state.y, shown.y[here.row])}<b class="fate ${fate.kind === 'minimum' ? 'good' : fate.kind === 'none' ? '' : 'bad'}">${said}</b>
      <span title=${full(shown.f[i])}><i>f</i> = ${short(shown.f[i])}</span>${end ? html`<span title=${fullVector(end)}>${t('end', { x: vector(end, 3) })}</span>` : nothing}</p>`;
  }

  private progress(): TemplateResult {
    const { model } = this, { t } = this.texts, { progress } = model;
    return html`<div class="progress" role="status">${progress
      ? html`<label for="progress">${t('progress', { share: percent(progress.done / progress.total, 0) })}</label><progress id="progress" max=${progress.total} value=${progress.done}></progress>
        <button type="button" @click=${() => model.stop()}>${t('cancel')}</button>`
      : model.stopped ? html`<span>${t('cancelled')}</span><button type="button" @click=${() => model.again()}>${t('continue')}</button>` : nothing}</div>`;
  }

  /** To the run of the chosen pixel in the function lab. */
  private open(): unknown {
    const { model } = this, { pinned } = model;
    if (this.omitted('link')) return nothing;
    const page = pageUrl('function/');
    return pinned ? html`<p class="open"><a href="${page}${buildFragment(model.figureOf(pinned))}">${this.texts.t('open')}</a></p>` : html`<p class="open about">${this.texts.t('open.hint')}</p>`;
  }

  /** The pixel that arrived first; -1 if none did. */
  private readonly quickestOf = memo((shown: Shown): number => {
    let found = -1;
    for (let i = 0; i < shown.steps.length; ++i) if (arrived(shown, i) && (found < 0 || shown.steps[i] < shown.steps[found])) found = i;
    return found;
  });

  private theoryText(theory: Theory, shown: Shown): TemplateResult {
    const { model } = this, { t } = this.texts, { state } = shown, lr = sideSymbol('m.lr', state, model.catalog!), other = theory.rate === 'x' ? state.y.of : state.x.of;
    const quickest = this.quickestOf(shown), { best } = theory;
    return html`<section class="theory"><h3>${t('theory')}</h3><p>${t(theory.least === theory.most ? 'theory.edge.one' : 'theory.edge', { l: short(theory.least), L: short(theory.most) })}</p>
      ${best ? html`<p>${t('theory.best', { setting: `${lr} = ${short(best.lr, 3)}${best.momentum === undefined ? '' : `, ${sideSymbol(other, state, model.catalog!)} = ${short(best.momentum, 3)}`}`, rate: short(best.rate, 3) })}
        ${quickest >= 0 && shown.block === 1 ? t('theory.quickest', { n: count(shown.steps[quickest]), setting: [[state.x.of, shown.x[quickest % shown.width]], [state.y.of, shown.y[Math.floor(quickest / shown.width)]]].map(([of, v]) => `${sideSymbol(of as string, state, model.catalog!)} = ${short(v as number, 3)}`).join(', ') }) : nothing}</p>` : nothing}</section>`;
  }

  private links(looked: Shown | undefined): TemplateResult {
    const { model, view } = this, { t } = this.texts, common = this.common.t, catalog = model.catalog;
    const csv = () => { if (looked && catalog) void saveCsv(looked, [sideName(looked.state.x.of, looked.state, catalog, t), sideName(looked.state.y.of, looked.state, catalog, t)]); };
    const png = () => {
      const { told } = this;
      if (view.drawn && told) savePng(this.renderRoot as ShadowRoot, view.drawn, told.classified, told.classified.classes.map((cls) => className(cls, told.classified, told.looked, t)), this.label(view.drawn.names.join('|')));
    };
    return html`<div class="links">${this.omitted('link') ? nothing : html`<button type="button" ?disabled=${!model.catalog} @click=${() => void this.copier.copy(this.address.link(buildFragment(model.fields()), 'map/'), common('copied'))}>${common('link')}</button>`}
      ${this.omitted('export') ? nothing : html`<button type="button" ?disabled=${!looked} @click=${png}>${t('save.png')}</button><button type="button" ?disabled=${!looked} @click=${csv}>${t('save.csv')}</button>`}
      ${this.omitted('author') ? nothing : this.author.render(common('author'), !!catalog)}<span role="status" class="about">${this.copier.said}</span></div>`;
  }

  /** Every so many pixels, evenly. */
  private readonly numbersOf = memo((shown: Shown, lang: string): NumberTable => {
    void lang;
    const { model } = this, { t } = this.texts, catalog = model.catalog!;
    const pick = (n: number) => Array.from({ length: Math.min(n, tableSide) }, (_, k) => Math.floor(((k + 0.5) * n) / Math.min(n, tableSide)));
    const places = pick(shown.height).flatMap((row) => pick(shown.width).map((column) => ({ column, row, i: row * shown.width + column })));
    const fate = (i: number) => { const cls = fateOf(shown, i); return cls.kind === 'minimum' ? t('fate.short', { k: cls.k + 1 }) : cls.kind === 'none' && shown.minima.length === 0 ? t('class.none.unknown') : t(`class.${cls.kind}`); };
    return {
      head: t('table.pixel'), caption: t('table.caption'), first: 1, rows: places.length, here: null, point: (row) => model.point(row === null ? null : places[row - 1]),
      columns: [
        { title: sideName(shown.state.x.of, shown.state, catalog, t), at: (row) => shown.x[places[row - 1].column] },
        { title: sideName(shown.state.y.of, shown.state, catalog, t), at: (row) => shown.y[places[row - 1].row] },
        { title: t('table.outcome'), at: (row) => fate(places[row - 1].i) },
        { title: t('table.steps'), at: (row) => shown.steps[places[row - 1].i] }, { title: 'f', at: (row) => shown.f[places[row - 1].i] },
      ],
    };
  });
  private numbers(shown: Shown): NumberTable { return this.numbersOf(shown, language()); }

  private swatches?: unknown;
  protected readonly theme = new ThemeChanges(this, () => {
    this.view.repaint();
    this.replay.repaint();
    this.swatches = undefined;
  });

  protected override updated(): void {
    const root = this.renderRoot as ShadowRoot;
    this.chores.run('classes', () => this.classify());
    this.chores.run('picture', () => this.view.paint(root, this.told?.shown, this.told?.classified, lineStrength[this.model.state?.show ?? 'minimum']));
    this.chores.run('legend', () => {
      const { told } = this;
      if (told && this.swatches !== told) { paintSwatches(root, told.classified); this.swatches = told; }
    });
    this.chores.run('ground', () => this.replay.paint(root));
  }
  private measure(root: ShadowRoot): void {
    const left = root.querySelector('.left')?.clientWidth ?? 0, right = root.querySelector('.right')?.clientWidth ?? 0;
    const map = this.view.resize(left);
    if (map) this.model.setWidth(left);
    if (this.replay.resize(right) || map) this.requestUpdate();
  }
}

define('descent-map', DescentMap);
declare global {
  interface HTMLElementTagNameMap { 'descent-map': DescentMap }
}
