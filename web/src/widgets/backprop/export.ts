/** The calculation for other places: LaTeX for notes, NumPy to run. */
import { short } from '../../state/format.ts';
import type { Answer } from './model.ts';
import { tex, valueOf } from './notation.ts';
import type { Line, Stage, Token } from './stages.ts';

/** A number as TeX writes it. */
const texNumber = (x: number): string => short(x).replace(/−/g, '-').replace(/×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (_whole, digits: string) =>
  ` \\times 10^{${[...digits].map((c) => (c === '⁻' ? '-' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c))).join('')}}`).replace(/^(-?)10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/, (_w, s: string, digits: string) => `${s}10^{${[...digits].map((c) => (c === '⁻' ? '-' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c))).join('')}}`);

function texLine(line: Line, answer: Answer): string {
  const last = answer.layers.length;
  const form = (tokens: Token[], numbers: boolean) => tokens.map((token, i) => {
    if (typeof token === 'string') return token.replace(/[[\]]/g, (c) => (c === '[' ? '\\left[' : '\\right]'));
    if (!numbers) return tex(token, last);
    const x = valueOf(token, answer), before = tokens[i - 1];
    return x < 0 && tokens.length > 1 && !(typeof before === 'string' && before.endsWith('(')) ? `(${texNumber(x)})` : texNumber(x);
  }).join('');
  const forms = line.forms.flatMap((tokens) => (tokens.length === 1 ? [form(tokens, false)] : [form(tokens, false), form(tokens, true)]));
  return `  ${tex(line.lhs, last)} &${line.lhs.kind.endsWith('+') ? '\\leftarrow' : '='} ${[...forms, texNumber(valueOf(line.lhs, answer))].join(' = ')}`;
}

/** Every step as an `align*` with its title. */
export function toLatex(stages: Stage[], answer: Answer, title: (stage: Stage) => string): string {
  return stages.map((stage) => `% ${title(stage)}\n\\begin{align*}\n${stage.lines.map((line) => texLine(line, answer)).join(' \\\\\n')}\n\\end{align*}\n`).join('\n');
}

const functions: Record<string, [value: string, slope: string]> = {
  identity: ['z', 'np.ones_like(z)'],
  relu: ['np.maximum(0, z)', '(z > 0).astype(float)'],
  'leaky-relu': ['np.where(z > 0, z, SLOPE * z)', 'np.where(z > 0, 1.0, SLOPE)'],
  sigmoid: ['1 / (1 + np.exp(-z))', 'sigma(z) * (1 - sigma(z))'],
  tanh: ['np.tanh(z)', '1 - np.tanh(z) ** 2'],
  gelu: ['z * cdf(z)', 'cdf(z) + z * np.exp(-z ** 2 / 2) / np.sqrt(2 * np.pi)'],
};

/** A script that does the same pass, to run and to change. */
export function toNumpy(answer: Answer, slope: number | undefined): string {
  const { layers, pass, target, state, now, lr } = answer, L = layers.length, [act, derivative] = functions[state.activation];
  const list = (xs: readonly number[]) => `[${xs.join(', ')}]`;
  const weights = pass.w.slice(2).map((rows, i) => `W[${i + 2}] = np.array([${rows.map(list).join(',\n                 ')}])\nb[${i + 2}] = np.array(${list(pass.b[i + 2])})`);
  const output = { regression: 'z[L]', binary: '1 / (1 + np.exp(-z[L]))', multiclass: 'np.exp(z[L]) / np.exp(z[L]).sum()' }[state.task];
  const loss = { regression: '0.5 * ((a[L] - y) ** 2).sum()', binary: '-(y * np.log(a[L]) + (1 - y) * np.log(1 - a[L])).sum()', multiclass: '-(y * np.log(a[L])).sum()' }[state.task];
  return `import numpy as np
${state.activation === 'gelu' ? 'from math import erf\n\ncdf = np.vectorize(lambda z: (1 + erf(z / 2 ** 0.5)) / 2)\n' : ''}${slope !== undefined ? `SLOPE = ${slope}\n` : ''}
def sigma(z):
    return ${act}

def sigma_prime(z):
    return ${derivative}

L = ${L}  # layers, the inputs being layer 1; ${now.length} parameters
x = np.array(${list(pass.a[1])})
y = np.array(${list(target)})
W, b = {}, {}
${weights.join('\n')}

# forward
z, a = {}, {1: x}
for l in range(2, L + 1):
    z[l] = W[l] @ a[l - 1] + b[l]
    a[l] = sigma(z[l]) if l < L else ${output}
C = ${loss}

# backward
delta = {L: a[L] - y}                                          # BP1
for l in range(L - 1, 1, -1):
    delta[l] = (W[l + 1].T @ delta[l + 1]) * sigma_prime(z[l])  # BP2
db = {l: delta[l] for l in delta}                              # BP3
dW = {l: np.outer(delta[l], a[l - 1]) for l in delta}          # BP4

print("C =", C)
for l in range(2, L + 1):
    print(f"layer {l}: z = {z[l]}, a = {a[l]}, delta = {delta[l]}")
    print(f"dC/dW =\\n{dW[l]}\\ndC/db = {db[l]}")

# update
eta = ${lr}
for l in range(2, L + 1):
    W[l] = W[l] - eta * dW[l]
    b[l] = b[l] - eta * db[l]
`;
}
