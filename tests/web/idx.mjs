// IDX files made in memory: small pictures that a small network can tell apart.

export function idxImages(count, rows, columns, pixel) {
  const bytes = Buffer.alloc(16 + count * rows * columns);
  [0x803, count, rows, columns].forEach((x, i) => bytes.writeUInt32BE(x, 4 * i));
  for (let s = 0; s < count; ++s)
    for (let p = 0; p < rows * columns; ++p) bytes[16 + s * rows * columns + p] = pixel(s, Math.floor(p / columns), p % columns);
  return bytes;
}
export function idxLabels(count, label) {
  const bytes = Buffer.alloc(8 + count);
  bytes.writeUInt32BE(0x801, 0);
  bytes.writeUInt32BE(count, 4);
  for (let s = 0; s < count; ++s) bytes[8 + s] = label(s);
  return bytes;
}

/** Stripes of three directions under noise, one class each. */
export const stripes = {
  classes: 3,
  label: (s) => (s * 7) % 3,
  pixel: (s, y, x) => {
    const c = stripes.label(s), phase = c === 0 ? x : c === 1 ? y : x + y;
    return (phase % 3 === 0 ? 200 : 20) + ((s * 31 + y * 17 + x * 13) % 50);
  },
};
