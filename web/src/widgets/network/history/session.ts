/** The kept runs and the figure: its runs are kept, and it goes on with one of them. */
import { identity } from '../../../data/identity.ts';
import { decodeNetwork } from '../../../state/network-state.ts';
import type { NetworkModel } from '../model.ts';
import { RunKeeper } from './keeper.ts';
import type { RunSummary } from './types.ts';

export class History {
  readonly keeper: RunKeeper;
  /** The reader does not want to go on with an interrupted run now. */
  setAside = false;

  /** The present run is not drawn: others are looked at. */
  aside = false;

  constructor(private model: NetworkModel) {
    this.keeper = new RunKeeper(() => model.trainer!.newRecord(), model.redrawLazily);
    this.keeper.follow(model.trainer!, () => ({ fields: model.fields, data: model.data ? identity(model.data) : '' }));
  }

  /** The settings of a run that is kept. */
  use(run: RunSummary): void {
    this.setAside = true;
    this.model.assign((catalog) => decodeNetwork(new Map(Object.entries(run.fields)), catalog));
    this.model.change({});
  }

  async losses(number: number): Promise<number[]> {
    const run = this.keeper.runs.find((r) => r.number === number);
    await this.keeper.settled();
    return run ? Array.from((await this.keeper.store!.course(run.id))?.course.loss ?? []) : [];
  }

  /** Goes on with a run that is kept: as if it had never stopped, or, where only they are left, from its last weights. */
  async resume(run: RunSummary): Promise<void> {
    const { model, keeper } = this;
    model.pause();
    this.use(run);
    await model.settle();
    let standing = false;
    await model.attempt(async () => {
      if (!model.data || identity(model.data) !== run.data) throw new Error(model.t('resume.otherData', { data: run.data }));
      const kept = await keeper.kept(run);
      if (!kept) throw new Error(model.t('resume.gone'));
      const exact = await model.trainer!.restore(kept);
      keeper.adopt(model.trainer!.record, run, exact);
      standing = true;
    });
    if (standing) await model.train();
  }
}
