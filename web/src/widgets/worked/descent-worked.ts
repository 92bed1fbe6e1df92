/**
 * `<descent-worked>`: an exercise by hand. Each step of a run with its numbers put into the method's formulas, to read or
 * to work out oneself, to copy as LaTeX, Markdown or a program.
 *
 * Attributes are the address keys of the function figure (`f e x m s n noise seed`, `f.* m.* s.*`; `t` a step to look at
 * besides the first two) and `mode` (show, turn); plus
 *   url          keeps the page's address and the exercise in step (one a page),
 *   lock, hide   space-separated controls: those that author/figures.ts lists, or one parameter such as `m.lr`
 * Events: `change` {state}, `step` {step, x, f}, `answer` {place, right, score, of}. `getState()`/`setState()` round-trip.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { paramName, choiceName, rowName } from '../../i18n/catalog.ts';
import { explain, explainAlone } from '../../i18n/errors.ts';
import { Texter } from '../../i18n/i18n.ts';
import { short } from '../../state/format.ts';
import { encode, optimizerRow } from '../../state/function-state.ts';
import { toText, valueOf } from '../../state/params.ts';
import { buildFragment } from '../../state/url.ts';
import * as worked from '../../state/worked-state.ts';
import { AddressBinding, respelt, words } from '../address.ts';
import { AuthorButton } from '../author/button.ts';
import { Copier } from '../copier.ts';
import { define } from '../define.ts';
import { controls } from '../function/controls.ts';
import type { EquationSetting } from '../function/equation-model.ts';
import { fetchTypesetter, typeset, typesetterStyles } from '../function/equation.ts';
import { FunctionModel } from '../function/model.ts';
import type { Parts } from '../function/parts.ts';
import { figureStyles, layoutStyles, panelStyles } from '../function/styles.ts';
import { TableView } from '../function/table.ts';
import { controlStyles, plotStyles, tokenStyles } from '../styles.ts';
import { texToText } from '../tex.ts';
import { Answers } from './answers.ts';
import { toLatex, toMarkdown, toProgram, type Exercise } from './copy.ts';
import { coordinates, objectiveFormula, type ObjectiveFormula } from './derivative.ts';
import { toTex } from './print.ts';
import { asked, judgeRow, sheet } from './sheet.ts';
import { workedStep, type WorkedStep } from './steps.ts';
import { workedStyles } from './styles.ts';

/** How many steps are worked out before the reader asks for another. */
const first = 2;

export class DescentWorked extends LitElement {
  static override styles = [tokenStyles, controlStyles, plotStyles, layoutStyles, figureStyles, panelStyles, workedStyles];
  static override properties = { lock: {}, hide: {} };
  declare lock: string | null;
  declare hide: string | null;

  private readonly texts = new Texter(this, 'worked');
  private readonly common = new Texter(this, 'function', 'catalog');
  private readonly address = new AddressBinding(this, { take: (fields) => this.take(fields), fragment: () => buildFragment(this.fields()) });
  private readonly model = new FunctionModel(this, false);
  private readonly parts: Parts = {
    model: this.model, t: this.common.t,
    locked: (name) => words(this.lock).has(name),
    hidden: (name) => name === 'preset' || words(this.hide).has(name),
  };
  private readonly copier = new Copier(this);
  private readonly author = new AuthorButton(this);
  private readonly table = new TableView(this.parts, () => this.requestUpdate(), (text) => void this.copy(text), (t) => this.look(t), true);
  private readonly answers = new Answers();
  private turn = false;
  /** The step looked at besides the first two. The model's frame cannot say it: there the last step is no choice of its own. */
  private at: number | null = null;
  private typesetting = false;
  private set = new WeakMap<Element, string>();
  private ready = false;

  /** The state as address keys; defaults are left out. */
  getState(): Record<string, string> { return this.model.state ? Object.fromEntries(this.fields()) : {}; }
  /** Takes what `getState` gave; unknown keys are ignored, numbers clamped. */
  setState(fields: Record<string, string | number>): void {
    this.take(new Map(Object.entries(fields).map(([key, x]) => [key, String(x)])));
  }
  private fields(): [string, string][] {
    return worked.encode({ base: this.model.state, step: this.at, turn: this.turn }, this.model.catalog!);
  }
  private take(fields: Map<string, string>): void {
    this.model.assign((catalog) => {
      const { base, step, turn } = worked.decode(respelt(fields, catalog), catalog);
      Object.assign(this, { at: step, turn });
      return base;
    });
    this.requestUpdate();
  }

