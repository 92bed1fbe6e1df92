/** What a network learns from, as the state names it: a set of the site's, a toy set of the catalogue, the reader's files. Pure. */
import type { Catalog, LossRow, ParamInfo, ToyRow } from '../engine/types.ts';
import type { Values } from './params.ts';

/** Where pictures come from; `own` are files of the reader's, which no address can carry. */
export const sources = ['quick', 'full', 'synthetic', 'cifar-quick', 'cifar', 'colours', 'own'] as const;
/** One of these, or the id of a toy set of the catalogue. */
export type Source = string;
export type Task = LossRow['task'];

/** The row of a toy set; undefined where the source is none. */
export const toyOf = (catalog: Catalog, source: Source): ToyRow | undefined => catalog.toys.find((row) => row.id === source);
export const isSource = (catalog: Catalog, id: unknown): id is Source => (sources as readonly unknown[]).includes(id) || (typeof id === 'string' && toyOf(catalog, id) !== undefined);
/** Pictures have many classes; what files of the reader's ask for is known when they are here. */
export const taskOf = (catalog: Catalog, source: Source): Task => toyOf(catalog, source)?.task ?? 'multiclass';

/** Classes can be learnt with any loss; numbers only with one for numbers. */
export const lossesFor = (catalog: Catalog, task: Task): LossRow[] => (task === 'regression' ? catalog.losses.filter((row) => row.task === task) : catalog.losses);
/** The lecture's table: what a task usually has. */
export const usualLoss = (catalog: Catalog, task: Task): string => (catalog.losses.find((row) => row.task === task) ?? catalog.losses[0])?.id ?? '';
/** The loss that is asked for where it can learn the task, else the usual one. */
export const fittingLoss = (catalog: Catalog, task: Task, id: unknown): string =>
  (lossesFor(catalog, task).find((row) => row.id === id)?.id ?? usualLoss(catalog, task));

/** A single output tells two classes apart, or gives a number; otherwise each class has its own. */
export const outputsFor = (catalog: Catalog, task: Task, classes: number, loss: string): number =>
  (task === 'regression' || (task === 'binary' && catalog.losses.find((row) => row.id === loss)?.task === 'binary') ? 1 : classes);

/** What is asked of the data beyond their source. */
export interface DataOptions {
  data: Source;
  /** Of a toy set: `samples`, `noise`. */
  toyParams: Values;
  /** Draws toy sets, the labels to change, and the samples kept for validation. */
  dataSeed: number;
  /** Share of the training labels that are changed. */
  labelNoise: number;
  /** Share of the training samples kept for validation. */
  validation: number;
}
/** Tells apart what has to be brought or drawn anew. */
export const sourceKey = ({ data, toyParams, dataSeed }: DataOptions, catalog: Catalog): string =>
  (toyOf(catalog, data) ? JSON.stringify([data, toyParams, dataSeed]) : data);
/** Tells apart what is made of it. */
export const shareKey = ({ labelNoise, validation, dataSeed }: DataOptions): string =>
  (labelNoise > 0 || validation > 0 ? JSON.stringify([labelNoise, validation, dataSeed]) : '');

/** Shares of the data, as the catalogue would describe them. */
export const shareInfo = (key: 'labelNoise' | 'validation'): ParamInfo => {
  const max = key === 'validation' ? 0.9 : 1;
  return { key, symbol: '', scale: 'linear', default: 0, min: 0, max, lo: 0, hi: 0.5 };
};
