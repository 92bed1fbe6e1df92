/** The panel: example, function, method, what the sides vary, start, steps. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import presets from '../../../content/maps.json';
import type { Catalog, ParamInfo } from '../../engine/types.ts';
import { explain } from '../../i18n/errors.ts';
import type { Key } from '../../i18n/i18n.ts';
import { rowAbout } from '../../i18n/catalog.ts';
import { full, fullVector, parse, parseVector } from '../../state/format.ts';
import { drawable, limits, optimizerRow } from '../../state/function-state.ts';
import {
  coordinateOf, decode, encode, fullAxis, resolutions, sidesOf, wholeAxis, type MapAxis, type MapState,
} from '../../state/map-state.ts';
import { parseFragment } from '../../state/url.ts';
import type { Translate } from '../function/parts.ts';
import { baseName, grouped, value } from '../options.ts';
import { numberControl, paramPanel } from '../param-panel.ts';
import { texToText } from '../tex.ts';
import { bare, type MapModel } from './model.ts';
import { sideName, type MapText } from './texts.ts';
import { kept } from '../kept.ts';

export interface PanelParts {
  model: MapModel;
  t: MapText;
  common: Translate;
  locked: (name: string) => boolean;
  hidden: (name: string) => boolean;
}
const stepsInfo: ParamInfo = { key: 'steps', symbol: '', scale: 'integer', default: 100, min: 1, max: limits.steps, lo: 1, hi: limits.steps };
const typed = ':typed';

export function panel(parts: PanelParts): TemplateResult {
  const { model, common, locked, hidden, t } = parts, { state } = model, catalog = model.catalog!, { base } = state;
  const method = optimizerRow(catalog, base)!, varied = [state.x.of, state.y.of];
  const part = (name: string, make: () => unknown) => (hidden(name) ? nothing : make());
  return html`${part('preset', () => presetControl(parts, catalog))}
    ${part('function', () => functionControl(parts, catalog))}
    ${part('method', () => html`<div class="field"><label for="method">${common('method')}</label>
      <select id="method" ?disabled=${locked('method')} .value=${live(base.optimizer)} @change=${(e: Event) => model.changeBase({ optimizer: value(e), optimizerParams: {} })}>
        ${grouped('optimizers', catalog.optimizers.filter((row) => row.functions), base.optimizer)}</select><p class="about">${rowAbout('optimizers', base.optimizer) ?? method.citation}</p></div>`)}
    ${part('axes', () => html`<fieldset class="sides"><legend>${t('sides')}</legend>${side(parts, 'x', catalog)}${side(parts, 'y', catalog)}
      <button type="button" class="quiet" ?disabled=${locked('axes')} @click=${() => model.change({ x: state.y, y: state.x })}>${t('sides.swap')}</button></fieldset>`)}
    ${paramPanel({
      params: method.params.filter((info) => !varied.includes(`m.${info.key}`)), row: method.id, values: base.optimizerParams, prefix: 'm', locked, hidden, more: common('options'), choiceLabel: baseName(catalog),
      onChange: (key, x) => model.changeBase({ optimizerParams: { ...base.optimizerParams, [key]: x } }),
    })}
    ${part('start', () => startControl(parts))}
    ${part('steps', () => numberControl({ id: 'steps', info: stepsInfo, value: base.steps, label: common('steps'), locked: locked('steps'), onChange: (steps) => model.changeBase({ steps }) }))}
    ${part('resolution', () => html`<div class="field"><label for="resolution">${t('resolution')}</label>
      <select id="resolution" ?disabled=${locked('resolution')} .value=${live(String(state.resolution ?? ''))} @change=${(e: Event) => model.change({ resolution: value(e) === '' ? null : Number(value(e)) })}>
        <option value="" ?selected=${state.resolution === null}>${t('resolution.auto')}</option>
        ${resolutions.map((r) => html`<option value=${r} ?selected=${r === state.resolution}>${t('resolution.of', { r })}</option>`)}</select></div>`)}
    ${part('reset', () => html`<button type="button" class="quiet" @click=${() => takeAll(model, bare)}>${common('reset')}</button>`)}`;
}

function takeAll(model: MapModel, state: string): void {
  model.take(() => parseFragment(`v=1&${state}`)!);
  model.change({});
}

function presetControl({ model, t, common, locked }: PanelParts, catalog: Catalog): TemplateResult {
  // Which pixel is chosen and how it is painted make no other example.
  const key = (state: MapState) => JSON.stringify(encode({ ...withoutChoice(state), resolution: null }, catalog, '').sort());
  const now = key(model.state), current = presets.find((p) => key(decode(parseFragment(`v=1&${p.state}`)!, catalog, bare)) === now)?.id ?? '';
  const choose = (e: Event) => { const preset = presets.find((p) => p.id === value(e)); if (preset) takeAll(model, preset.state); };
  return html`<div class="field"><label for="preset">${common('preset')}</label>
    <select id="preset" ?disabled=${locked('preset')} .value=${live(current)} @change=${choose}><option value="" ?selected=${current === ''}>${common('preset.none')}</option>
      ${presets.map((p) => html`<option value=${p.id} ?selected=${p.id === current}>${t(`preset.${p.id}` as Key<'map'>)}</option>`)}</select></div>`;
}

/** The state without the values that its sides vary. */
function withoutChoice(state: MapState): MapState {
  const sides = [state.x.of, state.y.of], optimizerParams = { ...state.base.optimizerParams };
  for (const of of sides) if (of.startsWith('m.')) delete optimizerParams[of.slice(2)];
  const start = state.base.start.map((x, i) => (sides.some((of) => coordinateOf(of) === i) ? 0 : x));
  return { ...state, base: { ...state.base, optimizerParams, start }, show: 'minimum' };
}

