/** Every evaluation as a table, and every loss as CSV: what screen readers and spreadsheets read instead of the curves. */
import { html, nothing, type TemplateResult } from 'lit';
import { count, full, short } from '../../state/format.ts';
import { scoreText, type Parts } from './parts.ts';
import type { RunRecord } from './record.ts';

/** A name that a spreadsheet takes for nothing but text. */
const quoted = (text: string) => `"${text.replace(/"/g, '""').replace(/^[=+@-]/, ' $&')}"`;

/** Step, seconds, training loss of its batch and, where the network was evaluated after that step, the evaluation. */
export function toCsv(record: RunRecord, run?: string): string {
  const validated = record.latest?.validation !== undefined;
  const at = new Map(record.evaluations.map((e) => [e.step, e]));
  const line = (step: number, second: number, loss: number | '') => {
    const e = at.get(step);
    return [...(run === undefined ? [] : [quoted(run)]), step, second, loss, ...(e ? [e.epoch, e.loss, e.accuracy, e.trainAccuracy] : ['', '', '', '']),
      ...(validated ? [e?.validation?.loss ?? '', e?.validation?.accuracy ?? ''] : [])].join(',');
  };
  const { loss, step, second } = record.course(Infinity);
  const head = `${run === undefined ? '' : 'run,'}step,seconds,batch loss,epoch,test loss,test accuracy,training accuracy${validated ? ',validation loss,validation accuracy' : ''}`;
  return [head, line(0, 0, ''), ...Array.from(loss, (x, i) => line(Math.round(step[i]), Number(second[i].toFixed(6)), x))].join('\n') + '\n';
}

export class TableView {
  private open = false;

  constructor(private parts: Parts, private update: () => void, private copy: (text: string) => void) {}

  render(): TemplateResult | typeof nothing {
    const { model, t } = this.parts;
    const { record } = model;
    if (!record) return nothing;
    const numbers = model.data?.task === 'regression', columns = ['epoch', 'step', 'testLoss', ...(numbers ? ['mse', 'testR2', 'trainR2'] as const : ['test', 'train'] as const), ...(record.latest?.validation ? ['validationLoss', 'validation'] as const : [])] as const;
    const toggle = (e: Event) => { this.open = (e.target as HTMLDetailsElement).open; this.update(); };
    return html`<details class="data" ?open=${this.open} @toggle=${toggle}><summary>${t('table')}</summary>${this.open ? html`
      <div class="table-tools"><span></span><button type="button" @click=${() => this.copy(toCsv(record))}>${t('table.copy')}</button></div>
      <div class="scroll" tabindex="0" role="region" aria-label=${t('table')}><table><caption class="sr">${t('table')}</caption>
        <thead><tr>${columns.map((c) => html`<th scope="col">${t(`column.${c}`)}</th>`)}</tr></thead>
        <tbody>${record.evaluations.map((e) => html`<tr><th scope="row">${short(e.epoch, 4)}</th><td>${count(e.step)}</td><td title=${full(e.loss)}>${short(e.loss)}</td>
          ${numbers ? html`<td title=${full(e.mse ?? NaN)}>${short(e.mse ?? NaN)}</td>` : nothing}<td title=${full(e.accuracy)}>${scoreText(model.data, e.accuracy, 2)}</td><td title=${full(e.trainAccuracy)}>${scoreText(model.data, e.trainAccuracy, 2)}</td>
          ${e.validation ? html`<td title=${full(e.validation.loss)}>${short(e.validation.loss)}</td><td title=${full(e.validation.accuracy)}>${scoreText(model.data, e.validation.accuracy, 2)}</td>` : nothing}</tr>`)}</tbody></table></div>` : nothing}</details>`;
  }
}
