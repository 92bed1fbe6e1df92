/** What the views of a network figure share: the state, the data, the trainer, and what went wrong last. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { countOf, loadSite, loadSynthetic, type DataSet, type LoadProgress } from '../../data/dataset.ts';
import { fetchManifest, type Manifest } from '../../data/manifest.ts';
import { combine, readOwn, type OwnFile, type OwnProblem } from '../../data/own.ts';
import type { Catalog, Lab } from '../../engine/types.ts';
import { withBases } from '../../state/function-state.ts';
import { defaultNetworkState, encodeNetwork, methodConfig, networkConfig, normaliseNetwork, weightsConfig, type NetworkState, type Source } from '../../state/network-state.ts';
import { getLab } from '../engine.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
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

export interface Loading { source: Source; progress: LoadProgress; abort: AbortController }

export class NetworkModel implements ReactiveController {
  lab?: Lab;
  /** Undefined until the catalogue is there. */
  state!: NetworkState;
  manifest?: Manifest;
  data?: DataSet;
  trainer?: Trainer;
  loading?: Loading;
  /** The engine itself did not start. */
  failure?: Trouble;
  /** Data that could not be brought here. */
  dataTrouble?: { source: Source; why?: Trouble };
  /** The engine refused something; the run stands as it was. */
  trouble?: Trouble;
  own: OwnFile[] = [];
  ownProblem?: OwnProblem;
  ownMissing?: OwnProblem;
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
    this.loading?.abort.abort();
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
    const own = this.state?.data === 'own' && this.data?.source === 'own';
    this.state = make(this.catalog);
    if (own && !this.loading) this.state.data = 'own'; // no address can name the reader's files
    void this.sync();
    this.redraw();
  }

  /** A change by the reader. */
  change(change: Partial<NetworkState>): void {
    if (!this.catalog) return;
    this.state = normaliseNetwork({ ...this.state, ...change }, this.catalog);
    this.redraw();
    void this.sync();
    this.host.dispatchEvent(new CustomEvent('change', { detail: { state: this.state }, bubbles: true, composed: true }));
  }

  /** Brings data, network and method to what the state asks for. The full set waits for a click: it is large. */
  private async sync(atOnce = false): Promise<void> {
    const { state, trainer } = this;
    if (!trainer) return;
    trainer.setSmoothing(state.smoothing);
    trainer.limits = { steps: state.stopSteps, seconds: state.stopSeconds, accuracy: state.stopAccuracy, patience: state.stopPatience };
    this.history?.keeper.setSmoothing(state.smoothing);
    if (state.data !== 'own' && this.data?.source !== state.data && this.loading?.source !== state.data && this.dataTrouble?.source !== state.data) {
      if (state.data !== 'full') return this.fetch(state.data);
      await this.readManifest();
    }
    if (!this.data) return;
    const { rows, columns, classes, id } = this.data;
    const key = JSON.stringify([id, weightsConfig(state, this.catalog!, rows * columns, classes)]);
    clearTimeout(this.building);
    this.building = undefined;
    if (key !== this.built) {
      if (this.built === '' || atOnce) await this.build(key);
      else this.building = setTimeout(() => { this.building = undefined; void this.build(key); }, restTime);
    } else {
      await this.configure();
    }
  }

  private build(key: string): Promise<void> {
    const { data, trainer, state } = this;
    if (!data || !trainer) return Promise.resolve();
    const refused = this.built;
    this.built = key;
    this.settled = this.attempt(async () => {
      const config = networkConfig(state, this.catalog!, data.rows * data.columns, data.classes);
      this.method = JSON.stringify(methodConfig(state, this.catalog!));
      try {
        await trainer.build(config, data);
        this.fields = Object.fromEntries(encodeNetwork(state, this.catalog!));
      } catch (error) {
        this.built = refused;
        throw error;
      }
      if (trainer.shown.length === 0 || trainer.data !== data || this.page === 0) await this.turn(0);
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

  private async readManifest(): Promise<Manifest> {
    this.manifest ??= await fetchManifest();
    this.redraw();
    return this.manifest;
  }

  /** Brings a data set here; what is there stays until it has come. */
  async fetch(source: Exclude<Source, 'own'>): Promise<void> {
    this.loading?.abort.abort();
    const loading: Loading = { source, progress: { stage: 'download', done: 0, total: 0 }, abort: new AbortController() };
    this.loading = loading;
    this.dataTrouble = undefined;
    const report = (progress: LoadProgress) => { loading.progress = progress; this.redraw(); };
    try {
      const manifest = await this.readManifest().catch((error: unknown) => {
        if (source !== 'synthetic') throw error;
        return { synthetic: true };
      });
      const from = source !== 'synthetic' && manifest.synthetic ? 'synthetic' : source;
      const data = from === 'synthetic'
        ? await loadSynthetic(this.lab!, report) : await loadSite(this.lab!, manifest, from, loading.abort.signal, report);
      if (this.loading !== loading) return;
      this.state = { ...this.state, data: from };
      this.take(data);
    } catch (error) {
      if (this.loading !== loading) return;
      const cancelled = loading.abort.signal.aborted;
      if (cancelled && this.data) this.state = { ...this.state, data: this.data.source };
      else this.dataTrouble = { source, why: cancelled ? undefined : asTrouble(error) };
    } finally {
      if (this.loading === loading) this.loading = undefined;
      this.redraw();
    }
    await this.sync();
  }

  private take(data: DataSet): void {
    this.data = data;
    this.page = 0;
    this.dataTrouble = undefined;
  }

  /** Files the reader has dropped or chosen. */
  async add(files: Iterable<File>): Promise<void> {
    this.ownProblem = undefined;
    const list = [...files];
    // Four good files in hand and new ones come: a new data set.
    let kept = this.data?.source === 'own' ? [] : this.own;
    for (const file of list) {
      const read = await readOwn(this.lab!, file);
      if ('issue' in read) { this.ownProblem = read; this.redraw(); return; }
      kept = [...kept.filter((f) => f.name !== read.name), read];
    }
    const { data, missing, problem } = combine(kept);
    this.ownProblem = problem;
    this.ownMissing = missing;
    if (!problem) this.own = kept;
    if (data) {
      this.loading?.abort.abort();
      this.loading = undefined;
      this.take(data);
      this.change({ data: 'own' });
    }
    this.redraw();
  }
  forgetOwn(): void {
    this.own = [];
    this.ownProblem = this.ownMissing = undefined;
    this.redraw();
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
    if (this.state.data !== 'own' && this.data?.source !== this.state.data) await this.fetch(this.state.data);
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
