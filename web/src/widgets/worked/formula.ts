/**
 * A formula as a tree: read from the TeX of the equations and of the catalogue, or from a typed expression; given a value,
 * written with its numbers put in, or as code. What it does not understand it refuses, so that nothing is shown half right.
 */
export type Node =
  | { kind: 'number'; value: number }
  /** A placeholder of the equations (`v-`, `p.beta1`), a quantity defined on the way (`\hat m`), or a variable. */
  | { kind: 'name'; name: string }
  | { kind: 'sum'; terms: { minus: boolean; node: Node }[] }
  | { kind: 'product'; factors: Node[] }
  | { kind: 'quotient'; over: Node; under: Node; inline: boolean }
  | { kind: 'power'; base: Node; exponent: Node }
  | { kind: 'call'; name: string; args: Node[] }
  /** A part that the equations give a role and a colour. */
  | { kind: 'term'; name: string; node: Node };

export const num = (value: number): Node => ({ kind: 'number', value });
export const named = (name: string): Node => ({ kind: 'name', name });

/** Everything a formula may call. */
export const functions: Record<string, (...xs: number[]) => number> = {
  sqrt: Math.sqrt, abs: Math.abs, sign: Math.sign, max: Math.max, min: Math.min, sin: Math.sin, cos: Math.cos, tan: Math.tan,
  exp: Math.exp, log: Math.log, tanh: Math.tanh,
};
const spelt: Record<string, string> = { ln: 'log', sgn: 'sign' };
const constants: Record<string, number> = { pi: Math.PI, e: Math.E };
const spaces = new Set([',', ';', '!', ' ', 'left', 'right', 'bigl', 'bigr', 'Bigl', 'Bigr', 'displaystyle']);
const letters = /^(alpha|beta|gamma|Delta|delta|epsilon|varepsilon|eta|theta|kappa|lambda|mu|nu|rho|sigma|tau|psi)$/;
/** Names the equations write out although they have a placeholder. */
const writtenOut: Record<string, string> = { 'g_t': 'g', 'x_{t-1}': 'x' };

