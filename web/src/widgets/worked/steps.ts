/**
 * One step of a run written out by hand: every line of the method's equations, its numbers put in, and its value. The lines
 * come from web/content/equations.json, the numbers from the core's run; what a line computes is compared with what the
 * core computed, and a line that cannot be read, or does not agree, shows no numbers.
 */
import type { DescendResult } from '../../engine/types.ts';
import { linesOf, number, symbol, symbolic, type EquationSetting } from '../function/equation-model.ts';
import { coordinates, type ObjectiveFormula } from './derivative.ts';
import { evaluate, namesIn, parseFormula, type Lookup, type Node } from './formula.ts';
import { toTex } from './print.ts';

export interface Row {
  /** What is computed, in TeX: `v_{1,x}`. */
  lhs: string;
  /** Whether it replaces a quantity instead of defining one. */
  replaces?: boolean;
  value: number;
  /** What the core says, where the core reports this quantity. */
  core?: number;
  /** The formula and the numbers for its names; none where only the value is known. */
  node?: Node;
  lookup: Lookup;
  /** The formula in symbols where it differs by coordinate: that of a derivative. */
  general?: string;
}
export interface WorkedLine {
  /** The name of what it computes: `g`, `v`, `x+`, `\hat m`; '' where it could not be read. */
  target: string;
  kind: 'gradient' | 'formula' | 'law';
  law: string;
  node?: Node;
  /** One a coordinate, or a single one for what all coordinates share. */
  rows: Row[];
}
export interface WorkedStep { t: number; lines: WorkedLine[]; state: { name: string; before: number[]; after: number[] }[]; complete: boolean }

/** How far apart two ways to compute the same may lie, for the size of the numbers in them. */
const apart = 1e-9;
export const agree = (a: number, b: number, size = 0): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= apart * Math.max(Math.abs(a), Math.abs(b), size);

const decorated = /^\\(hat|bar|tilde) ([a-z])$/;
const plainSubscript = (name: string, t: number, mark: string) => {
  const found = decorated.exec(name);
  if (found) return `\\${found[1]} ${found[2]}_{${t}${mark}}`;
  return /_t$/.test(name) ? name.replace(/_t$/, `_{${t}${mark}}`) : `${name}_{${t}${mark}}`;
};

/** How the left-hand side is written for one coordinate of step t. */
export function lhsOf(target: string, setting: EquationSetting, t: number, i: number): string {
  const many = setting.dim > 1;
  if (target === 'x+') return `${coordinates[i]}_{${t}}`;
  if (target === 'x') return `${coordinates[i]}_{${t - 1}}`;
  if (target === 'interim') return `\\tilde ${coordinates[i]}_{${t}}`;
  const mark = many ? `,${coordinates[i]}` : '';
  if (target === 'g') return `g_{${t}${mark}}`;
  if (target.startsWith('\\') || /_t$/.test(target)) return plainSubscript(target, t, mark);
  return symbol(target, setting).replace(/_\{?t\}?$/, `_{${t}${mark}}`);
}

/** The left side and the right side of a line; undefined where it is no plain definition. */
export function readLine(tex: string): { target: string; node: Node } | undefined {
  const found = /^(?:@\{([^}]+)\}|(\\(?:hat|bar|tilde) [a-z]|\\?[A-Za-z]+_(?:t|\{t-1\})))\s*(?:=|\\leftarrow)\s*([\s\S]+)$/.exec(tex);
  const node = found && parseFormula(found[3]);
  if (!found || !node) return undefined;
  const name = found[1] ?? found[2];
  return { target: name === 'g_t' ? 'g' : name === 'x_{t-1}' ? 'x' : name, node };
}

