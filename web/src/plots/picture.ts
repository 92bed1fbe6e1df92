/** A small picture on a canvas of its own size; CSS enlarges it. Grey, or three planes of red, green and blue. */
export function paintPicture(canvas: HTMLCanvasElement, bytes: Uint8Array, rows: number, columns: number): void {
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext('2d', { willReadFrequently: true }); // in plain memory: dozens of them need no layers of their own
  if (!context) return;
  const image = context.createImageData(columns, rows);
  const pixels = new DataView(image.data.buffer);
  // Red, green, blue as the byte, alpha full.
  const size = rows * columns, colour = bytes.length === 3 * size;
  for (let i = 0; i < size; ++i) {
    pixels.setUint32(4 * i, colour ? ((bytes[i] << 24) | (bytes[size + i] << 16) | (bytes[2 * size + i] << 8) | 0xff) >>> 0 : bytes[i] * 0x1010100 + 0xff);
  }
  context.putImageData(image, 0, 0);
}

/** Signed numbers as two colours, 0 transparent: `positive` and `negative` are RGB, `limit` gives full colour. */
export function paintSigned(canvas: HTMLCanvasElement, values: ArrayLike<number>, columns: number, limit: number, positive: readonly number[], negative: readonly number[]): void {
  canvas.width = columns;
  canvas.height = Math.ceil(values.length / columns);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return;
  const image = context.createImageData(canvas.width, canvas.height);
  for (let i = 0; i < values.length; ++i) {
    const [r, g, b] = values[i] < 0 ? negative : positive;
    image.data.set([r, g, b, Math.min(255, (255 * Math.abs(values[i])) / (limit || 1))], 4 * i);
  }
  context.putImageData(image, 0, 0);
}
