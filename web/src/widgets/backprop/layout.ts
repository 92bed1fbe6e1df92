/** Where neurons, parameters and connections of a small network lie: layers from left to right, on narrow screens from top to bottom. */

export interface Box { x: number; y: number; w: number; h: number }
export interface Place {
  width: number;
  height: number;
  /** Layers run downwards. */
  upright: boolean;
  /** [l][j], l from 1. */
  neurons: Box[][];
  biases: Box[][];
  /** [l][j][k] */
  weights: Box[][][];
  /** Beside each output: what it should say. */
  targets: Box[];
}

export const pill = { w: 80, h: 30 };
const neuron = { w: 98, h: 60 }, input = { w: 74, h: 34 }, targetWidth = 62;
const gap = 14, run = 40;

/** The pixels a figure from left to right needs. */
export const neededWidth = (layers: readonly number[]): number =>
  input.w + targetWidth + 16 + (layers.length - 1) * (neuron.w + pill.w + 10 + run);

export function layOut(layers: readonly number[], width: number): Place {
  return width >= neededWidth(layers) ? across(layers, width) : downwards(layers, width);
}

function across(layers: readonly number[], width: number): Place {
  const L = layers.length;
  // A neuron with its bias above it is as tall as that, or as the weights before it.
  const room = (l: number) => (l === 0 ? input.h : Math.max(neuron.h + pill.h + 6, layers[l - 1] * (pill.h + 4))) + gap;
  const height = Math.max(...layers.map((n, l) => n * room(l))) + gap;
  const place: Place = { width, height, upright: false, neurons: [[]], biases: [[], []], weights: [[], []], targets: [] };
  const step = (width - input.w - targetWidth - 16 - neuron.w) / (L - 1);
  for (let l = 1; l <= L; ++l) {
    const n = layers[l - 1], size = l === 1 ? input : neuron;
    const x = l === 1 ? 1 : input.w + (l - 1) * step - 1;
    const pitch = Math.min(height / n, room(l - 1) * 1.5), top = (height - n * pitch) / 2;
    place.neurons[l] = Array.from({ length: n }, (_, j) => {
      const middle = top + (j + 0.5) * pitch;
      return { x, y: middle - size.h / 2 + (l === 1 ? 0 : (pill.h + 6) / 2), w: size.w, h: size.h };
    });
    if (l === 1) continue;
    place.biases[l] = place.neurons[l].map((b) => ({ x: b.x + (b.w - pill.w) / 2, y: b.y - pill.h - 5, ...pill }));
    place.weights[l] = place.neurons[l].map((b) => {
      const m = layers[l - 2], middle = b.y + b.h / 2 - (pill.h + 6) / 2;
      return Array.from({ length: m }, (_, k) => ({ x: b.x - 12 - pill.w, y: middle + (k - (m - 1) / 2) * (pill.h + 4) - pill.h / 2, ...pill }));
    });
  }
  place.targets = place.neurons[L].map((b) => ({ x: b.x + b.w + 12, y: b.y + b.h / 2 - 15, w: targetWidth, h: 30 }));
  return place;
}

function downwards(layers: readonly number[], width: number): Place {
  const L = layers.length;
  const place: Place = { width, height: 0, upright: true, neurons: [[]], biases: [[], []], weights: [[], []], targets: [] };
  let y = 1;
  for (let l = 1; l <= L; ++l) {
    const n = layers[l - 1], column = width / n, w = Math.min(neuron.w + 8, column - 6);
    const xs = Array.from({ length: n }, (_, j) => (j + 0.5) * column - w / 2);
    if (l > 1) {
      const m = layers[l - 2];
      place.weights[l] = xs.map((x) => Array.from({ length: m }, (_, k) => ({ x, y: y + k * (pill.h + 3), w, h: pill.h })));
      y += m * (pill.h + 3);
      place.biases[l] = xs.map((x) => ({ x, y, w, h: pill.h }));
      y += pill.h + 3;
    }
    const h = l === 1 ? input.h : neuron.h;
    place.neurons[l] = xs.map((x) => ({ x, y, w, h }));
    y += h + (l < L ? 46 : 8);
  }
  place.targets = place.neurons[L].map((b) => ({ x: b.x, y, w: b.w, h: 30 }));
  place.height = y + 32;
  return place;
}

/** The connection that ends at the weight [l][j][k], and the short way from there into the neuron. */
export function edge(place: Place, l: number, j: number, k: number): string {
  const from = place.neurons[l - 1][k], to = place.weights[l][j][k], end = place.neurons[l][j];
  if (place.upright) {
    const x0 = from.x + from.w / 2, y0 = from.y + from.h, x1 = place.weights[l][j][0].x + end.w * ((k + 1) / (place.weights[l][j].length + 1)), y1 = place.weights[l][j][0].y;
    return `M${x0.toFixed(1)} ${y0.toFixed(1)}C${x0.toFixed(1)} ${(y0 + 22).toFixed(1)} ${x1.toFixed(1)} ${(y1 - 22).toFixed(1)} ${x1.toFixed(1)} ${y1.toFixed(1)}`;
  }
  const x0 = from.x + from.w, y0 = from.y + from.h / 2, x1 = to.x, y1 = to.y + to.h / 2, bend = (x1 - x0) * 0.45;
  const endY = end.y + end.h / 2 + (y1 - end.y - end.h / 2) * 0.3;
  return `M${x0.toFixed(1)} ${y0.toFixed(1)}C${(x0 + bend).toFixed(1)} ${y0.toFixed(1)} ${(x1 - bend).toFixed(1)} ${y1.toFixed(1)} ${x1.toFixed(1)} ${y1.toFixed(1)}M${(x1 + to.w).toFixed(1)} ${y1.toFixed(1)}L${end.x.toFixed(1)} ${endY.toFixed(1)}`;
}
