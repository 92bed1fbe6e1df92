/**
 * Drives one network in the engine: builds it, trains it epoch by epoch, evaluates it, and keeps its record. Jobs wait
 * for each other in one line; training gives way within a slice. Knows nothing of the page.
 */
import { countOf, type DataSet } from '../../data/dataset.ts';
import type { Lab, LabErrorCode, Network, NetworkConfig, TrainProgress } from '../../engine/types.ts';
import type { Place } from '../../plots/stream.ts';
import { origin, type Course } from './course.ts';
import { answersOf, evaluation } from './evaluation.ts';
import { Glances } from './glances.ts';
import { endedBy, noLimits, type EndedBy, type Limits } from './limits.ts';
import { JobLine, type Phase } from './line.ts';
import { RunRecord, type Evaluated } from './record.ts';

/** How often a run under way rests between two steps, where weights and record belong together, ms. */
const restEvery = 3000;

/** A rest in the middle of an epoch, the end of an epoch, the end of what was asked for. */
export type Rest = 'time' | 'epoch' | 'end';

/** What a kept run begins with when it goes on. */
export interface Kept { course: Course; evaluations: Evaluated[]; weights: Float32Array; left: number; moment?: Moment }
/** All that the engine knows of a run at a step, and where the record stood when the engine began to count. */
export interface Moment { step: number; base: Place; snapshot: Uint8Array }

const codeOf = (error: unknown): LabErrorCode | undefined => (error as { code?: LabErrorCode } | null)?.code;

export class Trainer {
  record: RunRecord;
  /** The run before this one, for comparison. */
  previous?: RunRecord;
  data?: DataSet;
  /** Epochs still to go of what was asked for. */
  left = 0;
  asked = 0;
  limits: Limits = noLimits;
  /** Whether it remembers every answer of every evaluation. */
  watches = false;
  /** Which limit ended the run last. */
  endedBy: EndedBy = '';
  /** Called between two steps, when weights and record belong together. */
  rests?: (rest: Rest) => Promise<void>;
  /** A run gives way to the next one. */
  shelved?: (record: RunRecord) => void;
  private network?: Network;
  private config?: NetworkConfig;
  private call?: AbortController;
  private wanted = false;
  /** Steps since the present epoch began. */
  private inEpoch = 0;
  /** Where the record stood when the engine's own counters were at the beginning. */
  private base: Place = origin;
  private calm?: ReturnType<typeof setTimeout>;
  private smoothing = 0.9;
  private readonly line: JobLine;
  private readonly glances: Glances;

  constructor(private lab: Lab, private changed: () => void, private progressed: () => void) {
    this.record = this.newRecord();
    this.line = new JobLine(changed);
    this.glances = new Glances(() => this.network, changed);
  }

  get phase(): Phase { return this.line.phase; }
  /** Of the test images looked at, and what the network says of them. */
  get shown() { return this.glances.shown; }
  get predictions() { return this.glances.predictions; }

  get size(): number | undefined { return this.network?.size; }
  get training(): boolean { return this.wanted; }
  get batch(): number { return this.config?.batchSize ?? 1; }
  get stepsPerEpoch(): number { return this.data ? Math.ceil(countOf(this.data.train) / this.batch) : 1; }
  get engine(): Network | undefined { return this.network; }
  get setup(): NetworkConfig | undefined { return this.config; }
  /** Share of the asked epochs that is done. */
  get progress(): number {
    if (!this.asked) return 0;
    return Math.min(1, (this.asked - this.left + (this.left ? this.inEpoch / this.stepsPerEpoch : 0)) / this.asked);
  }

  setSmoothing(rho: number): void {
    this.smoothing = rho;
    this.record.setSmoothing(rho);
    this.previous?.setSmoothing(rho);
  }

  /** Another network or other data. The old one stays until the new one stands. */
  build(config: NetworkConfig, data: DataSet): Promise<void> {
    this.pause();
    return this.line.enqueue('building', async () => {
      const network = await this.lab.network(config);
      try {
        await network.load({ train: data.train, test: data.test, ...(data.validation && { validation: data.validation }) });
      } catch (error) {
        await network.dispose();
        throw error;
      }
      await this.network?.dispose();
      this.network = network;
      this.config = config;
      this.data = data;
      this.shelve();
      await this.evaluate();
    });
  }

