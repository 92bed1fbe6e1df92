/** A small grey picture on a canvas of its own size; CSS enlarges it. */
export function paintPicture(canvas: HTMLCanvasElement, bytes: Uint8Array, rows: number, columns: number): void {
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(columns, rows);
  for (let i = 0; i < rows * columns; ++i) {
    const grey = bytes[i];
    image.data.set([grey, grey, grey, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}
