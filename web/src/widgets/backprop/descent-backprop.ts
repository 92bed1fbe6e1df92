/**
 * `<descent-backprop>`: a small network with every z, a, δ and ∂ written on it, and the pass through it step by step.
 *
 * Attributes are the address keys: `task` (regression, binary, multiclass), `layers` (2-3-2), `act` and its `a.*`, `init`
 * and `seed` of the first weights, `x` inputs, `y` wanted outputs or class, `w` weights set by hand (place:value), `lr`,
 * `n` updates done, `t` the step shown, `p` the parameter looked at, `h` power of ten of the finite difference; plus
 *   url          keeps the page's address and the figure in step,
 *   lock, hide   space-separated controls: those that author/figures.ts lists
 * Events: `change` {state}, `step` {step, name, layer, loss}. `getState()`/`setState()` round-trip as plain address keys.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { explain, explainAlone } from '../../i18n/errors.ts';
import { Texter } from '../../i18n/i18n.ts';
import { short } from '../../state/format.ts';
import { buildFragment } from '../../state/url.ts';
import { AddressBinding, respelt, words } from '../address.ts';
import { AuthorButton } from '../author/button.ts';
import { Copier } from '../copier.ts';
import { define } from '../define.ts';
import { PartSizes } from '../part-sizes.ts';
import { figureStyles, layoutStyles, panelStyles } from '../function/styles.ts';
import { controlStyles, plotStyles, tokenStyles } from '../styles.ts';
import { texToText } from '../tex.ts';
import { agreement, checkCard, lossCurve } from './check.ts';
import { stageSign, StageView } from './equation.ts';
import { toLatex, toNumpy } from './export.ts';
import { NetworkFigure } from './figure.ts';
import { BackpropModel } from './model.ts';
import { panel } from './panel.ts';
import type { Stage } from './stages.ts';
import { backpropStyles } from './styles.ts';
import { sheets, tables, toCsv } from './tables.ts';

export class DescentBackprop extends LitElement {
  static override styles = [tokenStyles, controlStyles, plotStyles, layoutStyles, figureStyles, panelStyles, backpropStyles];
  static override properties = { lock: {}, hide: {} };
  declare lock: string | null;
  declare hide: string | null;

  private readonly texts = new Texter(this, 'backprop', 'catalog');
  private readonly common = new Texter(this, 'function');
  private readonly model = new BackpropModel(this);
  private readonly address = new AddressBinding(this, { take: (fields) => this.take(fields), fragment: () => buildFragment(this.model.fields()) });
  private readonly locked = (name: string) => words(this.lock).has(name);
  private readonly omitted = (name: string) => words(this.hide).has(name);
  private readonly figure = new NetworkFigure(this, this.model, this.locked);
  private readonly view = new StageView(this.model);
  protected readonly sizes = new PartSizes(this, '#plot', ([plot]) => { if (this.figure.resize(plot.clientWidth)) this.requestUpdate(); });
  private readonly copier = new Copier(this);
  private readonly author = new AuthorButton(this);
  private tablesOpen = false;
  private katex?: typeof import('katex').default;
  private arriving = false;

  /** The state as address keys; whatever is as in the bare figure is left out. */
  getState(): Record<string, string> { return Object.fromEntries(this.model.fields()); }
  /** Takes what `getState` gave; unknown keys are ignored, numbers clamped. */
  setState(fields: Record<string, string | number>): void {
    this.take(new Map(Object.entries(fields).map(([key, x]) => [key, String(x)])));
  }
  private take(fields: Map<string, string>): void {
    this.model.take(this.model.catalog ? respelt(fields, this.model.catalog) : fields);
  }

  protected override render(): TemplateResult {
    const { model } = this, { t } = this.texts, common = this.common.t, { answer } = model;
    if (!this.texts.ready || !this.common.ready) return html`<div class="lab"><div class="main"><div class="net waiting" id="plot"></div></div></div>`;
    if (model.failure) {
      return html`<div class="message" role="alert"><p>${common('failed', { message: explain(model.failure) })}</p>
        <button type="button" class="primary" @click=${() => void model.open()}>${common('retry')}</button></div>`;
    }
    const { omitted } = this;
    return html`<div class="lab ${omitted('controls') ? 'bare' : ''}">
      <div class="main">${this.readout()}${this.figure.render(t)}
        ${answer && !omitted('stepper') ? this.stepper() : nothing}
        ${model.trouble ? html`<div class="finding bad" role="status"><p>${explainAlone(model.trouble)}</p></div>` : answer?.stopped ? html`<div class="finding bad" role="status"><p>${explainAlone({ ...answer.stopped, code: answer.stopped.status })}</p></div>` : nothing}</div>
      ${answer ? html`<div class="equation">${omitted('equation') ? nothing : html`<div>${this.view.render(t)}${agreement(answer, t)}</div>`}
        ${omitted('check') ? nothing : html`<div>${checkCard(model, t, this.locked)}${lossCurve(answer, t)}</div>`}</div>` : nothing}
      ${omitted('controls') ? nothing : html`<div class="controls">${model.state ? panel(model, t, { none: common('preset.none'), more: common('options') }, this.locked, omitted) : nothing}
        ${omitted('reset') ? nothing : html`<button type="button" class="quiet" @click=${() => { model.take(new Map()); model.change({}); }}>${common('reset')}</button>`}</div>`}
      ${answer || model.trouble ? html`<div class="foot">${omitted('link') && omitted('copy') && omitted('author') ? nothing : this.links()}${omitted('table') || !answer ? nothing : this.tableFold()}</div>` : nothing}</div>`;
  }

  private readout(): TemplateResult {
    const { answer } = this.model, { t } = this.texts;
    if (!answer) return html`<div class="readout">&nbsp;</div>`;
    const n = answer.state.updates, { losses } = answer;
    return html`<div class="readout"><p><b><i>C</i> = ${short(answer.loss)}</b>
      <span>${n ? t('readout.updates', { n, a: short(losses[0]) }) : t('readout.start')}</span>${answer.pass.a[answer.layers.length].map((x, j) => html`<span><i>ŷ</i>${answer.target.length > 1 ? html`<sub>${j + 1}</sub>` : nothing} = ${short(x)}</span>`)}</p></div>`;
  }

  private stepper(): TemplateResult {
    const { model } = this, { t } = this.texts, { stages, stage } = model, fixed = this.locked('stepper');
    const go = (to: number) => model.change({ stage: to >= stages.length - 1 ? null : Math.max(0, to) });
    const title = (s: Stage) => this.named(s);
    return html`<div class="stepper"><button type="button" class="arrow-button" ?disabled=${fixed || stage === 0} aria-label=${t('stepper.back')} title=${t('stepper.back')} @click=${() => go(stage - 1)}>‹</button>
      <fieldset ?disabled=${fixed}><legend class="sr">${t('stepper')}</legend>${stages.map((s, i) => html`<label class=${i === stage ? 'now' : i < stage ? 'past' : ''} title=${title(s)}>
        <input type="radio" name="stage" .checked=${i === stage} aria-label=${title(s)} @change=${() => go(i)}><span aria-hidden="true">${stageSign(s)}</span></label>`)}</fieldset>
      <button type="button" class="arrow-button" ?disabled=${fixed || stage === stages.length - 1} aria-label=${t('stepper.forward')} title=${t('stepper.forward')} @click=${() => go(stage + 1)}>›</button></div>`;
  }

  private named(stage: Stage): string { return this.texts.t(`stage.${stage.name}`, { l: stage.layer }); }

  private links(): TemplateResult {
    const { model } = this, { t } = this.texts, common = this.common.t, { answer } = model;
    const copy = (text: () => string) => () => void this.copier.copy(text(), common('copied'));
    return html`<div class="links">${this.omitted('link') ? nothing : html`<button type="button" ?disabled=${!answer} @click=${copy(() => this.address.link(buildFragment(model.fields()), 'backprop/'))}>${common('link')}</button>`}
      ${this.omitted('copy') ? nothing : html`<button type="button" ?disabled=${!answer} @click=${copy(() => toLatex(model.stages, answer!, (s) => this.named(s)))}>${t('copy.latex')}</button>
        <button type="button" ?disabled=${!answer} @click=${copy(() => toNumpy(answer!, this.slope()))}>${t('copy.numpy')}</button>`}
      ${this.omitted('author') ? nothing : this.author.render(common('author'), !!answer)}<span role="status" class="about">${this.copier.said}</span></div>`;
  }
  /** The leak of the activation, where it has one. */
  private slope(): number | undefined {
    const { model } = this, row = model.catalog!.activations.find((a) => a.id === model.state.activation), info = row?.params.find((p) => p.key === 'slope');
    return info && Number(model.state.activationParams.slope ?? info.default);
  }

  private tableFold(): TemplateResult {
    const { t } = this.texts, common = this.common.t;
    const toggle = (e: Event) => { this.tablesOpen = (e.target as HTMLDetailsElement).open; this.requestUpdate(); };
    const list = this.tablesOpen ? sheets(this.model.answer!, t) : [];
    return html`<details class="data" ?open=${this.tablesOpen} @toggle=${toggle}><summary>${common('table')}</summary>
      ${this.tablesOpen ? html`<div class="table-tools"><button type="button" @click=${() => void this.copier.copy(toCsv(list), common('copied'))}>${common('table.copy')}</button></div>${tables(list)}` : nothing}</details>`;
  }

  protected override updated(): void { this.typeset(this.renderRoot as ShadowRoot); }

  /** The law stands in plain text until the typesetter is there. The TeX is ours; nothing a reader types comes here. */
  private typeset(root: ShadowRoot): void {
    const law = root.querySelector<HTMLElement>('.law'), tex = law?.dataset.tex;
    if (!law || !tex) return;
    const wanted = `${tex}${this.katex ? '' : ' '}`;
    if (law.dataset.shown !== wanted) {
      law.dataset.shown = wanted;
      if (this.katex) this.katex.render(`\\displaystyle ${tex}`, law, { output: 'html', throwOnError: false, strict: false });
      else law.textContent = texToText(tex);
      law.setAttribute('role', 'math');
      law.setAttribute('aria-label', texToText(tex));
    }
    if (this.arriving) return;
    this.arriving = true;
    void import('../function/typesetter.ts').then(async (module) => {
      await module.ready;
      this.katex = module.katex;
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, module.sheet];
      this.requestUpdate();
    }, () => undefined);
  }
}

define('descent-backprop', DescentBackprop);
declare global {
  interface HTMLElementTagNameMap { 'descent-backprop': DescentBackprop }
}
