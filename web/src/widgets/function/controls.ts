/** The panel: example, function, start, method, schedule, steps. Everything in it comes from the catalogue. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import presets from '../../../content/presets.json';
import { rowAbout } from '../../i18n/catalog.ts';
import { explain } from '../../i18n/errors.ts';
import type { Key } from '../../i18n/i18n.ts';
import type { Catalog, CatalogRow, ParamInfo } from '../../engine/types.ts';
import { fullVector, parse, parseVector, vector } from '../../state/format.ts';
import { decode, drawable, encode, limits, optimizerRow, scheduleRow, type FunctionState } from '../../state/function-state.ts';
import type { ParamValue, Values } from '../../state/params.ts';
import { parseFragment } from '../../state/url.ts';
import { memo } from '../memo.ts';
import { baseName, grouped, value } from '../options.ts';
import { numberControl, paramPanel } from '../param-panel.ts';
import { texToText } from '../tex.ts';
import type { Parts } from './parts.ts';
import { kept } from '../kept.ts';

const stepsInfo: ParamInfo = { key: 'steps', symbol: '', scale: 'integer', default: 100, min: 1, max: limits.steps, lo: 1, hi: limits.steps };
const typed = ':typed';

const presetState = (state: string, catalog: Catalog) => decode(parseFragment(`v=1&${state}`)!, catalog);
const presetKeys = memo((catalog: Catalog) => new Map(presets.map((p) => [p.id, JSON.stringify(encode(presetState(p.state, catalog), catalog))])));

export function controls(parts: Parts, catalog: Catalog): TemplateResult {
  const { model, t, locked, hidden } = parts;
  const { state } = model;
  const change = (c: Partial<FunctionState>) => model.change(c);
  const params = (key: 'objectiveParams' | 'optimizerParams' | 'scheduleParams', row: CatalogRow | undefined, prefix: string, open = 3) =>
    row ? paramPanel({
      params: row.params, row: row.id, values: state[key] as Values, prefix, open, locked, hidden, more: t('options'),
      choiceLabel: baseName(catalog),
      onChange: (k: string, v: ParamValue) => change({ [key]: { ...(state[key] as Values), [k]: v } }),
    }) : nothing;
  const method = optimizerRow(catalog, state), schedule = scheduleRow(catalog, state);
  return html`
    ${hidden('preset') ? nothing : presetControl(parts, catalog)}
    ${hidden('function') ? nothing : functionControl(parts, catalog)}
    ${params('objectiveParams', model.row, 'f')}
    ${hidden('start') ? nothing : startControl(parts)}
    ${hidden('method') ? nothing : html`<div class="field"><label for="method">${t('method')}</label>
      <select id="method" ?disabled=${locked('method')} .value=${live(state.optimizer)} @change=${(e: Event) => change({ optimizer: value(e), optimizerParams: {} })}>
        ${grouped('optimizers', catalog.optimizers.filter((row) => row.functions), state.optimizer)}</select>
      <p class="about">${rowAbout('optimizers', state.optimizer) ?? method?.citation}</p></div>`}
    ${params('optimizerParams', method, 'm')}
    ${hidden('schedule') ? nothing : html`<div class="field"><label for="schedule">${t('schedule')}</label>
      <select id="schedule" ?disabled=${locked('schedule')} .value=${live(state.schedule)} @change=${(e: Event) => change({ schedule: value(e), scheduleParams: {} })}>
        ${grouped('schedules', catalog.schedules, state.schedule)}</select></div>
      ${params('scheduleParams', schedule, 's', 2)}`}
    ${hidden('steps') ? nothing : numberControl({ id: 'steps', info: stepsInfo, value: state.steps, label: t('steps'), locked: locked('steps'), onChange: (steps) => change({ steps }) })}
    ${hidden('noise') ? nothing : noiseControl(parts)}`;
}

function presetControl({ model, t, locked }: Parts, catalog: Catalog): TemplateResult {
  const now = JSON.stringify(encode({ ...model.state, frame: null }, catalog));
  const known = presets.filter((p) => t(`preset.${p.id}` as Key<'function'>) !== `preset.${p.id}`);
  const current = known.find((p) => presetKeys(catalog).get(p.id) === now)?.id ?? '';
  const choose = (e: Event) => {
    const preset = known.find((p) => p.id === value(e));
    if (preset) model.change(presetState(preset.state, catalog));
  };
  return html`<div class="field"><label for="preset">${t('preset')}</label>
    <select id="preset" ?disabled=${locked('preset')} .value=${live(current)} @change=${choose}>
      <option value="" ?selected=${current === ''}>${t('preset.none')}</option>
      ${known.map((p) => html`<option value=${p.id} ?selected=${p.id === current}>${t(`preset.${p.id}` as Key<'function'>)}</option>`)}
    </select></div>`;
}

function functionControl({ model, t, locked }: Parts, catalog: Catalog): TemplateResult {
  const { state, row, trouble } = model;
  const own = state.objective === '';
  const choose = (e: Event) => {
    const id = value(e);
    model.change(id === typed
      ? { objective: '', expression: 'x^2 + 2*sin(3*x)', objectiveParams: {}, start: [], view: null }
      : { objective: id, expression: '', objectiveParams: {}, start: [], view: null });
  };
  const bad = own && trouble !== undefined && trouble.path.startsWith('objective');
  return html`<div class="field"><label for="function">${t('function')}</label>
    <select id="function" ?disabled=${locked('function')} .value=${live(own ? typed : state.objective)} @change=${choose}>
      <option value=${typed} ?selected=${own}>${t('function.typed')}</option>
      ${grouped('objectives', catalog.objectives.filter(drawable), state.objective)}
    </select>
    ${own
      ? html`<label for="expression">${t('expression')}</label>
        <input id="expression" type="text" class="code" spellcheck="false" autocapitalize="off" autocomplete="off" maxlength=${limits.expression}
          .value=${kept(state.expression)} ?disabled=${locked('function')} aria-invalid=${bad} aria-describedby="expression-note"
          @input=${(e: Event) => { if (value(e).trim()) model.change({ objective: '', expression: value(e), view: null }); }}>
        <p id="expression-note" class=${bad ? 'error' : 'about'} role="status">${bad ? t('expression.error', { message: explain(trouble!) }) : t('expression.help')}</p>`
      : html`<p class="formula"><i>f</i> = ${texToText(row?.formula ?? '')}</p><p class="about">${rowAbout('objectives', state.objective) ?? row?.citation}</p>`}
  </div>`;
}

function startControl({ model, t, locked }: Parts): TemplateResult {
  const set = (e: Event) => {
    const input = e.target as HTMLInputElement, xs = parseVector(input.value);
    const ok = xs !== null && xs.length === model.start.length;
    input.setAttribute('aria-invalid', String(!ok));
    input.title = ok ? '' : t('start.error', { n: model.start.length });
    if (ok) model.change({ start: xs });
  };
  const starts = model.row?.starts ?? [];
  return html`<div class="field"><div class="row"><label class="name" for="start">${t('start')}</label>
      <input id="start" type="text" inputmode="text" class="wide" autocomplete="off" .value=${kept(fullVector(model.start))} ?disabled=${locked('start')} @change=${set}></div>
    ${starts.length > 1 ? html`<div class="chips" role="group" aria-label=${t('start.more')}>${starts.map((s) =>
      html`<button type="button" class="chip" ?disabled=${locked('start')} @click=${() => model.change({ start: s })}>${vector(s)}</button>`)}</div>` : nothing}
  </div>`;
}

function noiseControl({ model, t, locked }: Parts): TemplateResult {
  const { state } = model;
  const set = (key: 'noise' | 'seed') => (e: Event) => {
    const x = parse(value(e));
    (e.target as HTMLInputElement).setAttribute('aria-invalid', String(x === null || x < 0));
    if (x !== null && x >= 0) model.change({ [key]: x });
  };
  return html`<details ?open=${state.noise !== 0}><summary>${t('noise')}</summary>
    ${(['noise', 'seed'] as const).map((key) => html`<div class="field"><div class="row"><label class="name" for=${key}>${t(key)}</label>
      <input id=${key} type="text" inputmode="decimal" autocomplete="off" .value=${kept(String(state[key]))} ?disabled=${locked('noise')} @change=${set(key)}></div></div>`)}
  </details>`;
}
