/** The numbers of an erratum's table: which ones the slide prints, where the others are computed, and how they compare. */
import errata from '../../../content/errata.json';
import type { AverageRequest, Catalog, DescendConfig, DescendResult, Lab } from '../../engine/types.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
import { configOf, take } from '../../state/reading.ts';
import { walk32, type Walk32 } from '../float/float32.ts';
import { restsFrom } from '../float/model.ts';

export type Cell =
  | { printed: string }
  /** A number of a run: an address of the function figure, or the name of one of the exhibit's runs. */
  | { run: string; take: string }
  | { average: AverageRequest; at: number }
  | { rates: { schedule: { id: string } & Record<string, unknown>; lr: number; steps: number }; at: number }
  | { float32: Walk32; take: string }
  /** How many numbers per parameter a method remembers; a parameter's default; a configuration the core refuses. */
  | { memory: string } | { param: string } | { refused: DescendConfig };
export interface Exhibit { runs?: Record<string, string>; columns: string[]; rows: { what: string; cells: (Cell | null)[] }[]; digits?: number }
export interface Erratum { id: string; lectures: string[]; lesson: string; exhibit?: Exhibit; figure?: { element: string; state: string; hide?: string } }

export const list = errata as unknown as Erratum[];
export const exhibitOf = (id: string): Exhibit | undefined => list.find((e) => e.id === id)?.exhibit;

/** What a cell shows: the slide's own text, a computed number (`simulated`: on the page, not by the core), the core's words. */
export type Shown = { text: string } | { value: number; simulated?: boolean } | { why: Trouble | undefined } | null;

export type Verdict = 'rounded' | 'cut' | 'other';
/** How a printed number relates to the true one. */
export function judge(printed: string, truth: number): Verdict {
  const unit = 10 ** (printed.split('.')[1]?.length ?? 0), scaled = truth * unit, shown = Math.round(Number(printed) * unit);
  // A hair of slack: 44.800000000000004 is 44.8.
  const slack = 1e-9 * Math.max(1, Math.abs(scaled));
  if (Math.abs(scaled - shown) <= 0.5 + slack) return 'rounded';
  return Math.trunc(scaled + Math.sign(scaled) * slack) === shown ? 'cut' : 'other';
}

/** All cells of an exhibit, each run asked for once. */
export async function compute(exhibit: Exhibit, lab: Lab): Promise<Shown[][]> {
  const runs = new Map<string, Promise<DescendResult>>();
  const runOf = (run: string): Promise<DescendResult> => {
    const state = exhibit.runs?.[run] ?? run;
    if (!runs.has(state)) runs.set(state, lab.descend(configOf(lab.catalog, state)));
    return runs.get(state)!;
  };
  return Promise.all(exhibit.rows.map((row) => Promise.all(row.cells.map((cell) => (cell ? answer(cell, lab, runOf) : null)))));
}

async function answer(cell: Cell, lab: Lab, runOf: (run: string) => Promise<DescendResult>): Promise<Shown> {
  if ('printed' in cell) return { text: cell.printed.replace(/^-/, '−') };
  if ('run' in cell) return { value: take(await runOf(cell.run), cell.take) };
  if ('average' in cell) return { value: (await lab.average(cell.average))[cell.at] };
  if ('rates' in cell) return { value: (await lab.learningRates(cell.rates))[cell.at] };
  if ('memory' in cell) return { value: optimizer(lab.catalog, cell.memory).state.length };
  if ('param' in cell) {
    const [id, key] = cell.param.split('.');
    return { value: Number(optimizer(lab.catalog, id).params.find((p) => p.key === key)?.default) };
  }
  if ('float32' in cell) {
    const run = walk32(cell.float32), at = /^(x|v|gradient)\[(\d+)\]$/.exec(cell.take);
    return { value: at ? run[at[1] as 'x'][Number(at[2])] : restsFrom(run.x) ?? NaN, simulated: true };
  }
  try {
    await lab.descend(cell.refused);
    return { why: undefined };
  } catch (error) {
    return { why: asTrouble(error) };
  }
}
const optimizer = (catalog: Catalog, id: string) => catalog.optimizers.find((row) => row.id === id)!;
