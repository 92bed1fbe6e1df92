/**
 * Drives one network in the engine: builds it, trains it epoch by epoch, evaluates it, and keeps its record. Jobs wait
 * for each other in one line; training gives way within a slice. Knows nothing of the page.
 */
import { countOf, type DataSet } from '../../data/dataset.ts';
import type { Lab, LabErrorCode, Network, NetworkConfig, PredictResult, TrainProgress } from '../../engine/types.ts';
import type { Place } from '../../plots/stream.ts';
import { origin, type Course } from './course.ts';
import { endedBy, noLimits, type EndedBy, type Limits } from './limits.ts';
import { RunRecord, type Evaluated } from './record.ts';

export type Phase = 'idle' | 'building' | 'training' | 'evaluating';

/** Training samples whose predictions stand for all of them. */
const trainSample = 2000;
/** Larger test sets are not asked image by image. */
const mostAnswers = 20_000;
/** Predictions are asked in blocks this long, so that a pause is never kept waiting. */
const predictBlock = 500;
/** How often the shown predictions follow the training, ms. */
const glanceEvery = 400;
/** How often a run under way rests between two steps, where weights and record belong together, ms. */
const restEvery = 3000;

/** A rest in the middle of an epoch, the end of an epoch, the end of what was asked for. */
export type Rest = 'time' | 'epoch' | 'end';

/** What a kept run begins with when it goes on. */
export interface Kept { course: Course; evaluations: Evaluated[]; weights: Float32Array; left: number }

const codeOf = (error: unknown): LabErrorCode | undefined => (error as { code?: LabErrorCode } | null)?.code;

export class Trainer {
  phase: Phase = 'idle';
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
  /** Of the test images looked at. */
  shown: Uint32Array = new Uint32Array(0);
  predictions?: PredictResult;

  private network?: Network;
  private config?: NetworkConfig;
  private line: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private call?: AbortController;
  private wanted = false;
  /** Steps since the present epoch began. */
  private inEpoch = 0;
  /** Where the record stood when the engine's own counters were at the beginning. */
  private base: Place = origin;
  private calm?: ReturnType<typeof setTimeout>;
  private lastGlance = 0;
  private trainIndices: Uint32Array[] = [];
  private smoothing = 0.9;

