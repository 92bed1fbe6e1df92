/**
 * The reader's own files, in any order: IDX images and labels put together by their counts, CIFAR-10 batches, a table (CSV).
 * What does not fit is refused with a reason and a remedy; what is there stays.
 */
import type { CifarResult, IdxResult, Lab } from '../engine/types.ts';
import { makeDataSet, type DataSet } from './dataset.ts';
import { noSamples, testShare } from './split.ts';

export interface IdxFile { name: string; idx: IdxResult }
export interface CifarFile { name: string; cifar: CifarResult }
/** A table is read when the reader has said which column is the label. */
export interface CsvFile { name: string; csv: Uint8Array }
export type OwnFile = IdxFile | CifarFile | CsvFile;
export const kindOf = (file: OwnFile): 'idx' | 'cifar' | 'csv' => ('idx' in file ? 'idx' : 'cifar' in file ? 'cifar' : 'csv');
/** Keys of the sentences that say it. */
export type OwnIssue = 'empty' | 'large' | 'unread' | 'cifar' | 'table' | 'mixed' | 'count' | 'size' | 'labels' | 'images' | 'many' | 'few' | 'rows';
/** What the engine said, for the page to say in its language. */
export interface EngineSaid { code: string; message: string }
export interface OwnProblem { issue: OwnIssue; values: Record<string, string | number>; why?: EngineSaid }

const largestFile = 2 ** 30;
/** A label and 32 × 32 pixels of three colours. */
const cifarRecord = 1 + 3 * 32 * 32;

/** The type byte of an IDX file of bytes; comma, semicolon, tab. */
const idxOfBytes = 8, separators = [0x2c, 0x3b, 0x09];

/** What a file seems to be, from its name and its first bytes; the engine checks it. */
function guess(name: string, bytes: Uint8Array): 'idx' | 'cifar' | 'csv' {
  const plain = name.toLowerCase().replace(/\.gz$/, '');
  if (bytes[0] === 0 && bytes[1] === 0 && bytes[2] === idxOfBytes) return 'idx';
  if (/\.(csv|tsv|txt)$/.test(plain)) return 'csv';
  if (/\.(bin|tar|tgz)$/.test(plain) || /cifar|data_batch|test_batch/.test(plain) || bytes.length % cifarRecord === 0) return 'cifar';
  const begins = bytes.subarray(0, 1000), line = begins.indexOf(0x0a), isText = begins.every((b) => b >= 0x20 || b === 0x09 || b === 0x0a || b === 0x0d);
  return isText && line > 0 && begins.subarray(0, line).some((b) => separators.includes(b)) ? 'csv' : 'idx';
}

/** The engine's sentence without the path of its argument: the reader has the name. */
export function engineSays(error: unknown): EngineSaid {
  const { code = 'crashed', message = String(error) } = error as Partial<EngineSaid>;
  return { code, message: message.replace(/^(?:file|label)(?:\[\d+\])?: /, '').replace(/[.]$/, '') };
}

/** Reads one file; resolves to what it is or to why it cannot be used. */
export async function readOwn(lab: Lab, file: File): Promise<OwnFile | OwnProblem> {
  const problem = (issue: OwnIssue, why?: EngineSaid): OwnProblem => ({ issue, values: { name: file.name }, why });
  if (file.size === 0) return problem('empty');
  if (file.size > largestFile) return problem('large');
  const { name } = file, bytes = new Uint8Array(await file.arrayBuffer()), kind = guess(name, bytes);
  try {
    if (kind === 'csv') return { name, csv: bytes };
    return kind === 'cifar' ? { name, cifar: await lab.parseCifar(bytes) } : { name, idx: await lab.parseIdx(bytes) };
  } catch (error) {
    return problem(kind === 'cifar' ? 'cifar' : 'unread', engineSays(error));
  }
}

const forTest = (file: { name: string }) => /t10k|test/i.test(file.name);

/**
 * The data set these files make, undefined while a file is still missing, or why they make none.
 * `missing` is then what to add next. Without files to test with the test set is empty, for withTest() to fill.
 */
export function combine(files: IdxFile[]): { data?: DataSet; missing?: OwnProblem; problem?: OwnProblem } {
  const images = files.filter((f) => f.idx.kind === 'images'), labels = files.filter((f) => f.idx.kind === 'labels');
  if (images.length > 2 || labels.length > 2) return { problem: { issue: 'many', values: {} } };
  if (files.length === 0) return {};
  const free = [...labels];
  const pairs: [IdxFile, IdxFile][] = [];
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

function pair(pairs: [IdxFile, IdxFile][]): { data?: DataSet; problem?: OwnProblem } {
  const samples = ([image, label]: [IdxFile, IdxFile]) => ({ images: image.idx.bytes, labels: label.idx.bytes });
  const { rows, columns, count } = pairs[0][0].idx;
  if (pairs.length === 1) {
    if (count < testShare) return { problem: { issue: 'few', values: { n: count, least: testShare } } };
    return { data: makeDataSet({ source: 'own', rows, columns, garments: false, split: true, train: samples(pairs[0]), test: noSamples }) };
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
