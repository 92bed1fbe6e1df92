/** Expressions as the core reads them, as a tree, and written in Python for a library of tensors. */

export type Tree =
  | { kind: 'number'; value: number } | { kind: 'name'; name: string } | { kind: 'negate'; of: Tree }
  | { kind: 'binary'; sign: '+' | '-' | '*' | '/' | '^'; left: Tree; right: Tree } | { kind: 'call'; name: string; of: Tree[] };

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const words = /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z_0-9]*|π)|([⁰¹²³⁴⁵⁶⁷⁸⁹]+)|([-+*/^(),·×÷−]|\*\*))/y;
const same: Record<string, string> = { '·': '*', '×': '*', '÷': '/', '−': '-', '**': '^' };

/** The tree of an expression that the core has accepted; undefined where this reader, which knows less, cannot follow. */
export function parseExpression(text: string): Tree | undefined {
  const tokens: { kind: 'number' | 'name' | 'super' | 'sign'; text: string }[] = [];
  words.lastIndex = 0;
  while (words.lastIndex < text.trimEnd().length) {
    const m = words.exec(text);
    if (!m) return undefined;
    if (m[1] !== undefined) tokens.push({ kind: 'number', text: m[1] });
    else if (m[2] !== undefined) tokens.push({ kind: 'name', text: m[2] });
    else if (m[3] !== undefined) tokens.push({ kind: 'super', text: [...m[3]].map((c) => superscripts.indexOf(c)).join('') });
    else tokens.push({ kind: 'sign', text: same[m[4]] ?? m[4] });
  }
  let at = 0;
  const is = (...signs: string[]) => tokens[at]?.kind === 'sign' && signs.includes(tokens[at].text);
  const need = (sign: string) => { if (!is(sign)) throw new SyntaxError(sign); ++at; };
  const binary = (sign: '+' | '-' | '*' | '/' | '^', left: Tree, right: Tree): Tree => ({ kind: 'binary', sign, left, right });
  const sum = (): Tree => {
    let left = product();
    while (is('+', '-')) left = binary(tokens[at++].text as '+', left, product());
    return left;
  };
  const product = (): Tree => {
    let left = signed();
    for (;;) {
      if (is('*', '/')) left = binary(tokens[at++].text as '*', left, signed());
      else if (tokens[at]?.kind === 'name' || is('(')) left = binary('*', left, power());
      else return left;
    }
  };
  const signed = (): Tree => {
    if (!is('-', '+')) return power();
    const minus = tokens[at++].text === '-', of = signed();
    return minus ? { kind: 'negate', of } : of;
  };
  const power = (): Tree => {
    const base = primary();
    if (tokens[at]?.kind === 'super') return binary('^', base, { kind: 'number', value: Number(tokens[at++].text) });
    if (!is('^')) return base;
    ++at;
    return binary('^', base, signed());
  };
  const primary = (): Tree => {
    const token = tokens[at++];
    if (token?.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token?.kind === 'sign' && token.text === '(') {
      const inner = sum();
      need(')');
      return inner;
    }
    if (token?.kind !== 'name') throw new SyntaxError(token?.text ?? 'end');
    if (!(token.text in functions)) return { kind: 'name', name: token.text === 'π' ? 'pi' : token.text };
    need('(');
    const of = [sum()];
    if (is(',')) { ++at; of.push(sum()); }
    need(')');
    return { kind: 'call', name: token.text, of };
  };
  try {
    const tree = sum();
    return at === tokens.length ? tree : undefined;
  } catch {
    return undefined;
  }
}

