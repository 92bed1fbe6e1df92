/**
 * The gradient's formula, derived from the function's own (the catalogue's TeX or the typed expression), so that numbers can
 * be put into it. It is only for reading: whoever shows it compares its value with the core's gradient first.
 */
import type { ObjectiveRow } from '../../engine/types.ts';
import type { FunctionState } from '../../state/function-state.ts';
import { call, constantOf, namesIn, num, parseFormula, power, rewrite, type Node } from './formula.ts';

const value = (node: Node): number | undefined => {
  if (node.kind === 'number') return node.value;
  const a = node.kind === 'quotient' ? value(node.over) : undefined, b = node.kind === 'quotient' ? value(node.under) : undefined;
  return a !== undefined && b !== undefined ? a / b : undefined;
};
/** 3.5 · 1.6 is 5.6, not 5.6000000000000005. */
const neat = (x: number) => Number(x.toPrecision(12));

function sum(terms: { minus: boolean; node: Node }[]): Node {
  const flat = terms.flatMap((t) => (t.node.kind === 'sum' ? t.node.terms.map((inner) => ({ minus: inner.minus !== t.minus, node: inner.node })) : [t]));
  let constant = 0;
  const rest: { minus: boolean; node: Node }[] = [];
  for (const { minus, node } of flat) {
    const x = value(node);
    if (x !== undefined) constant += minus ? -x : x;
    else if (node.kind === 'product' && (value(node.factors[0]) ?? 0) < 0) rest.push({ minus: !minus, node: product([num(-1), node]) });
    else rest.push({ minus, node });
  }
  if (constant !== 0) rest.push({ minus: constant < 0, node: num(neat(Math.abs(constant))) });
  if (rest.length === 0) return num(0);
  return rest.length === 1 && !rest[0].minus ? rest[0].node : { kind: 'sum', terms: rest };
}

function product(factors: Node[]): Node {
  let constant = 1;
  const rest: Node[] = [];
  for (const f of factors.flatMap((n) => (n.kind === 'product' ? n.factors : [n]))) {
    const x = value(f);
    if (x !== undefined) constant *= x;
    else if (f.kind === 'sum' && f.terms.length === 1) { constant *= -1; rest.push(...(f.terms[0].node.kind === 'product' ? f.terms[0].node.factors : [f.terms[0].node])); }
    else rest.push(f);
  }
  // Bracketed and called factors read best at the end.
  rest.sort((a, b) => weight(a) - weight(b));
  const late = rest.filter((f) => value(f) !== undefined);
  for (const f of late) constant *= value(f)!;
  const others = rest.filter((f) => value(f) === undefined);
  constant = neat(constant);
  if (constant === 0) return num(0);
  if (others.length === 0) return num(constant);
  if (constant === 1) return others.length === 1 ? others[0] : { kind: 'product', factors: others };
  if (constant === -1) return { kind: 'sum', terms: [{ minus: true, node: product(others) }] };
  return { kind: 'product', factors: [num(constant), ...others] };
}
const weight = (n: Node): number => (n.kind === 'name' ? 0 : n.kind === 'power' && n.base.kind === 'name' ? 1 : n.kind === 'call' ? 3 : 2);

function raise(base: Node, exponent: Node): Node {
  if (value(exponent) === 1) return base;
  if (value(exponent) === 0) return num(1);
  return power(base, exponent);
}

const outer: Record<string, (u: Node) => Node> = {
  sin: (u) => call('cos', [u]),
  cos: (u) => product([num(-1), call('sin', [u])]),
  tan: (u) => sum([{ minus: false, node: num(1) }, { minus: false, node: power(call('tan', [u]), num(2)) }]),
  exp: (u) => call('exp', [u]),
  log: (u) => quotient(num(1), u),
  sqrt: (u) => quotient(num(1), product([num(2), call('sqrt', [u])])),
  abs: (u) => call('sign', [u]),
  tanh: (u) => sum([{ minus: false, node: num(1) }, { minus: true, node: power(call('tanh', [u]), num(2)) }]),
};
function quotient(over: Node, under: Node): Node {
  if (value(over) === 0) return num(0);
  const divisor = value(under);
  // A half is 0.5, a third stays a third.
  if (divisor !== undefined && String(1 / divisor).length < 8) return product([num(1 / divisor), over]);
  return { kind: 'quotient', over, under, inline: false };
}

