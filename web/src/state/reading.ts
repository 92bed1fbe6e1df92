/**
 * Numbers read out of runs: what lessons, quizzes and exercises write instead of digits. A run is named by the address
 * keys of a function figure, a number by an expression such as `x[3]`. Pure: runs in Node and in browsers.
 */
import { LabError } from '../engine/errors.ts';
import type { AverageRequest, Catalog, CatalogRow, DescendConfig, DescendResult, Lab } from '../engine/types.ts';
import { decode, descendConfig, objectiveRow, optimizerRow, scheduleRow, withBases } from './function-state.ts';
import type { Values } from './params.ts';
import { parseFragment, version } from './url.ts';

/** A number to be read: from which run, which one, with how many significant digits it is shown. */
export interface Reading {
  run: string;
  take: string;
  digits?: number;
}

/** A value of a moving average, `[t]`, counted from 1. */
export interface AverageReading {
  average: AverageRequest;
  take: string;
  digits?: number;
}

/** The parts of an expression: `state.v[1][0]` is { name: 'state.v', at: [1, 0] }. */
export interface Taken {
  name: string;
  at: number[];
}

const counters = ['value', 'gradient', 'directional', 'hessian'] as const;
const grammar = 'x[3], x[3][1], f[30], gradient[2][0], lr[5], state.v[1][0], steps, evaluations.gradient';

/** Takes an expression apart. @throws LabError `syntax` where it is none */
export function parseTake(expression: string): Taken {
  const match = /^([a-z]\w*(?:\.\w+)?)((?:\[\d{1,7}\]){0,2})$/i.exec(expression.trim());
  if (!match) throw new LabError('syntax', `"${expression}" is no reading; readings look like ${grammar}`, 'take');
  return { name: match[1], at: [...match[2].matchAll(/\d+/g)].map(([digits]) => Number(digits)) };
}

/**
 * The step of a run that a reading speaks of (null: of none in particular): what a figure's timeline moves to.
 * `lr[t]` is the rate of the step that leaves x[t]; `state.v[t]` is v after step t.
 */
export function stepOf(expression: string): number | null {
  const { name, at } = parseTake(expression);
  return name === 'steps' || name.startsWith('evaluations.') ? null : at[0];
}

/**
 * Reads a number out of a run: `x[3]`, `x[3][1]` (a coordinate; may be left out in one dimension), `f[30]`,
 * `gradient[2][0]`, `lr[5]`, `state.v[1][0]` (after step 1), `steps`, `evaluations.gradient`.
 * @throws LabError `syntax`, `unknown-key` or `out-of-range`, with `path` `take`
 */
export function take(run: DescendResult, expression: string): number {
  const { name, at } = parseTake(expression);
  const refuse = (code: 'unknown-key' | 'out-of-range' | 'syntax', why: string): never => {
    throw new LabError(code, `"${expression}": ${why}`, 'take');
  };
  const indices = (least: number, most: number) => {
    if (at.length < least || at.length > most) refuse('syntax', `${name} takes ${least === most ? least : `${least} or ${most}`} index(es) in brackets`);
  };
  const within = (index: number, first: number, last: number, what: string) => {
    if (!(index >= first && index <= last)) refuse('out-of-range', `${what} ${index} is not in ${first}..${last}`);
  };
  /** Element [t][i] of a block with `size` numbers a step, whose first row is step `first`. */
  const element = (values: Float64Array, size: number, first: number): number => {
    indices(size === 1 ? 1 : 2, 2);
    const [t, i = 0] = at;
    within(t, first, first + values.length / size - 1, 'step');
    within(i, 0, size - 1, 'coordinate');
    return values[(t - first) * size + i];
  };

  if (name === 'x' || name === 'gradient') return element(run[name], run.dim, 0);
  if (name === 'f' || name === 'lr') {
    indices(1, 1);
    within(at[0], 0, run[name].length - 1, 'step');
    return run[name][at[0]];
  }
  if (name === 'steps') {
    indices(0, 0);
    return run.steps;
  }
  const [group, key] = name.split('.');
  if (group === 'evaluations') {
    indices(0, 0);
    const counter = counters.find((one) => one === key);
    return counter ? run.evaluations[counter] : refuse('unknown-key', `evaluations has ${counters.join(', ')}`);
  }
  if (group === 'state' && key) {
    const values = run.state[key];
    if (!values) return refuse('unknown-key', `this run's state has ${Object.keys(run.state).join(', ') || 'nothing'}`);
    return run.steps === 0 ? refuse('out-of-range', 'the run took no step') : element(values, values.length / run.steps, 1);
  }
  return refuse('unknown-key', `readings look like ${grammar}`);
}

