/** An exercise as text to take away: LaTeX, Markdown, a Python program. */
import type { DescendResult } from '../../engine/types.ts';
import { full, short, tex } from '../../state/format.ts';
import { linesOf, number, type EquationSetting } from '../function/equation-model.ts';
import { coordinates, type ObjectiveFormula } from './derivative.ts';
import { namesIn, type Lookup, type Node } from './formula.ts';
import { toPython } from './print.ts';
import { readLine, substituted, type Row, type WorkedStep } from './steps.ts';

/** \term{role}{x} says nothing outside this page. */
const unmarked = (text: string) => text.replace(/\\term\{\w+\}/g, '');

function rowTex(row: Row, setting: EquationSetting): string {
  const numbers = substituted(row, setting, 10, false), value = tex(row.value, 10);
  const right = numbers === undefined || numbers === value ? value : `${numbers} = ${value}`;
  return `${row.lhs} &${row.replaces ? '\\leftarrow' : '='} ${right}`;
}

export interface Exercise {
  setting: EquationSetting;
  run: DescendResult;
  steps: WorkedStep[];
  /** TeX of f(x). */
  f: string;
  /** "learning rate 0.4, …" in the reader's words. */
  settings: string;
  method: string;
  /** The words between the formulas. */
  say: (key: 'copy.step' | 'copy.start' | 'copy.table', values?: Record<string, string | number>) => string;
}

const align = (lines: string[]) => `\\begin{aligned}\n${lines.map((l) => `  ${l}`).join(' \\\\\n')}\n\\end{aligned}`;

/** The lines of one step, general formula first. */
function stepLines(step: WorkedStep, setting: EquationSetting): string[] {
  return step.lines.flatMap((line) => [
    ...(line.kind === 'gradient' ? line.rows.flatMap((r) => (r.general ? [`&${r.general}`] : [])) : [`&${unmarked(line.law)}`]),
    ...line.rows.map((row) => rowTex(row, setting)),
  ]);
}

/** A piece for a document with amsmath. */
export function toLatex({ setting, steps, f, settings, method, run, say }: Exercise): string {
  const start = Array.from(run.x.subarray(0, run.dim), (x) => tex(x, 10)).join(',\\ ');
  const head = [`% ${method}: ${settings}`, `\\[ f(${coordinates.slice(0, run.dim).join(', ')}) = ${f} \\]`, `${say('copy.start')} $(${coordinates.slice(0, run.dim).map((c) => `${c}_0`).join(',\\ ')}) = (${start})$.`];
  return [...head, ...steps.map((step) => `\n\\paragraph{${say('copy.step', { t: step.t })}}\n\\[\n${align(stepLines(step, setting))}\n\\]`)].join('\n') + '\n';
}

/** Text with formulas between dollars and a table of all steps. */
export function toMarkdown({ setting, steps, f, settings, method, run, say }: Exercise): string {
  const { dim } = run, names = coordinates.slice(0, dim);
  const start = Array.from(run.x.subarray(0, dim), full).join(', ');
  const rows = Array.from({ length: run.steps + 1 }, (_, t) => `| ${t} | ${names.map((_n, i) => short(run.x[t * dim + i], 10)).join(' | ')} | ${short(run.f[t], 10)} |`);
  return [
    `**${method}**, ${settings}`, '', `$$ f(${names.join(', ')}) = ${f} $$`, '', `${say('copy.start')} (${start}).`,
    ...steps.flatMap((step) => ['', `### ${say('copy.step', { t: step.t })}`, '', `$$\n${align(stepLines(step, setting))}\n$$`]),
    '', `### ${say('copy.table')}`, '', `| t | ${names.join(' | ')} | f |`, `|${'---|'.repeat(dim + 2)}`, ...rows,
  ].join('\n') + '\n';
}

const snake = (key: string) => key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
const reserved = new Set(['lambda', 'math', 'np', 'x', 'y', 't', 'f', 'g', 'gradient']);

/** The whole run as a program; undefined where a line of the method has no plain formula. */
export function toProgram(setting: EquationSetting, run: DescendResult, objective: ObjectiveFormula | undefined, own: Lookup): string | undefined {
  const lines = linesOf(setting).map(({ tex: text }) => readLine(text));
  if (!objective || lines.some((l) => !l) || run.steps < 1) return undefined;
  const { dim } = run, vectors = dim > 1, library = vectors ? 'np' : 'math';
  const param = (key: string) => (reserved.has(key) || key in run.state ? `${snake(key)}_` : snake(key));
  const identifier = (name: string): string => {
    if (name === 'lr') return setting.scheduled ? 'rates[t - 1]' : 'lr';
    if (name === 't') return 't';
    if (name === 'g') return 'g';
    if (name === 'x' || name === 'x+') return 'w';
    if (name === 'interim') return 'ahead';
    if (name.startsWith('p.')) return param(name.slice(2));
    const local = /^\\(hat|bar|tilde) (\w)$/.exec(name);
    if (local) return `${local[2]}_${local[1]}`;
    if (/_t$/.test(name)) return name.replace(/^\\/, '').replace(/_t$/, '').toLowerCase();
    const memory = name.replace(/-$/, '').replace(/^s\./, '');
    return reserved.has(memory) ? `${memory}_state` : memory;
  };
  const python = (node: Node) => toPython(node, identifier, library);
  const point = (name: string): string => {
    if (coordinates.includes(name)) return name;
    const x = own(name);
    return x === undefined ? name : full(x);
  };
  const used = new Set(lines.flatMap((l) => [...namesIn(l!.node)]));
  const settings = [...used].filter((n) => n.startsWith('p.')).map((n) => `${identifier(n)} = ${valueText(n, setting)}`);
  // The memory a line needs before anything was stored in it.
  const memory = [...new Set([...used].filter((n) => n.endsWith('-')).map((n) => n.slice(0, -1)))].map((name) => {
    const initial = number(`${name}-`, run, 1, 0, setting) ?? 0;
    return `${identifier(name)} = ${vectors ? (initial === 0 ? `np.zeros(${dim})` : `np.full(${dim}, ${full(initial)})`) : `${initial === 0 ? '0.0' : full(initial)}`}`;
  });
  const start = Array.from(run.x.subarray(0, dim), (x) => (Number.isInteger(x) ? `${x}.0` : full(x)));
  const body = lines.map((l) => {
    const { target, node } = l!;
    if (node.kind === 'name' && (node.name === "f'" || node.name === "f'interim")) return `g = gradient(${node.name === "f'" ? 'w' : 'ahead'})`;
    return `${identifier(target)} = ${python(node)}`;
  });
  const derivative = objective.gradient.map((g) => toPython(g, point, library));
  return [
    vectors ? 'import numpy as np' : 'import math', '', '',
    'def gradient(point):',
    ...(vectors ? ['    x, y = point', `    return np.array([${derivative.join(', ')}])`] : ['    x = point', `    return ${derivative[0]}`]),
    '', '',
    `w = ${vectors ? `np.array([${start.join(', ')}])` : start[0]}`,
    setting.scheduled ? `rates = [${Array.from(run.lr, full).join(', ')}]` : `lr = ${full(run.lr[0])}`,
    ...settings, ...memory, '',
    `for t in range(1, ${run.steps + 1}):`, ...body.map((l) => `    ${l}`), `    print(t, ${vectors ? '*w' : 'w'})`,
  ].join('\n') + '\n';
}

function valueText(name: string, setting: EquationSetting): string {
  const info = setting.row.params.find((p) => `p.${p.key}` === name)!;
  return String(setting.values[info.key] ?? info.default);
}
