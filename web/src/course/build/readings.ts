/** The numbers of the lessons, computed at build time by the package in dist/lib, under Node. */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { DescendResult, Lab } from '../../engine/types.ts';
import { averageAt, configOf, fieldsOf, take, takeAverage } from '../../state/reading.ts';
import { full, short, vector } from '../../state/format.ts';
import { descend32 } from '../../widgets/float/float32.ts';
import { CourseError, type LessonSource, type RunSource, type TableSource } from './source.ts';

/** A number as text, with everything it has in `value`. */
export interface Shown {
  value: string;
  text: string;
}
export interface Cell extends Shown {
  /** What slides print here, and whether it is the number rounded or cut off. */
  slide?: { text: string; agrees: boolean };
}
export interface ShownTable {
  run?: string;
  /** TeX. */
  first: string;
  heads: { tex: string; slide: boolean }[];
  rows: { step: number; label?: string; cells: (Cell | undefined)[] }[];
}

const usual = 4;

/** Whether a printed decimal is the number, rounded or with its further digits cut off. */
export function agrees(printed: string, value: number): boolean {
  const text = printed.replace('−', '-').trim(), decimals = (text.split(/e/i)[0].split('.')[1] ?? '').length, scale = Number(/e(.*)$/i.exec(text)?.[1] ?? 0);
  const unit = 10 ** (scale - decimals), slack = 1e-9 * unit;
  const off = Math.abs(Number(text) - value);
  return off <= unit / 2 + slack || (off < unit - slack && Math.abs(Number(text)) <= Math.abs(value));
}

export class Readings {
  private lab?: Promise<Lab>;
  private readonly runs = new Map<string, Promise<DescendResult>>();

  /** `library` is the package's index.js. */
  constructor(private library: string) {}

  private open(): Promise<Lab> {
    if (!existsSync(this.library)) throw new CourseError(this.library, 'is missing: the lessons\' numbers are computed with it; run "npm run build"');
    return (this.lab ??= import(pathToFileURL(this.library).href).then(({ createLab }) => createLab({ threads: 1, simd: 'baseline' })));
  }
  async close(): Promise<void> {
    const lab = await this.lab;
    this.lab = undefined;
    await lab?.dispose();
  }

  get catalog(): Promise<Lab['catalog']> { return this.open().then((lab) => lab.catalog); }

  /** The run of a function figure's state. */
  runOf(state: string): Promise<DescendResult> { return this.told(`run "${state}"`, this.compute(state)); }

  /** One of a lesson's runs; computed once for all lessons. */
  async run(lesson: LessonSource, name: string): Promise<DescendResult> {
    const source = lesson.runs[name];
    if (source === undefined) throw new CourseError(`lessons/${lesson.slug}.json`, `there is no run "${name}"; there are ${Object.keys(lesson.runs).join(', ') || 'none'}`);
    const key = JSON.stringify(source);
    const known = this.runs.get(key) ?? this.compute(source);
    this.runs.set(key, known);
    return this.told(`lessons/${lesson.slug}.json, run "${name}"`, known);
  }

  private async compute(source: RunSource): Promise<DescendResult> {
    const lab = await this.open(), config = configOf(lab.catalog, typeof source === 'string' ? source : source.state);
    const run = await lab.descend(config);
    if (typeof source === 'string') return run;
    const { id } = config.optimizer as { id: string }, objective = config.objective as { id?: string };
    if (id !== 'gd' || objective.id !== 'square') throw new Error('the 32-bit exhibit is gradient descent (m=gd) on x² (f=square) only');
    const x = descend32(run.x[0], run.lr[0], run.steps, source.arithmetic === 'float32-flush');
    return { ...run, x, f: x.map((v) => v * v), gradient: x.map((v) => 2 * v) };
  }

