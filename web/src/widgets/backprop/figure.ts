/** The network with its numbers: neurons with z, a and δ, parameters with their ∂, all of them under the reader's hand. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { levels, limits } from '../../state/backprop-state.ts';
import type { Key } from '../../i18n/i18n.ts';
import { full, short } from '../../state/format.ts';
import { memo } from '../memo.ts';
import { edge, layOut, type Box, type Place } from './layout.ts';
import type { BackpropModel } from './model.ts';
import { keyOf, parameterAt, place as indexOf, plain, ref, valueOf, type Ref } from './notation.ts';
import { keysOf } from './stages.ts';

export type BackpropText = (key: Key<'backprop'>, values?: Record<string, string | number>) => string;

interface Hand { pointer: number; x: number; y: number; from: number; set: (value: number) => void; perPixel: number }

const three = (x: number) => short(x, 3);
/** As many digits as there is room for: about 6 pixels a character. */
function fitting(x: number, room: number): string {
  for (let digits = 3; digits > 1; --digits) {
    const text = short(x, digits);
    if (text.length * 6.6 <= room) return text;
  }
  return short(x, 1);
}
const classes = (list: Record<string, boolean>) => Object.keys(list).filter((name) => list[name]).join(' ');

export class NetworkFigure {
  private width = 0;
  private hand: Hand | null = null;
  private lit = new Set<string>();

  constructor(private host: HTMLElement, private model: BackpropModel, private locked: (name: string) => boolean) {}

  resize(width: number): boolean {
    if (width === this.width || width === 0) return false;
    this.width = width;
    return true;
  }

  private readonly layout = memo((layers: readonly number[], width: number): Place => layOut(layers, width));
  private readonly stageKeys = memo((stages: BackpropModel['stages'], at: number) => stages[at].lines.flatMap(keysOf));

  render(t: BackpropText): TemplateResult {
    const { model, width } = this, { answer } = model;
    if (!answer || width === 0) return html`<div class="net waiting" id="plot"></div>`;
    const { layers } = answer, L = layers.length, place = this.layout(layers, width), pointing = model.pointed.length > 0;
    this.lit = new Set(pointing ? model.pointed : this.stageKeys(model.stages, model.stage));
    const each = (make: (l: number, j: number) => unknown) => layers.flatMap((n, i) => (i === 0 ? [] : Array.from({ length: n }, (_, j) => make(i + 1, j))));
    const foot = place.upright ? 0 : 24;
    return html`<div class="net" id="plot" @pointermove=${this.move} @pointerup=${this.drop} @pointercancel=${this.drop} @pointerleave=${() => { if (!this.hand) model.point([]); }}>
      <svg width=${width} height=${place.height + foot} viewBox="0 0 ${width} ${place.height + foot}" role="group" aria-label=${t('figure', { layers: layers.join('–') })}>
        <g aria-hidden="true">${each((l, j) => place.weights[l][j].map((_, k) => this.edge(place, l, j, k, pointing)))}</g>
        ${place.neurons[1].map((box, j) => this.input(box, j, t))}
        ${each((l, j) => [this.neuron(place, l, j, t), ...place.weights[l][j].map((box, k) => this.parameter(box, ref('w', l, j, k), t)), this.parameter(place.biases[l][j], ref('b', l, j), t)])}
        ${place.targets.map((box, j) => this.target(box, j, t))}
        ${foot ? place.neurons.slice(1).map((boxes, i) => svg`<text class="layer" x=${(i === 0 ? boxes[0].x : boxes[0].x + boxes[0].w / 2).toFixed(1)} y=${place.height + 16} text-anchor=${i === 0 ? 'start' : 'middle'}>${t(i === 0 ? 'layer.inputs' : i === L - 1 ? 'layer.outputs' : 'layer', { l: i + 1 })}</text>`) : nothing}
      </svg></div>`;
  }

  private on(...refs: Ref[]): boolean { return refs.some((r) => this.lit.has(keyOf(r))); }
  private number(r: Ref): number { return valueOf(r, this.model.answer!); }

  private edge(place: Place, l: number, j: number, k: number, pointing: boolean) {
    const w = this.number(ref('w', l, j, k)), on = this.on(ref('w', l, j, k), ref('dw', l, j, k), ref('w+', l, j, k));
    return svg`<path class=${classes({ edge: true, negative: w < 0, on, off: pointing && !on })} d=${edge(place, l, j, k)} stroke-width=${(1 + Math.min(3.2, 1.6 * Math.abs(w))).toFixed(2)}></path>`;
  }

