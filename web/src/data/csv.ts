/** A table of the reader's: its first rows as they are, and the data set it makes with one column as the label. */
import type { CsvOptions, CsvResult, Lab } from '../engine/types.ts';
import { gunzipIfNeeded } from '../engine/gzip.ts';
import { newId, type DataSet } from './dataset.ts';
import { testRows, testShare } from './split.ts';

/** What the reader decides about a table. */
export interface CsvChoice { label?: number; task: NonNullable<CsvOptions['task']>; scaled: boolean }
export interface CsvPreview { names: string[]; rows: string[][] }

/** So much of a file is looked at for its first rows, and so many are shown. */
const lookedAt = 20_000, shownRows = 5;

/** The first rows, to be looked at: what the table means is the core's to say. */
export async function previewCsv(bytes: Uint8Array): Promise<CsvPreview> {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? await gunzipIfNeeded(bytes) : bytes;
  const lines = new TextDecoder().decode(plain.subarray(0, lookedAt)).replace(/^\ufeff/, '').split(/\r\n|\n|\r/).filter((line) => line.trim());
  const first = lines[0] ?? '', separator = [';', '\t', ','].sort((a, b) => first.split(b).length - first.split(a).length)[0];
  const rows = lines.slice(0, shownRows + 1).map((line) => cells(line, separator));
  const named = rows[0]?.some((cell) => cell === '' || !Number.isFinite(Number(cell))) && rows.length > 1;
  return { names: named ? rows[0] : rows[0]?.map((_, i) => String(i + 1)) ?? [], rows: named ? rows.slice(1) : rows.slice(0, shownRows) };
}

function cells(line: string, separator: string): string[] {
  const found: string[] = [];
  let cell = '', quoted = false;
  for (const c of line) {
    if (c === '"') quoted = !quoted;
    else if (c === separator && !quoted) { found.push(cell.trim()); cell = ''; } else cell += c;
  }
  return [...found, cell.trim()];
}

/** Reads the table as the reader wants it; the engine says what is wrong, with the line. Undefined where it is too short. */
export async function tableOf(lab: Lab, bytes: Uint8Array, { label, task, scaled }: CsvChoice): Promise<DataSet | undefined> {
  const csv = await lab.parseCsv(bytes, { ...(label !== undefined && { label }), task });
  if (csv.count < testShare) return undefined;
  const tests = new Set(await testRows(lab, csv.count));
  const width = csv.columns.length, isTest = (row: number) => tests.has(row);
  const images = csv.images.slice(), labels = csv.labels.slice() as CsvResult['labels'];
  if (scaled) {
    for (let column = 0; column < width; ++column) standardise(images, column, width, isTest);
    if (labels instanceof Float32Array) standardise(labels, 0, 1, isTest);
  }
  const cut = (wanted: boolean) => {
    const rows = Array.from({ length: csv.count }, (_, i) => i).filter((i) => isTest(i) === wanted);
    const part = { images: new Float32Array(rows.length * width), labels: new (labels.constructor as Uint8ArrayConstructor)(rows.length) };
    rows.forEach((row, i) => { part.images.set(images.subarray(row * width, (row + 1) * width), i * width); part.labels[i] = labels[row]; });
    return part;
  };
  const classes = csv.classes.length;
  return {
    source: 'own', key: 'own', id: newId(), kind: 'points', rows: 1, columns: width, channels: 1, garments: false, split: true, scaled,
    task: classes === 0 ? 'regression' : classes === 2 ? 'binary' : 'multiclass', classes: Math.max(1, classes),
    names: classes ? csv.classes : undefined, inputs: csv.columns, target: csv.label, train: cut(false), test: cut(true),
    ...(width === 2 && { box: boxOf(images) }),
  };
}

/** A column to mean 0 and variance 1 over the training rows; a constant one to 0. */
function standardise(values: Float32Array, column: number, width: number, isTest: (row: number) => boolean): void {
  let n = 0, mean = 0, squares = 0; // Welford's recurrence: no cancellation
  for (let i = column, row = 0; i < values.length; i += width, ++row) {
    if (isTest(row)) continue;
    const d = values[i] - mean;
    mean += d / ++n;
    squares += d * (values[i] - mean);
  }
  const spread = Math.sqrt(squares / n) || 1;
  for (let i = column; i < values.length; i += width) values[i] = (values[i] - mean) / spread;
}

/** Where the points lie, with a little room around them. */
function boxOf(points: Float32Array): DataSet['box'] {
  const room = 0.08, lo: [number, number] = [Infinity, Infinity], hi: [number, number] = [-Infinity, -Infinity];
  points.forEach((x, i) => { lo[i % 2] = Math.min(lo[i % 2], x); hi[i % 2] = Math.max(hi[i % 2], x); });
  for (const k of [0, 1]) {
    const margin = room * (hi[k] - lo[k]) || 1;
    lo[k] -= margin;
    hi[k] += margin;
  }
  return { lo, hi };
}
