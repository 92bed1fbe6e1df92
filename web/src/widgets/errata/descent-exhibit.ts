/**
 * `<descent-exhibit of="x2-shifted">`: what a slide prints beside what is computed, here and now. The errata's own element.
 */
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { explain, explainAlone } from '../../i18n/errors.ts';
import { Texter, type Key } from '../../i18n/i18n.ts';
import { full, short } from '../../state/format.ts';
import { define } from '../define.ts';
import { getLab } from '../engine.ts';
import { panelStyles } from '../function/styles.ts';
import { controlStyles, tokenStyles } from '../styles.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
import { compute, exhibitOf, judge, type Shown } from './exhibit-model.ts';
import { exhibitStyles } from './styles.ts';

export class DescentExhibit extends LitElement {
  static override styles = [tokenStyles, controlStyles, panelStyles, exhibitStyles];
  static override properties = { of: {} };
  declare of: string;

  private readonly texts = new Texter(this, 'errata');
  private shown?: Shown[][];
  private trouble?: Trouble;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('of')) void this.load();
  }
  private async load(): Promise<void> {
    const exhibit = exhibitOf(this.of);
    if (!exhibit) return;
    try {
      this.shown = await compute(exhibit, await getLab());
    } catch (error) {
      this.trouble = asTrouble(error);
    }
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const exhibit = exhibitOf(this.of), { ready } = this.texts;
    const t = (key: string) => this.texts.t(key as Key<'errata'>);
    if (!exhibit || !ready) return html``;
    if (this.trouble) return html`<p class="error" role="alert">${explainAlone(this.trouble)}</p>`;
    const digits = exhibit.digits ?? 8;
    const values = (row: number) => this.shown?.[row] ?? [];
    const number = (row: number) => values(row).flatMap((s) => (s && 'value' in s && !s.simulated ? [s.value] : []))[0];
    const cell = (shown: Shown | undefined, row: number, column: string): TemplateResult => {
      if (column === 'verdict') {
        const printed = values(row).find((s) => s && 'text' in s) as { text: string } | undefined, truth = number(row);
        const verdict = printed && truth !== undefined ? judge(printed.text.replace('−', '-'), truth) : 'other';
        return html`<td class="word ${verdict}">${t(`verdict.${verdict}`)}</td>`;
      }
      if (!shown) return html`<td></td>`;
      if ('text' in shown) return html`<td class="printed">${shown.text}</td>`;
      if ('why' in shown) return html`<td class="word">${t('refused')} ${shown.why && explain(shown.why)}</td>`;
      return html`<td class=${shown.simulated ? 'simulated' : ''}><data value=${full(shown.value)} title=${full(shown.value)}>${short(shown.value, digits)}</data></td>`;
    };
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t('table')}><table>
      <caption class="sr">${t(`${this.of}.title`)}</caption>
      <thead><tr><th scope="col"><span class="sr">${t('quantity')}</span></th>${exhibit.columns.map((c) => html`<th scope="col">${t(`column.${c}`)}</th>`)}</tr></thead>
      <tbody>${exhibit.rows.map((row, r) => html`<tr><th scope="row">${row.what.startsWith(':') ? t(`${this.of}.${row.what.slice(1)}`) : row.what}</th>
        ${exhibit.columns.map((column, c) => (this.shown ? cell(this.shown[r][c], r, column) : html`<td>…</td>`))}</tr>`)}</tbody></table></div>`;
  }
}

define('descent-exhibit', DescentExhibit);
declare global {
  interface HTMLElementTagNameMap { 'descent-exhibit': DescentExhibit }
}
