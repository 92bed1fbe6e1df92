/** Keeps every run: saves those under way every few seconds, lists the others, brings back what is asked for. */
import type { Kept, Moment, Rest, Trainer } from '../trainer.ts';
import type { RunRecord } from '../record.ts';
import { upTo } from '../course.ts';
import { openStore, type RunStore } from './store.ts';
import { bytesOf, evaluationBytes, largestWeights, mostCheckpoints, weightsBudget, type RunSummary } from './types.ts';

/** How many lines can be told apart by hue and dash. */
export const styleCount = 15;
/** Ends of epochs that come faster than this are not each saved, ms. */
const leastPause = 300;

/** What a trainer cannot know of its run. */
export interface About { fields: Record<string, string>; data: string; group?: string }

export class RunKeeper {
  /** The newest first. */
  runs: RunSummary[] = [];
  store?: RunStore;
  /** Why the last run could not be written; the lab works on. */
  trouble = '';
  /** Runs drawn beside the present one, by their ids. */
  readonly shown = new Map<string, RunRecord>();
  private live = new Map<RunRecord, RunSummary>();
  private forgotten = new WeakSet<RunRecord>();
  private writing: Promise<void> = Promise.resolve();
  private lastSave = new WeakMap<RunRecord, number>();
  private rho = 0.9;

  constructor(private record: () => RunRecord, private changed: () => void) {}

  get bytes(): number { return this.runs.reduce((n, run) => n + run.bytes, 0); }

  async open(): Promise<void> {
    this.store ??= await openStore();
    await this.refresh();
  }

  /** What other tabs have done in the meantime. */
  async refresh(): Promise<void> {
    try {
      const live = new Map([...this.live.values()].map((run) => [run.id, run]));
      const found = await this.store!.summaries();
      this.runs = found.map((run) => live.get(run.id) ?? run).sort((a, b) => b.number - a.number || b.created - a.created);
    } catch (error) {
      this.trouble = reason(error);
    }
    this.changed();
  }

  setSmoothing(rho: number): void {
    this.rho = rho;
    for (const record of this.shown.values()) record.setSmoothing(rho);
  }

  /** From now on this trainer's runs are kept. */
  follow(trainer: Trainer, about: () => About): void {
    trainer.rests = (rest) => this.save(trainer, rest, about());
    trainer.shelved = (record) => this.end(record);
  }
  /** A trainer's run is listed and drawn from its first step on; answers its id. */
  enlist(trainer: Trainer, about: About): string {
    this.follow(trainer, () => about);
    const { record } = trainer, run = this.begin(about, trainer.setup!.layers, Date.now());
    this.live.set(record, run);
    this.runs.unshift(run);
    this.shown.set(run.id, record);
    return run.id;
  }
  /** This trainer makes no further runs. */
  leave(trainer: Trainer): void {
    trainer.rests = trainer.shelved = undefined;
    this.end(trainer.record);
  }
  /** A run is over; what never took a step is not kept. */
  private end(record: RunRecord): void {
    const run = this.live.get(record);
    if (!run) return;
    this.live.delete(record);
    if (record.step === 0) void this.remove([run.id]);
    else if (run.training) { run.training = false; this.put(run); }
  }

  /** The run of a record that is being made. */
  of(record: RunRecord | undefined): RunSummary | undefined { return record && this.live.get(record); }
  /** The record of a run that is being made. */
  liveRecord(id: string): RunRecord | undefined {
    for (const [record, run] of this.live) if (run.id === id) return record;
    return undefined;
  }
  /** A run that was going on when its page was closed, the latest one. */
  get interrupted(): RunSummary | undefined {
    return this.runs.find((run) => run.training && run.checkpoints.length > 0 && !this.liveRecord(run.id));
  }

  private async save(trainer: Trainer, rest: Rest, about: About): Promise<void> {
    const { record } = trainer, now = Date.now();
    if (!this.store || record.step === 0 || this.forgotten.has(record)) return;
    if (rest === 'epoch' && now - (this.lastSave.get(record) ?? 0) < leastPause) return;
    this.lastSave.set(record, now);
    let run = this.live.get(record);
    if (!run) {
      run = this.begin(about, trainer.setup!.layers, now);
      this.live.set(record, run);
      this.runs.unshift(run);
    }
    if (JSON.stringify(run.fields) !== JSON.stringify(about.fields)) {
      run.fields = about.fields;
      run.changes.push(record.step);
    }
    const { latest } = record;
    Object.assign(run, {
      updated: now, place: record.place, status: record.status, message: record.message, left: trainer.left, training: rest !== 'end',
      test: latest ? { loss: latest.loss, accuracy: latest.accuracy, trainAccuracy: latest.trainAccuracy } : null,
    });
    // Between two steps: now weights and record belong together. The writing itself waits for nobody.
    const small = (trainer.size ?? 0) * 4 <= largestWeights;
    const [weights, moment] = small ? await Promise.all([trainer.engine?.parameters(), trainer.moment()]) : [];
    this.write(run, record, weights, moment, rest);
  }

