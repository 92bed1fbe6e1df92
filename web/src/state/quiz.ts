/**
 * Quizzes as data, and the rules that grade them. The right answer is never written down as a number: it is read out of runs,
 * so whoever changes a learning rate in a question changes its answer too. Pure: runs in Node and in browsers.
 */
import { LabError } from '../engine/errors.ts';
import type { Catalog, DescendResult, Lab } from '../engine/types.ts';
import { decode, objectiveRow, withBases } from './function-state.ts';
import { configOf, fieldsOf, take, takeAverage, type AverageReading, type Reading } from './reading.ts';

/** What the function itself is at a point: its value, the size of its gradient, its largest or its least curvature. */
export interface Probe {
  run: string;
  at: Amount[];
  measure: 'value' | 'slope' | 'curvature' | 'least';
  digits?: number;
}
/** A number of a question: given (2 in 2/L), named elsewhere in the quiz, read from a run, probed, or made of such numbers. */
export type Amount =
  | number | string | Reading | AverageReading | Probe
  | { ratio: [Amount, Amount]; digits?: number }
  | { product: Amount[]; digits?: number }
  | { difference: [Amount, Amount]; digits?: number };

/** Bounds of a case: from and upTo belong to it, above and below do not. */
export interface Case { option: string; from?: number; above?: number; below?: number; upTo?: number }
export type ChoiceRule =
  | string
  | { compare: (Exclude<Amount, number | string> & { option: string })[]; want: 'min' | 'max' }
  | (Exclude<Amount, number | string> & { cases: Case[] });

/** `predict` (the rule): before the answer only the function and the start; `always`: part of the question; `after`: not before. */
export type Show = 'predict' | 'always' | 'after';
export interface Mark { at: number[]; label?: string }
export interface Figure {
  /** One of the lab's elements, or the quiz's own `ground` (function, run, marks) and `coordinates` (x and y over the steps). */
  element: string;
  state?: string;
  /** What the element shows before the answer, instead of the bare function. */
  before?: string;
  show?: Show;
  hide?: string;
  lock?: string;
  /** Key of a caption among the quiz's texts. */
  caption?: string;
  /** Of `ground`: points with labels, the shown heights in one variable, and whether the run is drawn (yes unless false). */
  marks?: Mark[];
  heights?: [number, number];
  path?: boolean;
}

interface Common {
  /** What a variant may change. */
  figure?: Figure;
  figures?: Figure[];
  numbers?: Record<string, Amount>;
  digits?: number;
  within?: number;
  /** Words that stand as `{name}` in every string of the quiz: what its variants change. */
  with?: Record<string, string>;
}
export type Quiz = Common & { id: string; variants?: Partial<Quiz>[] } & (
  | { kind: 'choice'; options: string[]; answer: ChoiceRule }
  | { kind: 'number'; answer: Amount }
  | { kind: 'place'; answer: { run: string; step: number } }
  | { kind: 'path'; answer: { run: string; steps: number } }
);
export type Kind = Quiz['kind'];

/** The group (a lesson's slug, or `lecture`) that an id belongs to. */
export const groupOf = (id: string): string => id.split('.')[0];
export const isQuizId = (text: string): boolean => /^[a-z0-9-]{1,40}\.[a-z0-9-]{1,40}$/.test(text);

/** The quiz as variant number `index` (from 0) asks it. */
export function variantOf(quiz: Quiz, index: number): Quiz {
  const { variants, ...base } = quiz, variant = variants?.[index % variants.length];
  const whole = { ...base, ...variant, id: quiz.id, numbers: { ...base.numbers, ...variant?.numbers } } as Quiz;
  const asked = whole.with ? replaced(whole, whole.with) : whole;
  return variants ? { ...asked, variants } : asked;
}
function replaced<T>(value: T, words: Record<string, string>): T {
  if (typeof value === 'string') return value.replace(/\{(\w+)\}/g, (all, name: string) => (Object.hasOwn(words, name) ? words[name] : all)) as T;
  if (Array.isArray(value)) return value.map((one) => replaced(one, words)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, key === 'with' ? one : replaced(one, words)])) as T;
}
export const figuresOf = (quiz: Quiz): Figure[] => quiz.figures ?? (quiz.figure ? [quiz.figure] : []);
/** Whether a figure is part of the question: then it takes more room before the answer. */
export const pictured = (quiz: Quiz): boolean => ['place', 'path'].includes(quiz.kind) || figuresOf(quiz).some(({ show }) => show !== 'after');

/** What was answered: an option, a number, or points. */
export type Given = string | number | number[][];

