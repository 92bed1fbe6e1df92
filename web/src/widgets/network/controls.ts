/** The panel: layers, activation, weights, method, schedule, batch, seed. Everything in it comes from the catalogue. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Catalog, CatalogRow, ParamInfo } from '../../engine/types.ts';
import { rowAbout, type Table } from '../../i18n/catalog.ts';
import { count, parse } from '../../state/format.ts';
import { inputsOf } from '../../data/dataset.ts';
import { lossesFor, taskOf } from '../../state/network-data.ts';
import { dropoutInfo, networkLimits, rowOf, type NetworkState } from '../../state/network-state.ts';
import type { ParamValue, Values } from '../../state/params.ts';
import { baseName, grouped, value } from '../options.ts';
import { numberControl, paramPanel } from '../param-panel.ts';
import type { Parts } from './parts.ts';
import { kept } from '../kept.ts';

const whole = (key: string, initial: number, max: number, hi: number): ParamInfo =>
  ({ key, symbol: '', scale: 'integer', default: initial, min: 1, max, lo: 1, hi });
const batchInfo = whole('batch', 128, networkLimits.batch, 1024);

type Group = 'loss' | 'activation' | 'initializer' | 'optimizer' | 'schedule';
const tables: Record<Group, { table: Table; name: 'loss' | 'activation' | 'initializer' | 'method' | 'schedule'; prefix: string; open: number }> = {
  activation: { table: 'activations', name: 'activation', prefix: 'a', open: 1 },
  loss: { table: 'losses', name: 'loss', prefix: 'o', open: 2 },
  initializer: { table: 'initializers', name: 'initializer', prefix: 'i', open: 1 },
  optimizer: { table: 'optimizers', name: 'method', prefix: 'm', open: 3 },
  schedule: { table: 'schedules', name: 'schedule', prefix: 's', open: 2 },
};

export function controls(parts: Parts, catalog: Catalog): TemplateResult {
  const { model, t, locked, hidden } = parts;
  const { state } = model;
  return html`
    <h3>${t('heading.network')}</h3>
    ${hidden('layers') ? nothing : layersControl(parts)}
    ${choice(parts, catalog, 'activation')}
    ${choice(parts, catalog, 'loss')}
    ${hidden('dropout') ? nothing : dropout(parts, catalog)}
    ${hidden('initializer') ? nothing : html`<details ?open=${rowOf(catalog, state, 'initializer')?.id !== catalog.initializers[0]?.id || state.seed !== 1}>
      <summary>${t('weights')}</summary>${choice(parts, catalog, 'initializer')}${hidden('seed') ? nothing : seedControl(parts)}</details>`}
    <h3>${t('heading.method')}</h3>
    ${choice(parts, catalog, 'optimizer')}
    ${hidden('batch') ? nothing : numberControl({
      id: 'batch', info: batchInfo, value: state.batch, label: t('batch'), locked: locked('batch'), onChange: (batch) => model.change({ batch }),
    })}
    ${choice(parts, catalog, 'schedule')}
    ${hidden('stop') ? nothing : stopping(parts)}`;
}

function dropout({ model, t, locked }: Parts, catalog: Catalog): TemplateResult | typeof nothing {
  const info = dropoutInfo(catalog), { state } = model;
  return info ? html`${numberControl({ id: 'dropout', info, value: state.dropout, label: t('dropout'), symbol: info.symbol, locked: locked('dropout'), onChange: (x) => model.change({ dropout: x }) })}
    ${state.dropout > 0 ? html`<p class="about">${t('dropout.about')}</p>` : nothing}` : nothing;
}

const limit = (key: string, scale: 'integer' | 'linear', max: number, hi: number): ParamInfo =>
  ({ key, symbol: '', scale, default: 0, min: 0, max, lo: 0, hi });
const limits = [
  { key: 'stopSteps', name: 'limits.steps', info: limit('ns', 'integer', networkLimits.steps, 5000) },
  { key: 'stopSeconds', name: 'limits.seconds', info: limit('nt', 'linear', networkLimits.seconds, 120) },
  { key: 'stopAccuracy', name: 'limits.accuracy', info: limit('na', 'linear', 1, 1) },
  { key: 'stopPatience', name: 'limits.patience', info: limit('np', 'integer', networkLimits.patience, 20) },
] as const;

/** When a run ends before its epochs are over. */
function stopping({ model, t, locked }: Parts): TemplateResult {
  const { state } = model;
  return html`<details class="stop" ?open=${limits.some(({ key }) => state[key] > 0)}><summary>${t('limits')}</summary>
    ${limits.map(({ key, name, info }) => numberControl({ id: key, info, value: state[key], label: t(name), locked: locked('stop'), onChange: (x) => model.change({ [key]: x }) }))}
    <p class="about">${t('limits.about')}</p></details>`;
}

