/** The panel: example, data, network, methods, and which cut through the loss is shown. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import presets from '../../../content/landscapes.json';
import type { Catalog, CatalogRow, ParamInfo } from '../../engine/types.ts';
import { rowAbout, type Table } from '../../i18n/catalog.ts';
import type { Key } from '../../i18n/i18n.ts';
import { parse } from '../../state/format.ts';
import {
  cuts, dataRow, decodeLandscape, encodeLandscape, garments, isNumbers, landscapeParams, methodRow, mostMethods, resolutions, type Cut, type LandscapeState, type Method,
} from '../../state/landscape-state.ts';
import { layersText, networkLimits, parseLayers } from '../../state/network-state.ts';
import type { Values } from '../../state/params.ts';
import { parseFragment } from '../../state/url.ts';
import type { Translate } from '../function/parts.ts';
import { kept } from '../kept.ts';
import { baseName, grouped, value } from '../options.ts';
import { numberControl, paramPanel } from '../param-panel.ts';
import type { LandscapeModel } from './model.ts';
import { dataName, methodNames, type LandscapeText } from './texts.ts';

export interface PanelParts {
  model: LandscapeModel;
  t: LandscapeText;
  common: Translate;
  locked: (name: string) => boolean;
  hidden: (name: string) => boolean;
  /** Which methods stand open. */
  open: Set<number>;
  update: () => void;
}

export function panel(parts: PanelParts): TemplateResult {
  const { model, t, common, locked, hidden } = parts, { state } = model, catalog = model.catalog!;
  const part = (name: string, make: () => unknown) => (hidden(name) ? nothing : make());
  const number = (name: 'batch' | 'epochs' | 'wrong') => part(name, () => numberControl({
    id: name, info: landscapeParams[name], value: state[name], label: t(name), locked: locked(name), onChange: (x) => model.change({ [name]: x }),
  }));
  return html`${part('preset', () => presetControl(parts, catalog))}
    <h3>${t('heading.network')}</h3>
    ${part('data', () => dataControl(parts, catalog))}
    ${isNumbers(catalog, state.data) ? nothing : number('wrong')}
    ${part('layers', () => layersControl(parts))}
    ${part('activation', () => choice(parts, catalog, 'activation', 'activations', 'a'))}
    ${part('initializer', () => html`<details ?open=${state.seed !== 1}><summary>${t('weights')}</summary>${choice(parts, catalog, 'initializer', 'initializers', 'i')}
      ${part('seed', () => wholeControl('seed', t('seed'), state.seed, locked('seed'), (seed) => model.change({ seed })))}</details>`)}
    <h3>${t('heading.methods')}</h3>
    ${part('methods', () => methodsControl(parts, catalog))}
    ${number('epochs')}${number('batch')}
    <h3>${t('heading.cut')}</h3>
    ${part('cut', () => cutControl(parts, catalog))}
    ${part('reset', () => html`<button type="button" class="quiet" @click=${() => { model.take(() => new Map()); model.change({}); }}>${common('reset')}</button>`)}`;
}

function presetControl({ model, t, common, locked }: PanelParts, catalog: Catalog): TemplateResult {
  const key = (state: LandscapeState) => JSON.stringify(encodeLandscape({ ...state, resolution: 0 }, catalog).sort());
  const read = (text: string) => parseFragment(`v=1&${text}`) ?? new Map<string, string>();
  const now = key(model.state), current = presets.find((p) => key(decodeLandscape(read(p.state), catalog)) === now)?.id ?? '';
  const choose = (e: Event) => { const preset = presets.find((p) => p.id === value(e)); if (preset) { model.take(() => read(preset.state)); model.change({}); } };
  return html`<div class="field"><label for="preset">${common('preset')}</label>
    <select id="preset" ?disabled=${locked('preset')} .value=${live(current)} @change=${choose}><option value="" ?selected=${current === ''}>${common('preset.none')}</option>
      ${presets.map((p) => html`<option value=${p.id} ?selected=${p.id === current}>${t(`preset.${p.id}` as Key<'landscape'>)}</option>`)}</select></div>`;
}

function dataControl({ model, t, common, locked, hidden }: PanelParts, catalog: Catalog): TemplateResult {
  const { state, material } = model, row = dataRow(catalog, state.data);
  return html`<div class="field"><label for="data">${t('data')}</label>
      <select id="data" ?disabled=${locked('data')} .value=${live(state.data)} @change=${(e: Event) => model.change({ data: value(e), dataParams: undefined })}>
        ${catalog.toys.map((toy) => html`<option value=${toy.id} ?selected=${toy.id === state.data}>${dataName(toy.id, catalog)}</option>`)}
        <option value=${garments} ?selected=${state.data === garments}>${t('data.fashion')}</option></select>
      ${state.data === garments && material?.drawn ? html`<p class="about">${t('data.drawn')}</p>` : nothing}</div>
    ${row ? paramPanel({ params: row.params, values: state.dataParams, prefix: 'p', locked, hidden, more: common('options'), onChange: (key, x) => model.change({ dataParams: { ...state.dataParams, [key]: x } }) }) : nothing}`;
}

function layersControl({ model, t, locked }: PanelParts): TemplateResult {
  const set = (e: Event) => {
    const input = e.target as HTMLInputElement, hidden = parseLayers(input.value);
    input.setAttribute('aria-invalid', String(hidden === undefined));
    if (hidden) model.change({ hidden });
  };
  return html`<div class="field"><div class="row"><label class="name" for="layers">${t('layers')}</label>
    <input id="layers" type="text" class="wide" autocomplete="off" .value=${kept(layersText(model.state.hidden))} ?disabled=${locked('layers')} aria-describedby="layers-help" @change=${set}></div>
    <p class="about" id="layers-help">${t('layers.help')}</p></div>`;
}

