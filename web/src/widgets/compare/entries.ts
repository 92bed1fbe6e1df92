/** The list of entries in the panel: what each is, its parameters, add and remove. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { paramName, rowAbout, type Table } from '../../i18n/catalog.ts';
import { batchInfo, mostEntries } from '../../state/compare-state.ts';
import { valueOf } from '../../state/params.ts';
import { baseName, grouped, value } from '../options.ts';
import { numberControl, paramPanel } from '../param-panel.ts';
import { texToText } from '../tex.ts';
import { explainAlone } from '../../i18n/errors.ts';
import type { CompareModel } from './model.ts';

export interface EntryTexts { title: string; add: string; remove: (name: string) => string; entry: (i: number) => string; more: string }

/** Entries are named `m1`, `m2`, ... (`s1`, ...) for lock and hide, their parameters `m1.lr`, `m1.batch`. */
export function entryControls(
  model: CompareModel, table: Table, names: string[], texts: EntryTexts, open: ReadonlySet<number>, toggle: (i: number, open: boolean) => void,
  locked: (name: string) => boolean, hidden: (name: string) => boolean,
): TemplateResult {
  const { state, compared: { kind } } = model, catalog = model.catalog!, rows = model.rows(catalog);
  const fixed = locked('entries'), batch = batchInfo(model.row);
  return html`<fieldset class="entries"><legend>${texts.title}</legend>
    ${state.entries.map((entry, i) => {
      const row = rows.find((r) => r.id === entry.id)!, trouble = model.outcomes[i]?.entry === entry ? model.outcomes[i].trouble : undefined;
      return html`<details class="entry" ?open=${open.has(i)} @toggle=${(e: Event) => toggle(i, (e.target as HTMLDetailsElement).open)}
          @pointerenter=${() => model.point(null, i)} @pointerleave=${() => model.point(null)}>
        <summary><svg class="swatch" viewBox="0 0 26 8" aria-hidden="true"><path class="series s${i + 1}" d="M1 4H25"></path></svg><span class="nth">${i + 1}</span> <b>${names[i] ?? row.name}</b></summary>
        <div class="field"><label class="sr" for="entry-${i}">${texts.entry(i + 1)}</label>
          <select id="entry-${i}" ?disabled=${fixed} .value=${live(entry.id)} @change=${(e: Event) => model.setEntry(i, { ...entry, id: value(e), params: {} })}>
            ${grouped(table, rows, entry.id)}</select>
          ${'formula' in row ? html`<p class="formula">${texToText(String(row.formula))}</p>` : nothing}
          <p class="about">${rowAbout(table, entry.id) ?? row.citation}</p></div>
        ${paramPanel({
          params: row.params, row: row.id, values: entry.params, prefix: `${kind}${i + 1}`, locked, hidden, more: texts.more, choiceLabel: baseName(catalog),
          onChange: (key, x) => model.setEntry(i, { ...entry, params: { ...entry.params, [key]: x } }),
        })}
        ${batch && !hidden(`${kind}${i + 1}.batch`) ? numberControl({
          id: `batch-${i}`, info: batch, label: paramName(batch.key), symbol: texToText(batch.symbol), locked: locked(`${kind}${i + 1}.batch`),
          value: entry.batch ?? (valueOf(batch, state.base.objectiveParams) as number), onChange: (size) => model.setEntry(i, { ...entry, batch: size }),
        }) : nothing}
        ${state.entries.length > 1 && !fixed ? html`<button type="button" class="link remove" @click=${() => model.removeEntry(i)}>${texts.remove(names[i] ?? row.name)}</button>` : nothing}
      </details>${trouble ? html`<p class="error" role="status">${explainAlone(trouble)}</p>` : nothing}`;
    })}
    ${fixed || state.entries.length >= mostEntries ? nothing : html`<button type="button" class="add" @click=${() => { toggle(state.entries.length, true); model.addEntry(); }}>+ ${texts.add}</button>`}
  </fieldset>`;
}
