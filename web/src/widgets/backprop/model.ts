/** The state of a backpropagation figure, the engine's answers to it, and what the reader points at. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import presets from '../../../content/backprops.json';
import type { Catalog, Lab, Network } from '../../engine/types.ts';
import { activationOf, decode, encode, levels, lossOf, normalise, type BackpropState } from '../../state/backprop-state.ts';
import { complete } from '../../state/params.ts';
import { getLab } from '../engine.ts';
import { memo } from '../memo.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
import type { Numbers } from './notation.ts';
import { pass, parameterCount } from './pass.ts';
import { knownFrom, stagesOf, type Stage } from './stages.ts';

/** A difference quotient of the engine's loss, one parameter moved to both sides. */
export interface Quotient { index: number; low: number; high: number; lossLow: number; lossHigh: number; slope: number }

/** Everything about one state. */
export interface Answer extends Numbers {
  state: BackpropState;
  /** The parameters before the first update: the seed's, with the reader's changes. */
  start: number[];
  /** As shown: after the updates done. */
  now: number[];
  /** The engine's loss and gradient at these parameters. */
  loss: number;
  gradient: Float32Array;
  /** The largest difference between a ∂ by hand and the engine's, and the largest ∂. */
  gap: number;
  scale: number;
  /** The engine's loss before each update and now. */
  losses: Float64Array;
  quotient: Quotient;
  /** Training stopped: why. */
  stopped?: { status: string; message: string };
}

const bare = presets[0].state;
/** The seed's weights are rounded so that they can be followed by hand. */
const rounded = (x: number) => Math.round(100 * x) / 100 || 0;
const first = Uint32Array.of(0);

export class BackpropModel implements ReactiveController {
  lab?: Lab;
  state!: BackpropState;
  answer?: Answer;
  failure?: Trouble;
  trouble?: Trouble;
  /** Keys of the quantities the reader points at; empty: those of the present step. */
  pointed: readonly string[] = [];
  private pending?: (catalog: Catalog) => BackpropState;
  private stale = false;
  private busy = false;
  private held?: { key: string; net: Network; initial: number[] };

  constructor(private host: ReactiveControllerHost & HTMLElement) { host.addController(this); }
  hostConnected(): void { void this.open(); }
  hostDisconnected(): void {
    void this.held?.net.dispose();
    this.held = undefined;
  }

  get catalog(): Catalog | undefined { return this.lab?.catalog; }
  private readonly staged = memo((layers: readonly number[], task: BackpropState['task'], activation: string, target: readonly number[]) => {
    const stages = stagesOf({ layers, task, activation, target });
    return { stages, known: knownFrom(stages) };
  });
  private get plan() {
    const { layers, target, state } = this.answer!;
    return this.staged(layers, state.task, state.activation, target);
  }
  get stages(): Stage[] { return this.plan.stages; }
  /** The step all views show. */
  get stage(): number { return Math.min(this.state.stage ?? Infinity, this.stages.length - 1); }
  /** Whether a quantity has been calculated by the present step. */
  knows(key: string): boolean { return (this.plan.known.get(key) ?? -1) <= this.stage; }

  async open(): Promise<void> {
    this.failure = undefined;
    try {
      this.lab ??= await getLab();
      this.state ??= (this.pending ?? ((catalog) => decode(new Map(), bare, catalog)))(this.lab.catalog);
      this.compute();
    } catch (error) {
      this.failure = asTrouble(error);
    }
    this.host.requestUpdate();
  }

  /** Address keys over an example's, by default the bare figure's. */
  take(fields: Map<string, string>, preset = bare): void {
    this.pending = (catalog) => decode(fields, preset, catalog);
    if (!this.lab) return;
    this.state = this.pending(this.lab.catalog);
    this.compute();
    this.host.requestUpdate();
  }
  fields(stage = this.state?.stage ?? null): [string, string][] {
    return this.state && this.lab ? encode({ ...this.state, stage }, bare, this.lab.catalog) : [];
  }

  change(change: Partial<BackpropState>): void {
    if (!this.lab) return;
    // Other weights: what was set by hand or learnt belongs to the old ones.
    const anew = 'layers' in change || 'task' in change || 'seed' in change || 'initializer' in change;
    const target = 'task' in change && !('target' in change) ? { target: [1] } : {};
    this.state = normalise({ ...this.state, ...(anew && { edits: {}, updates: 0 }), ...target, ...change }, this.lab.catalog);
    if (!Object.keys(change).every((key) => key === 'stage')) this.compute();
    this.host.requestUpdate();
    this.host.dispatchEvent(new CustomEvent('change', { detail: { state: Object.fromEntries(this.fields()) }, bubbles: true, composed: true }));
    if ('stage' in change && this.answer) this.announce();
  }

  /** What a parameter is to be: the engine may not have answered yet. */
  wanted(index: number): number {
    const { answer, state } = this;
    return (state.updates === 0 ? state.edits[index] : undefined) ?? answer!.now[index];
  }

