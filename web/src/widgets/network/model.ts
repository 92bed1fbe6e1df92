/** What the views of a network figure share: the state, the data, the trainer, and what went wrong last. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CsvChoice } from '../../data/csv.ts';
import { countOf, inputsOf, type DataSet } from '../../data/dataset.ts';
import type { Catalog, Lab } from '../../engine/types.ts';
import { withBases } from '../../state/function-state.ts';
import { fittingLoss, outputsFor, shareKey, taskOf, usualLoss, type Source } from '../../state/network-data.ts';
import { defaultNetworkState, encodeNetwork, methodConfig, networkConfig, normaliseNetwork, weightsConfig, type NetworkState } from '../../state/network-state.ts';
import { getLab } from '../engine.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
import { DataDesk } from './data/desk.ts';
import type { RunKeeper } from './history/keeper.ts';
import type { History } from './history/session.ts';
import { RunRecord } from './record.ts';
import type { Translate } from './parts.ts';
import { Trainer } from './trainer.ts';

/** How many test images the strip shows. */
export const stripLength = 20;
/** Rebuilding waits until the reader's hand rests, ms. */
const restTime = 250;
/** Between two drawings of what training brings, ms. */
const lazyTime = 120;

export class NetworkModel implements ReactiveController {
  lab?: Lab;
  /** Undefined until the catalogue is there. */
  state!: NetworkState;
  trainer?: Trainer;
  /** The engine itself did not start. */
  failure?: Trouble;
  /** The engine refused something; the run stands as it was. */
  trouble?: Trouble;
  /** Where data come from. */
  readonly desk: DataDesk;
  /** First test image of the strip. */
  page = 0;
  /** The runs that are kept; comes after the first picture. */
  history?: History;

  private pending: ((catalog: Catalog) => NetworkState) | undefined;
  private built = '';
  /** The settings of the run under way, as address keys. */
  fields: Record<string, string> = {};
  private method = '';
  private configuring = false;
  private building?: ReturnType<typeof setTimeout>;
  private settled: Promise<void> = Promise.resolve();
  private frame = 0;
  private lazy?: ReturnType<typeof setTimeout>;

  constructor(private host: ReactiveControllerHost & HTMLElement, readonly t: Translate) {
    this.desk = new DataDesk(() => this.lab!, () => this.redraw());
    host.addController(this);
  }
  hostConnected() {
    document.addEventListener('visibilitychange', this.looked);
    void this.open();
  }
  hostDisconnected() {
    document.removeEventListener('visibilitychange', this.looked);
    clearTimeout(this.building);
    clearTimeout(this.lazy);
    this.lazy = undefined;
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.desk.loading?.abort.abort();
    void this.trainer?.dispose().catch(() => undefined);
    this.trainer = undefined;
    this.built = '';
  }

  /** With what wrappers wrap as one more choice of theirs. */
  catalog?: Catalog;
  get keeper(): RunKeeper | undefined { return this.history?.keeper; }
  get record(): RunRecord | undefined { return this.trainer?.record; }
  /** Pixels for what a panel draws. */
  hostWidth(): number { return this.host.shadowRoot?.querySelector('.panels')?.clientWidth ?? 0; }
  /** What is learnt from. */
  get data(): DataSet | undefined { return this.desk.data; }
  get busy(): boolean { return this.trainer !== undefined && this.trainer.phase !== 'idle'; }
  get training(): boolean { return this.trainer?.training ?? false; }

