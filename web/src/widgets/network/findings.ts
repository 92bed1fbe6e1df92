/** What the run says about itself, as a sentence with a remedy. */
import { explain } from '../../i18n/errors.ts';
import type { Key } from '../../i18n/i18n.ts';
import { short } from '../../state/format.ts';
import { rowOf, type NetworkState } from '../../state/network-state.ts';
import { valueOf } from '../../state/params.ts';
import type { NetworkModel } from './model.ts';
import { scoreText } from './parts.ts';

export interface Finding {
  tone: '' | 'good' | 'bad';
  key: Key<'network'>;
  values: Record<string, string | number>;
  /** Starts again from the same weights with this change. */
  remedy?: { key: Key<'network'>; values: Record<string, string | number>; change: Partial<NetworkState> };
}

/** Better than guessing by less than this factor is guessing. */
const guessing = 1.5;
/** An R² below this explains next to nothing. */
const noBetter = 0.1;
/** So many points between training and test accuracy are worth a word. */
const gap = 0.06;
const smaller = 10;
/** A test loss this many times the untrained one is no learning. */
const worse = 2;

export function finding(model: NetworkModel): Finding | undefined {
  const { record, data, trainer, catalog, state } = model;
  if (!record || !data || !trainer || trainer.data !== data) return undefined;
  const info = rowOf(catalog!, state, 'optimizer')?.params.find((p) => p.key === 'lr');
  const lr = info && Number(valueOf(info, state.optimizerParams));
  const lower = lr === undefined ? undefined : Number((lr / smaller).toPrecision(3));
  const slower = lower === undefined ? undefined : {
    key: 'remedy.lr' as const, values: { lr: short(lower) }, change: { optimizerParams: { ...state.optimizerParams, lr: lower } },
  };
  const { latest, step, status, message } = record;
  if (status === 'diverged') return { tone: 'bad', key: 'end.diverged', values: { n: step, message: explain({ code: status, message }) }, remedy: slower };
  if (status === 'failed') return { tone: 'bad', key: 'end.failed', values: { n: step, message: explain({ code: status, message }) }, remedy: slower };
  if (status === 'converged') return { tone: 'good', key: 'end.converged', values: { n: step, message: explain({ code: status, message }) } };
  if (!latest) return undefined;
  const test = scoreText(data, latest.accuracy), train = scoreText(data, latest.trainAccuracy);
  const numbers = data.task === 'regression', kind = numbers ? 'numbers' : data.kind === 'points' ? 'points' : 'end';
  if (step === 0) return { tone: '', key: `${kind}.untrained`, values: { test } };
  if (latest.epoch < 1 && !trainer.endedBy) return { tone: '', key: `${kind}.begun`, values: { test, n: latest.step } };
  const values = { test, train, epoch: short(latest.epoch, 3) };
  if (trainer.endedBy && !trainer.training) return { tone: 'good', key: kind === 'end' ? `ended.${trainer.endedBy}` : `ended.${kind}`, values };
  const initial = record.evaluations[0].loss;
  if (latest.loss > worse * initial) {
    return { tone: 'bad', key: 'end.worse', values: { ...values, loss: short(latest.loss), initial: short(initial) }, remedy: slower };
  }
  // Of two classes every second answer is right by chance: there half the way to certainty is no guessing any more.
  const chance = numbers ? noBetter : Math.min(guessing / data.classes, (1 + 1 / data.classes) / 2);
  if (latest.accuracy < chance) return { tone: 'bad', key: `${kind}.guessing`, values };
  if (latest.trainAccuracy - latest.accuracy > gap) return { tone: '', key: `${kind}.overfit`, values };
  return { tone: 'good', key: `${kind}.learnt`, values };
}
