/**
 * `<descent-conventions>`: two ways in which Adam is written, from one start, and how far apart they come.
 *
 * Attributes are the address keys: `a b` (paper, keras, inside, simple, first-only, beta1-twice), `at` (plateau, valley,
 * pit), `lr`, `eps` (one for both; without it each has its own), `t` the step looked at; plus
 *   url          keeps the page's address and the figure in step,
 *   lock, hide   space-separated controls: those that author/figures.ts lists
 * Events: `change` {state}. `getState()`/`setState()` round-trip as plain address keys.
 */
import { html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { explain, explainAlone } from '../../i18n/errors.ts';
import { Texter, type Key } from '../../i18n/i18n.ts';
import type { DescendResult, ParamInfo } from '../../engine/types.ts';
import { chartCursor, drawLineChart, stepAt, type DrawnChart } from '../../plots/line-chart.ts';
import { full, short, vector } from '../../state/format.ts';
import { buildFragment } from '../../state/url.ts';
import { AddressBinding, words } from '../address.ts';
import { AuthorButton } from '../author/button.ts';
import { PagedTable, type NumberTable } from '../compare/table.ts';
import { Copier } from '../copier.ts';
import { define } from '../define.ts';
import { PartSizes } from '../part-sizes.ts';
import { figureStyles, layoutStyles, panelStyles } from '../function/styles.ts';
import { memo } from '../memo.ts';
import { value } from '../options.ts';
import { numberControl } from '../param-panel.ts';
import { controlStyles, plotStyles, tokenStyles } from '../styles.ts';
import { ConventionModel, conventions, encode, places, type Pair } from './model.ts';
import { conventionStyles } from './styles.ts';

type Side = 'a' | 'b';
/** Steps whose numbers always stand below the figure. */
const milestones = [1, 2, 3, 10, 30, 60, 100];
const height = 230;

export class DescentConventions extends LitElement {
  static override styles = [tokenStyles, controlStyles, plotStyles, layoutStyles, figureStyles, panelStyles, conventionStyles];
  static override properties = { lock: {}, hide: {} };
  declare lock: string | null;
  declare hide: string | null;

  private readonly texts = new Texter(this, 'conventions', 'catalog');
  private readonly common = new Texter(this, 'function');
  private readonly model = new ConventionModel(this);
  private readonly address = new AddressBinding(this, { take: (fields) => this.model.take(fields), fragment: () => buildFragment(encode(this.model.state)) });
  private readonly locked = (name: string) => words(this.lock).has(name);
  private readonly omitted = (name: string) => words(this.hide).has(name);
  private readonly copier = new Copier(this);
  private readonly author = new AuthorButton(this);
  private readonly table = new PagedTable(this.common.t, () => this.requestUpdate(), (text) => void this.copier.copy(text, this.common.t('copied')));
  private width = 320;
  protected readonly sizes = new PartSizes(this, '.stand', ([{ clientWidth }]) => {
    if (clientWidth === 0 || clientWidth === this.width) return;
    this.width = clientWidth;
    this.requestUpdate();
  });

  getState(): Record<string, string> { return Object.fromEntries(encode(this.model.state)); }
  setState(fields: Record<string, string | number>): void {
    this.model.take(new Map(Object.entries(fields).map(([key, x]) => [key, String(x)])));
  }

  private name(id: string): string { return this.texts.t(id as Key<'conventions'>); }
  private at(run: DescendResult, t: number): Float64Array { return run.x.subarray(t * run.dim, (t + 1) * run.dim); }

  protected override render(): TemplateResult {
    const { model } = this, common = this.common.t;
    if (!this.texts.ready || !this.common.ready) return html`<div class="lab"><div class="main"><div class="stand"></div></div></div>`;
    if (model.failure) {
      return html`<div class="message" role="alert"><p>${common('failed', { message: explain(model.failure) })}</p>
        <button type="button" class="primary" @click=${() => void model.open()}>${common('retry')}</button></div>`;
    }
    return html`<div class="lab"><div class="main">${this.readout()}<div class="stand">${model.pair ? this.picture(model.pair) : nothing}</div>
        ${this.omitted('timeline') ? nothing : this.timeline()}
        ${model.trouble ? html`<div class="finding bad" role="status"><p>${explainAlone(model.trouble)}</p></div>` : nothing}</div>
      <div class="controls">${this.side('a')}${this.side('b')}${this.place()}${this.rate()}${this.epsilon()}</div>
      <div class="equation">${model.pair ? this.numbers(model.pair) : nothing}</div>
      <div class="foot">${this.omitted('table') ? nothing : this.table.render(model.pair && this.all(model.pair))}<div class="links">${this.omitted('author') ? nothing : this.author.render(common('author'))}<span role="status" class="about">${this.copier.said}</span></div></div></div>`;
  }

  private readout(): TemplateResult {
    const { pair, step } = this.model;
    return html`<div class="readout">${pair ? html`<p><b>${this.texts.t('step')} ${step}</b>${pair.runs.map((run, i) => html`<span class="t${i * 5 + 1}">${'AB'[i]}: ${vector(this.at(run, step), 6)}</span>`)}
      <span>${this.texts.t('readout', { d: short(pair.apart[step]) })}</span></p>` : ' '}</div>`;
  }

  private readonly draw = memo((pair: Pair, width: number): DrawnChart => {
    const first = ({ x, dim, steps }: DescendResult) => Float64Array.from({ length: steps + 1 }, (_, t) => x[t * dim]);
    return drawLineChart({ series: pair.runs.map((run, i) => ({ label: 'AB'[i], values: first(run), hue: i * 5 + 1 })), width, height, steps: Math.max(...pair.runs.map((r) => r.steps)), log: false, format: (x) => short(x, 3) });
  });

  private picture(pair: Pair): TemplateResult {
    const { model, width } = this, drawn = this.draw(pair, width), n = model.steps;
    const under = (e: PointerEvent) => Math.min(n, stepAt(drawn, e.clientX - (e.currentTarget as Element).getBoundingClientRect().left));
    return html`<figure class="chart"><figcaption>${this.texts.t('chart')}</figcaption>
      <svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${this.texts.t('chart.aria', { n, a: vector(this.at(pair.runs[0], n)), b: vector(this.at(pair.runs[1], n)) })}
        @pointermove=${(e: PointerEvent) => model.point(under(e))} @pointerleave=${() => model.point(null)} @click=${(e: PointerEvent) => model.change({ t: under(e) })}>
        <rect class="sheet" width=${width} height=${height}></rect>${drawn.body}${svg`${chartCursor(drawn, model.step)}`}</svg></figure>`;
  }

  private timeline(): TemplateResult {
    const { model } = this, text = this.texts.t('step.of', { t: model.step, n: model.steps });
    return html`<div class="timeline"><input type="range" min="1" max=${Math.max(1, model.steps)} .value=${live(String(model.step))} ?disabled=${this.locked('timeline')} aria-label=${this.texts.t('step')} aria-valuetext=${text}
      @input=${(e: Event) => { model.point(null); model.change({ t: Number(value(e)) }); }}><output>${text}</output></div>`;
  }

  private side(side: Side): unknown {
    if (this.omitted(side)) return nothing;
    const { model } = this, chosen = conventions.find((c) => c.id === model.state[side])!;
    return html`<div class="field"><label for=${side}><b class="t${side === 'a' ? 1 : 6}">${side.toUpperCase()}</b> ${this.texts.t(side)}</label>
      <select id=${side} ?disabled=${this.locked(side)} .value=${live(chosen.id)} @change=${(e: Event) => model.change({ [side]: value(e) })}>
        ${conventions.map((c) => html`<option value=${c.id} ?selected=${c.id === chosen.id}>${this.name(c.id)}</option>`)}</select>
      <p class="rule">θ ← θ − η · ${chosen.update}</p></div>`;
  }
  private place(): unknown {
    if (this.omitted('at')) return nothing;
    const { model } = this;
    return html`<div class="field"><label for="at">${this.texts.t('at')}</label><select id="at" ?disabled=${this.locked('at')} .value=${live(model.state.at)} @change=${(e: Event) => model.change({ at: value(e) })}>
      ${places.map((p) => html`<option value=${p.id} ?selected=${p.id === model.state.at}>${this.name(p.id)}</option>`)}</select></div>`;
  }

  private param(key: string): ParamInfo | undefined {
    return this.model.lab?.catalog.optimizers.find((row) => row.id === 'adam')?.params.find((p) => p.key === key);
  }
  private rate(): unknown {
    const info = this.param('lr');
    if (!info || this.omitted('lr')) return nothing;
    return numberControl({ id: 'lr', info, value: this.model.state.lr, label: this.texts.t('lr'), symbol: 'η', locked: this.locked('lr'), onChange: (lr) => this.model.change({ lr }) });
  }
  private epsilon(): unknown {
    const info = this.param('eps'), { model } = this, { pair, state } = model, { t } = this.texts;
    if (!info || !pair || this.omitted('eps')) return nothing;
    const locked = this.locked('eps');
    return html`<label class="check"><input type="checkbox" .checked=${live(state.eps !== null)} ?disabled=${locked}
        @change=${(e: Event) => model.change({ eps: (e.target as HTMLInputElement).checked ? Math.max(...pair.eps) : null })}>${t('same')}</label>
      ${state.eps === null ? html`<p class="about">${t('own', { a: short(pair.eps[0]), b: short(pair.eps[1]) })}</p>`
        : numberControl({ id: 'eps', info, value: state.eps, label: t('eps'), symbol: 'ε', locked, onChange: (eps) => model.change({ eps }) })}`;
  }

  private numbers(pair: Pair): TemplateResult {
    const { t } = this.texts, { steps, step } = this.model;
    const rows = [...new Set([...milestones.filter((k) => k < steps), steps])];
    return html`<h3>${t('table')}</h3><div class="scroll" tabindex="0" role="region" aria-label=${t('table')}><table><caption class="sr">${t('table.caption')}</caption>
      <thead><tr><th scope="col">t</th><th scope="col" class="t1">A</th><th scope="col" class="t6">B</th><th scope="col">${t('difference')}</th></tr></thead>
      <tbody>${rows.map((k) => html`<tr class=${k === step ? 'here' : ''}><th scope="row">${k}</th>${pair.runs.map((run) => html`<td title=${[...this.at(run, k)].map(full).join(', ')}>${vector(this.at(run, k), run.dim === 1 ? 5 : 4)}</td>`)}
        <td title=${full(pair.apart[k])}>${short(pair.apart[k], 3)}</td></tr>`)}</tbody></table></div>`;
  }
  private all(pair: Pair): NumberTable {
    const { model } = this, { dim } = pair.runs[0];
    const names = dim === 1 ? ['x'] : ['x', 'y'];
    return {
      head: 't', caption: this.texts.t('table.caption'), rows: model.steps + 1, here: model.step, point: (row) => model.point(row),
      columns: [...pair.runs.flatMap((run, r) => names.map((name, i) => ({ title: `${name} ${'AB'[r]}`, at: (t: number) => run.x[t * dim + i] }))), { title: this.texts.t('difference'), at: (t) => pair.apart[t] }],
    };
  }

  protected override updated(): void { void this.address; }
}

define('descent-conventions', DescentConventions);
declare global {
  interface HTMLElementTagNameMap { 'descent-conventions': DescentConventions }
}
