/** A map as a picture: every pixel a patch of its class's colour and pattern, with lines where classes meet. */
import type { Rgb } from './contours.ts';

/** Drawn over the fill, so that classes differ without their hues: strokes by direction, dots, a grid. */
export const patterns = ['plain', 'rising', 'dots', 'falling', 'level', 'upright', 'grid', 'specks'] as const;
export type Pattern = (typeof patterns)[number];
export interface Paint { fill: Rgb; ink: Rgb; pattern: Pattern }

export interface MapPicture {
  /** Pixels; row 0 is the lowest. */
  width: number;
  height: number;
  /** The class of each pixel, an index into paints. */
  classes: Uint8Array;
  paints: Paint[];
  /** Colour of the lines between classes, and how strong they are (0..1). */
  line: Rgb;
  strength: number;
}

const period = 8; // CSS pixels from stroke to stroke

/** How much ink a pattern has at a place of its tile, 0..1. */
function inkAt(pattern: Pattern, x: number, y: number): number {
  const stroke = (d: number, half: number) => Math.max(0, Math.min(1, half + 0.5 - Math.abs(d)));
  const wrap = (d: number) => d - period * Math.round(d / period);
  switch (pattern) {
    case 'rising': return stroke(wrap(x + y) / Math.SQRT2, 0.5);
    case 'falling': return stroke(wrap(x - y) / Math.SQRT2, 0.5);
    case 'level': return stroke(wrap(y), 0.4);
    case 'upright': return stroke(wrap(x), 0.4);
    case 'dots': return stroke(Math.hypot(wrap(x), wrap(y)), 1.2);
    case 'specks': return 0.6 * stroke(Math.hypot(wrap(x), wrap(y)), 0.6);
    case 'grid': return Math.max(stroke(wrap(x + y) / Math.SQRT2, 0.7), stroke(wrap(x - y) / Math.SQRT2, 0.7));
    default: return 0;
  }
}

const word = ([r, g, b]: Rgb): number => ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
const mix = (a: Rgb, b: Rgb, t: number): Rgb => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];

/** One period of a paint as packed pixels. */
function tileOf(paint: Paint, size: number): Uint32Array {
  const tile = new Uint32Array(size * size), scale = period / size;
  for (let y = 0; y < size; ++y) for (let x = 0; x < size; ++x) tile[y * size + x] = word(mix(paint.fill, paint.ink, inkAt(paint.pattern, (x + 0.5) * scale, (y + 0.5) * scale)));
  return tile;
}

/** Paints over the whole canvas, whose pixel size the caller has set; `density` is its pixels per CSS pixel. */
export function paintMap(canvas: HTMLCanvasElement, picture: MapPicture, density: number): void {
  const context = canvas.getContext('2d');
  const { width: W, height: H } = canvas, { width, height, classes, paints } = picture;
  if (!context || W === 0 || H === 0) return;
  const size = Math.max(4, Math.round(period * density)), area = size * size, tiles = new Uint32Array(paints.length * area);
  paints.forEach((paint, k) => tiles.set(tileOf(paint, size), k * area));
  const between = Uint32Array.from(paints, (paint) => word(mix(paint.fill, picture.line, picture.strength)));
  const image = context.createImageData(W, H), out = new Uint32Array(image.data.buffer);
  // Where each column of the map begins on the canvas, and each canvas column's place in the tile.
  const starts = Int32Array.from({ length: width + 1 }, (_, c) => Math.max(0, Math.ceil((c * W) / width - 0.5)));
  const place = Int32Array.from({ length: W }, (_, x) => x % size);
  let above = -1;
  for (let y = 0; y < H; ++y) {
    const row = height - 1 - Math.min(height - 1, Math.floor(((y + 0.5) * height) / H)), at = row * width, tileRow = (y % size) * size;
    const edge = above >= 0 && above !== row, upper = above * width, line = y * W;
    let left = -1; // the class of the column drawn before
    for (let c = 0; c < width; ++c) {
      const from = starts[c], to = starts[c + 1];
      if (from === to) continue;
      const k = classes[at + c], ink = between[k];
      if (edge && classes[upper + c] !== k) {
        for (let x = from; x < to; ++x) out[line + x] = ink;
      } else {
        const tile = k * area + tileRow;
        for (let x = from; x < to; ++x) out[line + x] = tiles[tile + place[x]];
        if (left >= 0 && left !== k) out[line + from] = ink;
      }
      left = k;
    }
    above = row;
  }
  context.putImageData(image, 0, 0);
}

/** Colours from dark to light that read in order with any kind of colour vision, and in grey. */
const ramp: Rgb[] = [[0, 34, 78], [34, 59, 109], [77, 86, 109], [112, 112, 115], [149, 142, 120], [190, 173, 108], [229, 206, 84], [254, 232, 56]];

/** `n` colours along the ramp. */
export const rampColors = (n: number): Rgb[] => Array.from({ length: n }, (_, i) => {
  const at = n > 1 ? (i * (ramp.length - 1)) / (n - 1) : 0, k = Math.min(ramp.length - 2, Math.floor(at));
  return mix(ramp[k], ramp[k + 1], at - k);
});
