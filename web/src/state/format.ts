/**
 * The one place that turns numbers into text. Formatting rounds; `full` gives every digit, for titles and copying.
 * Decimals take a point in every language here, as in code, in the number fields and on the lectures' slides.
 */

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const minus = '−';

const raise = (exponent: number): string =>
  (exponent < 0 ? '⁻' : '') + String(Math.abs(exponent)).replace(/\d/g, (d) => superscripts[Number(d)]);

/** At most `digits` significant digits, trailing zeros dropped; powers of ten beyond 10⁶ and below 10⁻⁴. */
export function short(x: number, digits = 4): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? '—' : x > 0 ? '∞' : `${minus}∞`;
  if (x === 0) return '0';
  const rounded = x.toExponential(digits - 1);
  const [mantissa, exponentText] = rounded.split('e');
  const exponent = Number(exponentText);
  const trim = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
  const text = exponent >= 6 || exponent < -4
    ? `${trim(mantissa)}×10${raise(exponent)}`
    : trim(Number(rounded).toFixed(Math.max(0, digits - 1 - exponent)));
  return text.replace('-', minus).replace(/^(−?)1×/, '$1');
}

/** The same as TeX. */
export function tex(x: number, digits = 4): string {
  const plain = short(x, digits).replaceAll(minus, '-').replace('∞', '\\infty').replace('—', '?');
  return plain.replace(/×?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/, (whole, up: string) =>
    `${whole.startsWith('×') ? ' \\times ' : ''}10^{${[...up].map((c) => (c === '⁻' ? '-' : superscripts.indexOf(c))).join('')}}`);
}

/** Every digit: reads back as the same double. */
export const full = (x: number): string => String(x);

/** (a, b) or, in one dimension, a. */
export const vector = (xs: ArrayLike<number>, digits = 4): string =>
  xs.length === 1 ? short(xs[0], digits) : `(${Array.from(xs, (x) => short(x, digits)).join(', ')})`;

export const fullVector = (xs: ArrayLike<number>): string => Array.from(xs, full).join(', ');

/** Whole numbers with thin spaces between thousands. */
export const count = (n: number): string =>
  String(Math.round(n)).replace('-', minus).replace(/\B(?=(\d{3})+$)/g, '\u202f');

export const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)}\u202f%`;

/** Reads what people type: a true minus, a decimal comma, 1e-3. Null if it is no finite number. */
export function parse(text: string): number | null {
  const clean = text.trim().replace(minus, '-').replace(/^([^.,]*),([^.,]*)$/, '$1.$2');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(clean)) return null;
  const x = Number(clean);
  return Number.isFinite(x) ? x : null;
}

/** Reads "a, b": comma, semicolon or space between the numbers. Null if any is none. */
export function parseVector(text: string): number[] | null {
  const parts = text.split(/[,;\s]+/).filter((part) => part !== '');
  const xs = parts.map(parse);
  return xs.length > 0 && xs.every((x) => x !== null) ? (xs as number[]) : null;
}