  /** Sets one parameter; where updates have been done, what they led to is the new beginning. */
  set(index: number, value: number): void {
    const { answer, state } = this;
    if (!answer) return;
    const edits = state.updates === 0 ? state.edits : Object.fromEntries(answer.now.map((x, i) => [i, Number(x.toPrecision(6))]));
    this.change({ edits: { ...edits, [index]: value }, updates: 0, pick: index });
  }

  point(keys: readonly string[]): void {
    if (keys === this.pointed || (keys.length === 0 && this.pointed.length === 0)) return;
    this.pointed = keys;
    this.host.requestUpdate();
  }

  private announce(): void {
    const { name, layer } = this.stages[this.stage];
    this.host.dispatchEvent(new CustomEvent('step', { detail: { step: this.stage, name, layer, loss: this.answer!.loss }, bubbles: true, composed: true }));
  }

  private compute(): void {
    this.stale = true;
    if (!this.busy) void this.pump();
  }
  private async pump(): Promise<void> {
    this.busy = true;
    while (this.stale) {
      this.stale = false;
      try {
        this.answer = await this.ask(this.state);
        this.trouble = undefined;
      } catch (error) {
        this.trouble = asTrouble(error);
      }
      this.host.requestUpdate();
    }
    this.busy = false;
    if (!this.host.isConnected) this.hostDisconnected();
  }

  /** The engine's network of this shape, and the weights of its seed. */
  private async network(state: BackpropState): Promise<{ net: Network; initial: number[] }> {
    const lab = this.lab!, activation = activationOf(lab.catalog, state.activation);
    const config = {
      layers: state.layers, activation: { id: activation.id, ...complete(activation, state.activationParams) }, loss: lossOf(lab.catalog, state.task).id,
      initializer: state.initializer, seed: state.seed, batchSize: 1, optimizer: { id: 'gd', lr: state.lr },
    };
    const key = JSON.stringify({ ...config, optimizer: 0 });
    if (this.held?.key !== key) {
      const net = await lab.network(config);
      await this.held?.net.dispose();
      this.held = { key, net, initial: Array.from(await net.parameters(), rounded) };
    } else {
      await this.held.net.configure({ optimizer: config.optimizer });
    }
    return this.held;
  }

  private async ask(state: BackpropState): Promise<Answer> {
    const { net, initial } = await this.network(state);
    const { layers, inputs, task } = state, outputs = layers[layers.length - 1];
    const start = initial.map((x, i) => state.edits[i] ?? x);
    const label = task === 'regression' ? 0 : state.target[0];
    const oneHot = Array.from({ length: outputs }, (_, j) => (outputs === 1 ? label : Number(j === label)));
    const target = task === 'regression' ? state.target : oneHot;
    // The engine's targets are classes. The squared error sees ŷ − y only, so that a wanted number is a shift of the last bias.
    const shift = new Array<number>(parameterCount(layers)).fill(0);
    for (let j = 0; j < outputs; ++j) shift[shift.length - outputs + j] = oneHot[j] - target[j];
    const give = (parameters: number[]) => net.setParameters(Float32Array.from(parameters, (x, i) => x + shift[i]));
    const back = (parameters: Float32Array) => Array.from(parameters, (x, i) => (shift[i] === 0 ? x : Number((x - shift[i]).toPrecision(7))));

    await net.load({ train: { images: Uint8Array.from(inputs, (x) => Math.round(x * levels)), labels: Uint8Array.of(label) } });
    await give(start);
    const done = state.updates > 0 ? await net.train({ steps: state.updates }) : undefined;
    const now = done ? back(await net.parameters()) : start;
    const { loss, gradient } = await net.gradient({ samples: first });
    const next = await net.train({ steps: 1 });
    const after = back(await net.parameters());

    const at = state.pick, h = 10 ** state.nudge;
    const moved = async (by: number) => {
      await give(now.map((x, i) => (i === at ? x + by : x)));
      return { at: (await net.parameters())[at], loss: (await net.gradient({ samples: first })).loss };
    };
    const low = await moved(-h), high = await moved(h);
    const quotient = { index: at, low: low.at - shift[at], high: high.at - shift[at], lossLow: low.loss, lossHigh: high.loss, slope: (high.loss - low.loss) / (high.at - low.at) };

    const row = lossOf(this.lab!.catalog, task), options = complete(row, {});
    const activation = activationOf(this.lab!.catalog, state.activation);
    const hand = pass({
      layers, task, activation: { id: activation.id, ...(complete(activation, state.activationParams) as { slope?: number }) },
      half: options.half as boolean | undefined, mean: options.reduction === 'mean',
    }, now, inputs, target);
    const largest = (xs: ArrayLike<number>) => Array.from(xs).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    return {
      state, pass: hand, layers, target, lr: state.lr, after, start, now, loss, gradient, quotient,
      gap: largest(hand.gradient.map((x, i) => x - gradient[i])), scale: largest(gradient),
      losses: Float64Array.from([...(done?.loss ?? []), loss]),
      stopped: [done, next].find((run) => run && run.status !== 'ok'),
    };
  }
}
