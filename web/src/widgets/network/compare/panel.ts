/** Comparing: what differs, with how many seeds, in turns or not, and what came of it. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { CatalogRow, OptimizerRow, ParamInfo } from '../../../engine/types.ts';
import { paramName, rowName, type Table } from '../../../i18n/catalog.ts';
import { count, full, parse, percent, short } from '../../../state/format.ts';
import { layersText, networkLimits, parseLayers, rowOf } from '../../../state/network-state.ts';
import { accept } from '../../../state/params.ts';
import { kept } from '../../kept.ts';
import { value } from '../../options.ts';
import { numberControl } from '../../param-panel.ts';
import { texToText } from '../../tex.ts';
import { runNames, styleOf } from '../history/labels.ts';
import type { RunSummary } from '../history/types.ts';
import { translator, type Panel } from '../panels.ts';
import type { Parts } from '../parts.ts';
import { differenceText, fields, mostValues, parseDifference, type Difference, type Field } from './plan.ts';
import { Comparison } from './runner.ts';

const t = translator('runs');
const tables: Record<string, Table> = { m: 'optimizers', a: 'activations', i: 'initializers', s: 'schedules' };
/** What a fresh comparison of methods offers. */
const usual = ['gd', 'momentum', 'rmsprop', 'adam'];
/** What a fresh comparison of dropout offers: without, and the shares that its paper recommends for hidden units. */
const usualDropout = [0, 0.2, 0.5];

export class ComparePanel implements Panel {
  private readonly comparison: Comparison;
  /** What was typed and cannot be used. */
  private wrong = '';

  constructor(private parts: Parts, private update: () => void) {
    this.comparison = new Comparison(parts.model, update);
  }

  private get difference(): Difference {
    const { state, catalog } = this.parts.model;
    const read = parseDifference(state.compare);
    if (read && fields(catalog!, state).some((f) => f.key === read.key)) return read;
    const rows = catalog!.optimizers.filter((r) => r.networks).map((r) => r.id);
    return { key: 'm', values: usual.filter((id) => rows.includes(id)) };
  }
  private set(difference: Difference): void { this.parts.model.change({ compare: differenceText(difference) }); }

  render(): TemplateResult {
    const { model, locked } = this.parts, { state, catalog } = model, { comparison } = this;
    const difference = this.difference, offered = fields(catalog!, state), field = offered.find((f) => f.key === difference.key)!;
    const fixed = locked('compare') || comparison.running;
    const n = difference.values.length * state.seeds, large = state.inTurns ? comparison.tooLarge(n) : undefined;
    return html`<p class="about">${t(['i', 'l'].includes(field.key) ? 'compare.about.weights' : field.key === 'b' ? 'compare.about.batch' : 'compare.about')}</p>
      <div class="compare-grid">
        <div class="field"><label for="difference">${t('compare.difference')}</label><select id="difference" ?disabled=${fixed} .value=${live(difference.key)}
          @change=${(e: Event) => this.choose(value(e), offered)}>${offered.map((f) => html`<option value=${f.key} ?selected=${f.key === difference.key}>${this.fieldName(f)}</option>`)}</select></div>
        ${numberControl({ id: 'seeds', label: t('compare.seeds'), value: state.seeds, locked: fixed, info: { key: 'seeds', symbol: '', scale: 'integer', default: 1, min: 1, max: networkLimits.seeds, lo: 1, hi: networkLimits.seeds },
          onChange: (seeds) => model.change({ seeds }) })}
        <label class="check"><input type="checkbox" ?disabled=${fixed} .checked=${live(state.inTurns)} @change=${(e: Event) => model.change({ inTurns: (e.target as HTMLInputElement).checked })}>${t('compare.turns')}</label>
      </div>
      ${field.kind === 'row' ? this.rows(field, difference, fixed) : this.numbers(field, difference, fixed)}
      ${large === undefined ? nothing : html`<p class="about">${t('compare.large', { mb: count(large) })}</p>`}
      <div class="actions"><button type="button" id="compare-start" class="primary" ?disabled=${!model.data || (!comparison.running && (difference.values.length === 0 || locked('compare')))}
        @click=${() => (comparison.running ? comparison.stop() : void this.start(difference))}>${comparison.running ? t('compare.stop') : t(state.epochs === 1 ? 'compare.start.one' : 'compare.start', { n, epochs: state.epochs })}</button>
        ${comparison.running ? html`<progress max=${comparison.progress.total} .value=${comparison.progress.done} aria-label=${t('compare.progress')}></progress>
          <span class="about" role="status">${t('compare.now', { i: comparison.progress.now + 1, n })}</span>` : nothing}</div>
      ${this.results()}`;
  }