function functionControl({ model, common, locked, hidden }: PanelParts, catalog: Catalog): TemplateResult {
  const { base } = model.state, { row, trouble } = model, own = base.objective === '', bad = own && trouble !== undefined && trouble.path.startsWith('objective');
  const free = (): Partial<MapState> => ({ x: { ...model.state.x, lo: null, hi: null }, y: { ...model.state.y, lo: null, hi: null } });
  const choose = (e: Event) => {
    const id = value(e), clear = { objectiveParams: {}, start: [] };
    model.change({ ...(coordinateOf(model.state.x.of) >= 0 || coordinateOf(model.state.y.of) >= 0 ? free() : {}), base: { ...model.state.base, ...clear, ...(id === typed ? { objective: '', expression: 'x^2 + 2*y^2 + sin(3*x)*cos(2*y)', start: [1, 1] } : { objective: id, expression: '' }) } });
  };
  return html`<div class="field"><label for="function">${common('function')}</label>
      <select id="function" ?disabled=${locked('function')} .value=${live(own ? typed : base.objective)} @change=${choose}>
        <option value=${typed} ?selected=${own}>${common('function.typed')}</option>${grouped('objectives', catalog.objectives.filter(drawable), base.objective)}</select>
      ${own ? html`<label for="expression">${common('expression')}</label>
        <input id="expression" type="text" class="code" spellcheck="false" autocapitalize="off" autocomplete="off" maxlength=${limits.expression} .value=${kept(base.expression)} ?disabled=${locked('function')}
          aria-invalid=${bad} aria-describedby="expression-note" @change=${(e: Event) => { if (value(e).trim()) model.changeBase({ objective: '', expression: value(e) }); }}>
        <p id="expression-note" class=${bad ? 'error' : 'about'} role="status">${bad ? common('expression.error', { message: explain(trouble!) }) : common('expression.help')}</p>`
    : html`<p class="formula"><i>f</i> = ${texToText(row?.formula ?? '')}</p><p class="about">${rowAbout('objectives', base.objective) ?? row?.citation}</p>`}</div>
    ${row ? paramPanel({ params: row.params, values: base.objectiveParams, prefix: 'f', locked, hidden, more: common('options'), onChange: (key, x) => model.changeBase({ objectiveParams: { ...base.objectiveParams, [key]: x } }) }) : nothing}`;
}

function side({ model, t, locked }: PanelParts, name: 'x' | 'y', catalog: Catalog): TemplateResult {
  const { state } = model, axis = state[name], other = name === 'x' ? 'y' : 'x', fixed = locked('axes');
  const { lo, hi, scale } = fullAxis(axis, state.base, catalog), dim = model.start.length || undefined;
  // What the other side shows is not offered: the same on both is no map, and who walks through the list by arrow keys
  // would change the other side on the way.
  const choose = (e: Event) => model.change({ [name]: wholeAxis(value(e), catalog, state.base) });
  const end = (which: 'lo' | 'hi') => (e: Event) => {
    const input = e.target as HTMLInputElement, x = parse(input.value), next: MapAxis = { ...axis, lo, hi, ...(x !== null && { [which]: x }) };
    const ok = x !== null && next.hi! > next.lo!;
    input.setAttribute('aria-invalid', String(!ok));
    if (ok) model.change({ [name]: next });
  };
  const title = t(name === 'x' ? 'side.across' : 'side.up');
  return html`<div class="side-control"><label for="side-${name}">${title}</label>
    <select id="side-${name}" ?disabled=${fixed} .value=${live(axis.of)} @change=${choose}>${sidesOf(state.base, catalog, dim).map((of) => html`<option value=${of} ?selected=${of === axis.of} ?disabled=${of === state[other].of}>${sideName(of, state, catalog, t)}</option>`)}</select>
    <div class="ends"><input type="text" inputmode="decimal" autocomplete="off" id="from-${name}" aria-label=${t('side.from', { side: title })} .value=${kept(full(lo))} ?disabled=${fixed} @change=${end('lo')}>
      <span aria-hidden="true">…</span><input type="text" inputmode="decimal" autocomplete="off" id="to-${name}" aria-label=${t('side.to', { side: title })} .value=${kept(full(hi))} ?disabled=${fixed} @change=${end('hi')}></div>
    ${coordinateOf(axis.of) < 0 && lo > 0 ? html`<label class="check"><input type="checkbox" id="log-${name}" .checked=${live(scale === 'log')} ?disabled=${fixed} @change=${(e: Event) => model.change({ [name]: { ...axis, scale: (e.target as HTMLInputElement).checked ? 'log' : 'linear' } })}>${t('log')}</label>` : nothing}</div>`;
}

function startControl({ model, common, locked }: PanelParts): unknown {
  const { state } = model, start = state.base.start.length ? state.base.start : model.start;
  if (start.length === 0 || start.every((_, i) => [state.x.of, state.y.of].some((of) => coordinateOf(of) === i))) return nothing;
  const set = (e: Event) => {
    const input = e.target as HTMLInputElement, xs = parseVector(input.value), ok = xs !== null && xs.length === start.length;
    input.setAttribute('aria-invalid', String(!ok));
    input.title = ok ? '' : common('start.error', { n: start.length });
    if (ok) model.changeBase({ start: xs });
  };
  return html`<div class="field"><div class="row"><label class="name" for="start">${common('start')}</label>
    <input id="start" type="text" inputmode="text" class="wide" autocomplete="off" .value=${kept(fullVector(start))} ?disabled=${locked('start')} @change=${set}></div></div>`;
}
