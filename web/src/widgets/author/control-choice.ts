/** The list of a figure's controls with a box to lock and a box to hide each. Used by the author pane and by worksheets. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Key } from '../../i18n/i18n.ts';
import type { FigureInfo } from './figures.ts';

export interface Parameter { name: string; label: string }

/** The parameters a figure shows now, by the names that lock and hide know them by. */
export function parametersOf(figure: HTMLElement): Parameter[] {
  const found = new Map<string, string>();
  for (const input of figure.shadowRoot?.querySelectorAll<HTMLElement>('select[id], input[id]') ?? []) {
    const match = /^([afims]\d?)-(\w+)$/.exec(input.id), label = input.closest('.field')?.querySelector('label')?.textContent?.trim();
    if (match && label) found.set(`${match[1]}.${match[2]}`, label);
  }
  return [...found].map(([name, label]) => ({ name, label }));
}

interface ControlChoice {
  t: (key: Key<'author'>, values?: Record<string, string | number>) => string;
  /** A text by a key that is put together. */
  say: (key: string) => string;
  info: FigureInfo;
  parameters: Parameter[];
  lock: ReadonlySet<string>;
  hide: ReadonlySet<string>;
  onLock: (name: string, on: boolean) => void;
  onHide: (name: string, on: boolean) => void;
}

export function controlChoice({ t, say, info, parameters, lock, hide, onLock, onHide }: ControlChoice): TemplateResult {
  const names = [...new Set([...info.hide, ...info.lock])];
  const box = (of: 'lock' | 'hide', name: string, label: string, chosen: ReadonlySet<string>, set: (name: string, on: boolean) => void) =>
    html`<input type="checkbox" data-control="${of} ${name}" aria-label=${t(`${of}.one`, { name: label })} .checked=${chosen.has(name)} @change=${(e: Event) => set(name, (e.target as HTMLInputElement).checked)}>`;
  const row = (name: string, label: string, lockable: boolean, hideable: boolean) => html`<tr><th scope="row">${label}</th>
    <td>${lockable ? box('lock', name, label, lock, onLock) : nothing}</td><td>${hideable ? box('hide', name, label, hide, onHide) : nothing}</td></tr>`;
  const table = (caption: string, rows: TemplateResult[]) => html`<table><caption class="sr">${caption}</caption>
    <thead><tr><th scope="col">${t('control')}</th><th scope="col">${t('lock')}</th><th scope="col">${t('hide')}</th></tr></thead><tbody>${rows}</tbody></table>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t('controls')}>${table(t('controls'), names.map((name) => row(name, say(`control.${name}`), info.lock.includes(name), info.hide.includes(name))))}
    ${parameters.length ? html`<details><summary>${t('parameters')}</summary>${table(t('parameters'), parameters.map(({ name, label }) => row(name, `${label} (${name})`, true, true)))}</details>` : nothing}</div>`;
}