/** The derivative by one variable; undefined where there is no rule. */
export function differentiate(node: Node, variable: string): Node | undefined {
  if (!namesIn(node).has(variable)) return num(0);
  const d = (n: Node) => differentiate(n, variable);
  switch (node.kind) {
    case 'number': return num(0);
    case 'name': return num(1);
    case 'term': return d(node.node);
    case 'sum': {
      const parts = node.terms.map((t) => ({ minus: t.minus, node: d(t.node) }));
      return parts.every((p) => p.node) ? sum(parts as { minus: boolean; node: Node }[]) : undefined;
    }
    case 'product': {
      const parts = node.factors.map((f, i) => {
        const inner = d(f);
        return inner && product([...node.factors.filter((_, k) => k !== i), inner]);
      });
      return parts.every((p) => p) ? sum(parts.map((p) => ({ minus: false, node: p! }))) : undefined;
    }
    case 'quotient': {
      const over = d(node.over), under = d(node.under);
      if (!over || !under) return undefined;
      if (under.kind === 'number' && under.value === 0) return quotient(over, node.under);
      return quotient(sum([{ minus: false, node: product([over, node.under]) }, { minus: true, node: product([node.over, under]) }]), power(node.under, num(2)));
    }
    case 'power': {
      const inner = d(node.base), exponent = node.exponent;
      if (namesIn(exponent).has(variable)) {
        if (node.base.kind !== 'name' || node.base.name !== 'e') return undefined;
        const up = d(exponent);
        return up && product([up, node]);
      }
      if (!inner) return undefined;
      const n = value(exponent);
      const less = n !== undefined ? num(n - 1) : sum([{ minus: false, node: exponent }, { minus: true, node: num(1) }]);
      return product([exponent, raise(node.base, less), inner]);
    }
    case 'call': {
      const [first] = node.args;
      if (node.name === 'log' && first.kind === 'power' && value(first.exponent) !== undefined) {
        const inner = d(first.base);
        return inner && quotient(product([first.exponent, inner]), first.base);
      }
      const rule = outer[node.name], inner = node.args.length === 1 ? d(node.args[0]) : undefined;
      return rule && inner && product([inner, rule(node.args[0])]);
    }
  }
}

export const coordinates = ['x', 'y'];

export interface ObjectiveFormula { f: Node; gradient: Node[] }

/** The function of this state and its gradient as formulas in x and y; undefined where they cannot be read. */
export function objectiveFormula(state: FunctionState, row: ObjectiveRow | undefined, dim: number): ObjectiveFormula | undefined {
  const f = row ? fromCatalog(row.formula) : parseFormula(state.expression, 'typed');
  if (!f) return undefined;
  const allowed = new Set([...coordinates.slice(0, dim), ...(row?.params ?? []).map((info) => `\\${info.key}`)]);
  if ([...namesIn(f)].some((name) => !allowed.has(name) && constantOf(name) === undefined)) return undefined;
  const gradient = coordinates.slice(0, dim).map((name) => differentiate(f, name));
  return gradient.every((g) => g) ? { f, gradient: gradient as Node[] } : undefined;
}

/** "u³ + u + 2, u = x² + 3x": what is defined afterwards is put in. */
function fromCatalog(tex: string): Node | undefined {
  const [main, ...definitions] = tex.split(/,\s*\\quad\s*/);
  let node = parseFormula(main);
  for (const definition of definitions) {
    const [name, text] = definition.split(/\s*=\s*/), inner = text && parseFormula(text);
    if (!node || !inner || !/^[a-z]$/.test(name)) return undefined;
    node = rewrite(node, (n) => (n.kind === 'name' && n.name === name ? inner : undefined));
  }
  return node;
}
