/** What is trained on: pictures or numbers, a label each, and the names of the classes. */
import type { Lab, Samples } from '../engine/types.ts';
import type { Source, Task } from '../state/network-data.ts';
import { fetchFiles, type Manifest } from './manifest.ts';

export interface DataSet {
  source: Source;
  /** Tells data sets of one source apart: a toy set's settings. */
  key: string;
  /** A new one for each data set brought here. */
  id: number;
  /** Pictures that can be looked at, or rows of numbers: then 1 × as many as there are inputs. */
  kind: 'pictures' | 'points';
  rows: number;
  columns: number;
  /** Planes of a picture: 1 grey, 3 red, green, blue, one after the other. */
  channels: number;
  task: Task;
  /** 1 where numbers are learnt. */
  classes: number;
  train: Samples;
  test: Samples;
  /** Samples taken out of the training set, on which nothing is learnt. */
  validation?: Samples;
  /** Whether the classes are Fashion-MNIST's, which have names. */
  garments: boolean;
  /** What the classes are called, in the data's own words. */
  names?: readonly string[];
  /** What the inputs are called, and what is learnt of them. */
  inputs?: readonly string[];
  target?: string;
  /** Where points of the plane lie. */
  box?: { lo: [number, number]; hi: [number, number] };
  /** The test samples were taken out of the training file. */
  split?: boolean;
  /** Columns were brought to mean 0 and variance 1. */
  scaled?: boolean;
  /** How many training labels were changed. */
  changed?: number;
}

let lastId = 0;
export const newId = (): number => ++lastId;
export const countOf = (samples: Samples): number => samples.labels.length;
/** Numbers that a network takes for each sample. */
export const inputsOf = (data: DataSet): number => data.rows * data.columns * data.channels;

/** What the reader is told while data come: bytes of the download, then unpacking. */
export interface LoadProgress { stage: 'download' | 'unpack' | 'draw'; done: number; total: number }

/** How many synthetic garments: as many as the quick subset has photographs. */
export const syntheticCounts = { train: 10_000, test: 2_000 };
const syntheticSize = { rows: 28, columns: 28, classes: 10 };
/** What pictures have in common. */
const pictures = { kind: 'pictures', channels: 1, task: 'multiclass' } as const;

type Optional = 'id' | 'classes' | 'key' | 'kind' | 'channels' | 'task';
/** A data set of classes; how many there are is in the labels. */
export function makeDataSet(parts: Omit<DataSet, Optional> & Partial<Pick<DataSet, Optional>>): DataSet {
  let largest = 0;
  for (const { labels } of [parts.train, parts.test]) for (const label of labels) if (label > largest) largest = label;
  return { classes: Math.max(2, largest + 1), ...pictures, key: parts.source, ...parts, id: newId() };
}

export async function loadSite(
  lab: Lab, manifest: Manifest, source: 'quick' | 'full', signal: AbortSignal, report: (p: LoadProgress) => void,
): Promise<DataSet> {
  const files = await fetchFiles(manifest, source, signal, (done, total) => report({ stage: 'download', done, total }));
  const parsed = [];
  for (const file of files) {
    report({ stage: 'unpack', done: parsed.length, total: files.length });
    parsed.push(await lab.parseIdx(file));
    signal.throwIfAborted();
  }
  const [images, labels, testImages, testLabels] = parsed;
  return makeDataSet({
    source, rows: images.rows, columns: images.columns, garments: true,
    train: { images: images.bytes, labels: labels.bytes }, test: { images: testImages.bytes, labels: testLabels.bytes },
  });
}

export async function loadSynthetic(lab: Lab, report: (p: LoadProgress) => void): Promise<DataSet> {
  report({ stage: 'draw', done: 0, total: 2 });
  const train = await lab.syntheticGarments({ count: syntheticCounts.train, seed: 1 });
  report({ stage: 'draw', done: 1, total: 2 });
  const test = await lab.syntheticGarments({ count: syntheticCounts.test, seed: 2 });
  return { source: 'synthetic', key: 'synthetic', id: newId(), ...pictures, ...syntheticSize, garments: true, train, test };
}