  private async told<T>(where: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw error instanceof CourseError ? error : new CourseError(where, (error as Error).message);
    }
  }

  async number(lesson: LessonSource, name: string): Promise<Shown> {
    const source = lesson.numbers[name], { digits = usual } = source, where = `lessons/${lesson.slug}.json, number "${name}"`;
    const value = await this.told(where, source.average === undefined
      ? this.run(lesson, source.run).then((run) => take(run, source.take)) : this.open().then((lab) => takeAverage(lab, source)));
    return { value: full(value), text: short(value, digits) };
  }

  async table(lesson: LessonSource, name: string): Promise<ShownTable> {
    const source = lesson.tables[name], where = `lessons/${lesson.slug}.json, table "${name}"`;
    const columns = source.columns ?? Object.keys(source.averages ?? {});
    if ((source.run === undefined) === (source.averages === undefined) || columns.length === 0)
      throw new CourseError(where, 'has a "run" and "columns", or "averages"');
    for (const column of Object.keys(source.slides ?? {}))
      if (!columns.includes(column)) throw new CourseError(where, `slides has a column "${column}" that the table has not`);
    const run = source.run === undefined ? undefined : await this.run(lesson, source.run);
    const values = async (column: string, step: number): Promise<number[] | undefined> =>
      run ? this.cell(run, column, step, where) : this.told(where, averageAt(await this.open(), source.averages![column], step)).then((x) => (x === undefined ? undefined : [x]));
    const heads = columns.flatMap((column) => [
      { tex: headOf(source, column, run?.dim ?? 1), slide: false }, ...(source.slides?.[column] ? [{ tex: '', slide: true }] : [])]);
    const rows = await Promise.all(source.steps.map(async (step, i) => ({
      step, label: source.labels?.[i], cells: (await Promise.all(columns.map(async (column): Promise<(Cell | undefined)[]> => {
        const shown = await values(column, step), printed = source.slides?.[column];
        const cell = shown && { value: shown.map(full).join(' '), text: vector(shown, source.digits ?? usual) };
        if (!printed) return [cell];
        const text = printed[String(step)];
        return [cell, text === undefined || !shown ? undefined : { value: text, text, slide: { text, agrees: shown.length === 1 && agrees(text, shown[0]) } }];
      }))).flat(),
    })));
    return { run: source.run, first: source.heads?.t ?? 't', heads, rows };
  }

  /** The numbers of a cell: all coordinates where the column names none. */
  private cell(run: DescendResult, column: string, step: number, where: string): number[] | undefined {
    const [, name, rest] = /^([\w.]+)(.*)$/.exec(column) ?? ['', column, ''];
    // Before the first step there is no memory yet, after the last no rate: a dash.
    if ((name.startsWith('state.') && step === 0) || (name === 'lr' && step === run.steps)) return undefined;
    const read = (coordinate: string): number => {
      try {
        return take(run, `${name}[${step}]${coordinate}`);
      } catch (error) {
        throw new CourseError(where, (error as Error).message);
      }
    };
    const whole = run.dim > 1 && rest === '' && name !== 'f' && name !== 'lr';
    return whole ? Array.from({ length: run.dim }, (_, i) => read(`[${i}]`)) : [read(rest)];
  }
}

/** What stands over a column, in TeX. */
function headOf(source: TableSource, column: string, dim: number): string {
  const own = source.heads?.[column];
  if (own !== undefined) return own;
  const [, name, index] = /^([\w.]+)(?:\[(\d)\])?$/.exec(column) ?? ['', column, undefined];
  const axis = index === undefined ? '' : ['x', 'y'][Number(index)] ?? index;
  if (name === 'x') return axis ? `${axis}_t` : 'x_t';
  if (name === 'f') return 'f(x_t)';
  if (name === 'lr') return '\\eta_t';
  if (name === 'gradient') return axis ? `\\partial f/\\partial ${axis}` : dim === 1 ? "f'(x_t)" : '\\nabla f(x_t)';
  const symbol = name.replace(/^state\./, '');
  return axis ? `${symbol}_{t,${axis}}` : `${symbol}_t`;
}

/** The fields of a figure: its run's, then its own. */
export function figureFields(lesson: LessonSource, name: string): Map<string, string> {
  const figure = lesson.figures[name], where = `lessons/${lesson.slug}.json, figure "${name}"`;
  const run = figure.run === undefined ? '' : lesson.runs[figure.run];
  if (run === undefined) throw new CourseError(where, `there is no run "${figure.run}"`);
  return new Map([...fieldsOf(typeof run === 'string' ? run : run.state), ...fieldsOf(figure.state ?? '')]);
}
