// A basin map in plain JavaScript, as one would write it by hand: a run of Adam from every pixel, and the minimum it
// ends at. What the lab's sweep is compared with.

/** Himmelblau's gradient, in place: g[0], g[1]. */
function gradient(x, y, g) {
  const a = x * x + y - 11;
  const b = x + y * y - 7;
  g[0] = 4 * x * a + 2 * b;
  g[1] = 2 * a + 4 * y * b;
}

/** width × height indices into `minima` (pairs), 255 for none; row 0 is the lowest y. */
export function plainMap({ width, height, steps, lr, beta1, beta2, eps, lo, hi, minima, within }) {
  const result = new Uint8Array(width * height);
  const g = new Float64Array(2);
  for (let row = 0; row < height; ++row) {
    for (let column = 0; column < width; ++column) {
      let x = lo[0] + ((hi[0] - lo[0]) * column) / (width - 1);
      let y = lo[1] + ((hi[1] - lo[1]) * row) / (height - 1);
      let mx = 0;
      let my = 0;
      let vx = 0;
      let vy = 0;
      let power1 = 1;
      let power2 = 1;
      for (let step = 0; step < steps; ++step) {
        gradient(x, y, g);
        mx = beta1 * mx + (1 - beta1) * g[0];
        my = beta1 * my + (1 - beta1) * g[1];
        vx = beta2 * vx + (1 - beta2) * g[0] * g[0];
        vy = beta2 * vy + (1 - beta2) * g[1] * g[1];
        power1 *= beta1;
        power2 *= beta2;
        x -= ((lr * mx) / (1 - power1)) / (Math.sqrt(vx / (1 - power2)) + eps);
        y -= ((lr * my) / (1 - power1)) / (Math.sqrt(vy / (1 - power2)) + eps);
      }
      let found = 255;
      for (let k = 0; 2 * k < minima.length; ++k) if (Math.hypot(x - minima[2 * k], y - minima[2 * k + 1]) <= within) found = k;
      result[row * width + column] = found;
    }
  }
  return result;
}