  private setting(): EquationSetting | undefined {
    const { model } = this, { run } = model;
    const row = model.catalog && optimizerRow(model.catalog, model.state);
    if (!row || !run) return undefined;
    const scheduled = run.lr.length > 1 && run.lr.some((lr) => lr !== run.lr[0]);
    return { row, values: model.state.optimizerParams, noise: model.state.noise, scheduled, dim: run.dim, lookAhead: model.lookAhead, batched: Number(model.state.objectiveParams.batchSize ?? 0) > 0 };
  }
  /** Numbers of the function's own parameters, as its formula names them: `\kappa`. */
  private readonly own = (name: string): number | undefined => {
    const info = this.model.row?.params.find((p) => `\\${p.key}` === name);
    return info && Number(valueOf(info, this.model.state.objectiveParams));
  };
  private work(t: number, setting: EquationSetting, objective: ObjectiveFormula | undefined): WorkedStep {
    return workedStep(setting, this.model.run!, t, objective, this.own);
  }
  private look(t: number): void {
    this.at = t;
    this.model.change({ frame: t });
  }
  /** The steps on paper: the first two, and the one the reader chose. */
  private chosen(): number[] {
    const n = this.model.run?.steps ?? 0, more = this.at ?? 0;
    return [...Array.from({ length: Math.min(first, n) }, (_, i) => i + 1), ...(more > first && more <= n ? [more] : [])];
  }

  protected override render(): TemplateResult {
    const { model } = this, { t } = this.texts;
    if (!this.texts.ready || !this.common.ready) return html`<div class="worked"><p class="given">&nbsp;</p></div>`;
    if (model.failure) {
      return html`<div class="message" role="alert"><p>${this.common.t('failed', { message: explain(model.failure) })}</p>
        <button type="button" class="primary" @click=${() => void model.open()}>${this.common.t('retry')}</button></div>`;
    }
    const setting = this.setting();
    if (!setting || !model.run) return html`<div class="worked"><p class="given">${this.common.t('loading')}</p></div>`;
    this.answers.open(buildFragment(encode({ ...model.state, frame: null, steps: 1 }, model.catalog!)));
    const { run } = model, objective = objectiveFormula(model.state, model.row, run.dim), { hidden, locked } = this.parts;
    const steps = this.chosen().map((k) => this.work(k, setting, objective));
    const at = (k: number) => Array.from(run.x.subarray(k * run.dim, (k + 1) * run.dim));
    return html`<div class="worked">
      ${this.given(setting)}
      <div class="bar">${hidden('mode') ? nothing : html`<div class="modes" role="group" aria-label=${t('mode')}>${([false, true]).map((turn) =>
          html`<button type="button" aria-pressed=${this.turn === turn} ?disabled=${locked('mode')} @click=${() => this.play(turn)}>${t(turn ? 'mode.turn' : 'mode.show')}</button>`)}</div>`}
        ${hidden('copy') ? nothing : this.copies(setting, steps, objective)}</div>
      ${this.turn ? this.score(steps) : nothing}
      <div class="sheets">${steps.map((step) => sheet(step, at(step.t - 1), at(step.t), run.f[step.t], {
        t, setting, answers: this.answers, turn: this.turn, before: (k) => (k > 1 ? this.work(k - 1, setting, objective) : undefined),
        answered: (place, right) => this.answered(place, right, steps),
      }))}</div>
      ${model.trouble ? html`<div class="finding bad" role="status"><p>${explainAlone(model.trouble)}</p></div>` : nothing}
      ${hidden('steps') || run.steps <= first ? nothing : html`<div class="steps"><label for="another">${t('another')}</label><input id="another" type="range" min="1" max=${run.steps} .value=${live(String(this.at ?? first))}
        ?disabled=${locked('steps')} aria-valuetext=${t('another.of', { t: this.at ?? first, n: run.steps })} @input=${(e: Event) => this.look(Number((e.target as HTMLInputElement).value))}>
        <output>${t('another.of', { t: this.at ?? first, n: run.steps })}</output></div>`}
      ${hidden('table') ? nothing : this.table.render()}
      ${hidden('author') ? nothing : this.author.render(this.common.t('author'))}
      ${hidden('change') || !model.catalog ? nothing : html`<details class="change"><summary>${t('change')}</summary><div class="controls">${controls(this.parts, model.catalog)}</div></details>`}
    </div>`;
  }

