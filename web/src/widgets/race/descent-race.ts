/**
 * `<descent-race>`: several methods from one start on one function, where each of them goes and what it costs.
 *
 * Attributes are the address keys: `f e x n t noise seed b f.*` as in `<descent-function>`, `m1 m1.lr … m6` the methods
 * (`m1.batch`: how many samples a step of it sees, where the function is a mean over samples),
 * `axis` (steps, evaluations, time), `tol` (what counts as arrived), plus
 *   url          keeps the page's address and the figure in step,
 *   lock, hide   space-separated controls: those that author/figures.ts lists, or one parameter such as `m1.lr`
 * Events: `change` {state}, `step` {step, points}. `getState()`/`setState()` round-trip as plain address keys.
 */
import { html, nothing, type TemplateResult } from 'lit';
import presets from '../../../content/races.json';
import { explain } from '../../i18n/errors.ts';
import { language, Texter, type Key } from '../../i18n/i18n.ts';
import { short } from '../../state/format.ts';
import { axes, entryConfig, type Axis } from '../../state/compare-state.ts';
import { spansDecades } from '../../plots/line-chart.ts';
import { aboveLowest, lowestOf, stepNumbers, type CompareChart } from '../compare/charts.ts';
import { CompareElement } from '../compare/element.ts';
import type { EntryTexts } from '../compare/entries.ts';
import type { Outcome } from '../compare/model.ts';
import type { NumberTable } from '../compare/table.ts';
import { define } from '../define.ts';
import { memo } from '../memo.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
import { scores } from './score.ts';
import { scoreboard } from './scoreboard.ts';
import { raceStyles } from './styles.ts';
import { runsOf, tune } from './tune.ts';

export class DescentRace extends CompareElement {
  static override styles = [...CompareElement.styles, raceStyles];
  protected readonly compared = { kind: 'm', presets, table: 'optimizers', page: 'race/' } as const satisfies CompareElement['compared'];
  private readonly texts = new Texter(this, 'race');
  private sweep?: { stop: AbortController; done: number; total: number };
  /** What became of the last sweep. */
  private said?: { key: Key<'race'>; why?: Trouble };

  constructor() {
    super();
    this.begin();
  }
  protected get textsReady(): boolean { return this.texts.ready; }
  protected presetText(id: string): string { return this.texts.t(`preset.${id}` as Key<'race'>); }
  protected entryTexts(): EntryTexts {
    const { t } = this.texts;
    return { title: t('racers'), add: t('add'), remove: (name) => t('remove', { name }), entry: (i) => t('racer', { i }), more: this.common.t('options') };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sweep?.stop.abort();
  }

  protected readout(): TemplateResult {
    const { model } = this, { t } = this.texts, s = model.step;
    const at = model.outcomes.map(({ run }) => run?.f[Math.min(s, run.steps)] ?? Infinity), best = Math.min(...at);
    return html`<p><b>${t('readout', { t: s, n: model.steps })}</b>
      ${Number.isFinite(best) ? html`<span>${t('leader', { name: this.names[at.indexOf(best)], f: short(best) })}</span>` : nothing}</p>`;
  }

  /** Where each step of an entry lies on the chosen axis; undefined while that is not known. */
  private along({ run, evaluations, secondsPerStep }: Outcome, axis: Axis): ArrayLike<number> | undefined {
    if (!run) return undefined;
    const steps = stepNumbers(0, run.steps + 1);
    if (axis === 'evaluations') return evaluations;
    return axis === 'time' ? (secondsPerStep == null ? undefined : steps.map((t) => t * secondsPerStep * 1e6)) : steps;
  }

  private readonly listOf = memo((outcomes: Outcome[], axis: Axis, row: typeof this.model.row, lang: string): CompareChart[] => {
    void lang;
    const { t } = this.texts, lowest = lowestOf(row), heights = aboveLowest(outcomes, lowest);
    const title = t(lowest === undefined ? 'chart.value' : 'chart.gap');
    const lines = outcomes.flatMap((o, entry) => {
      const x = this.along(o, axis);
      return x ? [{ entry, x, y: heights[entry], first: 0 }] : [];
    });
    const log = lowest !== undefined || spansDecades(...heights);
    const charts: CompareChart[] = [{
      id: 'f', title, note: log ? this.common.t('chart.log') : undefined, aria: t('chart.aria', { name: title, n: outcomes.length }), lines, log, name: t(`axis.unit.${axis}`),
    }];
    if (this.model.start.length === 1) {
      const { box = [-1, 1] } = this.model.ground ?? {}, room = box[1] - box[0];
      charts.push({
        id: 'x', title: t('chart.x'), aria: t('chart.aria', { name: t('chart.x'), n: outcomes.length }), log: false, clip: [box[0] - room, box[1] + room], name: t(`axis.unit.${axis}`),
        lines: lines.map((line) => ({ ...line, y: outcomes[line.entry].run!.x })),
      });
    }
    return charts;
  });
  protected chartList(): CompareChart[] { return this.listOf(this.model.outcomes, this.shownAxis, this.model.row, language()); }
  /** Times come a little later than the runs; until then the chart counts steps. */
  private get shownAxis(): Axis {
    const { axis } = this.model.state;
    return axis === 'time' && !this.model.outcomes.some((o) => o.secondsPerStep != null) ? 'steps' : axis;
  }

