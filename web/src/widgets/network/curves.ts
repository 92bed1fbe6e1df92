/** Loss and accuracy while the run goes on, against steps or epochs, with the last run faint behind them. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { spreadOf } from './compare/plan.ts';
import { shortNames, styleOf } from './history/labels.ts';
import { drawRunChart, type Along, type DrawnRunChart, type RunArea, type RunLine } from '../../plots/run-chart.ts';
import { spansDecades } from '../../plots/line-chart.ts';
import { count, full, percent, short } from '../../state/format.ts';
import type { ParamInfo } from '../../engine/types.ts';
import { networkLimits } from '../../state/network-state.ts';
import type { RunSummary } from './history/types.ts';
import { numberControl } from '../param-panel.ts';
import { scoreText, type Parts } from './parts.ts';
import type { Evaluated, RunRecord } from './record.ts';

const smoothingInfo: ParamInfo = { key: 'smoothing', symbol: 'ρ', scale: 'linear', default: 0.9, min: 0, max: networkLimits.smoothing, lo: 0, hi: 0.99 };
/** An untrained network may be hundreds of times worse than the mean; the chart is for what comes after. */
const lowestR2 = -1;
const hues = { train: 1, test: 2, validation: 4, ghost: 5 } as const;

interface Other {
  record: RunRecord;
  label: string;
  hue: number;
  dash: number;
  /** Evaluations of the runs that differ by their seed alone. */
  seeds?: Evaluated[][];
}

export class CurvesView {
  private width = 420;
  private readonly height = 230;
  private along: Along = 'epoch';
  /** Undefined until the reader decides: then logarithmic where a run that broke off spans decades. */
  private chosenLog?: boolean;
  /** Runs that differ by their seed alone are drawn as one band. */
  private bands = true;
  /** Where the reader points, on the axis. */
  private at: number | null = null;

  constructor(private parts: Parts, private update: () => void) {}

  resize(width: number): boolean {
    if (width === this.width || width === 0) return false;
    this.width = width;
    return true;
  }

