/**
 * A run of the lab as a complete program for PyTorch, Keras or the project's C++ core. Where a library's optimizer follows
 * another convention than the run, its rule is written out, and a comment says why.
 */
import functions from '../../../content/functions.json';
import type { DescendConfig } from '../../engine/types.ts';
import type { ParamValue } from '../../state/params.ts';
import { cpp } from './cpp.ts';
import { parseExpression, toPython } from './expression.ts';
import { ownOptimizer, whyWritten } from './libraries.ts';
import { ruleOf } from './rules.ts';

export type Language = 'torch' | 'keras' | 'cpp';

export interface SnippetRequest {
  /** The engine's request, complete. */
  config: DescendConfig & { start: number[] };
  /** The rates of all steps, as the engine had them. */
  rates: ArrayLike<number>;
}

type Spec = { id: string } & Record<string, ParamValue>;

/** Undefined where the run cannot be written down in this language: data that only the core has, or a method of many lines. */
export function snippet(language: Language, request: SnippetRequest): string | undefined {
  return language === 'cpp' ? cpp(request.config) : python(language, request);
}

/** The function as one expression in the core's own notation; undefined for those that rest on data. */
export function expressionOf(objective: DescendConfig['objective']): { text: string; values: Record<string, number> } | undefined {
  if (typeof objective !== 'string' && 'expression' in objective) return { text: String(objective.expression), values: {} };
  const { id, ...values } = typeof objective === 'string' ? { id: objective } : objective;
  const text = (functions as Record<string, string>)[id];
  return text === undefined ? undefined : { text, values: values as Record<string, number> };
}

const list = (xs: ArrayLike<number>) => `[${Array.from(xs, number).join(', ')}]`;
const number = (x: number) => (Number.isInteger(x) && Math.abs(x) < 1e15 ? `${x}.0` : String(x));

/** The rate of step t = 1, 2 … as Python, and a list where a formula would be longer than the rates. */
export function rateOf(config: Pick<DescendConfig, 'optimizer' | 'schedule'>, rates: ArrayLike<number>): { before: string[]; now: string; constant: boolean } {
  const base = number((config.optimizer as Spec).lr as number), spec = config.schedule as Spec | undefined;
  const constant = Array.from(rates).every((x) => x === rates[0]);
  if (!spec || spec.id === 'constant' || (constant && rates.length > 0 && number(rates[0]) === base)) return { before: [], now: base, constant: true };
  const s = '(t - 1)', periods = spec.staircase === true ? `(${s} // ${spec.decaySteps})` : `(${s} / ${spec.decaySteps})`;
  if (spec.id === 'exponential') return { before: [], now: `${base} * ${spec.decayRate} ** ${periods}`, constant: false };
  if (spec.id === 'inverse-time') return { before: [], now: `${base} / (1 + ${spec.decayRate} * ${periods})`, constant: false };
  if (spec.id === 'step') return { before: [], now: `${base} / ${spec.reduction} ** (${s} // ${spec.period}${spec.decayAtZero === true ? ' + 1' : ''})`, constant: false };
  return { before: [`# The rates of the schedule "${spec.id}", step by step.`, `rates = ${list(rates)}`], now: 'rates[t - 1]', constant: false };
}

function python(library: 'torch' | 'keras', { config, rates }: SnippetRequest): string | undefined {
  const expression = expressionOf(config.objective), tree = expression && parseExpression(expression.text);
  if (!expression || !tree) return undefined;
  const optimizer = config.optimizer as Spec, { id, lr: _lr, ...options } = optimizer;
  const rate = rateOf(config, rates), own = ownOptimizer(library, id, options, rate.constant), rule = own ? undefined : ruleOf(id, options);
  if (!own && !rule) return undefined;
  const tensors = library === 'torch' ? 'torch' : 'tf', names = ['x', 'y', 'z'].slice(0, config.start.length);
  const body = toPython(tree, tensors, expression.values), noise = Number(config.gradientNoise ?? 0);
  const needsMath = /\bmath\./.test(body);
  const imports = library === 'torch'
    ? [...(needsMath ? ['import math'] : []), 'import torch', '', 'torch.set_default_dtype(torch.float64)']
    : [...(needsMath ? ['import math'] : []), ...(own ? ['import os', '', 'os.environ["KERAS_BACKEND"] = "tensorflow"', 'import keras'] : []), 'import tensorflow as tf', ...(own ? ['', 'keras.config.set_floatx("float64")'] : [])];
  const unpacked = library === 'torch' ? 'p' : 'tf.unstack(p)';
  const f = ['', '', 'def f(p):', `    ${names.join(', ')}${names.length === 1 ? ',' : ''} = ${unpacked}`, `    return ${body}`, '', ''];
  const comments = own ? own.notes.map((n) => `# ${n}`) : [`# ${whyWritten(library, id, options)}`];
  if (noise) comments.push('# The noise has the same strength as in the lab, but other random numbers.');
  const noisy = noise ? (library === 'torch' ? ` + ${noise} * torch.randn_like(x)` : ` + ${noise} * tf.random.normal(x.shape, dtype="float64")`) : '';
  const end = ['', 'for t, point in enumerate(path):', '    print(t, *point)', ''];
  const lines = own
    ? ownLoop(library, config, own.call, rate, noisy, comments)
    : ruleLoop(library, config, rule!, rate, noisy, comments, tensors);
  return [...imports, ...f, ...lines, ...end].join('\n');
}