/** A select of rows with a sentence about the chosen one and its parameters. */
function choice(parts: Parts, catalog: Catalog, group: Group): TemplateResult | typeof nothing {
  const { model, t, locked, hidden } = parts;
  const { table, name, prefix, open } = tables[group];
  if (hidden(name)) return nothing;
  const { state } = model;
  const row = rowOf(catalog, state, group);
  const key = `${group}Params` as const, values = state[key] as Values;
  const task = state.data === 'own' ? model.desk.base?.task ?? 'multiclass' : taskOf(catalog, state.data);
  const rows = group === 'optimizer' ? catalog.optimizers.filter((r) => r.networks) : group === 'loss' ? lossesFor(catalog, task) : (catalog[table] as CatalogRow[]);
  return html`<div class="field"><label for=${name}>${t(name)}</label>
      <select id=${name} ?disabled=${locked(name)} .value=${live(state[group])}
        @change=${(e: Event) => model.change({ [group]: value(e), [key]: {} } as Partial<NetworkState>)}>${grouped(table, rows, state[group])}</select>
      ${group === 'optimizer' ? html`<p class="about">${rowAbout(table, state[group]) ?? row?.citation}</p>` : nothing}</div>
    ${row?.params.length ? paramPanel({
      params: row.params, row: row.id, values, prefix, open, locked, hidden, more: t('options'), choiceLabel: baseName(catalog),
      onChange: (k: string, v: ParamValue) => model.change({ [key]: { ...model.state[key], [k]: v } }),
    }) : nothing}`;
}

/** Inputs and outputs are the data's; the layers between are the reader's. */
function layersControl({ model, t, locked }: Parts): TemplateResult {
  const { state, data, trainer } = model;
  const fixed = locked('layers'), outputs = data && trainer?.data === data ? trainer.setup?.layers.at(-1) : data?.classes;
  // From the state of the moment, not of the last drawing: keys may come faster than frames.
  const put = (make: (hidden: number[]) => number[]) => model.change({ hidden: make(model.state.hidden) });
  const set = (i: number) => (e: Event) => {
    const input = e.target as HTMLInputElement, n = parse(input.value);
    const ok = n !== null && Number.isInteger(n) && n >= 1 && n <= networkLimits.units;
    input.setAttribute('aria-invalid', String(!ok));
    input.title = ok ? '' : t('layers.error', { max: networkLimits.units });
    if (ok) put((hidden) => hidden.map((old, k) => (k === i ? n : old)));
  };
  const arrows = (i: number) => (e: KeyboardEvent) => {
    const by = e.key === 'ArrowUp' ? 1 : e.key === 'ArrowDown' ? -1 : 0;
    if (!by) return;
    e.preventDefault();
    put((hidden) => hidden.map((old, k) => (k === i ? Math.max(1, old + by * (e.shiftKey ? 16 : 1)) : old)));
  };
  const add = () => put((hidden) => [...hidden, hidden[hidden.length - 1] ?? 64]);
  return html`<fieldset class="layers"><legend>${t('layers')}</legend>
    <ol>
      <li class="fixed"><b>${data ? count(inputsOf(data)) : '…'}</b> <span>${t(data?.kind === 'points' ? 'layers.in.points' : 'layers.in')}</span></li>
      ${state.hidden.map((units, i) => html`<li>
        <input type="text" inputmode="numeric" autocomplete="off" aria-label=${t('layers.units', { i: i + 1 })} .value=${kept(String(units))} ?disabled=${fixed}
          @change=${set(i)} @keydown=${arrows(i)}>
        <button type="button" class="quiet icon" ?disabled=${fixed} aria-label=${t('layers.remove', { i: i + 1 })} title=${t('layers.remove', { i: i + 1 })}
          @click=${() => put((hidden) => hidden.filter((_, k) => k !== i))}><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6 6 18"></path></svg></button></li>`)}
      <li class="fixed"><b>${outputs ?? '…'}</b> <span>${t(data?.task === 'regression' ? 'layers.out.number' : outputs === 1 ? 'layers.out.share' : 'layers.out')}</span></li>
    </ol>
    <div class="row"><button type="button" class="chip" ?disabled=${fixed || state.hidden.length >= networkLimits.layers} @click=${add}>${t('layers.add')}</button>
      <span class="about">${trainer?.size ? t('layers.size', { n: count(trainer.size) }) : ''}</span></div>
  </fieldset>`;
}

function seedControl({ model, t, locked }: Parts): TemplateResult {
  const set = (e: Event) => {
    const x = parse(value(e));
    const ok = x !== null && Number.isInteger(x) && x >= 0 && x <= networkLimits.seed;
    (e.target as HTMLInputElement).setAttribute('aria-invalid', String(!ok));
    if (ok) model.change({ seed: x });
  };
  return html`<div class="field"><div class="row"><label class="name" for="seed">${t('seed')}</label>
    <input id="seed" type="text" inputmode="numeric" autocomplete="off" .value=${kept(String(model.state.seed))} ?disabled=${locked('seed')} @change=${set}></div></div>`;
}