/** The average at the t-th value, counted from 1; undefined before a window is full. @throws LabError */
export async function averageAt(lab: Pick<Lab, 'average'>, request: AverageRequest, t: number): Promise<number | undefined> {
  const averages = await lab.average(request), n = request.values.length;
  if (!(t >= 1 && t <= n)) throw new LabError('out-of-range', `there is no value ${t} among 1..${n}`, 'take');
  return averages[t - 1 - (n - averages.length)];
}

/** Reads a value of a moving average. @throws LabError `syntax` or `out-of-range`, with `path` `take` */
export async function takeAverage(lab: Pick<Lab, 'average'>, { average, take: expression }: AverageReading): Promise<number> {
  const t = /^\[(\d{1,7})\]$/.exec(expression.trim());
  if (!t) throw new LabError('syntax', `"take" of a moving average is [t], t from 1; "${expression}" is not`, 'take');
  const value = await averageAt(lab, average, Number(t[1]));
  if (value === undefined) throw new LabError('out-of-range', `there is no average yet at value ${t[1]}`, 'take');
  return value;
}

/** The fields of a state string: address keys with or without the leading `#v=1&`. */
export function fieldsOf(state: string): Map<string, string> {
  const bare = state.replace(/^#/, '').replace(new RegExp(`^v=${version}&`), '');
  return parseFragment(`#v=${version}&${bare}`) ?? new Map();
}

/**
 * The engine's request for a state string such as `f=square&x=70&m=gd&m.lr=0.1&n=1000`. Unlike an address, which forgives
 * everything, it must be understood in full: a misspelt key would be a wrong number in a text.
 * @throws LabError naming the key in `path`
 */
export function configOf(catalog: Catalog, run: string): DescendConfig {
  const known = withBases(catalog), fields = fieldsOf(run), state = decode(fields, known);
  const rows: Record<string, CatalogRow | undefined> = { f: objectiveRow(known, state), m: optimizerRow(known, state), s: scheduleRow(known, state) };
  const taken: Record<string, unknown> = {
    f: state.objective, e: state.expression, x: state.start, m: state.optimizer, s: state.schedule, n: state.steps, t: state.frame ?? state.steps,
    noise: state.noise, seed: state.seed, b: state.view,
  };
  const params: Record<string, Values> = { f: state.objectiveParams, m: state.optimizerParams, s: state.scheduleParams };
  const same = (value: unknown, text: string): boolean =>
    Array.isArray(value) ? value.join() === text.split(',').map(Number).join()
      : typeof value === 'boolean' ? (text === '1' || text === 'true') === value
      : value === text || (text.trim() !== '' && Number(text) === value);

  for (const [key, text] of fields) {
    const [group, name] = key.split('.');
    const row = rows[group], info = name === undefined ? undefined : row?.params.find((one) => one.key === name);
    if (name === undefined ? !(key in taken) : !info) throw new LabError('unknown-key', `"${run}": there is no ${key}${row ? ` of ${row.id}` : ''}`, key);
    const value = info ? params[group][name] ?? info.default : key === 'x' && !state.start.length ? objectiveRow(known, state)?.start : taken[key];
    if (!same(value, text)) throw new LabError('out-of-range', `"${run}": ${key}=${text} is not possible here; it would be read as ${String(value)}`, key);
  }
  const start = state.start.length ? state.start : objectiveRow(known, state)?.start;
  if (!start) throw new LabError('missing', `"${run}": a typed function needs a start, x=…`, 'x');
  return descendConfig(state, known, start);
}