  constructor(private lab: Lab, private changed: () => void, private progressed: () => void) {
    this.record = this.newRecord();
  }

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
    return this.enqueue('building', async () => {
      const network = await this.lab.network(config);
      try {
        await network.load({ train: data.train, test: data.test });
      } catch (error) {
        await network.dispose();
        throw error;
      }
      await this.network?.dispose();
      this.network = network;
      this.config = config;
      this.data = data;
      this.trainIndices = blocks(spread(countOf(data.train), trainSample));
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
      await this.enqueue(this.phase, async () => {
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
        await this.enqueue('training', async () => {
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
      if (this.record.latest?.step !== this.record.step) await this.enqueue('evaluating', () => this.evaluate());
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
    await this.enqueue('training', async () => {
      await this.stretch(1);
      if (this.inEpoch >= this.stepsPerEpoch) this.inEpoch = 0;
      if (this.waiting > 1) return;
      await this.evaluate();
      await this.rests?.('end');
    });
  }

  /** The same initial weights, step 0. */
  reset(): Promise<void> {
    this.pause();
    return this.enqueue('building', async () => {
      await this.network?.reset();
      this.shelve();
      await this.evaluate();
    });
  }

  /** Weights from elsewhere; the run goes on with them. Refused by the engine where they do not fit. */
  put(weights: Float32Array): Promise<void> {
    this.pause();
    return this.enqueue('building', async () => {
      await this.network?.setParameters(weights);
      this.record.status = 'ok';
      this.record.message = '';
      await this.evaluate();
    });
  }

  /** Goes on from what was kept of a run of this very configuration. */
  restore({ course, evaluations, weights, left }: Kept): Promise<void> {
    this.pause();
    return this.enqueue('building', async () => {
      await this.network!.reset();
      await this.network!.setParameters(weights);
      this.shelve();
      this.record.restore(course, evaluations);
      this.base = this.record.place;
      this.left = this.asked = left;
      this.inEpoch = Math.min(this.stepsPerEpoch - 1, Math.round((this.base.epoch % 1) * this.stepsPerEpoch));
      await this.glance();
    });
  }

  /** A run that ended goes on from its last finite weights. */
  private async revive(): Promise<void> {
    if (this.record.status === 'ok') return;
    await this.enqueue('building', async () => {
      await this.network!.setParameters(await this.network!.parameters());
      this.record.status = 'ok';
      this.record.message = '';
    });
  }

  /** Which test images to show. */
  async show(indices: Uint32Array): Promise<void> {
    this.shown = indices;
    this.predictions = undefined;
    await this.glance();
  }

  private async glance(): Promise<void> {
    const { shown, network } = this;
    this.lastGlance = performance.now();
    if (!network || shown.length === 0) return;
    const predictions = await network.predict('test', shown).catch(() => undefined);
    if (shown !== this.shown || network !== this.network) return;
    this.predictions = predictions;
    this.changed();
  }

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
          if (performance.now() - this.lastGlance > glanceEvery) void this.glance();
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
  private placeOf({ step, epoch, samplesPerSecond }: TrainProgress, from: Place): Place {
    const at = this.base.epoch + epoch;
    const samples = (at - from.epoch) * countOf(this.data!.train);
    const now = this.base.step + step;
    return { step: now, epoch: at, evaluation: now, second: from.second + (samplesPerSecond > 0 ? samples / samplesPerSecond : 0) };
  }

  private async evaluate(): Promise<void> {
    const { network, data, record } = this;
    if (!network || !data) return;
    const { phase } = this;
    this.phase = 'evaluating';
    this.changed();
    const result = await network.evaluate('test');
    let right = 0, seen = 0;
    for (const indices of this.trainIndices) {
      const { label } = await network.predict('train', indices);
      label.forEach((l, i) => { if (l === data.train.labels[indices[i]]) ++right; });
      seen += indices.length;
    }
    if (this.watches) await this.ask(network, data, record);
    const entry = { ...result, ...record.place, trainAccuracy: right / seen };
    if (record.latest?.step === record.step) record.evaluations.pop();
    record.evaluations.push(entry);
    await this.glance();
    this.phase = phase;
  }

  /** What the network says of every test image, for the mistakes and when each came and went. */
  private async ask(network: Network, data: DataSet, record: RunRecord): Promise<void> {
    const n = countOf(data.test), { labels } = data.test;
    if (n > mostAnswers || data.classes > 256) return;
    const label = new Uint8Array(n), truth = new Float32Array(n), said = new Float32Array(n);
    for (let from = 0; from < n; from += predictBlock) {
      const some = Uint32Array.from({ length: Math.min(predictBlock, n - from) }, (_, i) => from + i);
      const { label: says, output } = await network.predict('test', some), width = output.length / some.length;
      some.forEach((s, i) => {
        label[s] = says[i];
        const of = (c: number) => (width > 1 ? output[i * width + c] : c ? output[i] : 1 - output[i]);
        truth[s] = of(labels[s]);
        said[s] = of(says[i]);
      });
    }
    record.answer({ ...record.place, label }, { truth, said });
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

  private enqueue(phase: Phase, job: () => Promise<void>): Promise<void> {
    this.waiting++;
    const done = this.line.then(async () => {
      this.phase = phase;
      this.changed();
      try {
        await job();
      } finally {
        this.waiting--;
        this.phase = 'idle';
        this.changed();
      }
    });
    this.line = done.catch(() => undefined);
    return done;
  }

  async dispose(): Promise<void> {
    this.pause();
    await this.enqueue('building', async () => {
      await this.network?.dispose();
      this.network = undefined;
    });
  }
}

/** At most `most` of n indices, evenly spread. */
export function spread(n: number, most: number): Uint32Array {
  const k = Math.min(n, most);
  return Uint32Array.from({ length: k }, (_, i) => Math.floor((i * n) / k));
}
function blocks(indices: Uint32Array): Uint32Array[] {
  return Array.from({ length: Math.ceil(indices.length / predictBlock) }, (_, i) => indices.slice(i * predictBlock, (i + 1) * predictBlock));
}
