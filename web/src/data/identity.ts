/** Tells data sets apart, whatever they are called: by their sizes and a number drawn from their labels. */
import type { DataSet } from './dataset.ts';
import { countOf } from './dataset.ts';

const known = new WeakMap<DataSet, string>();

export function identity(data: DataSet): string {
  let text = known.get(data);
  if (text === undefined) {
    let h = 0x811c9dc5;
    for (const { labels } of [data.train, data.test]) {
      const bytes = new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength);
      for (let i = 0; i < bytes.length; ++i) h = Math.imul(h ^ bytes[i], 0x01000193); // FNV-1a
    }
    text = `${data.source} ${countOf(data.train)}+${countOf(data.test)} ${data.rows}x${data.columns} ${(h >>> 0).toString(16)}`;
    known.set(data, text);
  }
  return text;
}