  render(): TemplateResult | typeof nothing {
    const { model, t, hidden, locked } = this.parts;
    const { record, trainer, state } = model;
    if (!trainer || !record) return nothing;
    const others = this.others();
    const previous = others.length ? undefined : trainer.previous;
    const name = t(`axis.${this.along}`);
    const end = this.end([...others.map((o) => o.record), ...(previous ? [previous] : [])]);
    const common = {
      width: this.width, height: this.height, along: this.along, end, name,
      formatX: (x: number) => (this.along === 'epoch' || this.along === 'second' ? short(x, 3) : Number.isInteger(x) ? count(x) : ''),
    };
    const wide = spansDecades(record.raw.low.subarray(0, record.raw.length), record.raw.high.subarray(0, record.raw.length));
    const log = this.chosenLog ?? (wide && record.status !== 'ok');
    const smooth = (r: RunRecord, label: string, hue: number, faint = false): RunLine =>
      ({ label, hue, faint, x: r.smooth[this.along].subarray(0, r.smooth.length), y: r.smooth.last.subarray(0, r.smooth.length) });
    const points = (r: RunRecord, label: string, hue: number, of: (e: Evaluated) => number, faint = false): RunLine =>
      ({ label, hue, faint, dots: true, x: r.evaluations.map((e) => e[this.along]), y: r.evaluations.map(of) });
    const spread = (o: Other, of: (e: Evaluated) => number) => spreadOf(o.seeds!, (e) => e[this.along], of);
    const mean = (o: Other, of: (e: Evaluated) => number): RunLine => {
      const { x, mean: y } = spread(o, of);
      return { label: o.label, hue: o.hue, dash: o.dash, dots: true, x, y };
    };
    const validated = record.evaluations.filter((e) => e.validation), numbers = model.data?.task === 'regression';
    /** What was kept for validation, as points of their own. */
    const checks = (of: (e: { loss: number; accuracy: number }) => number): RunLine[] => (validated.length
      ? [{ label: t('line.validation'), hue: hues.validation, dots: true, x: validated.map((e) => e[this.along]), y: validated.map((e) => of(e.validation!)) }] : []);
    const shown = (x: number) => (numbers ? Math.max(lowestR2, x) : x), score = (e: { accuracy: number }) => shown(e.accuracy);
    const areas = (of: (e: Evaluated) => number): RunArea[] => others.filter((o) => o.seeds).map((o) => ({ hue: o.hue, ...spread(o, of) }));
    const own = others.length === 0 || !model.history?.aside;
    const loss = drawRunChart({
      ...common, areas: areas((e) => e.loss), band: own ? record.raw : undefined, log, format: (y) => short(y, 3),
      lines: [
        ...(previous ? [smooth(previous, '', hues.ghost, true)] : []),
        ...others.flatMap((o) => o.seeds ? [mean(o, (e) => e.loss)] : [{ ...smooth(o.record, o.label, o.hue), dash: o.dash }, { ...points(o.record, '', o.hue, (e) => e.loss), dots: 'only' as const }]),
        ...(own ? [smooth(record, t('line.train'), hues.train), points(record, t('line.test'), hues.test, (e) => e.loss), ...checks((e) => e.loss)] : []),
      ],
    });
    const accuracy = drawRunChart({
      ...common, areas: areas(score), log: false, ...(numbers ? { range: [lowestR2, 1] as [number, number], format: (y: number) => short(y, 3) } : { range: [0, 1] as [number, number], format: (y: number) => percent(y, 0) }),
      lines: [
        ...(previous ? [points(previous, '', hues.ghost, score, true)] : []),
        ...others.map((o) => o.seeds ? mean(o, score) : ({ ...points(o.record, o.label, o.hue, score), dash: o.dash })),
        ...(own ? [points(record, t('line.train'), hues.train, (e) => shown(e.trainAccuracy)), points(record, t('line.test'), hues.test, score), ...checks(score)] : []),
      ],
    });
    const latest = record.latest;
    return html`<div class="curve-tools">
        <div class="segments" role="group" aria-label=${t('axis')}>${(['epoch', 'step', 'evaluation', 'second'] as const).map((a) => html`<button type="button" aria-pressed=${a === this.along}
          @click=${() => { this.along = a; this.at = null; this.update(); }}>${t(`axis.${a}`)}</button>`)}</div>
        <label class="check"><input type="checkbox" .checked=${live(log)} @change=${(e: Event) => { this.chosenLog = (e.target as HTMLInputElement).checked; this.update(); }}>${t('log')}</label>
        ${previous ? html`<span class="about key"><svg width="22" height="8" aria-hidden="true"><path class="series s5 ghost" d="M0 4H22"></path></svg>${t('previous')}</span>` : nothing}
        ${this.grouped ? html`<label class="check"><input type="checkbox" .checked=${live(this.bands)} @change=${(e: Event) => { this.bands = (e.target as HTMLInputElement).checked; this.update(); }}>${t('curves.bands')}</label>` : nothing}
        ${others.length ? html`<span class="about">${others.some((o) => o.seeds) ? t('curves.bands.about') : t('curves.overlay')}</span>` : nothing}
      </div>
      <div class="charts">
        ${this.figure(loss, t('chart.loss'), t('chart.loss.aria', { n: record.step, loss: short(record.loss), test: latest ? short(latest.loss) : '—' }), this.lossAt(record))}
        ${this.figure(accuracy, t(numbers ? 'chart.r2' : 'chart.accuracy'), t(numbers ? 'chart.r2.aria' : 'chart.accuracy.aria', { epoch: short(record.epoch, 3), test: latest ? scoreText(model.data, latest.accuracy) : '—', train: latest ? scoreText(model.data, latest.trainAccuracy) : '—' }), this.accuracyAt(record))}
      </div>
      ${hidden('smoothing') ? nothing : html`<div class="smoothing">${numberControl({
        id: 'smoothing', info: smoothingInfo, value: state.smoothing, label: t('smoothing'), symbol: 'ρ', locked: locked('smoothing'),
        onChange: (smoothing) => model.change({ smoothing }),
      })}<p class="about">${t('smoothing.about', { rho: full(state.smoothing) })}</p></div>`}`;
  }

