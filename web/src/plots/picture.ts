/** A small grey picture on a canvas of its own size; CSS enlarges it. */
export function paintPicture(canvas: HTMLCanvasElement, bytes: Uint8Array, rows: number, columns: number): void {
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext('2d', { willReadFrequently: true }); // in plain memory: dozens of them need no layers of their own
  if (!context) return;
  const image = context.createImageData(columns, rows);
  const pixels = new DataView(image.data.buffer);
  // Red, green, blue as the byte, alpha full.
  for (let i = 0; i < rows * columns; ++i) pixels.setUint32(4 * i, bytes[i] * 0x1010100 + 0xff);
  context.putImageData(image, 0, 0);
}
