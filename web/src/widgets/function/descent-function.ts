/**
 * `<descent-function>`: one function of one or two variables, a start to drag, a method, and everything the run computes.
 *
 * Attributes are the address keys (`f e x m s n t noise seed b`, `f.* m.* s.*`), plus
 *   url      keeps the page's address and the figure in step (one figure a page),
 *   compact  figure, method and equation only,
 *   lock, hide   space-separated controls: those that author/figures.ts lists, or one parameter such as `m.lr`
 *   surface  shows a function of two variables as a surface.
 * Events: `change` {state}, `step` {step, x, f}, and once `drawn`, when its first path stands (or cannot). `getState()`/`setState()` round-trip as plain address keys.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { explain, explainAlone, told } from '../../i18n/errors.ts';
import { loadTopics, Texter } from '../../i18n/i18n.ts';
import { decode, encode, optimizerRow, type FunctionState } from '../../state/function-state.ts';
import { buildFragment } from '../../state/url.ts';
import { AddressBinding, respelt, words } from '../address.ts';
import { AuthorButton } from '../author/button.ts';
import { define } from '../define.ts';
import { PartSizes } from '../part-sizes.ts';
import { controlStyles, plotStyles, tokenStyles } from '../styles.ts';
import { ThemeChanges } from '../theme.ts';
import type { ChartsView } from './charts.ts';
import type { EquationSetting } from './equation-model.ts';
import type { EquationView } from './equation.ts';
import { FigureView } from './figure.ts';
import { FunctionModel } from './model.ts';
import type { Parts } from './parts.ts';
import type { ShareView } from './share.ts';
import { figureStyles, layoutStyles, panelStyles } from './styles.ts';
import type { SurfaceView } from './surface.ts';
import type { TableView } from './table.ts';
import { Timeline } from './timeline.ts';
import { zoomTools } from './zoom.ts';

/** The parts that come once the first path stands; later.ts says which and why. */
interface Later {
  parts: typeof import('./later.ts');
  charts: ChartsView;
  equation: EquationView;
  share: ShareView;
  table: TableView;
}

const compactHides = ['preset', 'function', 'start', 'schedule', 'steps', 'noise', 'charts', 'table', 'zoom', 'save', 'code', 'surface'];

export class DescentFunction extends LitElement {
  static override styles = [tokenStyles, controlStyles, plotStyles, layoutStyles, figureStyles, panelStyles];
  static override properties = { compact: { type: Boolean, reflect: true }, surface: { type: Boolean, reflect: true }, lock: {}, hide: {} };
  declare compact: boolean;
  declare surface: boolean;
  declare lock: string | null;
  declare hide: string | null;

