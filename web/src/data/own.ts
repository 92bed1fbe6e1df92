/**
 * The reader's own IDX files, in any order and any names: recognised by their content, put together by their counts.
 * What does not fit is refused with a reason and a remedy; what is there stays.
 */
import type { IdxResult, Lab } from '../engine/types.ts';
import { makeDataSet, type DataSet } from './dataset.ts';

export interface OwnFile { name: string; idx: IdxResult }
/** Keys of the sentences that say it. */
export type OwnIssue = 'empty' | 'large' | 'unread' | 'count' | 'size' | 'labels' | 'images' | 'many' | 'few';
export interface OwnProblem { issue: OwnIssue; values: Record<string, string | number> }

const largestFile = 2 ** 30;
/** Of a single pair of files, one sample in this many is kept for testing. */
const testShare = 6;

/** Reads one file; resolves to what it is or to why it cannot be used. */
export async function readOwn(lab: Lab, file: File): Promise<OwnFile | OwnProblem> {
  const problem = (issue: OwnIssue, message = ''): OwnProblem => ({ issue, values: { name: file.name, message } });
  if (file.size === 0) return problem('empty');
  if (file.size > largestFile) return problem('large');
  try {
    const idx = await lab.parseIdx(new Uint8Array(await file.arrayBuffer()));
    return { name: file.name, idx };
  } catch (error) {
    // The engine's sentence begins with the path of its argument; the reader has the name.
    return problem('unread', error instanceof Error ? error.message.replace(/^file: /, '') : String(error));
  }
}

const forTest = (file: OwnFile) => /t10k|test/i.test(file.name);

/**
 * The data set these files make, undefined while a file is still missing, or why they make none.
 * `missing` is then what to add next.
 */
export function combine(files: OwnFile[]): { data?: DataSet; missing?: OwnProblem; problem?: OwnProblem } {
  const images = files.filter((f) => f.idx.kind === 'images'), labels = files.filter((f) => f.idx.kind === 'labels');
  if (images.length > 2 || labels.length > 2) return { problem: { issue: 'many', values: {} } };
  if (files.length === 0) return {};
  const free = [...labels];
  const pairs: [OwnFile, OwnFile][] = [];
  for (const image of images) {
    const fits = free.filter((l) => l.idx.count === image.idx.count);
    // Equal counts twice: then the names decide.
    const label = fits.find((l) => forTest(l) === forTest(image)) ?? fits[0];
    if (!label) continue;
    free.splice(free.indexOf(label), 1);
    pairs.push([image, label]);
  }
  const alone = images.filter((image) => !pairs.some(([i]) => i === image));
  if (alone.length && free.length) {
    return { problem: { issue: 'count', values: { images: alone[0].name, n: alone[0].idx.count, labels: free[0].name, m: free[0].idx.count } } };
  }
  if (alone.length) return { missing: { issue: 'labels', values: { name: alone[0].name, n: alone[0].idx.count } } };
  if (free.length) return { missing: { issue: 'images', values: { name: free[0].name, n: free[0].idx.count } } };
  return pair(pairs);
}

function pair(pairs: [OwnFile, OwnFile][]): { data?: DataSet; problem?: OwnProblem } {
  const samples = ([image, label]: [OwnFile, OwnFile]) => ({ images: image.idx.bytes, labels: label.idx.bytes });
  const { rows, columns, count } = pairs[0][0].idx;
  if (pairs.length === 1) {
    if (count < testShare) return { problem: { issue: 'few', values: { n: count, least: testShare } } };
    return { data: makeDataSet({ source: 'own', rows, columns, garments: false, split: true, ...takeOut(samples(pairs[0]), rows * columns) }) };
  }
  const [a, b] = pairs.map(([image]) => image.idx);
  if (a.rows !== b.rows || a.columns !== b.columns) {
    const size = (x: IdxResult) => `${x.rows}×${x.columns}`;
    return { problem: { issue: 'size', values: { a: size(a), b: size(b) } } };
  }
  // The test set is the one that says so, else the smaller.
  const named = pairs.filter(([image]) => forTest(image));
  const test = named.length === 1 ? named[0] : a.count < b.count ? pairs[0] : pairs[1];
  const train = pairs.find((p) => p !== test)!;
  return { data: makeDataSet({ source: 'own', rows, columns, garments: false, train: samples(train), test: samples(test) }) };
}

/** Every sixth sample goes to the test set: files sorted by class stay balanced. */
function takeOut(all: { images: Uint8Array; labels: Uint8Array }, size: number) {
  const n = all.labels.length, tests = Math.floor(n / testShare);
  const make = (count: number) => ({ images: new Uint8Array(count * size), labels: new Uint8Array(count) });
  const train = make(n - tests), test = make(tests);
  let i = 0, k = 0;
  for (let s = 0; s < n; ++s) {
    const isTest = s % testShare === testShare - 1;
    const set = isTest ? test : train, at = isTest ? k++ : i++;
    set.images.set(all.images.subarray(s * size, (s + 1) * size), at * size);
    set.labels[at] = all.labels[s];
  }
  return { train, test };
}