  /** The kept runs that are drawn beside this one. */
  private others(): Other[] {
    const { model } = this.parts, { keeper, catalog } = model;
    if (!keeper || keeper.shown.size === 0) return [];
    const runs = keeper.runs.filter((run) => keeper.shown.has(run.id) && keeper.of(model.record) !== run);
    const alike = (run: RunSummary) => (run.group ? runs.filter((r) => r.group === run.group) : [run]);
    const heads = this.bands ? runs.filter((run) => alike(run).at(-1) === run) : runs;
    const names = shortNames(heads, catalog!, this.width < 300 ? 9 : 15);
    return heads.map((run, i) => ({
      record: keeper.shown.get(run.id)!, label: names[i], ...styleOf(run),
      seeds: this.bands && alike(run).length > 1 ? alike(run).map((r) => keeper.shown.get(r.id)!.evaluations) : undefined,
    }));
  }
  /** Whether some of the drawn runs differ by their seed alone. */
  private get grouped(): boolean {
    const { keeper } = this.parts.model, groups = keeper?.runs.filter((r) => r.group && keeper.shown.has(r.id)).map((r) => r.group) ?? [];
    return new Set(groups).size < groups.length;
  }

  /** The right end: what was asked for, what the other runs needed, what is there. */
  private end(others: RunRecord[]): number {
    const { trainer, state } = this.parts.model;
    const { record, left, stepsPerEpoch } = trainer!, { along } = this;
    // How many of it an epoch takes: seconds and evaluations only the run itself can tell.
    const perEpoch = along === 'epoch' ? 1 : along === 'step' ? stepsPerEpoch : record.epoch > 0 ? record[along] / record.epoch : 0;
    const planned = left > 0 ? record[along] + left * perEpoch : record.step === 0 && others.length === 0 ? state.epochs * perEpoch : 0;
    return Math.max(planned, record[along], ...others.map((o) => o[along]), along === 'step' ? 1 : 0);
  }

  private lossAt(record: RunRecord): string {
    const { t } = this.parts;
    if (this.at === null || record.step === 0) return '';
    const step = Math.min(record.step, Math.max(1, Math.round(this.along === 'step' ? this.at : stepOf(record, this.at, this.along))));
    const loss = record.lossAt(step);
    return loss === undefined ? '' : t('at.loss', { step: count(step), loss: short(loss) });
  }
  private accuracyAt(record: RunRecord): string {
    const { t } = this.parts;
    if (this.at === null || record.evaluations.length === 0) return '';
    const at = this.at;
    const near = record.evaluations.reduce((a, b) => (Math.abs(b[this.along] - at) < Math.abs(a[this.along] - at) ? b : a));
    const score = (x: number) => scoreText(this.parts.model.data, x);
    const said = t('at.accuracy', { step: count(near.step), epoch: short(near.epoch, 3), test: score(near.accuracy), train: score(near.trainAccuracy) });
    return near.validation ? `${said}, ${t('at.validation', { validation: score(near.validation.accuracy) })}` : said;
  }

  private figure(drawn: DrawnRunChart, title: string, aria: string, note: string): TemplateResult {
    const { frame, x } = drawn;
    const move = (e: PointerEvent) => {
      const box = (e.currentTarget as Element).getBoundingClientRect();
      this.at = Math.max(0, x.invert(Math.min(frame.right, Math.max(frame.left, e.clientX - box.left))));
      this.update();
    };
    const cursor = this.at === null ? '' : svg`<path class="cursor" d="M${x(this.at).toFixed(1)} ${frame.top}V${frame.bottom}"></path>`;
    return html`<figure class="chart"><figcaption>${title} <span class="note">${note}</span></figcaption>
      <svg width=${this.width} height=${this.height} viewBox="0 0 ${this.width} ${this.height}" role="img" aria-label=${aria}
        @pointermove=${move} @pointerleave=${() => { this.at = null; this.update(); }}>
        <rect class="sheet" width=${this.width} height=${this.height}></rect>${drawn.body}${cursor}</svg></figure>`;
  }
}

/** The step at a place on another axis. */
function stepOf(record: RunRecord, at: number, along: Along): number {
  const { raw } = record, axis = raw[along];
  let k = 0;
  while (k < raw.length - 1 && axis[k] < at) ++k;
  const a0 = k ? axis[k - 1] : 0, s0 = k ? raw.step[k - 1] : 0;
  return s0 + ((raw.step[k] - s0) * (at - a0)) / Math.max(1e-12, axis[k] - a0);
}
