/** Every number of the run, some rows at a time: what screen readers and spreadsheets read instead of the figure. */
import { html, nothing, type TemplateResult } from 'lit';
import type { DescendResult } from '../../engine/types.ts';
import { full, short } from '../../state/format.ts';
import type { Parts } from './parts.ts';

const page = 50;

interface Column { title: string; at: (t: number) => number | undefined }

function columns(run: DescendResult): Column[] {
  const suffix = (i: number) => (run.dim === 1 ? '' : ` ${'xy'[i]}`);
  const each = (make: (i: number) => Column) => Array.from({ length: run.dim }, (_, i) => make(i));
  return [
    ...each((i) => ({ title: 'xy'[i], at: (t) => run.x[t * run.dim + i] })),
    { title: 'f', at: (t) => run.f[t] },
    ...each((i) => ({ title: run.dim === 1 ? 'f′' : `∂f/∂${'xy'[i]}`, at: (t) => run.gradient[t * run.dim + i] })),
    { title: 'η', at: (t) => (t > 0 ? run.lr[t - 1] : undefined) },
    ...Object.entries(run.state).flatMap(([name, values]): Column[] => {
      const size = values.length / Math.max(1, run.steps);
      return Array.from({ length: size }, (_, i) =>
        ({ title: size === run.dim ? name + suffix(i) : size === 1 ? name : `${name} ${i + 1}`, at: (t) => (t > 0 ? values[(t - 1) * size + i] : undefined) }));
    }),
  ];
}

export function toCsv(run: DescendResult): string {
  const cols = columns(run);
  const rows = Array.from({ length: run.steps + 1 }, (_, t) => [t, ...cols.map((c) => c.at(t) ?? '')].join(','));
  return [`step,${cols.map((c) => c.title).join(',')}`, ...rows].join('\n') + '\n';
}

export class TableView {
  private first = 0;

  /** `select`: rows are chosen by their numbers; `open`: whether it stands open at first. */
  constructor(private parts: Parts, private update: () => void, private copy: (text: string) => void, private select?: (t: number) => void, private open = false) {}

  render(): TemplateResult {
    const { model, t } = this.parts;
    const toggle = (e: Event) => { this.open = (e.target as HTMLDetailsElement).open; this.update(); };
    return html`<details class="data" ?open=${this.open} @toggle=${toggle}><summary>${t('table')}</summary>
      ${this.open && model.run ? this.body(model.run) : nothing}</details>`;
  }

  private body(run: DescendResult): TemplateResult {
    const { model, t } = this.parts;
    const n = run.steps + 1, first = Math.min(this.first, Math.floor((n - 1) / page) * page), last = Math.min(n, first + page);
    const cols = columns(run);
    const turn = (by: number) => () => { this.first = Math.max(0, first + by); this.update(); };
    return html`<div class="table-tools">
        <span>${t('table.more', { a: first, b: last - 1, n })}</span>
        <button type="button" ?disabled=${first === 0} @click=${turn(-page)}>${t('table.prev')}</button>
        <button type="button" ?disabled=${last >= n} @click=${turn(page)}>${t('table.next')}</button>
        <button type="button" @click=${() => this.copy(toCsv(run))}>${t('table.copy')}</button></div>
      <div class="scroll" tabindex="0" role="region" aria-label=${t('table')}><table>
        <caption class="sr">${t('table.caption')}</caption>
        <thead><tr><th scope="col">${t('step')}</th>${cols.map((c) => html`<th scope="col">${c.title}</th>`)}</tr></thead>
        <tbody @pointerleave=${() => model.point(null)}>${Array.from({ length: last - first }, (_, k) => {
          const s = first + k;
          return html`<tr class=${s === model.step ? 'here' : ''} @pointerenter=${() => model.point(s)}><th scope="row">${this.select && s > 0 ? html`<button type="button" class="link" aria-pressed=${s === model.step} @click=${() => this.select!(s)}>${s}</button>` : s}</th>${cols.map((c) => {
            const x = c.at(s);
            return x === undefined ? html`<td></td>` : html`<td title=${full(x)}>${short(x, 6)}</td>`;
          })}</tr>`;
        })}</tbody></table></div>`;
  }
}
