/** Every number, neuron by neuron and parameter by parameter. */
import { html, type TemplateResult } from 'lit';
import { full, short } from '../../state/format.ts';
import type { BackpropText } from './figure.ts';
import type { Answer } from './model.ts';
import { parameterAt, place, plain } from './notation.ts';

export interface Sheet { title: string; head: string[]; rows: { name: string; cells: (number | undefined)[] }[] }

export function sheets(answer: Answer, t: BackpropText): Sheet[] {
  const { pass, layers, gradient, after, now } = answer, L = layers.length;
  return [
    {
      title: t('table.neurons'), head: [t('table.neuron'), 'z', 'a', 'σ′(z)', 'δ', t('table.engine', { what: 'δ' })],
      rows: layers.flatMap((n, i) => Array.from({ length: n }, (_, j) => {
        const l = i + 1, cell = (list: number[][]) => list[l]?.[j];
        return { name: `(${l}, ${j + 1})`, cells: [cell(pass.z), cell(pass.a), cell(pass.slope), cell(pass.delta), l > 1 ? gradient[place(layers, l, j)] : undefined] };
      })),
    },
    {
      title: t('table.parameters'), head: [t('table.parameter'), t('table.value'), '∂C', t('table.engine', { what: '∂C' }), t('table.difference'), t('table.after')],
      rows: now.map((x, i) => ({ name: plain(parameterAt(layers, i), L), cells: [x, pass.gradient[i], gradient[i], pass.gradient[i] - gradient[i], after[i]] })),
    },
  ];
}

export const toCsv = (list: Sheet[]): string =>
  list.map(({ head, rows }) => [head, ...rows.map((row) => [row.name, ...row.cells.map((x) => x ?? '')])].map((cells) => cells.map((c) => (/[",]/.test(String(c)) ? `"${c}"` : c)).join(',')).join('\n')).join('\n\n') + '\n';

export function tables(list: Sheet[]): TemplateResult {
  return html`<div class="tables">${list.map(({ title, head, rows }) => html`<h4>${title}</h4><div class="scroll" tabindex="0" role="region" aria-label=${title}><table><caption class="sr">${title}</caption>
    <thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr><th scope="row">${row.name}</th>${row.cells.map((x) => (x === undefined ? html`<td></td>` : html`<td title=${full(x)}>${short(x, 6)}</td>`))}</tr>`)}</tbody></table></div>`)}</div>`;
}
