/** A method's equations as data: which lines apply, the symbols and the present numbers of their placeholders, the arrows of their terms. */
import equations from '../../../content/equations.json';
import type { DescendResult, OptimizerRow } from '../../engine/types.ts';
import { valueOf, type ParamValue, type Values } from '../../state/params.ts';

type Wanted = ParamValue | ParamValue[] | { not: ParamValue };
/** Options and the values under which something applies. */
export type When = Record<string, Wanted>;

export interface Line { tex: string; when?: When }
export interface ArrowRule {
  term: string;
  /** A placeholder that is a point, or `@term`: where that arrow ended. */
  from: string;
  to?: string;
  /** A product of placeholders, as a displacement. */
  add?: (string | number)[];
  /** A direction only; drawn as long as the step. */
  along?: (string | number)[];
  when?: When;
}
interface Equation {
  lines: Line[];
  arrows?: ArrowRule[];
  /** State vectors that start at a parameter's value instead of 0. */
  initial?: Record<string, string>;
  /** TeX of placeholders whose name is no symbol. */
  symbols?: Record<string, string>;
  /** Another method whose equations serve, under this method's own options. */
  like?: string;
}

const table = equations as unknown as Record<string, Equation> & { common: { before: Line[] } };
const equationOf = (id: string): Equation | undefined => (table[id]?.like ? table[table[id].like] : table[id]);

export function applies(when: When | undefined, options: Record<string, unknown>): boolean {
  return Object.entries(when ?? {}).every(([key, wanted]) => {
    const value = options[key];
    if (Array.isArray(wanted)) return wanted.includes(value as ParamValue);
    if (typeof wanted === 'object') return value !== undefined && value !== wanted.not;
    return value === wanted;
  });
}

export interface EquationSetting {
  row: OptimizerRow;
  values: Values;
  noise: number;
  /** Whether steps see batches of the objective's data, not all of it. */
  batched: boolean;
  /** Whether the learning rate changes over the steps. */
  scheduled: boolean;
  dim: number;
  /** The gradient at the look-ahead point of a step, when the engine has told. */
  lookAhead?: (t: number) => ArrayLike<number> | undefined;
}

function optionsOf({ row, values, noise }: EquationSetting): Record<string, unknown> {
  const options: Record<string, unknown> = Object.fromEntries(row.params.map((info) => [info.key, valueOf(info, values)]));
  // Nesterov's interim form has its own line for the gradient.
  return { ...options, noise, interim: row.id === 'nesterov' && options.form === 'interim' };
}

/** The lines of this method under these options; none where the method has no equations yet. */
export function linesOf(setting: EquationSetting): Line[] {
  const equation = equationOf(setting.row.id);
  if (!equation) return [];
  const options = optionsOf(setting);
  return [...table.common.before, ...equation.lines].filter((line) => applies(line.when, options));
}

export function arrowsOf(setting: EquationSetting): ArrowRule[] {
  const options = optionsOf(setting);
  return (equationOf(setting.row.id)?.arrows ?? []).filter((rule) => applies(rule.when, options));
}

/** How a placeholder is written when it stands for itself. */
export function symbol(name: string, setting: EquationSetting): string {
  const previous = name.endsWith('-'), plain = name.replace(/[-+]$/, '');
  const given = equationOf(setting.row.id)?.symbols?.[name];
  if (given) return given;
  if (name === 'lr') return setting.scheduled ? '\\eta_t' : '\\eta';
  if (name === 't') return 't';
  if (name === 'x+') return 'x_t';
  if (name === 'x') return 'x_{t-1}';
  if (name === 'g') return 'g_t';
  if (name === 'interim') return '\\tilde x_t';
  if (name === "f'") return setting.dim === 1 ? "f'(x_{t-1})" : '\\nabla f(x_{t-1})';
  if (name === "f'interim") return setting.dim === 1 ? "f'(\\tilde x_t)" : '\\nabla f(\\tilde x_t)';
  if (plain.startsWith('p.')) return setting.row.params.find((info) => info.key === plain.slice(2))?.symbol || plain.slice(2);
  return `${plain.length > 1 ? `\\${plain}` : plain}_{${previous ? 't-1' : 't'}}`;
}

/** A placeholder in a line: `@{v}`, or `@(v)` where a negative number takes brackets. */
export const placeholder = /@([{(])([^})]+)[})]/g;