  protected override chartTools(): unknown {
    if (this.omitted('axis')) return nothing;
    const { t } = this.texts, { model } = this;
    return html`<div class="chart-tools wide-chart" role="group" aria-label=${t('axis')}><span class="about">${t('axis')}</span><span class="segments">${axes.map((axis) =>
      html`<button type="button" ?disabled=${this.locked('axis')} aria-pressed=${model.state.axis === axis} @click=${() => model.set({ axis })}>${t(`axis.${axis}`)}</button>`)}</span></div>`;
  }

  protected override middle(): unknown {
    if (this.omitted('board')) return nothing;
    const { model } = this;
    return html`<div class="equation">${scoreboard(model, scores(model.outcomes, model.row, model.state.tolerance, this.shownAxis), this.names, this.texts.t, this.locked('tolerance'))}</div>`;
  }

  protected override moreControls(): unknown {
    if (this.omitted('tune')) return nothing;
    const { t } = this.texts, { sweep } = this;
    return html`<div class="tune">${sweep
      ? html`<label for="progress">${t('tune.progress', { done: sweep.done, total: sweep.total })}</label><progress id="progress" max=${sweep.total} value=${sweep.done}></progress>
        <button type="button" @click=${() => sweep.stop.abort()}>${t('tune.cancel')}</button>`
      : html`<button type="button" class="primary" ?disabled=${this.locked('tune') || !this.model.lab} @click=${() => void this.tune()}>${t('tune')}</button>`}
      <p class="about" role="status">${this.said ? t(this.said.key, { message: this.said.why ? explain(this.said.why) : '' }) : t('tune.help', { runs: runsOf(1) })}</p></div>`;
  }

  private async tune(): Promise<void> {
    const { model } = this, { state } = model;
    const racers = state.entries.flatMap((entry, i) => {
      const rate = model.rows(model.catalog!).find((row) => row.id === entry.id)?.params.find((info) => info.key === 'lr');
      return rate && !this.locked(`m${i + 1}.lr`) ? [{ i, rate, config: entryConfig(state, model.catalog!, 'm', entry, model.start) }] : [];
    });
    const stop = new AbortController();
    this.sweep = { stop, done: 0, total: runsOf(racers.length) };
    this.said = undefined;
    this.requestUpdate();
    try {
      const lowest = lowestOf(model.row);
      const rates = await tune(model.lab!, racers, lowest === undefined ? undefined : lowest + state.tolerance, stop.signal, (done) => {
        this.sweep!.done = done;
        this.requestUpdate();
      });
      const found = new Map(racers.map(({ i }, k) => [i, rates[k]]));
      model.set({ entries: model.state.entries.map((entry, i) => {
        const lr = found.get(i);
        return lr === undefined || entry.id !== state.entries[i]?.id ? entry : { ...entry, params: { ...entry.params, lr } };
      }) });
      this.said = { key: 'tune.done' };
    } catch (error) {
      this.said = stop.signal.aborted ? { key: 'tune.cancelled' } : { key: 'tune.failed', why: asTrouble(error) };
    }
    this.sweep = undefined;
    this.requestUpdate();
  }

  protected numbers(): NumberTable {
    const { model } = this;
    return {
      head: this.common.t('step'), caption: this.texts.t('table.caption'), rows: model.steps + 1, here: model.step, point: (t) => model.point(t),
      columns: model.outcomes.flatMap(({ run }, i) => (run ? [{ title: `f, ${this.names[i]}`, at: (t: number) => (t <= run.steps ? run.f[t] : undefined) }] : [])),
    };
  }
}

define('descent-race', DescentRace);
declare global {
  interface HTMLElementTagNameMap { 'descent-race': DescentRace }
}
