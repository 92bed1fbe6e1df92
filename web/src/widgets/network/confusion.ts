/** Which class is taken for which: counts on the test set, rows the truth, columns the answers. */
import { html, nothing, type TemplateResult } from 'lit';
import { count, percent } from '../../state/format.ts';
import { className, type Parts } from './parts.ts';

/** Larger tables are no use to the eye. */
const most = 20;

/** `look` shows the images of a cell. */
export function confusion({ model, t }: Parts, look?: (truth: number, says: number) => void): TemplateResult | typeof nothing {
  const { data, trainer } = model;
  const latest = trainer?.record.latest;
  if (!data || !latest || trainer!.data !== data || data.classes > most || data.task === 'regression') return nothing;
  const n = data.classes;
  const names = Array.from({ length: n }, (_, c) => className(data, c));
  return html`<details class="confusion" open><summary>${t('confusion')}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label=${t('confusion')}><table><caption class="about"><span>${t('confusion.caption', { accuracy: percent(latest.accuracy) })}</span></caption>
      <thead><tr><td></td>${names.map((name) => html`<th scope="col"><span>${name}</span></th>`)}</tr></thead>
      <tbody>${names.map((name, truth) => {
        const row = latest.confusion.subarray(truth * n, (truth + 1) * n), sum = row.reduce((a, b) => a + b, 0);
        return html`<tr><th scope="row">${name}</th>${Array.from(row, (k, says) => {
          const share = sum ? k / sum : 0;
          // The square root lets rare mistakes be seen.
          const shade = k ? Math.round(6 + 39 * Math.sqrt(share)) : 0;
          return html`<td class=${k === 0 ? 'none' : ''} .style=${shade ? `background: color-mix(in srgb, var(--${says === truth ? 'good' : 'bad'}) ${shade}%, transparent)` : ''}
            title=${t('confusion.cell', { k: count(k), share: percent(share), truth: name, says: names[says] })}>${k && look ? html`<button type="button" class="cell" aria-label=${t('confusion.look', { k: count(k), truth: name, says: names[says] })} @click=${() => look(truth, says)}>${k}</button>` : k}</td>`;
        })}</tr>`;
      })}</tbody></table></div></details>`;
}
