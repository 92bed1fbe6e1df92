/** Every number of all entries, some rows at a time: what screen readers and spreadsheets read instead of the figure. */
import { html, nothing, type TemplateResult } from 'lit';
import { full, short } from '../../state/format.ts';
import type { Translate } from '../function/parts.ts';

const page = 50;

export interface Column { title: string; at: (t: number) => number | string | undefined }

export interface NumberTable {
  /** Title of the first column: what rows count. */
  head: string;
  caption: string;
  columns: Column[];
  /** The first row's number and how many rows there are. */
  first?: number;
  rows: number;
  /** The row the other views mark. */
  here: number | null;
  point: (row: number | null) => void;
}

export function toCsv({ head, columns, rows, first = 0 }: NumberTable): string {
  const quote = (text: string) => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const lines = Array.from({ length: rows }, (_, k) => [first + k, ...columns.map((c) => quote(String(c.at(first + k) ?? '')))].join(','));
  return [[head, ...columns.map((c) => c.title)].map(quote).join(','), ...lines].join('\n') + '\n';
}

export class PagedTable {
  private open = false;
  private from = 0;
  constructor(private t: Translate, private update: () => void, private copy: (text: string) => void) {}

  render(table: NumberTable | undefined): TemplateResult {
    const toggle = (e: Event) => { this.open = (e.target as HTMLDetailsElement).open; this.update(); };
    return html`<details class="data" ?open=${this.open} @toggle=${toggle}><summary>${this.t('table')}</summary>
      ${this.open && table ? this.body(table) : nothing}</details>`;
  }

  private body(table: NumberTable): TemplateResult {
    const { t } = this, { columns, rows: n, first = 0 } = table;
    const from = Math.min(this.from, Math.max(0, Math.floor((n - 1) / page) * page)), to = Math.min(n, from + page);
    const turn = (by: number) => () => { this.from = Math.max(0, from + by); this.update(); };
    return html`<div class="table-tools">
        <span>${t('table.more', { a: first + from, b: first + to - 1, n })}</span>
        <button type="button" ?disabled=${from === 0} @click=${turn(-page)}>${t('table.prev')}</button>
        <button type="button" ?disabled=${to >= n} @click=${turn(page)}>${t('table.next')}</button>
        <button type="button" @click=${() => this.copy(toCsv(table))}>${t('table.copy')}</button></div>
      <div class="scroll" tabindex="0" role="region" aria-label=${t('table')}><table>
        <caption class="sr">${table.caption}</caption>
        <thead><tr><th scope="col">${table.head}</th>${columns.map((c) => html`<th scope="col">${c.title}</th>`)}</tr></thead>
        <tbody @pointerleave=${() => table.point(null)}>${Array.from({ length: to - from }, (_, k) => {
          const row = first + from + k;
          return html`<tr class=${row === table.here ? 'here' : ''} @pointerenter=${() => table.point(row)}><th scope="row">${row}</th>${columns.map((c) => {
            const x = c.at(row);
            if (x === undefined || typeof x === 'string') return html`<td>${x}</td>`;
            return html`<td title=${full(x)}>${short(x, 6)}</td>`;
          })}</tr>`;
        })}</tbody></table></div>`;
  }
}
