/** The calculation as data: its steps in order, each with its law and the lines that put the numbers in. */
import { keyOf, ref, type Ref } from './notation.ts';
import type { Task } from './pass.ts';

/** A quantity, or TeX between quantities. */
export type Token = Ref | string;

/** lhs = form = … : each form is shown in letters and in numbers. */
export interface Line { lhs: Ref; forms: Token[][] }

export interface Stage {
  /** What is done, a key of the texts: `stage.forward` … */
  name: 'forward' | 'output' | 'loss' | 'bp1' | 'bp2' | 'bp3' | 'bp4' | 'update';
  /** The layer it is done for; 0 where it concerns all. */
  layer: number;
  /** TeX of the law. */
  law: string;
  lines: Line[];
}

export interface StageSetting { layers: readonly number[]; task: Task; activation: string; target: readonly number[] }

const count = (n: number) => Array.from({ length: n }, (_, i) => i);
const join = (parts: Token[][], between: string): Token[] => parts.flatMap((part, i) => (i ? [between, ...part] : part));

/** How a catalogue's activation is written as a function. */
const functionNames: Record<string, string> = { sigmoid: '\\sigma', tanh: '\\tanh', relu: '\\mathrm{ReLU}', 'leaky-relu': '\\mathrm{LReLU}', gelu: '\\mathrm{GELU}', identity: '' };
export const functionName = (activation: string): string => functionNames[activation] ?? '\\sigma';

export function stagesOf({ layers, task, activation, target }: StageSetting): Stage[] {
  const L = layers.length, sizes = (l: number) => count(layers[l - 1]);
  const hidden = count(L - 2).map((i) => i + 2), weighted = [...hidden, L];
  const stages: Stage[] = [];

  for (const l of weighted) {
    const sums = sizes(l).map((j): Line => ({
      lhs: ref('z', l, j), forms: [[...join(sizes(l - 1).map((k) => [ref('w', l, j, k), '\\cdot ', ref('a', l - 1, k)]), ' + '), ' + ', ref('b', l, j)]],
    }));
    const act = functionName(activation);
    const said = sizes(l).map((j): Line => {
      const z = ref('z', l, j);
      if (l < L) return { lhs: ref('a', l, j), forms: [act ? [`${act}(`, z, ')'] : [z]] };
      if (task === 'regression') return { lhs: ref('a', l, j), forms: [[z]] };
      if (task === 'binary') return { lhs: ref('a', l, j), forms: [['\\sigma(', z, ')']] };
      return { lhs: ref('a', l, j), forms: [['\\exp(', z, ') / [', ...join(sizes(L).map((i) => ['\\exp(', ref('z', l, i), ')']), ' + '), ']']] };
    });
    const out = { regression: `\\hat y_j = z^{${l}}_j`, binary: `\\hat y = \\sigma(z^{${l}})`, multiclass: `\\hat y_j = \\frac{\\exp z^{${l}}_j}{\\sum_i \\exp z^{${l}}_i}` }[task];
    stages.push({
      name: l < L ? 'forward' : 'output', layer: l, lines: sums.flatMap((line, j) => (l < L || task !== 'multiclass' ? [line, said[j]] : [line])).concat(l === L && task === 'multiclass' ? said : []),
      law: `z^{${l}}_j = \\sum_k w^{${l}}_{jk}\\, a^{${l - 1}}_k + b^{${l}}_j,\\quad ${l < L ? `a^{${l}}_j = \\sigma(z^{${l}}_j)` : out}`,
    });
  }

  stages.push({ name: 'loss', layer: L, ...lossLine(task, L, sizes(L), target) });
  stages.push({
    name: 'bp1', layer: L, law: task === 'multiclass' ? `\\delta^{${L}}_j = \\frac{\\partial C}{\\partial z^{${L}}_j} = \\hat y_j - y_j` : `\\delta^{${L}} = \\nabla_a C \\odot \\sigma'(z^{${L}})`,
    lines: sizes(L).map((j) => {
      const plain = [ref('a', L, j), ' - ', ref('y', L, j)];
      return { lhs: ref('d', L, j), forms: task === 'multiclass' ? [plain] : task === 'binary' ? [[ref('dC', L, j), '\\cdot ', ref('s', L, j)], plain] : [['(', ...plain, ')\\cdot ', ref('s', L, j)]] };
    }),
  });
  for (const l of [...hidden].reverse()) {
    stages.push({
      name: 'bp2', layer: l, law: `\\delta^{${l}} = \\big((w^{${l + 1}})^{T} \\delta^{${l + 1}}\\big) \\odot \\sigma'(z^{${l}})`,
      lines: sizes(l).map((k) => ({ lhs: ref('d', l, k), forms: [['(', ...join(sizes(l + 1).map((j) => [ref('w', l + 1, j, k), '\\cdot ', ref('d', l + 1, j)]), ' + '), ')\\cdot ', ref('s', l, k)]] })),
    });
  }
  const backwards = [...weighted].reverse();
  stages.push({
    name: 'bp3', layer: 0, law: '\\frac{\\partial C}{\\partial b^{l}_j} = \\delta^{l}_j',
    lines: backwards.flatMap((l) => sizes(l).map((j) => ({ lhs: ref('db', l, j), forms: [[ref('d', l, j)]] }))),
  });
  for (const l of backwards) {
    stages.push({
      name: 'bp4', layer: l, law: `\\frac{\\partial C}{\\partial w^{${l}}_{jk}} = a^{${l - 1}}_k\\, \\delta^{${l}}_j`,
      lines: sizes(l).flatMap((j) => sizes(l - 1).map((k) => ({ lhs: ref('dw', l, j, k), forms: [[ref('a', l - 1, k), '\\cdot ', ref('d', l, j)]] }))),
    });
  }
  const rate = ref('lr');
  stages.push({
    name: 'update', layer: 0, law: 'w \\leftarrow w - \\eta \\frac{\\partial C}{\\partial w},\\quad b \\leftarrow b - \\eta \\frac{\\partial C}{\\partial b}',
    lines: weighted.flatMap((l) => sizes(l).flatMap((j) => [
      ...sizes(l - 1).map((k): Line => ({ lhs: ref('w+', l, j, k), forms: [[ref('w', l, j, k), ' - ', rate, '\\cdot ', ref('dw', l, j, k)]] })),
      { lhs: ref('b+', l, j), forms: [[ref('b', l, j), ' - ', rate, '\\cdot ', ref('db', l, j)]] },
    ])),
  });
  return stages;
}