  /** What training brings is drawn at most this often; what the reader does, with the next frame. */
  readonly redrawLazily = (): void => {
    this.lazy ??= setTimeout(() => {
      this.lazy = undefined;
      this.redraw();
    }, this.training ? lazyTime : 0);
  };
  /** Drawing follows the screen, never the messages. */
  readonly redraw = (): void => {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.host.requestUpdate();
    });
  };

  async open(): Promise<void> {
    this.failure = undefined;
    try {
      this.lab ??= await getLab('auto');
      this.catalog ??= withBases(this.lab.catalog);
      this.state ??= this.pending?.(this.catalog) ?? defaultNetworkState(this.catalog);
      this.trainer ??= new Trainer(this.lab, this.redrawLazily, this.progressed);
      this.trainer.watches = true;
      this.trainer.setSmoothing(this.state.smoothing);
      await this.sync();
      void this.keep();
    } catch (error) {
      this.failure = asTrouble(error);
    }
    this.redraw();
  }

  /** From now on every run is kept. */
  private async keep(): Promise<void> {
    this.history ??= new (await import('./history/session.ts')).History(this);
    this.history.keeper.setSmoothing(this.state.smoothing);
    await this.history.keeper.open();
  }
  private readonly looked = () => { if (document.visibilityState === 'visible') void this.history?.keeper.refresh(); };

  private readonly progressed = () => {
    this.redrawLazily();
    const { step, epoch, loss } = this.record!;
    this.host.dispatchEvent(new CustomEvent('step', { detail: { step, epoch, loss }, bubbles: true, composed: true }));
  };

  /** Sets the state as soon as there is a catalogue to check it against. */
  assign(make: (catalog: Catalog) => NetworkState): void {
    this.pending = make;
    if (!this.catalog) return;
    const own = this.state?.data === 'own' && this.desk.base?.source === 'own';
    const state = make(this.catalog);
    this.state = own && !this.desk.loading ? this.fitted({ ...state, data: 'own' }) : state; // no address can name the reader's files
    void this.sync();
    this.redraw();
  }

  /** A change by the reader. */
  change(change: Partial<NetworkState>): void {
    if (!this.catalog) return;
    this.state = this.fitted(normaliseNetwork({ ...this.state, ...change }, this.catalog));
    this.redraw();
    void this.sync();
    this.host.dispatchEvent(new CustomEvent('change', { detail: { state: this.state }, bubbles: true, composed: true }));
  }

  /** Files of the reader's ask for a loss that no address can know. */
  private fitted(state: NetworkState): NetworkState {
    const { base } = this.desk;
    return state.data === 'own' && base?.source === 'own'
      ? { ...state, loss: fittingLoss(this.catalog!, base.task, state.loss), labelNoise: base.task === 'regression' ? 0 : state.labelNoise } : state;
  }
  /** Inputs and outputs of the network for these data. */
  private ends(data: DataSet): [number, number] {
    return [inputsOf(data), outputsFor(this.catalog!, data.task, data.classes, this.state.loss)];
  }

  /** Brings data, network and method to what the state asks for. The large sets wait for a click. */
  private async sync(atOnce = false): Promise<void> {
    const { state, trainer, desk } = this;
    if (!trainer) return;
    trainer.setSmoothing(state.smoothing);
    trainer.limits = { steps: state.stopSteps, seconds: state.stopSeconds, accuracy: state.stopAccuracy, patience: state.stopPatience };
    this.history?.keeper.setSmoothing(state.smoothing);
    if (desk.lacks(state)) {
      if (!desk.waits(state.data)) return this.fetch();
      await desk.readManifest();
    }
    const { base } = desk;
    if (!base) return;
    // What is here goes on with the new settings until the other data have come, unless these ask for another task.
    if (!desk.has(state) && base.task !== taskOf(this.catalog!, state.data)) return;
    const key = JSON.stringify([base.id, shareKey(state), weightsConfig(state, this.catalog!, ...this.ends(base))]);
    clearTimeout(this.building);
    this.building = undefined;
    if (key !== this.built) {
      if (this.built === '' || atOnce || this.data?.source !== base.source) await this.build(key);
      else this.building = setTimeout(() => { this.building = undefined; void this.build(key); }, restTime);
    } else {
      await this.configure();
    }
  }

  private build(key: string): Promise<void> {
    const { desk, trainer, state } = this;
    if (!desk.base || !trainer) return Promise.resolve();
    const refused = this.built;
    this.built = key;
    this.settled = this.attempt(async () => {
      try {
        const data = await desk.share(state);
        const config = networkConfig(state, this.catalog!, ...this.ends(data)), other = trainer.data !== data;
        this.method = JSON.stringify(methodConfig(state, this.catalog!));
        if (other) this.page = 0;
        await trainer.build(config, data);
        this.fields = Object.fromEntries(encodeNetwork(state, this.catalog!));
        if (other || trainer.shown.length === 0 || this.page === 0) await this.turn(0);
      } catch (error) {
        this.built = refused;
        throw error;
      }
      await this.configure();
    });
    return this.settled;
  }

  /** One request at a time; while the reader drags, only the latest state is asked for next. */
  private async configure(): Promise<void> {
    if (this.configuring || !this.trainer?.data) return;
    this.configuring = true;
    await this.attempt(async () => {
      for (let next = JSON.stringify(methodConfig(this.state, this.catalog!)); next !== this.method; next = JSON.stringify(methodConfig(this.state, this.catalog!))) {
        this.method = next;
        await this.trainer!.configure(methodConfig(this.state, this.catalog!));
        this.fields = Object.fromEntries(encodeNetwork(this.state, this.catalog!));
      }
    });
    this.configuring = false;
  }

  /** Brings what the state asks for; what is there stays until it has come. */
  async fetch(source: Source = this.state.data): Promise<void> {
    const asked = normaliseNetwork({ ...this.state, data: source }, this.catalog!), from = await this.desk.fetch(asked);
    if (from === undefined) return;
    if (from !== this.state.data) this.state = this.fitted(normaliseNetwork({ ...this.state, data: from }, this.catalog!));
    this.redraw();
    await this.sync();
  }

  /** Files the reader has dropped or chosen. */
  async add(files: Iterable<File>): Promise<void> { this.arrived(await this.desk.add(files)); }
  /** Another label or task for the reader's table. */
  async choose(choice: Partial<CsvChoice>): Promise<void> { this.arrived(await this.desk.choose(choice)); }
  private arrived(data: DataSet | undefined): void {
    if (!data) return;
    const other = data.task !== this.trainer?.data?.task || this.state.data !== 'own';
    this.change({ data: 'own', ...(other && { loss: usualLoss(this.catalog!, data.task), lossParams: {} }) });
  }

  /** Trains; brings the data first where that is still to be done. */
  async train(): Promise<void> {
    if (this.history) this.history.aside = false;
    await this.settle();
    await this.attempt(() => this.trainer!.train(this.state.epochs));
  }
  pause(): void { this.trainer?.pause(); }
  async step(): Promise<void> {
    if (this.history) this.history.aside = false;
    await this.settle();
    await this.attempt(() => this.trainer!.step());
  }
  /** The data and the network that the state asks for stand: whoever presses a button means those. */
  async settle(): Promise<void> {
    if (!this.desk.has(this.state)) await this.fetch();
    if (this.building) await this.sync(true);
    await this.settled;
  }
  reset(): Promise<void> { return this.attempt(() => this.trainer!.reset()); }

  /** The same start again with another rate: what a run that diverged wants. */
  async again(change: Partial<NetworkState>): Promise<void> {
    await this.reset();
    this.change(change);
    await this.train();
  }

  /** Turns the strip of test images by so many pages. */
  async turn(by: number): Promise<void> {
    if (!this.trainer || !this.data) return;
    if (this.data.kind !== 'pictures') return this.trainer.show(new Uint32Array(0));
    const n = countOf(this.data.test), pages = Math.max(1, Math.ceil(n / stripLength));
    this.page = (this.page + by + pages) % pages;
    const from = this.page * stripLength;
    await this.attempt(() => this.trainer!.show(Uint32Array.from({ length: Math.min(stripLength, n - from) }, (_, i) => from + i)));
  }

  /** Does something that the engine may refuse; then it says so, and nothing has changed. */
  async attempt(job: () => Promise<void>): Promise<void> {
    this.trouble = undefined;
    try {
      await job();
    } catch (error) {
      this.trouble = asTrouble(error);
    }
    this.redraw();
  }
}
