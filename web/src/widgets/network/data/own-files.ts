/** The reader's own files: choosing them, what each is, what is wrong with them; a table's first rows and what is learnt of it. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { OwnFile } from '../../../data/own.ts';
import { explain } from '../../../i18n/errors.ts';
import type { Key } from '../../../i18n/i18n.ts';
import { count } from '../../../state/format.ts';
import { value } from '../../options.ts';
import type { Parts } from '../parts.ts';
import type { TableDraft } from './desk.ts';

const tasks = ['auto', 'classes', 'numbers'] as const;

export function ownFiles(parts: Parts, fixed: boolean): TemplateResult {
  const { model, t } = parts, { own, ownProblem, ownMissing, table } = model.desk;
  const pick = (e: Event) => {
    const input = e.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = '';
    void model.add(files);
  };
  return html`<div class="own">
    <label class="drop"><input type="file" multiple ?disabled=${fixed} @change=${pick}><span>${t('own.drop')}</span></label>
    ${own.length ? html`<ul>${own.map((file) => html`<li><b>${file.name}</b> ${describe(parts, file)}</li>`)}</ul>` : nothing}
    ${ownProblem ? html`<p class="error" role="alert" id="own-problem">${t(`own.bad.${ownProblem.issue}` as Key<'network'>, { ...ownProblem.values, message: ownProblem.why ? explain(ownProblem.why) : '' })}</p>` : nothing}
    ${ownMissing && !ownProblem ? html`<p role="status" class="about">${t(`own.missing.${ownMissing.issue}` as Key<'network'>, ownMissing.values)}</p>` : nothing}
    ${own.length && ownMissing ? html`<button type="button" class="link" @click=${() => model.desk.forgetOwn()}>${t('own.forget')}</button>` : nothing}
    ${table ? tableChoice(parts, table, fixed) : nothing}
    ${!own.length && !ownProblem ? html`<p class="about">${t('own.help')}</p>` : nothing}
  </div>`;
}

function describe({ t }: Parts, file: OwnFile): string {
  if ('idx' in file) return t(`own.${file.idx.kind}`, { n: count(file.idx.count), size: `${file.idx.rows}×${file.idx.columns}` });
  if ('cifar' in file) return t('own.cifar', { n: count(file.cifar.count + (file.cifar.test?.count ?? 0)), size: `${file.cifar.rows}×${file.cifar.columns}` });
  return t('own.table');
}

/** The first rows as they are in the file, and which column is the label. */
function tableChoice({ model, t }: Parts, { name, preview, choice, problem }: TableDraft, fixed: boolean): TemplateResult {
  const { names, rows } = preview, label = choice.label ?? names.length - 1;
  return html`<div class="table-choice">
    ${names.length > 1 ? html`<div class="scroll" tabindex="0" role="region" aria-label=${t('own.rows')}><table><caption class="sr">${t('own.rows')}</caption>
        <thead><tr>${names.map((head, i) => html`<th scope="col" class=${i === label ? 'label' : ''}>${head}</th>`)}</tr></thead>
        <tbody>${rows.map((row) => html`<tr>${row.map((cell, i) => html`<td class=${i === label ? 'label' : ''}>${cell}</td>`)}</tr>`)}</tbody></table></div>
      <div class="field"><label for="table-label">${t('own.label')}</label><select id="table-label" ?disabled=${fixed} .value=${live(String(label))}
        @change=${(e: Event) => void model.choose({ label: Number(value(e)) })}>${names.map((head, i) => html`<option value=${i} ?selected=${i === label}>${head}</option>`)}</select></div>
      <div class="field"><label for="table-task">${t('own.task')}</label><select id="table-task" ?disabled=${fixed} .value=${live(choice.task)}
        @change=${(e: Event) => void model.choose({ task: value(e) as typeof choice.task })}>${tasks.map((task) => html`<option value=${task} ?selected=${task === choice.task}>${t(`own.task.${task}`)}</option>`)}</select></div>
      <label class="check"><input type="checkbox" ?disabled=${fixed} .checked=${live(choice.scaled)} @change=${(e: Event) => void model.choose({ scaled: (e.target as HTMLInputElement).checked })}>${t('own.scale')}</label>` : nothing}
    ${problem ? html`<p class="error" role="alert" id="table-problem">${t('own.bad.csv', { name, message: explain(problem) })}</p>` : nothing}</div>`;
}