  private readonly texts = new Texter(this, 'function');
  private readonly address = new AddressBinding(this, { take: (fields) => this.take(fields), fragment: () => this.fragment() });
  private readonly model = new FunctionModel(this);
  protected readonly sizes = new PartSizes(this, '.stage, .charts, .chart', () => this.measure(this.renderRoot as ShadowRoot));
  private readonly parts: Parts = {
    model: this.model, t: this.texts.t,
    locked: (name) => words(this.lock).has(name),
    hidden: (name) => words(this.hide).has(name) || (this.compact && compactHides.includes(name)),
  };
  private readonly figure = new FigureView(this, this.model, this.parts.locked);
  private readonly timeline = new Timeline(this.parts);
  private later?: Later;
  private fetching = false;
  private solid?: SurfaceView;
  private readonly author = new AuthorButton(this);
  private copied = '';
  private typesetting = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.timeline.stop();
  }

  /** The state as address keys, e.g. `{ f: 'rosenbrock', m: 'adam', 'm.lr': '0.1' }`; defaults are left out. */
  getState(): Record<string, string> {
    return this.model.catalog && this.model.state ? Object.fromEntries(encode(this.model.state, this.model.catalog)) : {};
  }
  /** Takes what `getState` gave; unknown keys are ignored, numbers clamped. */
  setState(fields: Record<string, string | number>): void {
    this.take(new Map(Object.entries(fields).map(([key, value]) => [key, String(value)])));
  }

  /** The run as a program; undefined where there is no run yet or it cannot be written in a few lines. */
  async program(library: 'torch' | 'keras' | 'cpp'): Promise<string | undefined> {
    return this.model.run && (await import('./share.ts')).program(this.model, library);
  }

  private take(fields: Map<string, string>): void {
    this.model.assign((catalog) => decode(respelt(fields, catalog), catalog));
    this.requestUpdate();
  }

  private fragment(frame = this.model.state.frame): string {
    return buildFragment(encode({ ...this.model.state, frame }, this.model.catalog!));
  }
  protected readonly theme = new ThemeChanges(this, () => { this.figure.repaint(); this.solid?.repaint(); });

  private setting(): EquationSetting | undefined {
    const { model } = this;
    const row = model.catalog && model.state && optimizerRow(model.catalog, model.state);
    if (!row || !model.run) return undefined;
    const scheduled = model.run.lr.length > 1 && model.run.lr[0] !== model.run.lr[model.run.lr.length - 1];
    return { row, values: model.state.optimizerParams, noise: model.state.noise, scheduled, dim: model.run.dim, lookAhead: model.lookAhead, batched: Number(model.state.objectiveParams.batchSize ?? 0) > 0 };
  }

  protected override render(): TemplateResult {
    const { model } = this, { t, hidden } = this.parts;
    if (!this.texts.ready) return html`<div class="lab"><div class="main"><div class="readout">&nbsp;</div><div class="stage"><div class="plot" id="plot"></div></div></div></div>`;
    if (model.failure) {
      return html`<div class="message" role="alert"><p>${t('failed', { message: explain(model.failure) })}</p>
        <button type="button" class="primary" @click=${() => void model.open()}>${t('retry')}</button></div>`;
    }
    const setting = this.setting(), { later } = this;
    return html`<div class="lab ${hidden('controls') ? 'bare' : ''}">
      <div class="main">
        ${this.figure.readout(t, model.run ? html`${this.surfaceButton()}${hidden('zoom') ? nothing : zoomTools(this.parts)}` : nothing)}
        <div class="stage">${this.shownSurface()?.render() ?? this.figure.render(t, setting && later ? later.parts.arrows(setting, model.run!, Math.max(1, model.step)) : [])}</div>
        ${hidden('timeline') ? nothing : model.state ? this.timeline.render() : nothing}
        ${hidden('status') ? nothing : this.finding()}
      </div>
      ${hidden('controls') ? nothing : html`<div class="controls">${model.catalog && later ? later.parts.controls(this.parts, model.catalog) : nothing}
        ${this.compact || hidden('reset') || !later ? nothing : html`<button type="button" class="quiet" @click=${() => this.setAll({})}>${t('reset')}</button>`}</div>`}
      ${hidden('equation') || !later ? nothing : this.equationPart(setting)}
      ${hidden('charts') || !later ? nothing : html`<div class="charts">${later.charts.render()}</div>`}
      ${later || model.trouble ? html`<div class="foot">${hidden('link') && hidden('author') ? nothing : this.links()}${hidden('save') && hidden('code') ? nothing : html`<div class="share">${later?.share.render() ?? nothing}</div>`}${hidden('table') ? nothing : later?.table.render() ?? nothing}</div>` : nothing}
    </div>`;
  }

  private setAll(state: Partial<FunctionState>): void {
    this.timeline.stop();
    this.take(new Map());
    this.model.change(state);
  }

  private finding(): TemplateResult {
    const { model } = this, { t } = this.parts;
    const { trouble, finding } = model;
    if (trouble && !trouble.path.startsWith('objective')) return html`<div class="finding bad" role="status"><p>${explainAlone(trouble)}</p></div>`;
    if (!finding) return html`<div class="finding"></div>`;
    const remedy = finding.remedy?.(model.state, model.catalog!);
    return html`<div class="finding ${finding.tone}"><p role="status">${t(finding.key, told(finding))}</p>
      ${remedy && !this.parts.locked('m.lr') ? html`<button type="button" class="primary" @click=${() => model.change(remedy.change)}>${t(remedy.key, remedy.values)}</button>` : nothing}</div>`;
  }

  private equationPart(setting: EquationSetting | undefined): TemplateResult {
    const { model } = this, { t } = this.parts;
    const rules = setting && this.later ? this.later.parts.arrowsOf(setting) : [];
    const over = (e: Event) => model.light((e.target as Element).closest<HTMLElement>('[data-term]')?.dataset.term ?? null);
    return html`<div class="equation"><h3>${t('equation', { t: Math.max(1, model.step) })}</h3>
      <div class="terms">${rules.map((rule) => {
        const name = t(`term.${rule.term}` as 'term.gradient');
        return html`<button type="button" class="term ${rule.term} ${rule.along ? 'direction' : ''}" aria-pressed=${model.term === rule.term} title=${t('term.show', { name })}
          @click=${() => model.light(model.term === rule.term ? null : rule.term)}>${name}</button>`;
      })}</div>
      <div class="math-lines" id="equation" @pointerover=${over} @pointerleave=${() => model.light(null)}></div></div>`;
  }

  private links(): TemplateResult {
    const { model } = this, { t } = this.parts;
    const address = (fragment: string) => this.address.link(fragment, 'function/');
    return html`<div class="links">${this.parts.hidden('link') ? nothing : html`
      <button type="button" ?disabled=${!model.run} @click=${() => void this.copy(address(this.fragment(null)))}>${t('link')}</button>
      ${model.state?.frame != null ? html`<button type="button" @click=${() => void this.copy(address(this.fragment()))}>${t('link.frame')}</button>` : nothing}`}
      ${this.parts.hidden('author') ? nothing : this.author.render(t('author'), !!model.run)}
      <span role="status" class="about">${this.copied}</span></div>`;
  }

  private surfaceButton(): TemplateResult | typeof nothing {
    const { model } = this, { t, hidden } = this.parts;
    if (hidden('surface') || model.run?.dim !== 2) return nothing;
    return html`<button type="button" class="chip" aria-pressed=${this.surface} title=${t('surface')} aria-label=${t('surface')} @click=${() => { this.surface = !this.surface; }}>3-D</button>`;
  }
  /** The surface, fetched when it is first wanted; until then and in one variable the flat figure stays. */
  private shownSurface(): SurfaceView | undefined {
    if (!this.surface || this.model.run?.dim !== 2) return undefined;
    if (!this.solid) void import('./surface.ts').then(({ SurfaceView: View }) => {
      this.solid ??= new View(this.parts, () => this.requestUpdate());
      this.requestUpdate();
    }, () => { this.surface = false; });
    return this.solid;
  }

  private say(text: string): void {
    this.copied = text;
    this.requestUpdate();
    setTimeout(() => { this.copied = ''; this.requestUpdate(); }, 6000);
  }
  private async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.say(this.parts.t('copied'));
    } catch {
      this.say(text.length < 300 ? text : '');
    }
  }

  protected override updated(): void {
    const root = this.renderRoot as ShadowRoot;
    this.figure.paint(root);
    this.solid?.paint(root);
    const { model } = this;
    if (model.failure || model.trouble || (model.run && (this.figure.width === 0 || root.querySelector('.dots')))) this.fetchLater();
    const setting = this.setting(), lines = root.getElementById('equation');
    if (this.later && setting && lines && model.run && model.run.steps > 0) {
      this.later.equation.show(lines, setting, model.run, Math.max(1, model.step));
      this.typeset(root, this.later.parts);
    }
  }

  /** After the first picture has been painted, not merely drawn. */
  private fetchLater(): void {
    if (this.fetching) return;
    this.fetching = true;
    requestAnimationFrame(() => setTimeout(async () => {
      this.dispatchEvent(new Event('drawn', { bubbles: true, composed: true }));
      try {
        const [parts] = await Promise.all([import('./later.ts'), loadTopics('catalog')]);
        const update = () => this.requestUpdate(), copy = (text: string) => void this.copy(text);
        this.later = {
          parts, charts: new parts.ChartsView(this.parts), equation: new parts.EquationView(), table: new parts.TableView(this.parts, update, copy),
          share: new parts.ShareView(this.parts, () => this.renderRoot as ShadowRoot, copy, (text) => this.say(text)),
        };
        this.model.judgeWith(parts.diagnose);
      } catch { this.fetching = false; /* the line broke: the next drawing tries again */ }
    }));
  }

  /** The typesetter comes last; until then the equation stands in plain text. */
  private typeset(root: ShadowRoot, { fetchTypesetter, typesetterStyles }: Later['parts']): void {
    if (this.typesetting) return;
    this.typesetting = true;
    setTimeout(async () => {
      try {
        await fetchTypesetter();
        root.adoptedStyleSheets = [...root.adoptedStyleSheets, await typesetterStyles()];
        this.requestUpdate();
      } catch { /* offline: the plain text stays */ }
    }, 100);
  }

  private measure(root: ShadowRoot): void {
    const plot = root.getElementById('plot'), chart = root.querySelector('.chart');
    const figure = plot && plot.clientWidth > 0 && this.figure.resize(plot.clientWidth, plot.clientHeight);
    const charts = chart && this.later?.charts.resize(chart.clientWidth);
    if (figure || charts) this.requestUpdate();
  }
}

define('descent-function', DescentFunction);
declare global {
  interface HTMLElementTagNameMap { 'descent-function': DescentFunction }
}