/** A line of the equations with its symbols. */
export const symbolic = (tex: string, setting: EquationSetting) =>
  tex.replaceAll('@*', '\\,').replace(placeholder, (_whole, _paren, name: string) => `{${symbol(name, setting)}}`);

/** The number a placeholder stands for in step t (1..steps) and coordinate i; undefined where the engine reports none. */
export function number(name: string, run: DescendResult, t: number, i: number, setting: EquationSetting): number | undefined {
  const { dim } = run;
  if (name === 'lr') return run.lr[t - 1];
  if (name === 't') return t;
  if (name === 'x+') return run.x[t * dim + i];
  if (name === 'x') return run.x[(t - 1) * dim + i];
  if (name === "f'") return run.gradient[(t - 1) * dim + i];
  // The gradient that was used: the true one, unless noise, clipping or a look-ahead changed it.
  if (name === 'g') {
    const seen = gradientSeen(setting);
    return seen === 'true' ? run.gradient[(t - 1) * dim + i] : seen === 'ahead' ? setting.lookAhead?.(t)?.[i] : undefined;
  }
  if (name === "f'interim") return setting.lookAhead?.(t)?.[i];
  if (name.startsWith('p.')) {
    const info = setting.row.params.find((p) => p.key === name.slice(2));
    return info && Number(valueOf(info, setting.values));
  }
  // What is left is the method's memory; `s.` before a name that means something else (AMSGrad's x).
  const previous = name.endsWith('-'), key = (previous ? name.slice(0, -1) : name).replace(/^s\./, '');
  const vector = run.state[key];
  if (!vector) return undefined;
  const size = vector.length / Math.max(1, run.steps);
  const row = previous ? t - 2 : t - 1;
  if (row >= 0) return vector[row * size + (size === 1 ? 0 : i)];
  const initial = equationOf(setting.row.id)?.initial?.[key];
  return initial ? number(`p.${initial}`, run, t, i, setting) : 0;
}

/** Whether a placeholder has numbers at all in this run; they may still be on their way. */
export function isKnown(name: string, run: DescendResult, setting: EquationSetting): boolean {
  if (name === "f'interim" || (name === 'g' && gradientSeen(setting) === 'ahead')) return true;
  return number(name, run, 1, 0, setting) !== undefined;
}

/** Which gradient the step used: the true one, the one at the look-ahead point, or one nobody reports (noise, clipping, decay). */
function gradientSeen(setting: EquationSetting): 'true' | 'ahead' | 'unknown' {
  const options = optionsOf(setting);
  if (setting.noise !== 0 || setting.batched || (options.clip ?? 'none') !== 'none') return 'unknown';
  if (options.weightDecayMode === 'l2' && Number(options.weightDecay) !== 0) return 'unknown';
  return options.interim === true ? 'ahead' : 'true';
}

export interface Arrow { term: string; from: number[]; to: number[]; direction: boolean }

/** The arrows of step t in the function's own coordinates. */
export function arrows(setting: EquationSetting, run: DescendResult, t: number): Arrow[] {
  if (t < 1 || t > run.steps) return [];
  const value = (name: string) => Array.from({ length: run.dim }, (_, i) => number(name, run, t, i, setting) ?? NaN);
  const product = (factors: (string | number)[]) =>
    factors.map((f) => (typeof f === 'number' ? new Array<number>(run.dim).fill(f) : value(f))).reduce((a, b) => a.map((x, i) => x * b[i]));
  const ends = new Map<string, number[]>();
  const out: Arrow[] = [];
  const step = Math.hypot(...value('x+').map((x, i) => x - value('x')[i]));
  for (const rule of arrowsOf(setting)) {
    const from = rule.from.startsWith('@') ? ends.get(rule.from.slice(1)) ?? value('x') : value(rule.from);
    let to: number[];
    if (rule.to) to = value(rule.to);
    else if (rule.add) to = product(rule.add).map((d, i) => from[i] + d);
    else {
      const d = product(rule.along ?? []), length = Math.hypot(...d);
      to = d.map((x, i) => from[i] + (length > 0 ? (x / length) * step : 0));
    }
    ends.set(rule.term, to);
    if ([...from, ...to].every(Number.isFinite)) out.push({ term: rule.term, from, to, direction: rule.along !== undefined });
  }
  return out;
}
