/** Formulas written out: in TeX with symbols or with numbers, and as Python. */
import { tex as texNumber } from '../../state/format.ts';
import { constantOf, type Lookup, type Node } from './formula.ts';

/** How tightly a piece of text holds together: what is looser than its place needs brackets. */
const loose = 1, product = 2, tight = 3;
interface Text { text: string; hold: number }

export interface TexOptions {
  /** Symbols for names. */
  symbol: (name: string) => string;
  /** Numbers for names; where given and known they stand in place of the symbol. */
  lookup?: Lookup;
  digits?: number;
  /** Whether parts with a role keep their mark `\term{…}{…}`. */
  marks?: boolean;
}

export function toTex(node: Node, options: TexOptions): string {
  const { symbol, lookup, digits = 8, marks = true } = options;
  const numeric = lookup !== undefined;
  const bracket = ({ text, hold }: Text, least: number) => (hold < least ? `\\left(${text}\\right)` : text);
  const number = (x: number): Text => {
    const text = texNumber(x, digits);
    return { text, hold: text.startsWith('-') ? loose : text.includes('^') ? product : tight };
  };
  const write = (n: Node): Text => {
    switch (n.kind) {
      case 'number': return number(n.value);
      case 'name': {
        const x = lookup?.(n.name);
        if (x !== undefined) return number(x);
        return constantOf(n.name) !== undefined ? { text: n.name === 'pi' ? '\\pi' : n.name, hold: tight } : { text: symbol(n.name), hold: tight };
      }
      case 'term': {
        const inner = write(n.node);
        return marks ? { text: `\\term{${n.name}}{${inner.text}}`, hold: inner.hold } : inner;
      }
      case 'sum':
        return { text: n.terms.map((t, i) => `${t.minus ? (i ? ' - ' : '-') : i ? ' + ' : ''}${bracket(write(t.node), i || t.minus ? product : loose)}`).join(''), hold: loose };
      case 'product': {
        const parts = n.factors.map((f) => bracket(write(f), product));
        // A dot where two numbers would run together; symbols stand side by side.
        const join = (left: string, right: string, i: number) =>
          numeric || /^[\d.]/.test(right) || (n.factors[i].kind === 'number' && n.factors[i + 1].kind === 'number') ? `${left} \\cdot ${right}` : `${left}\\,${right}`;
        return { text: parts.slice(1).reduce((text, part, i) => join(text, part, i), parts[0]), hold: product };
      }
      case 'quotient':
        return n.inline ? { text: `${bracket(write(n.over), product)} / ${bracket(write(n.under), tight)}`, hold: product }
          : { text: `\\frac{${write(n.over).text}}{${write(n.under).text}}`, hold: product };
      case 'power': {
        const base = n.base.kind === 'call' && n.base.name !== 'sqrt' ? { text: write(n.base).text, hold: loose } : write(n.base);
        // \frac as a base would run into its exponent.
        return { text: `${bracket(base, tight)}^{${write(n.exponent).text}}`, hold: tight };
      }
      case 'call': {
        const args = n.args.map((a) => write(a).text);
        if (n.name === 'sqrt') return { text: `\\sqrt{${args[0]}}`, hold: tight };
        if (n.name === 'abs') return { text: `\\lvert ${args[0]} \\rvert`, hold: tight };
        const name = n.name === 'sign' ? '\\operatorname{sign}' : `\\${n.name}`;
        return { text: `${name}\\left(${args.join(',\\, ')}\\right)`, hold: tight };
      }
    }
  };
  return write(node).text;
}

/** As Python over NumPy (`np.sqrt`) or over plain numbers (`math.sqrt`). */
export function toPython(node: Node, identifier: (name: string) => string, library: 'np' | 'math'): string {
  const bracket = ({ text, hold }: Text, least: number) => (hold < least ? `(${text})` : text);
  const own: Record<string, string> = library === 'np'
    ? { abs: 'np.abs', max: 'np.maximum', min: 'np.minimum', sign: 'np.sign' }
    : { abs: 'abs', max: 'max', min: 'min', sign: 'math.copysign' };
  const write = (n: Node): Text => {
    switch (n.kind) {
      case 'number': return { text: String(n.value), hold: n.value < 0 ? loose : tight };
      case 'name': return { text: constantOf(n.name) !== undefined ? `${library}.${n.name}` : identifier(n.name), hold: tight };
      case 'term': return write(n.node);
      case 'sum': return { text: n.terms.map((t, i) => `${t.minus ? (i ? ' - ' : '-') : i ? ' + ' : ''}${bracket(write(t.node), i || t.minus ? product : loose)}`).join(''), hold: loose };
      case 'product': return { text: n.factors.map((f, i) => bracket(write(f), i ? tight : product)).join(' * '), hold: product };
      case 'quotient': return { text: `${bracket(write(n.over), product)} / ${bracket(write(n.under), tight)}`, hold: product };
      case 'power': return { text: `${bracket(write(n.base), tight)} ** ${bracket(write(n.exponent), tight)}`, hold: product };
      case 'call': {
        const args = n.args.map((a) => write(a).text).join(', ');
        // math has no sign of its own.
        if (n.name === 'sign' && library === 'math') return { text: `((${args} > 0) - (${args} < 0))`, hold: tight };
        return { text: `${own[n.name] ?? `${library}.${n.name}`}(${args})`, hold: tight };
      }
    }
  };
  return write(node).text;
}
