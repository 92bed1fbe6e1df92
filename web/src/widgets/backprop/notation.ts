/** The quantities of a pass: how each is written, what it is worth, and where it stands in the figure. */
import type { Pass } from './pass.ts';

/** s: σ′(z); d: δ; dC: ∂C/∂a; w+ and b+: after the update. */
export type Kind = 'w' | 'b' | 'z' | 'a' | 's' | 'd' | 'y' | 'C' | 'dC' | 'dw' | 'db' | 'lr' | 'w+' | 'b+';

/** One number: layer l (from 1), neuron j and, for weights, the neuron k it comes from (both from 0). */
export interface Ref { kind: Kind; l: number; j: number; k?: number }

export const ref = (kind: Kind, l = 0, j = 0, k?: number): Ref => ({ kind, l, j, ...(k !== undefined && { k }) });
export const keyOf = ({ kind, l, j, k }: Ref): string => `${kind}.${l}.${j}${k === undefined ? '' : `.${k}`}`;

/** Where parameters lie in the flat list. */
export function place(layers: readonly number[], l: number, j: number, k?: number): number {
  let at = 0;
  for (let m = 2; m < l; ++m) at += layers[m - 1] * (layers[m - 2] + 1);
  const from = layers[l - 2];
  return k === undefined ? at + layers[l - 1] * from + j : at + j * from + k;
}

/** The parameter at a place. */
export function parameterAt(layers: readonly number[], index: number): Ref {
  let at = index;
  for (let l = 2; l <= layers.length; ++l) {
    const n = layers[l - 1], from = layers[l - 2];
    if (at < n * from) return ref('w', l, Math.floor(at / from), at % from);
    at -= n * from;
    if (at < n) return ref('b', l, at);
    at -= n;
  }
  throw new RangeError(`no parameter ${index}`);
}

/** Base letter, upper and lower index; `of` wraps it as a derivative or a function's argument. */
export interface Sign { base: string; sup: string; sub: string; wrap?: 'partial' | 'slope' | 'outer' }

export function sign(r: Ref, last: number): Sign {
  const sup = String(r.l), sub = r.k === undefined ? String(r.j + 1) : `${r.j + 1}${r.k + 1}`;
  switch (r.kind) {
    case 'C': return { base: 'C', sup: '', sub: '' };
    case 'lr': return { base: 'η', sup: '', sub: '' };
    case 'y': return { base: 'y', sup: '', sub };
    case 'a': return r.l === last ? { base: 'ŷ', sup: '', sub } : { base: 'a', sup, sub };
    case 'dC': return { base: 'ŷ', sup: '', sub, wrap: 'outer' };
    case 'd': return { base: 'δ', sup, sub };
    case 's': return { base: 'z', sup, sub, wrap: 'slope' };
    case 'dw': case 'db': return { base: r.kind[1], sup, sub, wrap: 'partial' };
    default: return { base: r.kind[0], sup, sub };
  }
}

const texBase: Record<string, string> = { 'ŷ': '\\hat y', δ: '\\delta', η: '\\eta' };
export function tex(r: Ref, last: number): string {
  const { base, sup, sub, wrap } = sign(r, last);
  const plain = `${texBase[base] ?? base}${sup && `^{${sup}}`}${sub && `_{${sub}}`}`;
  return wrap === 'slope' ? `\\sigma'(${plain})` : wrap ? `\\frac{\\partial C}{\\partial ${plain}}` : plain;
}

const small = (text: string, from: string) => [...text].map((c) => from[Number(c)]).join('');
/** In one line of plain letters, for names that are read aloud, tables and labels in the figure. */
export function plain(r: Ref, last: number): string {
  const { base, sup, sub, wrap } = sign(r, last);
  const text = `${base}${small(sup, '⁰¹²³⁴⁵⁶⁷⁸⁹')}${small(sub, '₀₁₂₃₄₅₆₇₈₉')}`;
  return wrap === 'slope' ? `σ′(${text})` : wrap ? `∂C/∂${text}` : text;
}

/** Everything that has a number. */
export interface Numbers {
  pass: Pass;
  layers: readonly number[];
  /** One number per output. */
  target: readonly number[];
  lr: number;
  /** The parameters after the next update. */
  after: ArrayLike<number>;
}

export function valueOf(r: Ref, n: Numbers): number {
  const { pass: p } = n;
  switch (r.kind) {
    case 'w': return p.w[r.l][r.j][r.k!];
    case 'b': return p.b[r.l][r.j];
    case 'z': return p.z[r.l][r.j];
    case 'a': return p.a[r.l][r.j];
    case 's': return p.slope[r.l][r.j];
    case 'd': return p.delta[r.l][r.j];
    case 'dC': return p.outer[r.j];
    case 'dw': return p.dw[r.l][r.j][r.k!];
    case 'db': return p.db[r.l][r.j];
    case 'y': return n.target[r.j];
    case 'C': return p.loss;
    case 'lr': return n.lr;
    case 'w+': case 'b+': return n.after[place(n.layers, r.l, r.j, r.k)];
  }
}
