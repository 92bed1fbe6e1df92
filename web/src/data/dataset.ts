/** What is trained on: images as bytes, a label each, and the names of the classes. */
import type { Lab, Pictures } from '../engine/types.ts';
import type { Source } from '../state/network-state.ts';
import { fetchFiles, type Manifest } from './manifest.ts';

export interface DataSet {
  source: Source;
  /** A new one for each data set brought here. */
  id: number;
  rows: number;
  columns: number;
  classes: number;
  train: Pictures;
  test: Pictures;
  /** Whether the classes are Fashion-MNIST's, which have names. */
  garments: boolean;
  /** The test images were taken out of the training file. */
  split?: boolean;
}

let lastId = 0;
export const countOf = (samples: Pictures): number => samples.labels.length;

/** What the reader is told while data come: bytes of the download, then unpacking. */
export interface LoadProgress { stage: 'download' | 'unpack' | 'draw'; done: number; total: number }

/** How many synthetic garments: as many as the quick subset has photographs. */
export const syntheticCounts = { train: 10_000, test: 2_000 };
const syntheticSize = { rows: 28, columns: 28, classes: 10 };

export function makeDataSet(parts: Omit<DataSet, 'id' | 'classes'>): DataSet {
  let largest = 0;
  for (const { labels } of [parts.train, parts.test]) for (const label of labels) if (label > largest) largest = label;
  return { ...parts, id: ++lastId, classes: Math.max(2, largest + 1) };
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
  return { source: 'synthetic', id: ++lastId, ...syntheticSize, garments: true, train, test };
}