  private begin(about: About, layers: number[], now: number): RunSummary {
    const used = new Array<number>(styleCount).fill(0);
    for (const { style } of this.runs) used[style % styleCount]++;
    return {
      id: `${now.toString(36)}-${Math.random().toString(36).slice(2, 8)}`, number: Math.max(0, ...this.runs.map((r) => r.number)) + 1, name: '',
      created: now, updated: now, fields: about.fields, layers, data: about.data, place: { step: 0, epoch: 0, evaluation: 0, second: 0 },
      status: 'ok', message: '', left: 0, training: true, test: null, changes: [], style: used.indexOf(Math.min(...used)), group: about.group ?? '',
      checkpoints: [], bytes: 0,
    };
  }

  private write(run: RunSummary, record: RunRecord, weights: Float32Array | undefined, moment: Moment | undefined, rest: Rest): void {
    const course = record.course(), evaluations = [...record.evaluations], { step, epoch } = run.place;
    const drop = weights ? thin(run, weights.byteLength, step) : [];
    if (weights) run.checkpoints.push({ step, epoch, bytes: weights.byteLength, ...(rest === 'time' && { passing: true }) });
    run.bytes = bytesOf(course) + evaluationBytes(evaluations) + (moment?.snapshot.byteLength ?? 0) + run.checkpoints.reduce((n, c) => n + c.bytes, 0);
    const summary = structuredClone(run), { id } = run;
    this.writing = this.writing.then(() => this.store!.put(summary, { id, course, evaluations, ...(moment && { moment }) }, weights && { id, step, weights }, drop))
      .then(() => { this.trouble = ''; }, (error: unknown) => { this.trouble = reason(error); })
      .then(this.changed);
  }

  /** Draws a run beside the present one, or no longer. */
  async show(id: string, on: boolean): Promise<void> {
    if (!on) this.shown.delete(id);
    else {
      const record = this.liveRecord(id) ?? (await this.restored(id));
      if (record) this.shown.set(id, record);
    }
    this.changed();
  }
  private async restored(id: string): Promise<RunRecord | undefined> {
    const kept = await this.store?.course(id).catch(() => undefined);
    if (!kept) return undefined;
    const record = this.record();
    record.restore(kept.course, kept.evaluations);
    record.setSmoothing(this.rho);
    return record;
  }

  /** What a run can go on from, and the record it goes on with once it does. */
  async kept(run: RunSummary): Promise<Kept | undefined> {
    await this.writing;
    const last = run.checkpoints[run.checkpoints.length - 1];
    if (!last || !this.store) return undefined;
    const [course, weights] = await Promise.all([this.store.course(run.id), this.store.weights(run.id, last.step)]);
    if (!course || !weights) return undefined;
    const { moment } = course;
    return {
      weights, left: run.left, course: upTo(course.course, last.step), evaluations: course.evaluations.filter((e) => e.step <= last.step),
      ...(moment?.step === last.step && { moment }),
    };
  }
  /** Weights of a run at its checkpoints, in order. */
  async path(run: RunSummary): Promise<Float32Array[]> {
    await this.writing;
    const all = await Promise.all(run.checkpoints.map(({ step }) => this.store!.weights(run.id, step)));
    return all.filter((w) => w !== undefined);
  }
  /** This record is that run, from here on; `exact` if nothing tells that there was a break. */
  adopt(record: RunRecord, run: RunSummary, exact: boolean): void {
    if (!exact) run.changes.push(record.step);
    this.live.set(record, run);
    this.shown.delete(run.id);
    this.changed();
  }

  rename(run: RunSummary, name: string): void {
    run.name = name.trim().slice(0, 60);
    this.put(run);
  }
  private put(run: RunSummary): void {
    const summary = structuredClone(run);
    this.writing = this.writing.then(() => this.store!.put(summary)).catch((error: unknown) => { this.trouble = reason(error); }).then(this.changed);
  }

  /** Deletes runs; one that is being made is not kept any longer. */
  async remove(ids: string[]): Promise<void> {
    for (const [record, run] of [...this.live]) {
      if (!ids.includes(run.id)) continue;
      this.forgotten.add(record);
      this.live.delete(record);
    }
    for (const id of ids) this.shown.delete(id);
    this.runs = this.runs.filter((run) => !ids.includes(run.id));
    this.changed();
    await this.writing;
    await this.store?.remove(ids).catch((error: unknown) => { this.trouble = reason(error); });
    this.changed();
  }

  /** Everything written so far is in the store. */
  settled(): Promise<void> { return this.writing; }
}

/** Makes room for weights at `step`; returns the steps whose weights go. */
function thin(run: RunSummary, bytes: number, step: number): number[] {
  const dropped: number[] = [];
  // A rest in the middle of an epoch is only there to go on from; the next one replaces it.
  run.checkpoints = run.checkpoints.filter((c) => {
    const goes = c.step === step || c.passing === true;
    if (goes && c.step !== step) dropped.push(c.step);
    return !goes;
  });
  while (run.checkpoints.length > 1 && (run.checkpoints.length >= mostCheckpoints || (run.checkpoints.length + 1) * bytes > weightsBudget)) {
    // Every second one goes: what stays is even over the run.
    const stay = run.checkpoints.filter((_, i) => i % 2 === 0);
    dropped.push(...run.checkpoints.filter((c) => !stay.includes(c)).map((c) => c.step));
    run.checkpoints = stay;
    if (stay.length === 1) break;
  }
  return dropped;
}

function reason(error: unknown): string {
  const { name, message } = error as Partial<Error>;
  return message || name || String(error);
}
