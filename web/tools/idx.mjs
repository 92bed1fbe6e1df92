// The IDX files of the MNIST family, as far as preparing them goes: read the header, check it against
// the bytes, cut a prefix. (What the lab computes with is parsed by the core.)

import { gunzipSync, gzipSync } from 'node:zlib';

// The third byte of the magic number is the element type (8: unsigned byte), the fourth the rank.
const ranks = { images: 3, labels: 1 };

/** Unpacks gzip when the bytes are gzip, else returns them as they are. */
export function unpacked(bytes) {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}

/**
 * { count, rows?, columns?, header } of an unpacked IDX file of `kind` ('images' or 'labels').
 * Throws an Error that says what is wrong: magic number, size, or a label outside 0..9.
 */
export function inspect(bytes, kind) {
  const rank = ranks[kind];
  const header = 4 + 4 * rank;
  if (bytes.length < header) throw new Error(`${bytes.length} bytes are too few for an IDX header`);
  const magic = bytes.readUInt32BE(0);
  if (magic !== 0x0800 + rank) {
    throw new Error(`the magic number is ${magic}, and IDX ${kind} have ${0x0800 + rank}`);
  }
  const sizes = Array.from({ length: rank }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  const expected = sizes.reduce((product, size) => product * size, 1);
  if (bytes.length - header !== expected) {
    throw new Error(`the header announces ${sizes.join(' × ')} bytes, and ${bytes.length - header} follow`);
  }
  const [count, rows, columns] = sizes;
  if (count === 0) throw new Error('it is empty');
  if (kind === 'images' && (rows !== 28 || columns !== 28)) {
    throw new Error(`the images are ${rows} × ${columns}, not 28 × 28`);
  }
  if (kind === 'labels') {
    const bad = bytes.subarray(header).findIndex((label) => label > 9);
    if (bad >= 0) throw new Error(`label ${bad} is ${bytes[header + bad]}; the classes are 0 to 9`);
  }
  return kind === 'images' ? { count, rows, columns, header } : { count, header };
}

/** The first `count` records of an unpacked IDX file, as a gzipped IDX file. */
export function firstRecords(bytes, kind, count) {
  const { count: all, header } = inspect(bytes, kind);
  const size = (bytes.length - header) / all;
  const part = Buffer.from(bytes.subarray(0, header + size * Math.min(count, all)));
  part.writeUInt32BE(Math.min(count, all), 4);
  return gzipSync(part, { level: 9 });
}
