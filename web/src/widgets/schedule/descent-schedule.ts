/**
 * `<descent-schedule>`: the learning rate over the steps under one or more schedules, and what each does to the same path.
 *
 * Attributes are the address keys: `f e x n t noise seed b f.* m m.*` as in `<descent-function>`, `s1 s1.period … s6` the
 * schedules, plus
 *   url          keeps the page's address and the figure in step,
 *   lock, hide   space-separated controls: those that author/figures.ts lists, or one parameter such as `s1.period`
 * Events: `change` {state}, `step` {step, points}. `getState()`/`setState()` round-trip as plain address keys.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import presets from '../../../content/schedules.json';
import { explainAlone, told } from '../../i18n/errors.ts';
import { language, Texter, type Key } from '../../i18n/i18n.ts';
import { spansDecades } from '../../plots/line-chart.ts';
import { full, fullVector, short, vector } from '../../state/format.ts';
import { optimizerRow } from '../../state/function-state.ts';
import { aboveLowest, lowestOf, stepNumbers, type CompareChart } from '../compare/charts.ts';
import { CompareElement } from '../compare/element.ts';
import type { EntryTexts } from '../compare/entries.ts';
import type { Outcome } from '../compare/model.ts';
import type { Column, NumberTable } from '../compare/table.ts';
import { define } from '../define.ts';
import { diagnose } from '../function/diagnosis.ts';
import { memo } from '../memo.ts';
import { baseName, grouped, value } from '../options.ts';
import { paramPanel } from '../param-panel.ts';
import { scheduleStyles } from './styles.ts';

export class DescentSchedule extends CompareElement {
  static override styles = [...CompareElement.styles, scheduleStyles];
  protected readonly compared = { kind: 's', presets, table: 'schedules', page: 'schedules/' } as const satisfies CompareElement['compared'];
  private readonly texts = new Texter(this, 'schedule');

  constructor() {
    super();
    this.begin();
  }
  protected get textsReady(): boolean { return this.texts.ready; }
  protected presetText(id: string): string { return this.texts.t(`preset.${id}` as Key<'schedule'>); }
  protected entryTexts(): EntryTexts {
    const { t } = this.texts;
    return { title: t('schedules'), add: t('add'), remove: (name) => t('remove', { name }), entry: (i) => t('schedule', { i }), more: this.common.t('options') };
  }

  protected readout(): TemplateResult {
    const { model } = this, { t } = this.texts, s = model.step;
    return html`<p><b>${t('readout', { t: s, n: model.steps })}</b>
      ${s === 0 ? html`<span>${t('readout.start')}</span>` : model.outcomes.map(({ rates }, i) => (rates
        ? html`<span class="rate t${i + 1}" title="${this.names[i]}: ${full(rates[s - 1])}">η = ${short(rates[s - 1])}</span>` : nothing))}</p>`;
  }

  protected override moreControls(): unknown {
    if (this.omitted('method')) return nothing;
    const { model, locked, omitted } = this, { t } = this.texts, catalog = model.catalog!, { base } = model.state;
    const row = optimizerRow(catalog, base);
    return html`<div class="field"><label for="method">${t('method')}</label>
      <select id="method" ?disabled=${locked('method')} .value=${live(base.optimizer)} @change=${(e: Event) => model.change({ optimizer: value(e), optimizerParams: {} })}>
        ${grouped('optimizers', catalog.optimizers.filter((r) => r.functions), base.optimizer)}</select></div>
      ${row ? paramPanel({
        params: row.params, values: base.optimizerParams, prefix: 'm', open: 1, locked, hidden: omitted, more: this.common.t('options'), choiceLabel: baseName(catalog),
        onChange: (key, x) => model.change({ optimizerParams: { ...base.optimizerParams, [key]: x } }),
      }) : nothing}`;
  }

  protected override middle(): unknown {
    if (this.omitted('board')) return nothing;
    const { model } = this, { t } = this.texts, s = model.step;
    return html`<div class="equation"><section class="board" aria-label=${t('board')}><h3>${t('board')}</h3>
      <div class="scroll" tabindex="0" role="region" aria-label=${t('board')}><table>
        <thead><tr><th scope="col" class="name">${this.common.t('schedule')}</th><th scope="col">${t('rate', { t: s })}</th><th scope="col">${t('point')}</th><th scope="col">${t('value')}</th><th scope="col" class="name">${t('end')}</th></tr></thead>
        <tbody @pointerleave=${() => model.point(null)}>${model.outcomes.map((o, i) => this.line(o, i, s))}</tbody></table></div></section></div>`;
  }

  private line({ run, rates, trouble }: Outcome, i: number, s: number): TemplateResult {
    const { model } = this, at = run && Math.min(s, run.steps), x = run && run.x.subarray(at! * run.dim, (at! + 1) * run.dim);
    const finding = run && diagnose(run, model.row);
    return html`<tr class=${model.lit === i ? 'here' : ''} @pointerenter=${() => model.point(null, i)}>
      <th scope="row" class="name"><svg class="swatch" viewBox="0 0 26 8" aria-hidden="true"><path class="series s${i + 1}" d="M1 4H25"></path></svg> ${this.names[i]}</th>
      <td title=${rates && s > 0 ? full(rates[s - 1]) : ''}>${rates && s > 0 ? short(rates[s - 1]) : '–'}</td>
      ${run ? html`<td title=${fullVector(x!)}>${vector(x!)}</td><td title=${full(run.f[at!])}>${short(run.f[at!])}</td>` : html`<td>–</td><td>–</td>`}
      <td class="name end-text ${finding?.tone ?? 'bad'}">${finding ? this.common.t(finding.key, told(finding)) : trouble && explainAlone(trouble)}</td></tr>`;
  }

  private readonly listOf = memo((outcomes: Outcome[], row: typeof this.model.row, box: number[] | undefined, lang: string): CompareChart[] => {
    void lang;
    const { t } = this.texts, lowest = lowestOf(row), heights = aboveLowest(outcomes, lowest), n = outcomes.length;
    const chart = (id: string, title: string, lines: CompareChart['lines'], log: boolean, clip?: [number, number]): CompareChart =>
      ({ id, title, note: log ? this.common.t('chart.log') : undefined, aria: t('chart.aria', { name: title, n }), lines, log, clip, name: t('unit') });
    const rates = outcomes.flatMap(({ rates: y }, entry) => (y && y.length ? [{ entry, x: stepNumbers(1, y.length), y, first: 1 }] : []));
    const along = (make: (o: Outcome, i: number) => ArrayLike<number>) =>
      outcomes.flatMap((o, entry) => (o.run ? [{ entry, x: stepNumbers(0, o.run.steps + 1), y: make(o, entry), first: 0 }] : []));
    const list = [chart('lr', t('chart.lr'), rates, spansDecades(...rates.map((line) => line.y)))];
    if (box?.length === 2) {
      const room = box[1] - box[0];
      list.push(chart('x', t('chart.x'), along((o) => o.run!.x), false, [box[0] - room, box[1] + room]));
    }
    list.push(chart('f', t(lowest === undefined ? 'chart.value' : 'chart.gap'), along((_, i) => heights[i]), lowest !== undefined || spansDecades(...heights)));
    return list;
  });
  protected chartList(): CompareChart[] {
    const { model } = this;
    return this.listOf(model.outcomes, model.row, model.ground?.box, language());
  }

  protected numbers(): NumberTable {
    const { model } = this;
    const columns = model.outcomes.flatMap(({ run, rates }, i): Column[] => {
      const name = this.names[i], point = run ? Array.from({ length: run.dim }, (_, k): Column => ({ title: `${'xy'[k]}, ${name}`, at: (t) => run.x[t * run.dim + k] })) : [];
      return [{ title: `η, ${name}`, at: (t) => rates?.[t - 1] }, ...point, ...(run ? [{ title: `f, ${name}`, at: (t: number) => run.f[t] }] : [])];
    });
    return { head: this.common.t('step'), caption: this.texts.t('table.caption'), rows: model.steps + 1, here: model.step, point: (t) => model.point(t), columns };
  }
}

define('descent-schedule', DescentSchedule);
declare global {
  interface HTMLElementTagNameMap { 'descent-schedule': DescentSchedule }
}
