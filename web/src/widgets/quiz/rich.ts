/** The texts of quizzes: `{name}` is a computed number with all its digits one hover away, `$…$` mathematics, `**…**` weight. */
import { html, type TemplateResult } from 'lit';
import { full, short } from '../../state/format.ts';
import { texToText } from '../tex.ts';

/** What a name stands for: a number with its digits, or a ready text. */
export type Values = Record<string, { value: number; digits?: number } | string>;

const valueText = (v: Values[string]) => (typeof v === 'string' ? v : short(v.value, v.digits ?? 4));

/** As one string, for titles and announcements. */
export const plain = (text: string, values: Values): string =>
  text.replace(/\*\*/g, '').replace(/\$([^$]+)\$/g, (_whole, tex: string) => texToText(filled(tex, values)))
    .replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? valueText(values[name]) : whole));

const filled = (tex: string, values: Values) =>
  tex.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? valueText(values[name]) : whole));

export function rich(text: string, values: Values): TemplateResult {
  const parts = text.split(/(\$[^$]+\$|\*\*[^*]+\*\*|\{\w+\})/);
  return html`${parts.map((part) => {
    if (/^\$.+\$$/.test(part)) return html`<span class="math">${texToText(filled(part.slice(1, -1), values))}</span>`;
    if (/^\*\*.+\*\*$/.test(part)) return html`<b>${rich(part.slice(2, -2), values)}</b>`;
    const name = /^\{(\w+)\}$/.exec(part)?.[1], value = name !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return part;
    return typeof value === 'string' ? value : html`<data value=${full(value.value)} title=${full(value.value)}>${valueText(value)}</data>`;
  })}`;
}
