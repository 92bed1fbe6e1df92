/** The cut through the loss: its plane, where the runs' places lie on it, and the loss over it. */
import type { Network, SlicePass, SliceResult } from '../../engine/types.ts';
import type { Cut, LandscapeState } from '../../state/landscape-state.ts';
import type { Run } from './runs.ts';

/** Room around the paths, as a share of their extent. */
const margin = 0.25;
/** A path that hardly leaves its first direction still gets a plane: at least so much of the other side. */
const leastSide = 0.35;
const linePoints = 61;

export interface Plane {
  kind: Cut;
  center: Float32Array;
  /** The run whose end is the centre. */
  about: number;
  x: Float32Array;
  y: Float32Array;
  /** What each direction holds of the paths; random ones hold none worth telling. */
  shares?: [number, number];
  /** Where the places of each run lie, two numbers a place; runs that the plane does not hold have none. */
  paths: Float64Array[];
  /** x0, x1, y0, y1. */
  box: [number, number, number, number];
}

/** The plane a state asks for, through the ends of finished runs. */
export async function planeOf(probe: Network, state: LandscapeState, runs: Run[]): Promise<Plane> {
  const about = Math.min(state.about, runs.length - 1), center = runs[about].checkpoints.at(-1)!, { reach } = state;
  if (state.cut === 'random') {
    const [x, y] = [await probe.direction({ seed: 2 * state.directions, center }), await probe.direction({ seed: 2 * state.directions + 1, center })];
    // Only the centre is known to lie on it: what random directions hold of a path is next to nothing.
    return { kind: 'random', center, about, x, y, paths: runs.map((_, k) => (k === about ? Float64Array.of(0, 0) : new Float64Array(0))), box: [-reach, reach, -reach, reach] };
  }
  const order = [...runs.keys()].filter((k) => k !== about).concat(about);
  const { x, y, coordinates, shares } = await probe.principal({ checkpoints: order.flatMap((k) => runs[k].checkpoints) });
  const paths: Float64Array[] = [];
  let at = 0;
  for (const k of order) { const n = 2 * runs[k].checkpoints.length; paths[k] = coordinates.slice(at, at + n); at += n; }
  return { kind: 'path', center, about, x, y, shares, paths, box: boxOf(paths, reach, state.resolution) };
}

function boxOf(paths: Float64Array[], reach: number, points: number): Plane['box'] {
  const side = (offset: number): [number, number] => {
    let lo = 0, hi = 0;
    for (const path of paths) for (let i = offset; i < path.length; i += 2) { lo = Math.min(lo, path[i]); hi = Math.max(hi, path[i]); }
    return [lo, hi];
  };
  const [a, b] = [side(0), side(1)], widest = Math.max(a[1] - a[0], b[1] - b[0]) || 1;
  return [a, b].flatMap(([lo, hi]) => {
    const middle = (lo + hi) / 2, half = (Math.max(hi - lo, leastSide * widest) * (1 + 2 * margin) * reach) / 2;
    // Moved by less than a point, so that the end itself is one of the points.
    const step = (2 * half) / (points - 1), from = -Math.round((half - middle) / step) * step;
    return [from, from + 2 * half];
  }) as Plane['box'];
}

/** The loss over a plane, coarse first. */
export function slice(probe: Network, { center, x, y, box }: Plane, points: number, samples: Uint32Array, signal: AbortSignal, onPass: (pass: SlicePass) => void, onProgress: (done: number, total: number) => void): Promise<SliceResult> {
  return probe.slice({ samples, center, x, y, lo: [box[0], box[2]], hi: [box[1], box[3]], points }, { signal, onPass, onProgress });
}

/** The values that a picture on the way has computed, as a picture of its own: every block's first. */
export function thinned({ loss, a, b }: SliceResult, block: number): { values: Float64Array; nx: number; ny: number } {
  const nx = Math.floor((a.length - 1) / block) + 1, ny = Math.floor((b.length - 1) / block) + 1, values = new Float64Array(nx * ny);
  for (let row = 0; row < ny; ++row) for (let column = 0; column < nx; ++column) values[row * nx + column] = loss[row * block * a.length + column * block];
  return { values, nx, ny };
}

export interface Line { a: Float64Array; loss: Float64Array }

/** The loss along one random direction through the end of a run, scaled to that run's own weights: what runs may be compared by. */
export async function lineOf(probe: Network, run: Run, seed: number, reach: number, samples: Uint32Array, signal: AbortSignal): Promise<Line> {
  const center = run.checkpoints.at(-1)!, x = await probe.direction({ seed: 2 * seed, center });
  const { a, loss } = await probe.slice({ samples, center, x, lo: -reach, hi: reach, points: linePoints }, { signal });
  return { a, loss };
}