  /** Method, schedule, batch size: from the next step on, without pausing. */
  async configure(change: Pick<NetworkConfig, 'optimizer' | 'schedule' | 'batchSize'>): Promise<void> {
    if (!this.network) return;
    const other = change.batchSize !== this.config?.batchSize;
    if (other) {
      // The epoch begins anew: the call under way counts its steps in the old size.
      this.call?.abort();
      await this.line.enqueue(this.phase, async () => {
        await this.network!.configure(change);
        this.inEpoch = 0;
        this.config = { ...this.config!, ...change };
      });
    } else {
      await this.network.configure(change);
      this.config = { ...this.config!, ...change };
    }
  }

  /** Trains so many epochs, or what a pause has left of them. Resolves when done or paused. */
  async train(epochs: number, began = this.record.place): Promise<void> {
    if (this.wanted || !this.network) return;
    if (this.left <= 0) {
      this.left = this.asked = epochs;
    }
    this.wanted = true;
    this.endedBy = '';
    const { record } = this;
    this.changed();
    try {
      await this.revive();
      while (this.wanted && this.left > 0) {
        await this.line.enqueue('training', async () => {
          if (!this.wanted) return;
          await this.run(this.stepsPerEpoch - this.inEpoch, began);
          if (this.inEpoch >= this.stepsPerEpoch) {
            this.inEpoch = 0;
            this.left--;
            await this.evaluate();
            await this.rests?.('epoch');
            this.judge(began);
          }
        });
        if (this.record.status !== 'ok') { this.wanted = false; this.left = 0; }
      }
      if (this.record.latest?.step !== this.record.step) await this.line.enqueue('evaluating', () => this.evaluate());
    } finally {
      this.wanted = false;
      if (this.endedBy) this.left = 0;
      if (this.record === record && record.step > 0) await this.rests?.('end');
      this.changed();
    }
  }

  /** Ends the run where one of its limits holds. */
  private judge(began: Place): void {
    const by = endedBy(this.limits, this.record, began);
    if (!by) return;
    this.endedBy = by;
    this.wanted = false;
  }

  pause(): void {
    this.wanted = false;
    this.call?.abort();
  }

  /** A single step. */
  async step(): Promise<void> {
    if (this.wanted || !this.network) return;
    await this.revive();
    await this.line.enqueue('training', async () => {
      await this.stretch(1);
      if (this.inEpoch >= this.stepsPerEpoch) this.inEpoch = 0;
      if (this.line.waiting > 1) return;
      await this.evaluate();
      await this.rests?.('end');
    });
  }

  /** The same initial weights, step 0. */
  reset(): Promise<void> {
    this.pause();
    return this.line.enqueue('building', async () => {
      await this.network?.reset();
      this.shelve();
      await this.evaluate();
    });
  }

  /** Weights from elsewhere; the run goes on with them. Refused by the engine where they do not fit. */
  put(weights: Float32Array): Promise<void> {
    this.pause();
    return this.line.enqueue('building', async () => {
      await this.network?.setParameters(weights);
      this.record.status = 'ok';
      this.record.message = '';
      await this.evaluate();
    });
  }

  /** What a run can go on from bit for bit; nothing where the engine has none. */
  async moment(): Promise<Moment | undefined> {
    const { base, record: { step } } = this, snapshot = await this.network?.snapshot().catch(() => undefined);
    return snapshot && { step, base, snapshot };
  }

  /** Goes on from what was kept of a run of this very configuration. False: from its weights alone, method and shuffle begin anew. */
  async restore({ course, evaluations, weights, left, moment }: Kept): Promise<boolean> {
    this.pause();
    let exact = false;
    await this.line.enqueue('building', async () => {
      await this.network!.reset();
      // A snapshot of another version of the lab is refused.
      exact = moment !== undefined && await this.network!.restore(moment.snapshot).then(() => true, () => false);
      if (!exact) await this.network!.setParameters(weights);
      this.shelve();
      this.record.restore(course, evaluations);
      const { place } = this.record;
      this.base = exact ? moment!.base : place;
      this.left = this.asked = left;
      this.inEpoch = Math.min(this.stepsPerEpoch - 1, Math.round((place.epoch % 1) * this.stepsPerEpoch));
      await this.glances.glance();
    });
    return exact;
  }

