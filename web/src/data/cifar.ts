/** CIFAR-10: the site's own copy, where somebody has put one there, and batches of the reader's. */
import { labBase } from '../engine/files.ts';
import type { CifarResult, Lab, Pictures } from '../engine/types.ts';
import { makeDataSet, syntheticCounts, type DataSet, type LoadProgress } from './dataset.ts';
import { fetchAll, type SiteFile } from './manifest.ts';
import { noSamples, testShare } from './split.ts';

export interface CifarManifest {
  full?: { train: SiteFile; test: SiteFile };
  quick?: { train: SiteFile; test: SiteFile };
}
/** Red, green, blue. */
const colours = 3;
const folder = new URL('../data/cifar-10/', labBase()).href;

/** What of it the site has; asked only where the site says that it has some. A copy that has been taken away is no error. */
export async function fetchCifarManifest(): Promise<CifarManifest> {
  const response = await fetch(new URL('manifest.json', folder));
  if (response.status === 404) return {};
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`.trim());
  return (await response.json()) as CifarManifest;
}

export async function loadCifar(lab: Lab, manifest: CifarManifest, source: 'cifar' | 'cifar-quick', signal: AbortSignal, report: (p: LoadProgress) => void): Promise<DataSet> {
  const set = manifest[source === 'cifar' ? 'full' : 'quick'];
  if (!set) throw new Error('CIFAR-10: 404');
  const files = await fetchAll(folder, [set.train, set.test], signal, (done, total) => report({ stage: 'download', done, total }));
  report({ stage: 'unpack', done: 0, total: 2 });
  const train = await lab.parseCifar(files[0]);
  signal.throwIfAborted();
  report({ stage: 'unpack', done: 1, total: 2 });
  return cifarSet(source, train, await lab.parseCifar(files[1]));
}

/** The lab's own drawings with the shape of CIFAR-10: as many as the quick subset has photographs. */
export async function loadColours(lab: Lab, report: (p: LoadProgress) => void): Promise<DataSet> {
  report({ stage: 'draw', done: 0, total: 2 });
  const train = await lab.syntheticColours({ count: syntheticCounts.train, seed: 1 });
  report({ stage: 'draw', done: 1, total: 2 });
  const test = await lab.syntheticColours({ count: syntheticCounts.test, seed: 2 }), side = Math.sqrt(train.images.length / syntheticCounts.train / colours);
  return makeDataSet({ source: 'colours', rows: side, columns: side, channels: colours, names: train.classes, classes: train.classes.length, garments: false, train, test });
}

/** Colour pictures with the classes' names in the file's own words. */
export function cifarSet(source: string, train: CifarResult, test: Pictures, split = false): DataSet {
  const { rows, columns, channels, classes } = train;
  return makeDataSet({
    source, rows, columns, channels, names: classes, classes: classes.length, garments: false, split,
    train: { images: train.images, labels: train.labels }, test: { images: test.images, labels: test.labels },
  });
}

/** Batches put together: those that say so are for testing; without one the test set is empty, for withTest() to fill. */
export function cifarOf(batches: { name: string; cifar: CifarResult }[]): DataSet | undefined {
  const isTest = ({ name }: { name: string }) => /test/i.test(name);
  const some = (wanted: boolean) => batches.filter((b) => isTest(b) === wanted).map((b) => b.cifar);
  const archives = batches.flatMap((b) => b.cifar.test ?? []);
  const train = some(false), test: Pictures[] = [...some(true), ...archives];
  const first = batches[0].cifar;
  if (train.length && test.length) return cifarSet('own', { ...first, ...joined(train) }, joined(test));
  const all = joined(train.length ? train : test);
  return all.labels.length < testShare ? undefined : cifarSet('own', { ...first, ...all }, noSamples as Pictures, true);
}

function joined(batches: Pictures[]): Pictures {
  if (batches.length === 1) return batches[0];
  const images = new Uint8Array(batches.reduce((n, b) => n + b.images.length, 0)), labels = new Uint8Array(batches.reduce((n, b) => n + b.labels.length, 0));
  let at = 0, row = 0;
  for (const b of batches) {
    images.set(b.images, at);
    labels.set(b.labels, row);
    at += b.images.length;
    row += b.labels.length;
  }
  return { images, labels };
}