/** Step t (1..steps) of the run. */
export function workedStep(setting: EquationSetting, run: DescendResult, t: number, objective: ObjectiveFormula | undefined, objectiveValue: Lookup): WorkedStep {
  const { dim } = run;
  // What lines define that the core does not report, as it stands before the line at hand: a point may be decayed later on.
  let locals: ReadonlyMap<string, number[]> = new Map();
  const from = (known: ReadonlyMap<string, number[]>) => (name: string, i: number): number | undefined => {
    const own = known.get(name);
    return own ? own[own.length === 1 ? 0 : i] : number(name, run, t, i, setting);
  };
  const lines: WorkedLine[] = [];
  for (const { tex } of linesOf(setting)) {
    const law = symbolic(tex, setting);
    const read = readLine(tex);
    if (!read) { lines.push({ target: '', kind: 'law', law, rows: [] }); continue; }
    const { target, node } = read;
    const isGradient = node.kind === 'name' && (node.name === "f'" || node.name === "f'interim");
    const line = isGradient ? gradientLine(node.name, law) : formulaLine(target, node, law);
    if (line.rows.length && target !== 'x+' && !(target in run.state)) locals = new Map([...locals, [target, line.rows.map((row) => row.value)]]);
    lines.push(line);
  }
  const state = Object.keys(run.state).map((name) => {
    const size = run.state[name].length / Math.max(1, run.steps);
    const row = (suffix: string) => Array.from({ length: size }, (_, i) => (size === dim || size === 1
      ? number(`s.${name}${suffix}`, run, t, i, setting) ?? NaN : suffix && t === 1 ? NaN : run.state[name][(t - (suffix ? 2 : 1)) * size + i]));
    return { name, before: row('-'), after: row('') };
  });
  const reached = lines.some((line) => line.target === 'x+' && line.rows.length > 0);
  return { t, lines, state, complete: reached && lines.every((line) => line.rows.length > 0) };

  function gradientLine(name: string, law: string): WorkedLine {
    const at = from(locals);
    const point = (i: number) => (name === "f'interim" ? at('interim', i) : at('x', i));
    const lookup: Lookup = (n) => (coordinates.indexOf(n) >= 0 ? point(coordinates.indexOf(n)) : objectiveValue(n));
    const rows = Array.from({ length: dim }, (_, i): Row | undefined => {
      const core = name === "f'interim" ? setting.lookAhead?.(t)?.[i] : number("f'", run, t, i, setting);
      if (core === undefined) return undefined;
      const row: Row = { lhs: lhsOf('g', setting, t, i), value: core, core, lookup };
      const node = objective?.gradient[i], value = node && evaluate(node, lookup);
      if (node === undefined || value === undefined || !agree(value, core, largest(node, lookup))) return row;
      const by = dim === 1 ? "f'" : `\\frac{\\partial f}{\\partial ${coordinates[i]}}`;
      return { ...row, node, general: `${by} = ${toTex(node, { symbol: (n) => n })}` };
    });
    return { target: 'g', kind: 'gradient', law, rows: rows.every((r) => r) ? (rows as Row[]) : [] };
  }

  function formulaLine(target: string, node: Node, law: string): WorkedLine {
    const at = from(locals);
    const shared = [...namesIn(node)].every((n) => n.startsWith('p.') || n === 't' || n === 'lr');
    const rows = Array.from({ length: shared ? 1 : dim }, (_, i): Row | undefined => {
      const lookup: Lookup = (n) => at(n, i);
      const value = evaluate(node, lookup);
      if (value === undefined) return undefined;
      // A point decayed before the step, a gradient with its penalty: the core reports only what came before.
      const told = target === 'g' || target === 'x' ? undefined : number(target, run, t, i, setting);
      if (told !== undefined && !agree(value, told, largest(node, lookup))) return undefined;
      return { lhs: lhsOf(target, setting, t, i), value: told ?? value, core: told, node, lookup, replaces: law.includes('\\leftarrow') };
    });
    return { target, kind: 'formula', law, node, rows: rows.every((r) => r) ? (rows as Row[]) : [] };
  }
}

/** The largest number that takes part: what cancels leaves an error of that size. */
function largest(node: Node, lookup: Lookup): number {
  let most = 0;
  const see = (n: Node): void => {
    const x = evaluate(n, lookup);
    if (x !== undefined && Number.isFinite(x)) most = Math.max(most, Math.abs(x));
    if (n.kind === 'sum') n.terms.forEach((t) => see(t.node));
    if (n.kind === 'product') n.factors.forEach(see);
    if (n.kind === 'term') see(n.node);
  };
  see(node);
  return most;
}

/** "0.5 · 0 + (1 − 0.5) · (−1)": a row's formula with its numbers. */
export const substituted = (row: Row, setting: EquationSetting, digits = 8, marks = true): string | undefined =>
  row.node && toTex(row.node, { symbol: (n) => symbol(n, setting), lookup: row.lookup, digits, marks });