  private fieldName({ key, group, info }: Field): string {
    const { t: words, model } = this.parts;
    if (group) return words(group === 'optimizer' ? 'method' : group);
    if (key === 'l') return words('layers');
    if (key === 'b') return words('batch');
    if (key === 'p') return words('dropout');
    const row = rowOf(model.catalog!, model.state, key.startsWith('m.') ? 'optimizer' : 'schedule');
    return `${paramName(info!.key)} ${texToText(info!.symbol)} (${row ? rowName(key.startsWith('m.') ? 'optimizers' : 'schedules', row) : ''})`;
  }

  private choose(key: string, offered: Field[]): void {
    const { state, catalog } = this.parts.model, field = offered.find((f) => f.key === key)!;
    this.wrong = '';
    if (key === 'm') return this.set({ key, values: usual.filter((id) => catalog!.optimizers.some((r) => r.networks && r.id === id)) });
    if (field.kind === 'row') return this.set({ key, values: (catalog![tables[key] as 'activations'] as CatalogRow[]).slice(0, 4).map((r) => r.id) });
    if (key === 'l') return this.set({ key, values: [layersText(state.hidden), layersText([...state.hidden, state.hidden.at(-1) ?? 64])] });
    if (key === 'b') return this.set({ key, values: [state.batch, Math.min(networkLimits.batch, 4 * state.batch)].map(String) });
    if (key === 'p') return this.set({ key, values: usualDropout.map(String) });
    const x = Number(state[key.startsWith('m.') ? 'optimizerParams' : 'scheduleParams'][field.info!.key] ?? field.info!.default);
    const three = field.info!.scale === 'log' ? [x * 10, x, x / 10] : [x, field.info!.lo ?? x, field.info!.hi ?? x];
    this.set({ key, values: [...new Set(three.map((v) => accept(field.info!, Number(v.toPrecision(3)))).filter((v) => v !== null).map(String))] });
  }

  private rows({ key }: Field, difference: Difference, fixed: boolean): TemplateResult {
    const { catalog } = this.parts.model, table = tables[key];
    const rows = (table === 'optimizers' ? catalog!.optimizers.filter((r) => r.networks) : catalog![table as 'activations']) as CatalogRow[];
    const chosen = new Map(difference.values.map((v) => [v.split(',')[0], v]));
    const put = (id: string, text: string | undefined) => {
      const values = rows.map((r) => r.id).filter((x) => (x === id ? text !== undefined : chosen.has(x))).map((x) => (x === id ? text! : chosen.get(x)!));
      this.set({ key, values });
    };
    return html`<fieldset class="values"><legend>${t('compare.values', { most: mostValues })}</legend>${rows.map((row) => {
      const text = chosen.get(row.id), rate = table === 'optimizers' ? (row as OptimizerRow).params.find((p) => p.key === 'lr') : undefined;
      const lr = text ? /(?:^|,)lr=([^,]+)/.exec(text)?.[1] ?? this.ownRate(row.id, rate) : '';
      return html`<div class="value"><label class="check"><input type="checkbox" .checked=${live(text !== undefined)} ?disabled=${fixed || (text === undefined && chosen.size >= mostValues)}
          @change=${(e: Event) => put(row.id, (e.target as HTMLInputElement).checked ? row.id : undefined)}>${rowName(table, row)}</label>
        ${text !== undefined && rate ? html`<label class="rate">${texToText(rate.symbol)} <input type="text" inputmode="decimal" autocomplete="off" aria-label="${paramName('lr')}, ${rowName(table, row)}" .value=${kept(lr)} ?disabled=${fixed}
          @change=${(e: Event) => { const x = parse(value(e)), ok = x !== null && accept(rate, x) === x; (e.target as HTMLInputElement).setAttribute('aria-invalid', String(!ok)); if (ok) put(row.id, `${row.id},lr=${x}`); }}></label>` : nothing}</div>`;
    })}</fieldset>`;
  }
  /** The rate a method has where none is given: the panel's own for the present method, else the catalogue's. */
  private ownRate(id: string, rate: ParamInfo | undefined): string {
    const { state } = this.parts.model;
    return rate ? full(Number((id === state.optimizer ? state.optimizerParams.lr : undefined) ?? rate.default)) : '';
  }