  /** A run that ended goes on from its last finite weights. */
  private async revive(): Promise<void> {
    if (this.record.status === 'ok') return;
    await this.line.enqueue('building', async () => {
      await this.network!.setParameters(await this.network!.parameters());
      this.record.status = 'ok';
      this.record.message = '';
    });
  }

  /** Which test images to show. */
  show(indices: Uint32Array): Promise<void> { return this.glances.show(indices); }

  /** So many steps, with rests, unless a limit comes first. */
  private async run(steps: number, began: Place): Promise<void> {
    const { record, limits } = this;
    const most = limits.steps > 0 ? limits.steps - (record.step - began.step) : Infinity;
    const until = record.step + Math.min(steps, most);
    while (record.step < until) {
      const rested = await this.stretch(until - record.step, restEvery);
      if (!rested) break;
      await this.rests?.('time');
      if (limits.seconds > 0) this.judge(began);
      if (!this.wanted) return;
    }
    if (limits.steps > 0) this.judge(began);
  }

  /** Steps at a stretch; true if it was broken off for a rest. */
  private async stretch(steps: number, rest?: number): Promise<boolean> {
    const call = (this.call = new AbortController());
    const { record } = this;
    let rested = false;
    if (rest) this.calm = setTimeout(() => { rested = true; call.abort(); }, rest);
    const from = record.place;
    try {
      const result = await this.network!.train({
        steps, signal: call.signal,
        onStep: (progress) => {
          record.add({ loss: progress.loss, samplesPerSecond: progress.samplesPerSecond, ...this.placeOf(progress, from) });
          this.inEpoch += progress.loss.length;
          this.progressed();
          this.glances.now();
        },
      });
      record.status = result.status;
      record.message = result.message;
      return false;
    } catch (error) {
      if (codeOf(error) !== 'cancelled') throw error;
      return rested && this.wanted;
    } finally {
      clearTimeout(this.calm);
      this.call = undefined;
    }
  }

  /** Seconds are the engine's own: those it spent on the samples. */
  private placeOf({ step, epoch, samplesPerSecond, evaluations }: TrainProgress, from: Place): Place {
    const at = this.base.epoch + epoch;
    const samples = (at - from.epoch) * countOf(this.data!.train);
    const now = this.base.step + step;
    return { step: now, epoch: at, evaluation: this.base.evaluation + evaluations, second: from.second + (samplesPerSecond > 0 ? samples / samplesPerSecond : 0) };
  }

  private async evaluate(): Promise<void> {
    const { network, data, record, line } = this;
    if (!network || !data) return;
    const { phase } = line;
    line.phase = 'evaluating';
    this.changed();
    const said = await evaluation(network, data);
    const found = this.watches ? await answersOf(network, data) : undefined;
    if (found) record.answer({ ...record.place, ...found.answers }, found.shares);
    if (record.latest?.step === record.step) record.evaluations.pop();
    record.evaluations.push({ ...said, ...record.place });
    await this.glances.glance();
    line.phase = phase;
  }

  /** An empty record that this trainer's engine smooths. */
  newRecord(): RunRecord {
    return new RunRecord((values, rho) => this.lab.average({ kind: 'ewa', values, rho, init: 'first' }), this.smoothing, this.changed);
  }
  private shelve(): void {
    if (this.record.step > 0) {
      this.previous = this.record;
      this.shelved?.(this.record);
    }
    this.record = this.newRecord();
    this.base = origin;
    this.endedBy = '';
    this.inEpoch = this.left = this.asked = 0;
  }

  async dispose(): Promise<void> {
    this.pause();
    await this.line.enqueue('building', async () => {
      await this.network?.dispose();
      this.network = undefined;
    });
  }
}