  /** One line of a box: a name, and the number once it has been calculated. */
  private line(r: Ref, box: Box, y: number, brief: boolean) {
    const { model } = this, known = r.l === 1 || model.knows(keyOf(r)), name = plain(r, model.answer!.layers.length);
    const shown = brief ? name.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉]/g, '') : name;
    const value = known ? this.number(r) : NaN;
    return svg`<g class=${classes({ quantity: true, on: this.on(r), [r.kind]: true })} @pointerenter=${() => this.over(keyOf(r))}>
      <rect class="band" x=${box.x + 2} y=${y - 12.5} width=${box.w - 4} height="16.5" rx="3"></rect>
      <text x=${box.x + 7} y=${y} class="name">${shown}</text><text x=${box.x + box.w - 6} y=${y} text-anchor="end" class="value">${known ? fitting(value, box.w - (brief ? 22 : 34)) : '·'}</text>
      ${known ? svg`<title>${name} = ${full(value)}</title>` : nothing}</g>`;
  }

  private neuron(place: Place, l: number, j: number, t: BackpropText) {
    const box = place.neurons[l][j], { answer } = this.model, L = answer!.layers.length, brief = box.w < 92;
    const quantities = [ref('z', l, j), ref('a', l, j), ref('d', l, j)];
    const said = quantities.filter((r) => this.model.knows(keyOf(r))).map((r) => `${plain(r, L)} = ${three(this.number(r))}`).join(', ');
    return svg`<g class=${classes({ neuron: true, on: this.on(...quantities, ref('s', l, j)) })} role="img" aria-label=${t('neuron', { l, j: j + 1, said: said || '–' })}>
      <rect class="body" x=${box.x} y=${box.y} width=${box.w} height=${box.h} rx="11"></rect>
      ${quantities.map((r, i) => this.line(r, box, box.y + 16.5 + i * 18, brief))}</g>`;
  }

  private over(...keys: string[]): void { if (!this.hand) this.model.point(keys); }

  /** What is common to everything that can be dragged, typed at or moved with the keys. */
  private slider(options: { name: string; locked: boolean; now: number; min: number; max: number; step: number; tab: boolean; set: (x: number) => void; focus?: () => void; perPixel: number; t: BackpropText; sideways?: (by: number) => void }) {
    const { now, set, step, t } = options;
    const key = (e: KeyboardEvent) => {
      const by = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10, ...(!options.sideways && { ArrowRight: 1, ArrowLeft: -1 }) }[e.key];
      if (by === undefined) {
        const aside = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
        if (aside && options.sideways) { e.preventDefault(); options.sideways(aside); }
        return;
      }
      e.preventDefault();
      if (!options.locked) set(now + by * (e.shiftKey ? step / 10 : step));
    };
    const down = (e: PointerEvent) => {
      if (e.button !== 0) return;
      options.focus?.();
      (e.currentTarget as SVGElement).focus({ preventScroll: true });
      if (options.locked) return;
      this.hand = { pointer: e.pointerId, x: e.clientX, y: e.clientY, from: now, set, perPixel: options.perPixel };
    };
    return { key, down, help: t(options.sideways ? 'parameter.help' : 'value.help') };
  }

  private readonly move = (e: PointerEvent): void => {
    const { hand } = this;
    if (!hand || e.pointerId !== hand.pointer) return;
    const by = e.clientX - hand.x - (e.clientY - hand.y);
    if (Math.abs(by) < 3) return;
    (e.currentTarget as Element).setPointerCapture(e.pointerId);
    hand.set(hand.from + by * hand.perPixel);
  };
  private readonly drop = (): void => { this.hand = null; };

  private parameter(box: Box, r: Ref, t: BackpropText) {
    const { model } = this, answer = model.answer!, L = answer.layers.length, index = indexOf(answer.layers, r.l, r.j, r.k);
    const name = plain(r, L), value = this.number(r), partial = ref(r.kind === 'w' ? 'dw' : 'db', r.l, r.j, r.k), after = ref(r.kind === 'w' ? 'w+' : 'b+', r.l, r.j, r.k);
    const known = model.knows(keyOf(partial)), chosen = model.state.pick === index, locked = this.locked('weights');
    const now = model.wanted(index); // keys and hand go on from there, however late the answer is
    const brief = box.w < 79 ? name.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, '') : name;
    const handle = this.slider({
      name, locked, now, min: -limits.weight, max: limits.weight, step: 0.1, tab: chosen, perPixel: 0.01, t,
      set: (x) => model.set(index, Number(x.toFixed(now !== Number(now.toFixed(3)) || Math.abs(x - now) < 0.05 ? 3 : 2))), focus: () => this.choose(index), sideways: (by) => this.choose((index + by + answer.now.length) % answer.now.length, true),
    });
    return svg`<g class=${classes({ parameter: true, on: this.on(r, partial, after), chosen, locked })} data-index=${index} role="slider" tabindex=${chosen ? 0 : -1} aria-label=${t(r.kind === 'w' ? 'weight' : 'bias', { name, l: r.l, j: r.j + 1, k: (r.k ?? 0) + 1 })}
        aria-valuenow=${value} aria-valuemin=${-limits.weight} aria-valuemax=${limits.weight} aria-valuetext=${known ? `${three(value)}, ${plain(partial, L)} = ${three(this.number(partial))}` : three(value)}
        aria-disabled=${locked} aria-description=${handle.help} @keydown=${handle.key} @pointerdown=${handle.down} @focus=${() => this.choose(index)} @pointerenter=${() => this.over(keyOf(r), keyOf(partial))}>
      <rect class="body" x=${box.x} y=${box.y} width=${box.w} height=${box.h} rx="6"></rect>
      <text class="name" x=${box.x + 5} y=${box.y + 12.5}>${brief}</text><text class="value" x=${box.x + box.w - 5} y=${box.y + 12.5} text-anchor="end">${fitting(value, box.w - 34)}</text>
      <text class="name partial" x=${box.x + 5} y=${box.y + 25.5}>∂</text><text class="value partial" x=${box.x + box.w - 5} y=${box.y + 25.5} text-anchor="end">${known ? fitting(this.number(partial), box.w - 20) : '·'}</text>
      <title>${name} = ${full(value)}${known ? `\n${plain(partial, L)} = ${full(this.number(partial))}` : ''}</title></g>`;
  }

  /** One parameter of all is looked at; the arrow keys go round them. */
  private choose(index: number, focus = false): void {
    if (this.model.state.pick !== index) this.model.change({ pick: index });
    if (focus) void (this.host as HTMLElement & { updateComplete: Promise<boolean> }).updateComplete.then(() => this.host.shadowRoot?.querySelector<SVGElement>(`[data-index="${index}"]`)?.focus());
  }

  private input(box: Box, j: number, t: BackpropText) {
    const { model } = this, value = model.answer!.pass.a[1][j], r = ref('a', 1, j), locked = this.locked('inputs');
    const now = model.state.inputs[j] ?? value;
    const set = (x: number) => { const inputs = [...model.state.inputs]; inputs[j] = Math.abs(x - now) < 1 / levels ? now + Math.sign(x - now) / levels : x; model.change({ inputs }); };
    const handle = this.slider({ name: `x${j + 1}`, locked, now, min: 0, max: 1, step: 0.1, tab: true, set, perPixel: 1 / 160, t });
    return svg`<g class=${classes({ neuron: true, input: true, locked, on: this.on(r) })} role="slider" tabindex="0" aria-label=${t('input', { j: j + 1 })} aria-valuenow=${value} aria-valuemin="0" aria-valuemax="1" aria-valuetext=${three(value)}
        aria-disabled=${locked} aria-description=${handle.help} @keydown=${handle.key} @pointerdown=${handle.down} @pointerenter=${() => this.over(keyOf(r))}>
      <rect class="body" x=${box.x} y=${box.y} width=${box.w} height=${box.h} rx="11"></rect>
      <text class="name" x=${box.x + 8} y=${box.y + 22}>${plain(r, 0)}</text><text class="value" x=${box.x + box.w - 8} y=${box.y + 22} text-anchor="end">${three(value)}</text><title>${full(value)}</title></g>`;
  }

  private target(box: Box, j: number, t: BackpropText) {
    const { model } = this, { state, answer } = model, value = answer!.target[j], r = ref('y', answer!.layers.length, j), locked = this.locked('target');
    const name = plain(r, answer!.layers.length), on = this.on(r);
    const body = svg`<rect class="body" x=${box.x} y=${box.y} width=${box.w} height=${box.h} rx="6"></rect>
      <text class="name" x=${box.x + 7} y=${box.y + 19.5}>${name}</text><text class="value" x=${box.x + box.w - 7} y=${box.y + 19.5} text-anchor="end">${three(value)}</text>`;
    if (state.task === 'regression') {
      const set = (x: number) => { const target = [...model.state.target]; target[j] = Number(x.toFixed(3)); model.change({ target }); };
      const handle = this.slider({ name, locked, now: state.target[j] ?? value, min: -limits.target, max: limits.target, step: 0.1, tab: true, set, perPixel: 0.01, t });
      return svg`<g class=${classes({ target: true, on, locked })} role="slider" tabindex="0" aria-label=${t('target', { j: j + 1 })} aria-valuenow=${value} aria-valuemin=${-limits.target} aria-valuemax=${limits.target} aria-valuetext=${three(value)}
        aria-disabled=${locked} aria-description=${handle.help} @keydown=${handle.key} @pointerdown=${handle.down} @pointerenter=${() => this.over(keyOf(r))}>${body}<title>${full(value)}</title></g>`;
    }
    const choose = () => { if (!locked) model.change({ target: [state.task === 'binary' ? 1 - state.target[0] : j] }); };
    const key = (e: KeyboardEvent) => { if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); choose(); } };
    return svg`<g class=${classes({ target: true, choice: true, on, locked })} role="button" tabindex="0" aria-pressed=${value === 1} aria-disabled=${locked} aria-label=${t('target.class', { j: j + 1 })} @click=${choose} @keydown=${key} @pointerenter=${() => this.over(keyOf(r))}>${body}</g>`;
  }

  /** Whether a parameter is what is looked at, for the others to name it. */
  static nameOf(layers: readonly number[], index: number): string { return plain(parameterAt(layers, index), layers.length); }
}