  /** What the exercise says: the function, the start, the method and its numbers. */
  private given(setting: EquationSetting): TemplateResult {
    return html`<p class="given"><span data-tex=${`f(${coordinates.slice(0, setting.dim).join(', ')}) = ${this.formula()}`}></span>
      <span>${rowName('optimizers', setting.row)}</span><span>${this.settings(setting).map(([name, text], i) => html`${i ? ', ' : ''}${name} ${text}`)}</span>
      ${this.parts.hidden('lab') ? nothing : html`<a href=${this.address.link(buildFragment(encode(this.model.state, this.model.catalog!)), '../function/')}>${this.texts.t('lab')}</a>`}</p>`;
  }
  private formula(): string {
    const { row, state } = this.model;
    const typed = row ? undefined : objectiveFormula(state, row, this.model.dim)?.f;
    return row?.formula ?? (typed ? toTex(typed, { symbol: (n) => n }) : state.expression.replace(/[\\{}]/g, ''));
  }
  /** The numbers of the method that a reader should know: those in use, and whatever differs from the catalogue's. */
  private settings(setting: EquationSetting): [string, string][] {
    const quiet = new Set(['weightDecayMode', 'clip', 'clipThreshold']);
    return setting.row.params.filter((info) => !quiet.has(info.key) && (info.key in setting.values || info.scale === 'linear' || info.scale === 'log') && !(info.key in { weightDecay: 1, dampening: 1, epsRoot: 1, lrDecay: 1, centered: 1 } && !(info.key in setting.values)))
      .map((info) => {
        const x = valueOf(info, setting.values);
        if (info.scale === 'choice') return [paramName(info.key), choiceName(info.key, String(x))];
        return [texToText(info.symbol) || paramName(info.key), typeof x === 'number' ? `= ${short(x, 6)}` : toText(x)];
      });
  }

  private score(steps: WorkedStep[]): TemplateResult {
    const { t } = this.texts, { right, of } = this.count(steps);
    return html`<div class="finding"><p>${t('turn.about')}</p><p role="status" class="score"><b>${t('turn.score', { right, n: of })}</b></p>
      ${this.answers.any ? html`<button type="button" @click=${() => { this.answers.clear(); this.requestUpdate(); }}>${t('turn.clear')}</button>` : nothing}</div>`;
  }
  private count(steps: WorkedStep[]): { right: number; of: number } {
    const all = steps.flatMap(asked);
    const right = all.filter(({ place, line, row, i }) => {
      const answer = this.answers.get(place);
      return answer && !answer.shown && judgeRow(answer.typed, line, i, row, undefined)?.verdict === 'right';
    });
    return { right: right.length, of: all.length };
  }
  private answered(place: string, right: boolean, steps: WorkedStep[]): void {
    this.requestUpdate();
    const { right: score, of } = this.count(steps);
    this.dispatchEvent(new CustomEvent('answer', { detail: { place, right, score, of }, bubbles: true, composed: true }));
  }
  private play(turn: boolean): void {
    this.turn = turn;
    this.model.change({});
    this.requestUpdate();
  }

  private copies(setting: EquationSetting, steps: WorkedStep[], objective: ObjectiveFormula | undefined): TemplateResult {
    const { t } = this.texts, run = this.model.run!;
    const exercise: Exercise = {
      setting, run, steps, f: this.formula(), method: rowName('optimizers', setting.row), say: (key, values) => t(key, values),
      settings: this.settings(setting).map((pair) => pair.join(' ')).join(', '),
    };
    const program = toProgram(setting, run, objective, this.own);
    const button = (key: 'copy.latex' | 'copy.markdown' | 'copy.program', text: () => string) => html`<button type="button" @click=${() => void this.copy(text())}>${t(key)}</button>`;
    return html`<div class="copies" role="group" aria-label=${t('copy')}><span>${t('copy')}</span>${button('copy.latex', () => toLatex(exercise))}${button('copy.markdown', () => toMarkdown(exercise))}
      ${program ? button('copy.program', () => program) : nothing}<span role="status" class="about">${this.copier.said}</span></div>`;
  }
  private async copy(text: string): Promise<void> { await this.copier.copy(text, this.common.t('copied')); }

  protected override updated(): void {
    const root = this.renderRoot as ShadowRoot;
    for (const node of root.querySelectorAll<HTMLElement>('[data-tex]')) {
      const wanted = `${this.ready}${node.dataset.tex}`;
      if (this.set.get(node) === wanted) continue;
      this.set.set(node, wanted);
      typeset(node, node.dataset.tex!);
    }
    if (this.typesetting || !this.model.run) return;
    this.typesetting = true;
    void this.fetch(root);
  }
  /** The typesetter comes after the numbers; until then the formulas stand in plain text. */
  private async fetch(root: ShadowRoot): Promise<void> {
    try {
      await fetchTypesetter();
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, await typesetterStyles()];
      this.ready = true;
      this.requestUpdate();
    } catch { /* offline: the plain text stays */ }
  }
}

define('descent-worked', DescentWorked);
declare global {
  interface HTMLElementTagNameMap { 'descent-worked': DescentWorked }
}
