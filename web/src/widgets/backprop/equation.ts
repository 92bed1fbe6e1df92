/** The present step: what is done and why, its law, and every line with its numbers put in. */
import { html, nothing, type TemplateResult } from 'lit';
import { full, short } from '../../state/format.ts';
import { texToText } from '../tex.ts';
import type { BackpropText } from './figure.ts';
import type { BackpropModel } from './model.ts';
import { keyOf, sign, valueOf, type Ref } from './notation.ts';
import { keysOf, type Line, type Stage, type Token } from './stages.ts';

/** A quantity in letters. */
export function letters(r: Ref, last: number): TemplateResult {
  const { base, sup, sub, wrap } = sign(r, last);
  const plain = html`${base}${sup ? html`<sup>${sup}</sup>` : nothing}${sub ? html`<sub>${sub}</sub>` : nothing}`;
  if (wrap === 'slope') return html`σ′(${plain})`;
  return wrap ? html`<span class="frac"><span>∂C</span><span>∂${plain}</span></span>` : plain;
}

/** The name a step has among the others, in signs alone. */
export function stageSign({ name, layer }: Stage): TemplateResult {
  const l = html`<sup>${layer}</sup>`;
  switch (name) {
    case 'forward': return html`<i>z</i>${l}, <i>a</i>${l}`;
    case 'output': return html`<i>z</i>${l}, <i>ŷ</i>`;
    case 'loss': return html`<i>C</i>`;
    case 'bp1': case 'bp2': return html`<i>δ</i>${l}`;
    case 'bp3': return html`∂<i>b</i>`;
    case 'bp4': return html`∂<i>w</i>${l}`;
    case 'update': return html`<i>w</i> − <i>η</i>∂<i>w</i>`;
  }
}

export class StageView {
  constructor(private model: BackpropModel) {}

  private get last(): number { return this.model.answer!.layers.length; }

  /** Hovering a quantity lights it in the figure, and the figure lights it here. */
  private mark(r: Ref, kind: string, shown: unknown): TemplateResult {
    const key = keyOf(r), { model } = this;
    return html`<span class="${kind} ${model.pointed.includes(key) ? 'lit' : ''}" title=${full(valueOf(r, model.answer!))} @pointerenter=${() => model.point([key])}>${shown}</span>`;
  }

  private form(tokens: Token[], numbers: boolean): unknown[] {
    return tokens.map((token, i) => {
      if (typeof token === 'string') return this.sign(token);
      if (!numbers) return this.mark(token, 'q', letters(token, this.last));
      const x = valueOf(token, this.model.answer!), before = tokens[i - 1];
      const bare = tokens.length === 1 || (typeof before === 'string' && before.endsWith('('));
      return this.mark(token, 'n', x < 0 && !bare ? `(${short(x)})` : short(x));
    });
  }
  /** TeX between quantities, in plain letters with its spaces kept. */
  private sign(tex: string): string {
    const lead = /^ /.test(tex) ? ' ' : '', trail = / $/.test(tex) && !/\\cdot $/.test(tex) ? ' ' : '';
    return `${lead}${texToText(tex)}${trail}`;
  }

  private line(line: Line): TemplateResult {
    const { model } = this, result = valueOf(line.lhs, model.answer!);
    // A lone quantity says everything in letters; its number is the result.
    const forms = line.forms.map((tokens) => html`${this.form(tokens, false)}${tokens.length === 1 ? nothing : html` = ${this.form(tokens, true)}`} = `);
    return html`<li @pointerenter=${() => model.point(keysOf(line))}>${this.mark(line.lhs, 'q', letters(line.lhs, this.last))} ${line.lhs.kind.endsWith('+') ? '←' : '='} ${forms}<output title=${full(result)} data-key=${keyOf(line.lhs)}>${short(result)}</output></li>`;
  }

  render(t: BackpropText): TemplateResult {
    const { model } = this, stage = model.stages[model.stage], softmax = stage.name === 'bp1' && model.answer!.state.task === 'multiclass';
    return html`<section class="stage-view" aria-label=${t('equations')}><h3 class="stage-name">${t(`stage.${stage.name}`, { l: stage.layer })}</h3>
      <p class="why">${t(softmax ? 'why.bp1.softmax' : `why.${stage.name}`, { l: stage.layer, above: stage.layer + 1, below: stage.layer - 1 })}</p>
      <span class="law" data-tex=${stage.law}></span>
      <ul class="lines" tabindex="0" aria-label=${t('lines')} @pointerleave=${() => model.point([])}>${stage.lines.map((line) => this.line(line))}</ul></section>`;
  }
}