function lossLine(task: Task, L: number, outputs: number[], target: readonly number[]): Pick<Stage, 'law' | 'lines'> {
  const lhs = ref('C'), y = (j: number) => ref('y', L, j), a = (j: number) => ref('a', L, j);
  if (task === 'regression') {
    const squares = join(outputs.map((j) => ['(', a(j), ' - ', y(j), ')^2']), ' + ');
    return { law: 'C = \\tfrac{1}{2} \\sum_j (\\hat y_j - y_j)^2', lines: [{ lhs, forms: [['\\tfrac{1}{2}\\,[', ...squares, ']']] }] };
  }
  if (task === 'binary') {
    return {
      law: 'C = -y \\ln \\hat y - (1 - y) \\ln(1 - \\hat y)',
      lines: [{ lhs, forms: [['-', y(0), '\\cdot \\ln(', a(0), ') - (1 - ', y(0), ')\\cdot \\ln(1 - ', a(0), ')']] }],
    };
  }
  return { law: 'C = -\\sum_j y_j \\ln \\hat y_j', lines: [{ lhs, forms: [['-\\ln(', a(target.indexOf(1)), ')']] }] };
}

/** The keys of every quantity a line names. */
export const keysOf = (line: Line): string[] => [line.lhs, ...line.forms.flat().filter((t): t is Ref => typeof t !== 'string')].map(keyOf);

/** From which step on a quantity is known; what is given from the start has none. */
export function knownFrom(stages: Stage[]): Map<string, number> {
  const from = new Map<string, number>();
  stages.forEach((stage, i) => stage.lines.forEach((line) => from.set(keyOf(line.lhs), i)));
  return from;
}
