/** The ground a figure stands on: f on a grid over the shown box, and where a run starts. */
import type { Lab, ObjectiveRow, ObjectiveSpec } from '../engine/types.ts';
import type { FunctionState } from '../state/function-state.ts';
import { asTrouble } from './trouble.ts';

/** f on a grid over `box` (x0, x1 and, in two variables, y0, y1). */
export interface Ground {
  key: string;
  box: number[];
  nx: number;
  ny: number;
  values: Float64Array;
}

const curvePoints = 801;
const planePoints = 200;
/** Where a typed expression is shown, having no box of its own. */
const expressionBox = 4;

export const groundKey = (objective: ObjectiveSpec, box: number[]): string => JSON.stringify([objective, box]);

export async function survey(lab: Lab, objective: ObjectiveSpec, box: number[], aspect: number): Promise<Ground> {
  const plane = box.length === 4;
  const nx = plane ? planePoints : curvePoints, ny = plane ? Math.round(planePoints / Math.max(1, aspect)) : 1;
  const lo = plane ? [box[0], box[2]] : [box[0]], hi = plane ? [box[1], box[3]] : [box[1]];
  const { values } = await lab.grid({ objective, lo, hi, points: plane ? [nx, ny] : [nx] });
  return { key: groundKey(objective, box), box, nx, ny, values };
}

/** The box that would be shown, before widening: the reader's, the function's own, or a plain one. */
export function shownBox(view: number[] | null, row: ObjectiveRow | undefined, dim: number): number[] {
  if (view && view.length === 2 * dim) return view;
  if (row) return row.domain.lo.flatMap((lo, i) => [lo, row.domain.hi[i]]);
  return Array.from({ length: dim }, () => [-expressionBox, expressionBox]).flat();
}

/** Where a state's run starts, typed expressions included. */
export class Starts {
  private dims = new Map<string, number>();

  async of(lab: Lab, state: FunctionState, row: ObjectiveRow | undefined): Promise<number[]> {
    if (row) return state.start.length ? state.start : row.start;
    const n = await this.dimensionOf(lab, state.expression);
    return state.start.length === n ? state.start : Array.from({ length: n }, (_, i) => state.start[i] ?? (i === 0 ? -2 : 1.5));
  }

  /** How many variables a typed expression has: one that takes a single number has one. */
  private async dimensionOf(lab: Lab, expression: string): Promise<number> {
    const known = this.dims.get(expression);
    if (known) return known;
    let refused: unknown;
    for (const n of [1, 2]) {
      try {
        await lab.point({ expression }, new Array<number>(n).fill(1));
        this.dims.set(expression, n);
        return n;
      } catch (error) {
        refused ??= error;
        if (asTrouble(error).code === 'syntax') throw error;
      }
    }
    throw refused;
  }
}