/** How far off counts as right where a quiz does not say: a share of the number, of the shown box. */
const tolerances = { number: 0.01, place: 0.05, path: 0.08 };

export type Answer =
  | { kind: 'choice'; option: string; values?: { option: string; value: number }[] }
  | { kind: 'number'; value: number; within: number }
  /** The points asked for, the steps they belong to, and the box that `within` is a share of. */
  | { kind: 'place' | 'path'; points: number[][]; steps: number[]; box: number[]; within: number };

export interface Shown { value: number; digits?: number }
export interface Solution {
  answer: Answer;
  /** The named numbers of the texts. */
  numbers: Record<string, Shown>;
  /** The states of the figures with their numbers filled in, in order. */
  figures: Figure[];
}

const sources = { run: true, average: true, ratio: true, product: true, difference: true };
type LabFor = Pick<Lab, 'catalog' | 'descend' | 'point' | 'average'>;

/** Works out amounts for one quiz; each run is asked for once. */
export class Solver {
  private readonly runs = new Map<string, Promise<DescendResult>>();
  private readonly known = new Map<string, Promise<number>>();
  private readonly catalog: Catalog;

  constructor(private lab: LabFor, private numbers: Record<string, Amount>) {
    this.catalog = withBases(lab.catalog);
  }

  number(name: string, above: string[] = []): Promise<number> {
    const amount = Object.hasOwn(this.numbers, name) ? this.numbers[name] : undefined;
    if (amount === undefined) throw new LabError('unknown-key', `there is no number "${name}"`, 'numbers');
    if (above.includes(name)) throw new LabError('syntax', `the number "${name}" needs itself`, 'numbers');
    const found = this.known.get(name) ?? this.amount(amount, [...above, name]);
    this.known.set(name, found);
    return found;
  }

  async amount(amount: Amount, above: string[] = []): Promise<number> {
    if (typeof amount === 'number') return amount;
    if (typeof amount === 'string') return this.number(amount, above);
    const all = (list: Amount[]) => Promise.all(list.map((a) => this.amount(a, above)));
    if ('ratio' in amount) {
      const [a, b] = await all(amount.ratio);
      return a / b;
    }
    if ('product' in amount) return (await all(amount.product)).reduce((a, b) => a * b, 1);
    if ('difference' in amount) {
      const [a, b] = await all(amount.difference);
      return a - b;
    }
    if ('average' in amount) return takeAverage(this.lab, amount);
    if ('take' in amount) return take(await this.run(amount.run, above), amount.take);
    if ('measure' in amount) {
      const [state, at] = await Promise.all([this.fill(amount.run, above), all(amount.at)]);
      const { objective } = configOf(this.catalog, state);
      const point = await this.lab.point(objective, at);
      switch (amount.measure) {
        case 'value': return point.f;
        case 'slope': return Math.hypot(...point.gradient);
        case 'curvature': return Math.max(...point.eigenvalues);
        case 'least': return Math.min(...point.eigenvalues);
        default: throw new LabError('unknown-id', `"${String(amount.measure)}" is no measure: value, slope, curvature, least`, 'measure');
      }
    }
    throw new LabError('missing', `a number needs one of ${Object.keys(sources).join(', ')}`, 'numbers');
  }

  /** A state whose `{name}`s are numbers of the quiz, at full length. */
  async fill(state: string, above: string[] = []): Promise<string> {
    const names = [...new Set([...state.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))];
    const values = new Map(await Promise.all(names.map(async (name) => [name, await this.number(name, above)] as const)));
    return state.replace(/\{(\w+)\}/g, (_whole, name: string) => String(values.get(name)));
  }

  async run(state: string, above: string[] = []): Promise<DescendResult> {
    const filled = await this.fill(state, above);
    const found = this.runs.get(filled) ?? this.lab.descend(configOf(this.catalog, filled));
    this.runs.set(filled, found);
    return found;
  }

  /** The box a figure of this state shows, before it is widened to its frame. */
  async box(state: string, dim: number): Promise<number[]> {
    const decoded = decode(fieldsOf(await this.fill(state)), this.catalog), row = objectiveRow(this.catalog, decoded);
    if (decoded.view?.length === 2 * dim) return decoded.view;
    if (!row) throw new LabError('missing', `"${state}": a typed function needs a box, b=…`, 'b');
    return row.domain.lo.flatMap((lo, i) => [lo, row.domain.hi[i]]);
  }
}

