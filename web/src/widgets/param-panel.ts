/** Controls generated from catalogue parameters: slider and number, choice, flag. The first few stand open, the rest are folded. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { ParamInfo } from '../engine/types.ts';
import { choiceName, paramName } from '../i18n/catalog.ts';
import { full, parse } from '../state/format.ts';
import { accept, fromSlider, sliderSteps, toSlider, valueOf, type ParamValue, type Values } from '../state/params.ts';
import { texToText } from './tex.ts';
import { kept } from './kept.ts';

export interface ParamPanel {
  params: ParamInfo[];
  /** Id of the row they belong to, where its parameters may have names of their own. */
  row?: string;
  values: Values;
  /** Makes ids unique among the panels of one widget, and names for lock and hide: `${prefix}.${key}`. */
  prefix: string;
  locked: (name: string) => boolean;
  hidden: (name: string) => boolean;
  onChange: (key: string, value: ParamValue) => void;
  /** Title of the fold. */
  more: string;
  /** Words for a choice that the catalogue's texts do not know, e.g. another row's name. */
  choiceLabel?: (key: string, choice: string) => string | undefined;
  /** How many stand open. Default 3. */
  open?: number;
}

/** Settings every method shares and few readers look for. */
const side = new Set(['weightDecayMode', 'weightDecay', 'clip', 'clipThreshold', 'dampening', 'epsPlace', 'biasCorrection', 'zoom']);
/** They, tiny constants (epsilons) and switches matter less than rates and momenta. */
const minor = (info: ParamInfo) =>
  side.has(info.key) || info.scale === 'flag' || (info.scale === 'log' && (info.lo ?? 1) < 1e-5);

export function paramPanel(panel: ParamPanel): TemplateResult {
  const shown = panel.params.filter((info) => !panel.hidden(`${panel.prefix}.${info.key}`));
  const open = shown.filter((info) => !minor(info)).slice(0, panel.open ?? 3);
  const rest = shown.filter((info) => !open.includes(info));
  const changed = rest.some((info) => info.key in panel.values);
  return html`${open.map((info) => control(info, panel))}
    ${rest.length
      ? html`<details ?open=${changed}><summary>${panel.more}</summary>${rest.map((info) => control(info, panel))}</details>`
      : nothing}`;
}

function control(info: ParamInfo, panel: ParamPanel): TemplateResult {
  const name = `${panel.prefix}.${info.key}`, id = name.replace(/\W/g, '-');
  const locked = panel.locked(name), value = valueOf(info, panel.values);
  const change = (x: ParamValue) => panel.onChange(info.key, x);
  if (info.scale === 'flag') {
    return html`<label class="check"><input type="checkbox" .checked=${live(value === true)} ?disabled=${locked}
      @change=${(e: Event) => change((e.target as HTMLInputElement).checked)}>${paramName(info.key, panel.row)}</label>`;
  }
  if (info.scale === 'choice') {
    return html`<div class="field"><label for=${id}>${paramName(info.key, panel.row)}</label>
      <select id=${id} ?disabled=${locked} .value=${live(String(value))} @change=${(e: Event) => change((e.target as HTMLSelectElement).value)}>
        ${info.choices?.map((c) => html`<option value=${c} ?selected=${c === value}>${panel.choiceLabel?.(info.key, c) ?? choiceName(info.key, c)}</option>`)}
      </select></div>`;
  }
  return numberControl({
    id, info, locked, value: value as number, label: paramName(info.key, panel.row), symbol: texToText(info.symbol), onChange: change,
  });
}

export interface NumberControl {
  id: string;
  info: ParamInfo;
  value: number;
  label: string;
  symbol?: string;
  locked?: boolean;
  onChange: (value: number) => void;
}

/** A labelled number with its slider; what is typed may go beyond the slider, to whatever the parameter accepts. */
export function numberControl({ id, info, value, label, symbol, locked, onChange }: NumberControl): TemplateResult {
  const typed = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const number = parse(input.value);
    const accepted = number === null ? null : accept(info, number);
    input.setAttribute('aria-invalid', String(accepted === null));
    if (accepted === null) return;
    input.value = full(accepted as number);
    onChange(accepted as number);
  };
  const slid = (event: Event) => onChange(fromSlider(info, Number((event.target as HTMLInputElement).value)));
  return html`<div class="field">
    <div class="row"><label class="name" for=${id}>${label}${symbol ? html` <i>${symbol}</i>` : nothing}</label>
      <input id=${id} type="text" inputmode="decimal" autocomplete="off" .value=${kept(full(value))} ?disabled=${locked} @change=${typed}></div>
    <input type="range" min="0" max=${sliderSteps} aria-label=${label} aria-valuetext=${full(value)} ?disabled=${locked}
      .value=${live(String(toSlider(info, value)))} @input=${slid}>
  </div>`;
}
