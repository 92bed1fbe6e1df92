/** Runs a comparison: same data, same seed, one network for each value; one after the other, or in turns of an epoch. */
import { inputsOf } from '../../../data/dataset.ts';
import { identity } from '../../../data/identity.ts';
import { outputsFor } from '../../../state/network-data.ts';
import { encodeNetwork, networkConfig } from '../../../state/network-state.ts';
import type { NetworkModel } from '../model.ts';
import { Trainer } from '../trainer.ts';
import { plan, type Difference, type Planned } from './plan.ts';

/** Networks that train in turns each hold the data; beyond so many bytes in all they must run one after the other. */
const mostBytes = 400e6;

export interface Progress { done: number; total: number; now: number }

export class Comparison {
  running = false;
  progress: Progress = { done: 0, total: 0, now: -1 };
  /** Ids of the runs made so far. */
  runs: string[] = [];
  private stopped = false;
  private trainers: Trainer[] = [];

  constructor(private model: NetworkModel, private changed: () => void) {}

  /** Why these runs cannot take turns, in megabytes of data; undefined if they can. */
  tooLarge(runs: number): number | undefined {
    const { data } = this.model;
    const bytes = data ? runs * (data.train.images.byteLength + data.test.images.byteLength) : 0;
    return bytes > mostBytes ? bytes / 1e6 : undefined;
  }

  async start(difference: Difference, seeds: number, inTurns: boolean): Promise<void> {
    if (this.running) return;
    const { model } = this;
    this.running = true;
    this.stopped = false;
    this.runs = [];
    this.changed();
    try {
      model.pause();
      await model.settle();
      const planned = plan(model.state, model.catalog!, difference, seeds);
      const epochs = model.state.epochs, group = Date.now().toString(36);
      this.progress = { done: 0, total: planned.length * epochs, now: 0 };
      if (inTurns && this.tooLarge(planned.length) === undefined) await this.inTurns(planned, epochs, group, seeds);
      else await this.oneByOne(planned, epochs, group, seeds);
    } finally {
      await this.clear();
      this.running = false;
      this.progress = { ...this.progress, now: -1 };
      this.changed();
    }
  }

  stop(): void {
    this.stopped = true;
    for (const trainer of this.trainers) trainer.pause();
  }

  private async oneByOne(planned: Planned[], epochs: number, group: string, seeds: number): Promise<void> {
    for (const [i, one] of planned.entries()) {
      if (this.stopped) return;
      this.progress.now = i;
      const trainer = await this.make(one, group, seeds);
      await this.train(trainer, epochs);
      this.progress.done = (i + 1) * epochs;
      await this.clear();
    }
  }

  private async inTurns(planned: Planned[], epochs: number, group: string, seeds: number): Promise<void> {
    const trainers: Trainer[] = [];
    for (const one of planned) {
      if (this.stopped) return;
      trainers.push(await this.make(one, group, seeds));
    }
    for (let epoch = 0; epoch < epochs; ++epoch) {
      for (const [i, trainer] of trainers.entries()) {
        if (this.stopped) return;
        this.progress.now = i;
        if (trainer.record.status === 'ok' && !trainer.endedBy) await this.train(trainer, 1);
        this.progress.done++;
      }
    }
  }

  /** A run that breaks off is a result, too: the others go on. */
  private async train(trainer: Trainer, epochs: number): Promise<void> {
    await trainer.train(epochs, { step: 0, epoch: 0, evaluation: 0, second: 0 });
    this.changed();
  }

  private async make({ state, value }: Planned, group: string, seeds: number): Promise<Trainer> {
    const { model } = this, { lab, catalog, keeper } = model, data = model.data!;
    const trainer = new Trainer(lab!, model.redrawLazily, model.redrawLazily);
    trainer.setSmoothing(model.state.smoothing);
    trainer.limits = model.trainer!.limits;
    this.trainers.push(trainer);
    await trainer.build(networkConfig(state, catalog!, inputsOf(data), outputsFor(catalog!, data.task, data.classes, state.loss)), data);
    const about = { fields: Object.fromEntries(encodeNetwork(state, catalog!)), data: identity(data), group: seeds > 1 ? `${group}/${value}` : '' };
    if (keeper) this.runs.push(keeper.enlist(trainer, about));
    return trainer;
  }

  private async clear(): Promise<void> {
    const { keeper } = this.model, { trainers } = this;
    this.trainers = [];
    for (const trainer of trainers) {
      keeper?.leave(trainer);
      await trainer.dispose().catch(() => undefined);
    }
  }
}