async function choose(rule: ChoiceRule, solver: Solver): Promise<Answer> {
  if (typeof rule === 'string') return { kind: 'choice', option: rule };
  if ('compare' in rule) {
    const values = await Promise.all(rule.compare.map(async (one) => ({ option: one.option, value: await solver.amount(one) })));
    const sign = rule.want === 'min' ? 1 : -1;
    const best = values.reduce((a, b) => (sign * b.value < sign * a.value ? b : a));
    if (values.filter((v) => v.value === best.value).length > 1) throw new LabError('bad-data', 'two options are equally good', 'answer');
    return { kind: 'choice', option: best.option, values };
  }
  const x = await solver.amount(rule);
  const holds = rule.cases.filter((c) =>
    x >= (c.from ?? -Infinity) && x > (c.above ?? -Infinity) && x < (c.below ?? Infinity) && x <= (c.upTo ?? Infinity));
  if (holds.length !== 1) throw new LabError('bad-data', `${holds.length} cases hold for ${x}`, 'answer');
  return { kind: 'choice', option: holds[0].option };
}

/** Runs the simulator for a quiz: its right answer, the numbers of its texts, its figures' states. */
export async function solve(lab: LabFor, quiz: Quiz): Promise<Solution> {
  const solver = new Solver(lab, quiz.numbers ?? {});
  const entries = Object.entries(quiz.numbers ?? {});
  const numbers = Object.fromEntries(await Promise.all(entries.map(async ([name, amount]) =>
    [name, { value: await solver.number(name), digits: typeof amount === 'object' ? amount.digits : undefined }] as const)));
  const answer = await answerOf(quiz, solver);
  const filled = async (figure: Figure): Promise<Figure> => ({
    ...figure,
    state: await solver.fill(figure.state ?? ('run' in Object(quiz.answer) && quiz.kind !== 'choice' ? (quiz.answer as Reading).run : '')),
    ...(figure.before !== undefined && { before: await solver.fill(figure.before) }),
  });
  const pointing = quiz.kind === 'place' || quiz.kind === 'path';
  const figures = figuresOf(quiz);
  return { answer, numbers, figures: await Promise.all((figures.length || !pointing ? figures : [{ element: 'ground' }]).map(filled)) };
}

async function answerOf(quiz: Quiz, solver: Solver): Promise<Answer> {
  if (quiz.kind === 'choice') return choose(quiz.answer, solver);
  const within = quiz.within ?? tolerances[quiz.kind];
  if (quiz.kind === 'number') return { kind: 'number', value: await solver.amount(quiz.answer), within };
  const run = await solver.run(quiz.answer.run);
  const steps = quiz.kind === 'place' ? [quiz.answer.step] : Array.from({ length: quiz.answer.steps }, (_, i) => i + 1);
  const points = steps.map((t) => Array.from({ length: run.dim }, (_, i) => take(run, run.dim === 1 ? `x[${t}]` : `x[${t}][${i}]`)));
  return { kind: quiz.kind, points, steps, box: await solver.box(figuresOf(quiz)[0]?.state ?? quiz.answer.run, run.dim), within };
}

/** How far a point is from where it should be, as a share of the box. */
export const distance = (given: number[], wanted: number[], box: number[]): number =>
  Math.hypot(...wanted.map((x, i) => (given[i] - x) / (box[2 * i + 1] - box[2 * i])));

export function isRight(answer: Answer, given: Given): boolean {
  switch (answer.kind) {
    case 'choice': return given === answer.option;
    case 'number':
      return typeof given === 'number' && Math.abs(given - answer.value) <= answer.within * (Math.abs(answer.value) || 1);
    default:
      return Array.isArray(given) && given.length === answer.points.length
        && answer.points.every((point, i) => distance(given[i], point, answer.box) <= answer.within);
  }
}

/** An answer as one word of an address, and back; null where it is none of this kind. */
export const givenText = (given: Given): string =>
  Array.isArray(given) ? given.map((point) => point.join(',')).join(';') : String(given);

export function parseGiven(quiz: Quiz, text: string): Given | null {
  if (quiz.kind === 'choice') return quiz.options.includes(text) ? text : null;
  const number = (part: string) => (part.trim() === '' ? NaN : Number(part));
  if (quiz.kind === 'number') return Number.isFinite(number(text)) ? number(text) : null;
  const points = text.split(';').map((point) => point.split(',').map(number));
  const wanted = quiz.kind === 'place' ? 1 : quiz.answer.steps;
  return points.length === wanted && points.every((p) => p.length <= 2 && p.length === points[0].length && p.every((x) => Number.isFinite(x) && Math.abs(x) <= 1e9))
    ? points : null;
}