  private numbers(field: Field, difference: Difference, fixed: boolean): TemplateResult {
    const hint = field.kind === 'layers' ? t('compare.list.layers') : t('compare.list', { most: mostValues });
    const set = (e: Event) => {
      const parts = value(e).split(/[;\n]+|\s{2,}/).flatMap((p) => (field.kind === 'layers' ? [p] : p.split(/[\s]+/))).map((p) => p.trim()).filter(Boolean);
      const read = parts.map((p) => this.read(field, p)), bad = parts.find((_, i) => read[i] === undefined);
      this.wrong = bad ?? '';
      (e.target as HTMLInputElement).setAttribute('aria-invalid', String(bad !== undefined));
      if (bad === undefined && read.length) this.set({ key: field.key, values: read as string[] });
      else this.update();
    };
    return html`<div class="field"><label for="values">${hint}</label><input id="values" type="text" autocomplete="off" .value=${kept(difference.values.join('; '))} ?disabled=${fixed} @change=${set}>
      ${this.wrong ? html`<p class="error" role="alert">${t('compare.wrong', { text: this.wrong })}</p>` : nothing}</div>`;
  }
  private read({ kind, info }: Field, text: string): string | undefined {
    if (kind === 'layers') { const layers = parseLayers(text); return layers && layers.length <= networkLimits.layers ? layersText(layers) : undefined; }
    const x = parse(text);
    if (x === null) return undefined;
    if (info) return accept(info, x) === x ? full(x) : undefined;
    return Number.isInteger(x) && x >= 1 && x <= networkLimits.batch ? full(x) : undefined;
  }

  private async start(difference: Difference): Promise<void> {
    const { model } = this.parts, { state, keeper } = model;
    if (!keeper) return;
    this.set(difference);
    model.history!.aside = true;
    for (const id of [...keeper.shown.keys()]) await keeper.show(id, false);
    await model.attempt(() => this.comparison.start(difference, state.seeds, state.inTurns));
  }

  /** The runs of the last comparison, and how they ended. */
  private results(): TemplateResult | typeof nothing {
    const { keeper, catalog } = this.parts.model;
    const runs = this.comparison.runs.map((id) => keeper?.runs.find((r) => r.id === id)).filter((r): r is RunSummary => r !== undefined);
    if (runs.length === 0) return nothing;
    const names = runNames(runs, catalog!);
    const best = Math.max(...runs.map((r) => r.test?.accuracy ?? -Infinity));
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t('compare.results')}><table class="results"><caption class="sr">${t('compare.results')}</caption>
      <thead><tr>${(['run', 'accuracy', 'loss', 'train', 'steps', 'seconds'] as const).map((c) => html`<th scope="col">${t(`column.${c}`)}</th>`)}</tr></thead>
      <tbody>${runs.map((run, i) => {
        const { hue, dash } = styleOf(run), { test } = run;
        return html`<tr class=${test && test.accuracy === best ? 'best' : ''}><th scope="row"><svg class="swatch" viewBox="0 0 26 8" aria-hidden="true"><path class="series s${hue} d${dash}" d="M1 4H25"></path></svg> ${names[i]}
            ${run.status === 'ok' || run.status === 'converged' ? nothing : html` <span class="error">${t('state.broken')}</span>`}</th>
          <td title=${full(test?.accuracy ?? NaN)}>${test ? percent(test.accuracy) : '—'}</td><td title=${full(test?.loss ?? NaN)}>${test ? short(test.loss, 3) : '—'}</td>
          <td>${test ? percent(test.trainAccuracy) : '—'}</td><td>${count(run.place.step)}</td><td>${short(run.place.second, 3)}</td></tr>`;
      })}</tbody></table></div>`;
  }
}
