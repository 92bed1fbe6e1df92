/** Coarse-first pictures. */

/** The whole picture as far as it is known: every block shows its first pixel. */
export function coarse(layers: readonly (Float64Array | Uint8Array | Uint32Array)[], width: number, block: number): void {
  for (const pixels of layers) {
    for (let row = 0; row < pixels.length; row += width) {
      if (((row / width) % block) !== 0) {
        pixels.copyWithin(row, row - width, row); // the row above shows the same blocks
        continue;
      }
      for (let x = 0; x < width; x += block) pixels.fill(pixels[row + x]!, row + x, row + Math.min(x + block, width));
    }
  }
}