function choice({ model, t, common, locked, hidden }: PanelParts, catalog: Catalog, name: 'activation' | 'initializer', table: Table & ('activations' | 'initializers'), prefix: string): TemplateResult {
  const { state } = model, rows: CatalogRow[] = catalog[table], row = rows.find((r) => r.id === state[name]), key = `${name}Params` as const, values: Values = state[key];
  return html`<div class="field"><label for=${name}>${t(name)}</label>
      <select id=${name} ?disabled=${locked(name)} .value=${live(state[name])} @change=${(e: Event) => model.change({ [name]: value(e), [key]: {} } as Partial<LandscapeState>)}>${grouped(table, rows, state[name])}</select></div>
    ${row?.params.length ? paramPanel({ params: row.params, row: row.id, values, prefix, locked, hidden, more: common('options'), onChange: (k, x) => model.change({ [key]: { ...values, [k]: x } } as Partial<LandscapeState>) }) : nothing}`;
}

function methodsControl(parts: PanelParts, catalog: Catalog): TemplateResult {
  const { model, t, common, locked, hidden, open, update } = parts, { methods } = model.state, fixed = locked('methods');
  const rows = catalog.optimizers.filter((row) => row.networks), names = methodNames(methods, catalog);
  const put = (list: Method[]) => model.change({ methods: list });
  const set = (k: number, method: Method) => put(model.state.methods.map((old, i) => (i === k ? method : old)));
  const next = () => rows.find((row) => !methods.some((m) => m.id === row.id))?.id ?? rows[0].id;
  return html`<fieldset class="entries"><legend>${t('methods')}</legend>${methods.map((method, k) => {
    const row = methodRow(catalog, method.id)!;
    return html`<details class="entry" ?open=${open.has(k)} @toggle=${(e: Event) => { if (e.target !== e.currentTarget) return; if ((e.target as HTMLDetailsElement).open) open.add(k); else open.delete(k); update(); }}>
      <summary><svg class="swatch" viewBox="0 0 26 8" aria-hidden="true"><path class="series s${k + 1}" d="M1 4H25"></path></svg><b>${names[k]}</b></summary>
      <div class="field"><label class="sr" for="method-${k}">${t('method.n', { n: k + 1 })}</label>
        <select id="method-${k}" ?disabled=${fixed} .value=${live(method.id)} @change=${(e: Event) => set(k, { id: value(e), params: {} })}>${grouped('optimizers', rows, method.id)}</select>
        <p class="about">${rowAbout('optimizers', method.id) ?? row.citation}</p></div>
      ${paramPanel({ params: row.params, row: row.id, values: method.params, prefix: `m${k + 1}`, locked, hidden, more: common('options'), choiceLabel: baseName(catalog), onChange: (key, x) => set(k, { ...method, params: { ...method.params, [key]: x } }) })}
      ${methods.length > 1 && !fixed ? html`<button type="button" class="link remove" @click=${() => put(methods.filter((_, i) => i !== k))}>${t('method.remove', { name: names[k] })}</button>` : nothing}</details>`;
  })}
    ${fixed || methods.length >= mostMethods ? nothing : html`<button type="button" class="add" @click=${() => { open.add(methods.length); put([...methods, { id: next(), params: {} }]); }}>+ ${t('method.add')}</button>`}</fieldset>`;
}

function cutControl({ model, t, locked }: PanelParts, catalog: Catalog): TemplateResult {
  const { state } = model, fixed = locked('cut'), names = methodNames(state.methods, catalog), reach: ParamInfo = landscapeParams.reach;
  return html`<div class="field"><label for="cut">${t('cut')}</label>
      <select id="cut" ?disabled=${fixed} .value=${live(state.cut)} @change=${(e: Event) => model.change({ cut: value(e) as Cut })}>${cuts.map((cut) => html`<option value=${cut} ?selected=${cut === state.cut}>${t(`cut.${cut}`)}</option>`)}</select>
      <p class="about">${t(`cut.${state.cut}.about`)}</p></div>
    ${state.methods.length > 1 ? html`<div class="field"><label for="about">${t('about')}</label>
      <select id="about" ?disabled=${fixed} .value=${live(String(state.about))} @change=${(e: Event) => model.change({ about: Number(value(e)) })}>${names.map((name, k) => html`<option value=${k} ?selected=${k === state.about}>${name}</option>`)}</select></div>` : nothing}
    ${numberControl({ id: 'reach', info: reach, value: state.reach, label: t('reach'), locked: fixed, onChange: (x) => model.change({ reach: x }) })}
    ${wholeControl('directions', t('directions'), state.directions, fixed, (directions) => model.change({ directions }))}
    <div class="field"><label for="resolution">${t('resolution')}</label>
      <select id="resolution" ?disabled=${fixed} .value=${live(String(state.resolution))} @change=${(e: Event) => model.change({ resolution: Number(value(e)) })}>${resolutions.map((r) => html`<option value=${r} ?selected=${r === state.resolution}>${t('resolution.of', { r })}</option>`)}</select></div>`;
}

/** A whole number without a slider, such as a seed. */
function wholeControl(id: string, title: string, now: number, locked: boolean, put: (x: number) => void): TemplateResult {
  const set = (e: Event) => {
    const x = parse(value(e)), ok = x !== null && Number.isInteger(x) && x >= 0 && x <= networkLimits.seed;
    (e.target as HTMLInputElement).setAttribute('aria-invalid', String(!ok));
    if (ok) put(x);
  };
  return html`<div class="field"><div class="row"><label class="name" for=${id}>${title}</label>
    <input id=${id} type="text" inputmode="numeric" autocomplete="off" .value=${kept(String(now))} ?disabled=${locked} @change=${set}></div></div>`;
}
