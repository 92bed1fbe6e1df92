/** `<descent-quiz-results>`: the score as a code to hand in, and the field where a teacher reads such codes. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { Texter } from '../../i18n/i18n.ts';
import { decodeResults, encodeResults, findCodes, quizHash, type Results } from '../../state/results-code.ts';
import { mostTries, today } from '../../state/score.ts';
import { Copier } from '../copier.ts';
import { define } from '../define.ts';
import { value } from '../options.ts';
import { controlStyles, tokenStyles } from '../styles.ts';
import { onScore, score } from './keeper.ts';
import { resultsStyles } from './styles.ts';

type Read = { code: string } & ({ results: Results } | { problem: 'foreign' | 'damaged' });

export class DescentQuizResults extends LitElement {
  static override styles = [tokenStyles, controlStyles, resultsStyles];
  static override properties = { questions: { attribute: false }, only: { attribute: false } };
  /** The known questions: id and text. */
  declare questions: Map<string, string>;
  /** Only these count, and codes are read elsewhere: for pages with a few questions. */
  declare only?: ReadonlySet<string>;

  private readonly texts = new Texter(this, 'quiz');
  private readonly copier = new Copier(this);
  private readonly csv = new Copier(this);
  private name = '';
  private pasted = '';
  private read: Read[] = [];
  private stop?: () => void;

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = onScore(() => this.requestUpdate());
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
  }

  protected override render(): TemplateResult {
    const { t } = this.texts;
    if (!this.texts.ready || !this.questions) return html``;
    const { only } = this, counted = only ? new Map([...score()].filter(([id]) => only.has(id))) : score();
    const code = counted.size ? encodeResults(counted, today(), this.name) : '';
    return html`<section><h2>${t('code')}</h2><p>${t('code.lead')}</p><p class="about">${t('code.honest')}</p>
        ${code ? html`<div class="field"><label for="name">${t('code.name')}</label>
            <input id="name" type="text" maxlength="60" autocomplete="name" .value=${this.name} @input=${(e: Event) => { this.name = value(e); this.requestUpdate(); }}></div>
          <div class="field"><label for="code">${t('code.text')}</label><textarea id="code" readonly rows="3" spellcheck="false" .value=${code} @focus=${(e: Event) => (e.target as HTMLTextAreaElement).select()}></textarea></div>
          <p class="row"><button type="button" class="primary" @click=${() => void this.copier.copy(code, t('code.copied'))}>${t('code.copy')}</button><span role="status" class="about">${this.copier.said}</span></p>`
        : html`<p><b>${t('code.none')}</b></p>`}</section>
      ${only ? nothing : html`<section><h2>${t('code.read')}</h2>
        <div class="field"><label for="paste">${t('code.paste')}</label><textarea id="paste" rows="4" spellcheck="false" autocomplete="off" .value=${this.pasted} @input=${this.decode}></textarea></div>
        <div role="status">${this.pasted.trim() && this.read.length === 0 ? html`<p class="error">${t('code.foreign')}</p>` : nothing}
          ${this.read.map((one) => ('problem' in one ? html`<p class="error">${t('code.damaged', { start: one.code.slice(0, 16) })}</p>` : html`<p class="found">${this.caption(one.results)}</p>`))}</div>
        ${this.read.map((one) => ('results' in one ? this.table(one.results) : nothing))}
        ${this.read.some((one) => 'results' in one) ? html`<p class="row"><button type="button" @click=${() => void this.csv.copy(this.toCsv(), t('code.copied'))}>${t('code.csv')}</button><span role="status" class="about">${this.csv.said}</span></p>` : nothing}</section>`}`;
  }

  private readonly decode = (event: Event) => {
    this.pasted = value(event);
    this.read = findCodes(this.pasted).slice(0, 200).map((code) => ({ code, ...decodeResults(code) }));
    this.requestUpdate();
  };

  private caption({ name, day, outcomes }: Results): string {
    const { t } = this.texts;
    return t('code.caption', { name: name || t('code.noname'), day, right: outcomes.filter((o) => o.solvedAt).length, tried: outcomes.length });
  }

  /** The questions by the hash a code holds. */
  private known(): Map<number, string> {
    return new Map([...this.questions.keys()].map((id) => [quizHash(id), id]));
  }

  private table(results: Results): TemplateResult {
    const { t } = this.texts, known = this.known(), count = (n: number) => (n === mostTries ? t('code.most', { n }) : String(n));
    return html`<details open><summary>${this.caption(results)}</summary><div class="scroll" tabindex="0" role="region" aria-label=${this.caption(results)}><table>
      <thead><tr><th scope="col">${t('code.question')}</th><th scope="col">${t('code.tries')}</th><th scope="col">${t('code.outcome')}</th></tr></thead>
      <tbody>${results.outcomes.map(({ hash, tries, solvedAt }) => {
        const id = known.get(hash);
        return html`<tr><th scope="row">${id ? html`${this.questions.get(id)} <small>${id}</small>` : t('code.unknown', { hash: hash.toString(16).padStart(4, '0') })}</th>
          <td>${count(tries)}</td><td class=${solvedAt ? 'good' : ''}>${solvedAt ? `✓ ${t('code.solved', { n: solvedAt })}` : `✗ ${t('code.unsolved')}`}</td></tr>`;
      })}</tbody></table></div></details>`;
  }

  /** One row a question and code, for a spreadsheet; a leading sign that a spreadsheet would take for a formula is quoted away. */
  private toCsv(): string {
    const known = this.known(), quote = (text: string) => `"${text.replace(/^[=+\-@]/, "'$&").replace(/"/g, '""')}"`;
    const rows = this.read.flatMap((one) => ('results' in one ? one.results.outcomes.map(({ hash, tries, solvedAt }) =>
      [quote(one.results.name), one.results.day, known.get(hash) ?? hash.toString(16).padStart(4, '0'), tries, solvedAt].join(',')) : []));
    return `name,day,quiz,attempts,right_at\n${rows.join('\n')}\n`;
  }
}

define('descent-quiz-results', DescentQuizResults);
declare global {
  interface HTMLElementTagNameMap { 'descent-quiz-results': DescentQuizResults }
}
