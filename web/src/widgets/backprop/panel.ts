/** The panel: example, task, layers, activation, start weights, sample, rate and updates. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import presets from '../../../content/backprops.json';
import type { ParamInfo } from '../../engine/types.ts';
import { rowName } from '../../i18n/catalog.ts';
import { activationOf, decode, encode, limits, rateInfo, tasks, type BackpropState } from '../../state/backprop-state.ts';
import { parse } from '../../state/format.ts';
import { grouped, value } from '../options.ts';
import { numberControl, paramPanel } from '../param-panel.ts';
import type { BackpropText } from './figure.ts';
import type { BackpropModel } from './model.ts';
import { kept } from '../kept.ts';

const updatesInfo: ParamInfo = { key: 'n', symbol: '', scale: 'integer', default: 0, min: 0, max: limits.updates, lo: 0, hi: 100 };

export function panel(model: BackpropModel, t: BackpropText, words: { none: string; more: string }, locked: (name: string) => boolean, hidden: (name: string) => boolean): TemplateResult {
  const { state } = model, catalog = model.catalog!;
  const part = (name: string, make: () => TemplateResult) => (hidden(name) ? nothing : make());
  const choice = (name: string, label: string, chosen: string, options: unknown, change: (x: string) => void) => html`<div class="field"><label for=${name}>${label}</label>
    <select id=${name} ?disabled=${locked(name)} .value=${live(chosen)} @change=${(e: Event) => change(value(e))}>${options}</select></div>`;
  const activation = activationOf(catalog, state.activation);
  return html`
    ${part('preset', () => presetControl(model, t, words.none, locked('preset')))}
    ${part('task', () => choice('task', t('task'), state.task, tasks.map((id) => html`<option value=${id} ?selected=${id === state.task}>${t(`task.${id}`)}</option>`), (x) => model.change({ task: x as BackpropState['task'] })))}
    ${part('layers', () => layers(model, t, locked('layers')))}
    ${part('act', () => html`${choice('act', t('activation'), state.activation, grouped('activations', catalog.activations, state.activation), (x) => model.change({ activation: x, activationParams: {} }))}
      ${paramPanel({ params: activation.params, values: state.activationParams, prefix: 'a', locked, hidden, more: words.more, onChange: (key, x) => model.change({ activationParams: { ...state.activationParams, [key]: x } }) })}`)}
    ${part('init', () => html`${choice('init', t('init'), state.initializer, catalog.initializers.map((row) => html`<option value=${row.id} ?selected=${row.id === state.initializer}>${rowName('initializers', row)}</option>`), (x) => model.change({ initializer: x }))}
      <div class="chips again"><button type="button" class="chip" ?disabled=${locked('init')} @click=${() => model.change({ seed: state.seed + 1 })}>${t('seed.next')}</button>
      ${Object.keys(state.edits).length ? html`<button type="button" class="chip" ?disabled=${locked('weights')} @click=${() => model.change({ edits: {} })}>${t('edits.undo')}</button>` : nothing}</div>`)}
    ${part('inputs', () => vector(t('inputs'), state.inputs, (j) => `a¹${'₁₂₃₄'[j]}`, 'x', locked('inputs'), (inputs) => model.change({ inputs }), t('inputs.help')))}
    ${part('target', () => target(model, t, locked('target')))}
    ${part('lr', () => numberControl({ id: 'lr', info: rateInfo(catalog), value: state.lr, label: t('rate'), symbol: 'η', locked: locked('lr'), onChange: (lr) => model.change({ lr }) }))}
    ${part('updates', () => html`${numberControl({ id: 'n', info: updatesInfo, value: state.updates, label: t('updates'), locked: locked('updates'), onChange: (updates) => model.change({ updates }) })}
      <div class="chips again"><button type="button" class="chip" ?disabled=${locked('updates') || state.updates >= limits.updates} @click=${() => model.change({ updates: state.updates + 1 })}>${t('updates.one')}</button>
      <button type="button" class="chip" ?disabled=${locked('updates') || state.updates >= limits.updates} @click=${() => model.change({ updates: state.updates + 10 })}>${t('updates.ten')}</button>
      ${state.updates ? html`<button type="button" class="chip" ?disabled=${locked('updates')} @click=${() => model.change({ updates: 0 })}>${t('updates.none')}</button>` : nothing}</div>`)}`;
}

function presetControl(model: BackpropModel, t: BackpropText, none: string, fixed: boolean): TemplateResult {
  const catalog = model.catalog!;
  const key = (state: BackpropState) => JSON.stringify(encode({ ...state, stage: null, updates: 0, pick: 0, nudge: -2 }, presets[0].state, catalog));
  const current = presets.find((p) => key(decode(new Map(), p.state, catalog)) === key(model.state))?.id ?? '';
  const choose = (e: Event) => {
    const preset = presets.find((p) => p.id === value(e));
    if (preset) { model.take(new Map(), preset.state); model.change({}); }
  };
  return html`<div class="field"><label for="preset">${t('preset')}</label>
    <select id="preset" ?disabled=${fixed} .value=${live(current)} @change=${choose}><option value="" ?selected=${current === ''}>${none}</option>
      ${presets.map((p) => html`<option value=${p.id} ?selected=${p.id === current}>${t(`preset.${p.id}` as 'preset')}</option>`)}</select></div>`;
}

function layers(model: BackpropModel, t: BackpropText, fixed: boolean): TemplateResult {
  const { state } = model, L = state.layers.length, range = (lo: number, hi: number) => Array.from({ length: hi - lo + 1 }, (_, i) => lo + i);
  const least = (i: number) => (i === L - 1 && state.task === 'multiclass' ? 2 : 1), most = (i: number) => (i === L - 1 && state.task === 'binary' ? 1 : limits.units);
  const resize = (i: number, n: number) => model.change({ layers: state.layers.map((x, k) => (k === i ? n : x)) });
  const deepen = (hidden: number) => model.change({ layers: [state.layers[0], ...range(1, hidden).map((i) => (i < L - 1 ? state.layers[i] : 2)), state.layers[L - 1]] });
  return html`<div class="field"><label for="hidden">${t('hidden')}</label>
      <select id="hidden" ?disabled=${fixed} .value=${live(String(L - 2))} @change=${(e: Event) => deepen(Number(value(e)))}>${range(0, limits.layers - 2).map((n) => html`<option value=${n} ?selected=${n === L - 2}>${n}</option>`)}</select></div>
    <div class="sizes" role="group" aria-label=${t('sizes')}>${state.layers.map((n, i) => html`<label>${t(i === 0 ? 'sizes.inputs' : i === L - 1 ? 'sizes.outputs' : 'sizes.hidden')}
      <select data-size=${i} ?disabled=${fixed || least(i) === most(i)} .value=${live(String(n))} @change=${(e: Event) => resize(i, Number(value(e)))}>${range(least(i), most(i)).map((x) => html`<option value=${x} ?selected=${x === n}>${x}</option>`)}</select></label>`)}</div>`;
}

/** A row of numbers to type. */
function vector(label: string, xs: readonly number[], name: (j: number) => string, id: string, fixed: boolean, change: (xs: number[]) => void, help = ''): TemplateResult {
  const typed = (j: number) => (e: Event) => {
    const input = e.target as HTMLInputElement, x = parse(input.value);
    input.setAttribute('aria-invalid', String(x === null));
    if (x !== null) change(xs.map((old, i) => (i === j ? x : old)));
  };
  return html`<div class="field"><span class="name">${label}</span><div class="vector" role="group" aria-label=${label}>${xs.map((x, j) => html`<label><i>${name(j)}</i>
    <input type="text" id=${`${id}${j + 1}`} inputmode="decimal" autocomplete="off" .value=${kept(String(Number(x.toPrecision(5))))} ?disabled=${fixed} @change=${typed(j)}></label>`)}</div>${help ? html`<p class="about">${help}</p>` : nothing}</div>`;
}

function target(model: BackpropModel, t: BackpropText, fixed: boolean): TemplateResult {
  const { state } = model, outputs = state.layers[state.layers.length - 1];
  if (state.task === 'regression') return vector(t('targets'), state.target, (j) => `y${'₁₂₃₄'[j]}`, 'y', fixed, (ys) => model.change({ target: ys }));
  const binary = state.task === 'binary';
  return html`<div class="field"><label for="target">${t('class')}</label><select id="target" ?disabled=${fixed} .value=${live(String(state.target[0]))} @change=${(e: Event) => model.change({ target: [Number(value(e))] })}>
    ${Array.from({ length: binary ? 2 : outputs }, (_, c) => html`<option value=${c} ?selected=${c === state.target[0]}>${binary ? `y = ${c}` : t('class.n', { n: c + 1 })}</option>`)}</select></div>`;
}