/** The formula, or undefined where it holds anything this does not read. */
export function parseFormula(text: string, syntax: 'tex' | 'typed' = 'tex'): Node | undefined {
  try {
    const reader = new Reader(text, syntax === 'typed');
    const node = reader.sum();
    reader.end();
    return node;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

class Unreadable extends Error {}

class Reader {
  private at = 0;
  /** How many |…| are open: only then does a bar close one. */
  private bars = 0;
  constructor(private text: string, private typed: boolean) {}

  private fail(): never { throw new Unreadable(this.text.slice(this.at)); }
  private skip(): void {
    for (;;) {
      while (this.text[this.at] === ' ') ++this.at;
      const word = this.command();
      if (word === undefined || !spaces.has(word)) return;
      this.at += word.length + 1;
    }
  }
  /** The command that stands here, without its backslash. */
  private command(): string | undefined {
    return this.text[this.at] === '\\' ? /^(?:[a-zA-Z]+|.)/.exec(this.text.slice(this.at + 1))?.[0] : undefined;
  }
  private take(text: string): boolean {
    this.skip();
    if (!this.text.startsWith(text, this.at) || (/[a-zA-Z]$/.test(text) && /[a-zA-Z]/.test(this.text[this.at + text.length] ?? ''))) return false;
    this.at += text.length;
    return true;
  }
  private need(text: string): void { if (!this.take(text)) this.fail(); }
  end(): void { this.skip(); if (this.at < this.text.length) this.fail(); }

  sum(): Node {
    const terms: { minus: boolean; node: Node }[] = [];
    let minus = this.take('-');
    do { terms.push({ minus, node: this.product() }); } while ((minus = this.take('-')) || this.take('+'));
    return terms.length === 1 && !terms[0].minus ? terms[0].node : { kind: 'sum', terms };
  }

  private product(): Node {
    let left = this.factor();
    for (;;) {
      if (this.take('@*') || this.take('\\cdot') || (this.typed && this.text[this.at] === '*' && this.take('*'))) left = times(left, this.factor());
      else if (this.take('/')) left = { kind: 'quotient', over: left, under: this.factor(), inline: true };
      else if (this.starts()) left = times(left, this.factor());
      else return left;
    }
  }
  /** Whether a factor begins here: what stands side by side is multiplied. */
  private starts(): boolean {
    this.skip();
    const rest = this.text.slice(this.at), word = this.command();
    if (word !== undefined) return !['cdot', 'quad', 'rvert', 'rVert', 'le', 'ge', 'end'].includes(word);
    return /^(@[{(]|[a-zA-Z0-9.({])/.test(rest) || (rest[0] === '|' && this.bars === 0);
  }

  private factor(): Node {
    if (this.typed && this.take('-')) return { kind: 'sum', terms: [{ minus: true, node: this.factor() }] };
    const base = this.atom();
    return this.take('^') ? power(base, this.exponent()) : base;
  }
  private exponent(): Node {
    return this.typed ? this.factor() : this.group();
  }
  /** {…}, or the one character TeX takes without braces. */
  private group(): Node {
    this.skip();
    if (this.take('{')) { const node = this.sum(); this.need('}'); return node; }
    const c = this.text[this.at];
    if (/[0-9]/.test(c ?? '')) { ++this.at; return num(Number(c)); }
    return this.atom();
  }
  private braced(): string {
    const found = /^\{([^{}]*)\}/.exec(this.text.slice(this.at));
    if (!found) this.fail();
    this.at += found[0].length;
    return found[1];
  }

  private atom(): Node {
    this.skip();
    const rest = this.text.slice(this.at);
    const placeholder = /^@(?:\{([^}]+)\}|\(([^)]+)\))/.exec(rest);
    if (placeholder) { this.at += placeholder[0].length; return named(placeholder[1] ?? placeholder[2]); }
    const digits = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/.exec(this.typed ? rest : rest.replace(/^([\d.]+)e/, '$1 '));
    if (digits) { this.at += digits[0].length; return num(Number(digits[0])); }
    if (this.take('(')) { const node = this.sum(); this.need(')'); return node; }
    if (this.take('{')) { const node = this.sum(); this.need('}'); return node; }
    if (!this.typed && this.bars === 0 && this.take('|')) {
      ++this.bars;
      const node = this.sum();
      this.need('|');
      --this.bars;
      return call('abs', [node]);
    }
    return rest[0] === '\\' ? this.macro() : this.word();
  }

  private macro(): Node {
    const word = this.command()!;
    this.at += word.length + 1;
    switch (word) {
      case 'frac': case 'tfrac': case 'dfrac': { const over = this.group(), under = this.group(); return { kind: 'quotient', over, under, inline: false }; }
      case 'sqrt': return call('sqrt', [this.group()]);
      case 'term': { const name = this.braced(); return { kind: 'term', name, node: this.group() }; }
      case 'lvert': { const node = this.sum(); this.need('\\rvert'); return call('abs', [node]); }
      case 'operatorname': return this.apply(this.braced());
      case 'hat': case 'bar': case 'tilde': { this.skip(); return named(`\\${word} ${this.text[this.at++]}`); }
      case 'pi': return named('pi');
      default:
        if ((spelt[word] ?? word) in functions) return this.apply(spelt[word] ?? word);
        if (!letters.test(word)) this.fail();
        return this.subscript(`\\${word}`);
    }
  }
  private word(): Node {
    const found = (this.typed ? /^[a-zA-Z]+/ : /^[a-zA-Z]/).exec(this.text.slice(this.at))?.[0];
    if (!found) this.fail();
    this.at += found.length;
    if (this.typed && (spelt[found] ?? found) in functions) return this.apply(spelt[found] ?? found);
    if (this.typed && found.length > 1 && !(found in constants)) this.fail();
    return this.subscript(found);
  }
  private subscript(name: string): Node {
    const index = /^_(?:\{[^{}]*\}|\w)/.exec(this.text.slice(this.at))?.[0] ?? '';
    this.at += index.length;
    return named(writtenOut[name + index] ?? name + index);
  }

  /** What no longer belongs to an argument without brackets: a function, an exponential, a bracket. */
  private begins(): boolean {
    const word = this.command(), rest = this.text.slice(this.at);
    return (word !== undefined && word in functions) || /^(e\^|\()/.test(rest);
  }

  /** A function's argument: in brackets, or what follows up to the next operator or function. */
  private apply(name: string): Node {
    if (!(name in functions)) this.fail();
    const raised = this.take('^') ? this.exponent() : undefined;
    let node: Node;
    if (this.take('(')) {
      const args = [this.sum()];
      while (this.text[this.at] === ',' && this.take(',')) args.push(this.sum());
      this.need(')');
      node = call(name, args);
    } else {
      if (this.typed) this.fail();
      let argument = this.factor();
      while (this.starts() && !this.begins()) argument = times(argument, this.factor());
      node = call(name, [argument]);
    }
    return raised ? power(node, raised) : node;
  }
}

export const call = (name: string, args: Node[]): Node => ({ kind: 'call', name, args });
export const power = (base: Node, exponent: Node): Node => ({ kind: 'power', base, exponent });
const times = (a: Node, b: Node): Node =>
  ({ kind: 'product', factors: [...(a.kind === 'product' ? a.factors : [a]), ...(b.kind === 'product' ? b.factors : [b])] });

/** What a name stands for; undefined where it has no number. */
export type Lookup = (name: string) => number | undefined;

export const constantOf = (name: string): number | undefined => (Object.hasOwn(constants, name) ? constants[name] : undefined);

/** The value, or undefined where a name has none. */
export function evaluate(node: Node, lookup: Lookup): number | undefined {
  const all = (nodes: Node[]): number[] | undefined => {
    const xs = nodes.map((n) => evaluate(n, lookup));
    return xs.every((x) => x !== undefined) ? (xs as number[]) : undefined;
  };
  switch (node.kind) {
    case 'number': return node.value;
    case 'name': return lookup(node.name) ?? constantOf(node.name);
    case 'term': return evaluate(node.node, lookup);
    case 'sum': return all(node.terms.map((t) => t.node))?.reduce((a, x, i) => (node.terms[i].minus ? a - x : a + x), 0);
    case 'product': return all(node.factors)?.reduce((a, x) => a * x);
    case 'quotient': { const xs = all([node.over, node.under]); return xs && xs[0] / xs[1]; }
    case 'power': { const xs = all([node.base, node.exponent]); return xs && xs[0] ** xs[1]; }
    case 'call': { const xs = all(node.args); return xs && functions[node.name](...xs); }
  }
}

/** The same tree with some nodes exchanged; `change` answers undefined to go on inside. */
export function rewrite(node: Node, change: (node: Node) => Node | undefined): Node {
  const changed = change(node);
  if (changed) return changed;
  const inside = (n: Node) => rewrite(n, change);
  switch (node.kind) {
    case 'term': return { ...node, node: inside(node.node) };
    case 'sum': return { ...node, terms: node.terms.map((t) => ({ ...t, node: inside(t.node) })) };
    case 'product': return { ...node, factors: node.factors.map(inside) };
    case 'quotient': return { ...node, over: inside(node.over), under: inside(node.under) };
    case 'power': return { ...node, base: inside(node.base), exponent: inside(node.exponent) };
    case 'call': return { ...node, args: node.args.map(inside) };
    default: return node;
  }
}

/** Every name in the tree. */
export function namesIn(node: Node): Set<string> {
  const names = new Set<string>();
  rewrite(node, (n) => { if (n.kind === 'name') names.add(n.name); return undefined; });
  return names;
}