/** How a function of the core's expressions is called; $ is its argument, L the library. */
const functions: Record<string, { torch: string; tf: string; math: string }> = {
  ...Object.fromEntries(['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh', 'exp', 'sqrt'].map((n) => [n, { torch: `torch.${n}($)`, tf: `tf.${n}($)`, math: `math.${n}($)` }])),
  ...Object.fromEntries([['arcsin', 'asin'], ['arccos', 'acos'], ['arctan', 'atan']].map(([n, m]) => [n, { torch: `torch.${m}($)`, tf: `tf.${m}($)`, math: `math.${m}($)` }])),
  ...Object.fromEntries(['log', 'ln'].map((n) => [n, { torch: 'torch.log($)', tf: 'tf.math.log($)', math: 'math.log($)' }])),
  log2: { torch: 'torch.log2($)', tf: '(tf.math.log($) / math.log(2))', math: 'math.log2($)' },
  log10: { torch: 'torch.log10($)', tf: '(tf.math.log($) / math.log(10))', math: 'math.log10($)' },
  cbrt: { torch: '(torch.sign($) * abs($)**(1/3))', tf: '(tf.sign($) * abs($)**(1/3))', math: 'math.copysign(abs($)**(1/3), $)' },
  abs: { torch: 'abs($)', tf: 'abs($)', math: 'abs($)' },
  sign: { torch: 'torch.sign($)', tf: 'tf.sign($)', math: '(($ > 0) - ($ < 0))' },
  floor: { torch: 'torch.floor($)', tf: 'tf.floor($)', math: 'math.floor($)' },
  ceil: { torch: 'torch.ceil($)', tf: 'tf.math.ceil($)', math: 'math.ceil($)' },
  round: { torch: 'torch.floor($ + 0.5)', tf: 'tf.floor($ + 0.5)', math: 'math.floor($ + 0.5)' },
  sigmoid: { torch: 'torch.sigmoid($)', tf: 'tf.sigmoid($)', math: '(1 / (1 + math.exp(-($))))' },
  relu: { torch: 'torch.relu($)', tf: 'tf.nn.relu($)', math: 'max(0.0, $)' },
  softplus: { torch: 'torch.nn.functional.softplus($)', tf: 'tf.nn.softplus($)', math: 'math.log1p(math.exp($))' },
  min: { torch: 'torch.minimum($)', tf: 'tf.minimum($)', math: 'min($)' },
  max: { torch: 'torch.maximum($)', tf: 'tf.maximum($)', math: 'max($)' },
  pow: { torch: '($)', tf: '($)', math: '($)' },
};

const constants: Record<string, string> = { pi: 'math.pi', e: 'math.e' };
const variable = (name: string) => ['x', 'y', 'z'].includes(name);
const isConstant = (t: Tree): boolean => {
  switch (t.kind) {
    case 'number': return true;
    case 'name': return !variable(t.name);
    case 'negate': return isConstant(t.of);
    case 'binary': return isConstant(t.left) && isConstant(t.right);
    case 'call': return t.of.every(isConstant);
  }
};

const strength = { '+': 1, '-': 1, '*': 2, '/': 2, '^': 4 };

/** Python for this tree; every name that is no variable must be one of `values`. */
export function toPython(tree: Tree, library: 'torch' | 'tf', values: Record<string, number> = {}): string {
  const write = (t: Tree, outer: number): string => {
    switch (t.kind) {
      case 'number': return String(t.value);
      case 'name': return variable(t.name) ? t.name : t.name in values ? (values[t.name] < 0 ? `(${values[t.name]})` : String(values[t.name])) : constants[t.name] ?? t.name;
      case 'negate': { const text = `-${write(t.of, 3)}`; return outer > 1 ? `(${text})` : text; }
      case 'binary': {
        const own = strength[t.sign], sign = t.sign === '^' ? '**' : t.sign === '*' || t.sign === '/' ? t.sign : ` ${t.sign} `;
        // Powers bind to the right, the others to the left.
        const text = `${write(t.left, t.sign === '^' ? own + 1 : own)}${sign}${write(t.right, t.sign === '^' ? own : own + 1)}`;
        return own < outer ? `(${text})` : text;
      }
      case 'call': {
        if (t.name === 'pow') return write({ kind: 'binary', sign: '^', left: t.of[0], right: t.of[1] }, outer);
        const form = functions[t.name][isConstant(t) ? 'math' : library];
        // Two-argument functions of tensors take tensors only.
        const argument = (a: Tree) => (t.of.length === 2 && !isConstant(t) && isConstant(a)
          ? (library === 'torch' ? `torch.tensor(${write(a, 0)})` : `tf.constant(${write(a, 0)}, dtype="float64")`) : write(a, 0));
        return form.replaceAll('$', () => t.of.map(argument).join(', '));
      }
    }
  };
  return write(tree, 0);
}
