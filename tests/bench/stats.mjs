// Medians, spreads and ratios of repetitions, and plain tables of them.

/** The median; NaN of nothing. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of the ratios a[i] / b[i]: what drifts during a run falls on both alike. */
export const medianRatio = (a, b) => median(a.map((value, i) => value / b[i]));

const group = (text) => text.replace(/\B(?=(\d{3})+$)/g, ',');

/** A number for people: thousands grouped, three digits that count below a thousand. */
export function shown(value) {
  if (value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1e4) return group(String(Math.round(value / 100) * 100));
  if (size >= 1000) return group(String(Math.round(value / 10) * 10));
  return String(Number(value.toPrecision(3)));
}

/** "median (lowest–highest)". */
export const spread = (values) =>
  values.length > 1 ? `${shown(median(values))} (${shown(Math.min(...values))}–${shown(Math.max(...values))})` : shown(median(values));

/** A Markdown table: `head` names the columns, the first is text, the others are numbers. */
export function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, c) => Math.max(3, ...all.map((row) => row[c].length)));
  const line = (row) => `| ${row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join(' | ')} |`;
  const rule = `|${widths.map((width, c) => (c === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(all[0]), rule, ...all.slice(1).map(line)].join('\n');
}