function ownLoop(library: 'torch' | 'keras', config: SnippetRequest['config'], call: string, rate: ReturnType<typeof rateOf>, noise: string, comments: string[]): string[] {
  const { start, steps } = config, first = number((config.optimizer as Spec).lr as number);
  const made = call.replace('$lr', first), factor = /lr=\$lr( \* \([^)]*\))/.exec(call)?.[1] ?? '';
  const range = [`for t in range(1, ${steps + 1}):`];
  if (library === 'torch') {
    return [`x = torch.tensor(${list(start)}, requires_grad=True)`, ...comments, `optimizer = torch.optim.${made}`, ...rate.before, 'path = [x.tolist()]', ...range,
      ...(rate.constant ? [] : [`    optimizer.param_groups[0]["lr"] = ${rate.now}${factor}`]),
      '    optimizer.zero_grad()', '    f(x).backward()', ...(noise ? [`    x.grad.add_(${noise.replace(' + ', '')})`] : []), '    optimizer.step()', '    path.append(x.tolist())'];
  }
  return [`x = keras.Variable(${list(start)}, dtype="float64")`, ...comments, `optimizer = keras.optimizers.${made}`, ...rate.before, 'path = [x.numpy().tolist()]', ...range,
    ...(rate.constant ? [] : [`    optimizer.learning_rate = ${rate.now}`]),
    '    with tf.GradientTape() as tape:', '        loss = f(x.value)', `    g = tape.gradient(loss, x.value)${noise}`, '    optimizer.apply([g], [x])', '    path.append(x.numpy().tolist())'];
}

function ruleLoop(library: 'torch' | 'keras', config: SnippetRequest['config'], rule: NonNullable<ReturnType<typeof ruleOf>>, rate: ReturnType<typeof rateOf>, noise: string, comments: string[], tensors: string): string[] {
  const torch = library === 'torch', { start, steps } = config;
  const gradient = torch
    ? ['def gradient(p):', '    p = p.detach().requires_grad_()', '    return torch.autograd.grad(f(p), p)[0]']
    : ['def gradient(p):', '    with tf.GradientTape() as tape:', '        tape.watch(p)', '        loss = f(p)', '    return tape.gradient(loss, p)'];
  const called = (line: string) => line.replaceAll('L.clip(', torch ? 'torch.clamp(' : 'tf.clip_by_value(').replaceAll('L.relu(', torch ? 'torch.relu(' : 'tf.nn.relu(').replaceAll('L.', `${tensors}.`)
    .replace('sum(g * g)', torch ? '(g * g).sum()' : 'tf.reduce_sum(g * g)');
  const initial = Object.entries(rule.state).map(([name, value]) => `${name} = ${tensors}.zeros_like(x)${value ? ` + ${value}` : ''}`);
  const record = torch ? 'x.tolist()' : 'x.numpy().tolist()';
  return [...gradient, '', '', `x = ${torch ? `torch.tensor(${list(start)})` : `tf.constant(${list(start)}, dtype="float64")`}`, ...initial, ...rate.before, `path = [${record}]`, ...comments,
    `for t in range(1, ${steps + 1}):`, `    lr = ${rate.now}`, `    g = gradient(${rule.at ?? 'x'})${noise}`, ...rule.lines.map((line) => `    ${called(line)}`), `    path.append(${record})`];
}
