/** The panel: example, series, window, ρ, start and correction. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import presets from '../../../content/averages.json';
import type { ParamInfo } from '../../engine/types.ts';
import { fullVector, parseVector } from '../../state/format.ts';
import { decode, encode, inits, limits, sizeOf, sources, type AverageState } from '../../state/average-state.ts';
import { value } from '../options.ts';
import { numberControl } from '../param-panel.ts';
import type { AverageModel } from './model.ts';
import type { AverageText } from './plot.ts';
import { kept } from '../kept.ts';

/** The memories the lecture compares. */
const rhos = [0.5, 0.9, 0.98];
const integer = (key: string, lo: number, hi: number): ParamInfo => ({ key, symbol: '', scale: 'integer', default: lo, min: lo, max: hi, lo, hi });
const rhoInfo: ParamInfo = { key: 'rho', symbol: '', scale: 'linear', default: 0, min: 0, max: limits.rho, lo: 0, hi: 0.99 };
const noiseInfo: ParamInfo = { key: 'noise', symbol: '', scale: 'linear', default: 0, min: 0, max: limits.noise, lo: 0, hi: 20 };

export function panel(model: AverageModel, t: AverageText, none: string, locked: (name: string) => boolean, hidden: (name: string) => boolean): TemplateResult {
  const { state } = model, n = sizeOf(state);
  const part = (name: string, make: () => TemplateResult) => (hidden(name) ? nothing : make());
  return html`${part('preset', () => presetControl(model, t, none, locked('preset')))}
    ${part('series', () => series(model, t, locked('series')))}
    ${part('k', () => numberControl({ id: 'k', info: integer('k', 1, n), value: state.window, label: t('window'), symbol: 'k', locked: locked('k'), onChange: (window) => model.change({ window }) }))}
    ${part('rho', () => html`${numberControl({ id: 'rho', info: rhoInfo, value: state.rho, label: t('rho'), symbol: 'ρ', locked: locked('rho'), onChange: (rho) => model.change({ rho }) })}
      <div class="chips" role="group" aria-label=${t('rho')}>${rhos.map((rho) => html`<button type="button" class="chip" aria-pressed=${state.rho === rho} ?disabled=${locked('rho')} @click=${() => model.change({ rho })}>ρ = ${rho}</button>`)}</div>`)}
    ${part('init', () => html`<div class="field"><label for="init">${t('init')}</label>
      <select id="init" ?disabled=${locked('init')} .value=${live(state.init)} @change=${(e: Event) => model.change({ init: value(e) as AverageState['init'] })}>
        ${inits.map((id) => html`<option value=${id} ?selected=${id === state.init}>${t(`init.${id}`)}</option>`)}</select></div>`)}
    ${part('bias', () => html`<label class="check"><input id="bias" type="checkbox" .checked=${live(state.biasCorrection)} ?disabled=${locked('bias') || state.init === 'first'} aria-describedby="bias-note"
      @change=${(e: Event) => model.change({ biasCorrection: (e.target as HTMLInputElement).checked })}>${t('bias')}</label>
      <p class="about" id="bias-note">${t(state.init === 'first' ? 'bias.none' : 'bias.help')}</p>`)}`;
}

function presetControl(model: AverageModel, t: AverageText, none: string, fixed: boolean): TemplateResult {
  const key = (state: AverageState) => JSON.stringify(encode({ ...state, at: null }, presets[0].state));
  const current = presets.find((p) => key(decode(new Map(), p.state)) === key(model.state))?.id ?? '';
  const choose = (e: Event) => {
    const preset = presets.find((p) => p.id === value(e));
    if (preset) { model.take(new Map(), preset.state); model.change({}); }
  };
  return html`<div class="field"><label for="preset">${t('preset')}</label>
    <select id="preset" ?disabled=${fixed} .value=${live(current)} @change=${choose}><option value="" ?selected=${current === ''}>${none}</option>
      ${presets.map((p) => html`<option value=${p.id} ?selected=${p.id === current}>${t(`preset.${p.id}` as 'preset')}</option>`)}</select></div>`;
}

function series(model: AverageModel, t: AverageText, fixed: boolean): TemplateResult {
  const { state } = model;
  const typed = (e: Event) => {
    const input = e.target as HTMLTextAreaElement, xs = parseVector(input.value), ok = xs !== null && xs.length <= limits.values;
    input.setAttribute('aria-invalid', String(!ok));
    if (ok) model.change({ values: xs, at: null });
  };
  return html`<div class="field"><label for="from">${t('series')}</label>
      <select id="from" ?disabled=${fixed} .value=${live(state.from)} @change=${(e: Event) => model.change({ from: value(e) as AverageState['from'], at: null })}>
        ${sources.map((id) => html`<option value=${id} ?selected=${id === state.from}>${t(`from.${id}`)}</option>`)}</select></div>
    ${state.from === 'list'
      ? html`<div class="field"><label for="values">${t('values')}</label>
          <textarea id="values" rows="2" spellcheck="false" autocomplete="off" ?disabled=${fixed} .value=${kept(fullVector(state.values))} @change=${typed}></textarea><p class="about">${t('values.help', { n: limits.values })}</p></div>`
      : html`<p class="about">${t('from.gradients.about')}</p>
        ${numberControl({ id: 'n', info: integer('n', 2, limits.values), value: state.count, label: t('count'), locked: fixed, onChange: (count) => model.change({ count, at: null }) })}
        ${numberControl({ id: 'noise', info: noiseInfo, value: state.noise, label: t('noise'), locked: fixed, onChange: (noise) => model.change({ noise }) })}
        <button type="button" class="chip again" ?disabled=${fixed} @click=${() => model.change({ seed: state.seed + 1 })}>${t('again')}</button>`}`;
}
