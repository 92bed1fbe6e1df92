/**
 * `<descent-quiz quiz="learning-rate.overshoot">`: predict first, then the simulator shows, then the explanation.
 *
 * Attributes are the state's keys: `quiz` (its id), `variant` (from 1), `given` (an option, a number, points as x,y;x,y) and
 * `done` (1: answered), plus
 *   url          keeps the page's address and the question in step,
 *   lock, hide   space-separated controls: those that author/figures.ts lists
 * Events: `change` {state}, `answer` {id, correct, given}. `getState()`/`setState()` round-trip.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { explain } from '../../i18n/errors.ts';
import { lookup, Texter } from '../../i18n/i18n.ts';
import { buildFragment } from '../../state/url.ts';
import { AddressBinding, words } from '../address.ts';
import { AuthorButton } from '../author/button.ts';
import { define } from '../define.ts';
import { figureStyles } from '../function/styles.ts';
import { controlStyles, tokenStyles } from '../styles.ts';
import { answerPart, checkable, comparison, verdict } from './answer.ts';
import { topicOf } from './content.ts';
import { FigureShelf } from './figures.ts';
import { onScore, score } from './keeper.ts';
import { letters, QuizModel } from './model.ts';
import { rich } from './rich.ts';
import { quizStyles } from './styles.ts';

export class DescentQuiz extends LitElement {
  static override styles = [tokenStyles, controlStyles, figureStyles, quizStyles];
  static override properties = { lock: {}, hide: {} };
  declare lock: string | null;
  declare hide: string | null;

  readonly model = new QuizModel(this);
  private readonly texts = new Texter(this, 'quiz', 'catalog', 'function');
  protected readonly address = new AddressBinding(this, { take: (fields) => this.model.take(fields), fragment: () => buildFragment(this.model.fields()) });
  private readonly shelf = new FigureShelf(this, this.model);
  private readonly locked = (name: string) => words(this.lock).has(name);
  private readonly omitted = (name: string) => words(this.hide).has(name);
  private readonly author = new AuthorButton(this);
  private near?: IntersectionObserver;
  private stop?: () => void;

  getState(): Record<string, string> { return Object.fromEntries(this.model.fields()); }
  /** Takes what `getState` gave. Nothing is added to the score. */
  setState(fields: Record<string, string | number>): void {
    this.model.take(new Map(Object.entries(fields).map(([key, value]) => [key, String(value)])));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = onScore(() => this.requestUpdate());
    // A page may hold dozens of questions: each wakes when it comes near, early enough to be whole when it comes into view.
    this.near = new IntersectionObserver((entries) => { if (entries.some((e) => e.isIntersecting)) this.wake(); }, { rootMargin: '1200px' });
    this.near.observe(this);
    addEventListener('beforeprint', this.wake);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
    this.near?.disconnect();
    removeEventListener('beforeprint', this.wake);
  }
  private readonly wake = () => { this.near?.disconnect(); this.model.wake(); };

  /** A text of this quiz, by the rest of its key. */
  private text(rest: string): string | undefined {
    return lookup(topicOf(this.model.group), `${this.model.id}.${rest}`);
  }

  protected override render(): TemplateResult {
    const { model } = this, { t } = this.texts;
    if (!this.texts.ready) return html`<div class="quiz room"></div>`;
    if (model.trouble) {
      return html`<div class="quiz" role="alert"><p>${t('failed', { message: explain(model.trouble) })}</p>
        <button type="button" class="primary" @click=${() => model.wake()}>${t('retry.load')}</button></div>`;
    }
    if (model.unknown) return html`<div class="quiz" role="alert"><p>${t('unknown', { id: model.id })}</p></div>`;
    const { quiz, solution, done } = model;
    if (!quiz || !solution) return html`<div class="quiz room"><p class="help">${t('loading')}</p></div>`;
    const text = (rest: string) => rich(this.text(rest) ?? rest, this.values());
    const question = html`${text('question')}`, parts = { model, t, text, own: (rest: string) => this.text(rest), locked: this.locked, hidden: this.omitted };
    const figures = (when: 'before' | 'after') => (this.omitted('figure') ? nothing : this.shelf.render(parts, when));
    const body = answerPart(parts);
    return html`<div class="quiz" tabindex="-1" id="quiz" role="group" aria-labelledby="question">
      <p class="kind">${t(`kind.${quiz.kind}`)}${quiz.variants ? html` · ${t('variant.at', { i: model.variant + 1, n: quiz.variants.length })}` : nothing}${this.standing()}</p>
      <form @submit=${(e: Event) => e.preventDefault()} novalidate>
        ${quiz.kind === 'choice'
          ? html`<fieldset ?disabled=${this.locked('answer')}><legend id="question">${question}</legend>${figures('before')}${body}</fieldset>`
          : html`<p class="ask" id="question">${question}</p>${figures('before')}${body}`}
        <div class="row">${done
          ? html`${this.omitted('again') ? nothing : html`<button type="button" id="again" @click=${() => this.again()}>${t('again')}</button>`}
            ${quiz.variants && !this.omitted('variant') ? html`<button type="button" @click=${() => this.again(model.variant + 1)}>${t('variant')}</button>` : nothing}
            ${this.omitted('next') || !this.following() ? nothing : html`<button type="button" class="primary" @click=${() => this.next()}>${t('next')}</button>`}`
          : html`<button type="submit" class="primary" @click=${this.submit} ?disabled=${!checkable(model) || this.locked('answer')}>${t('check')}</button>`}
          ${this.omitted('author') ? nothing : this.author.render(lookup('function', 'author') ?? '')}</div>
      </form>
      <div class="verdict" role="status">${done ? verdict(model, t, this.optionText) : nothing}</div>
      ${done ? html`${comparison(model, t)}
        <p class="why">${text('why')}</p>
        <div class="after">${figures('after')}</div>` : nothing}
    </div>`;
  }

  /** What the texts may name: the quiz's numbers and its answer. */
  private values() {
    const { solution, quiz } = this.model, { answer, numbers } = solution!;
    const shown = answer.kind === 'number' ? { value: answer.value, digits: quiz!.digits }
      : answer.kind === 'choice' ? this.letter(answer.option) : this.model.pointText(answer.points[answer.points.length - 1]);
    return { answer: shown, ...numbers };
  }
  private letter(option: string): string {
    const { quiz } = this.model;
    return quiz?.kind === 'choice' ? letters[quiz.options.indexOf(option)] : '';
  }
  private readonly optionText = (option: string) => ({ letter: this.letter(option), text: rich(this.text(option) ?? option, this.values()) });

  private standing(): TemplateResult | typeof nothing {
    const outcome = this.omitted('score') ? undefined : score().get(this.model.id), { t } = this.texts;
    if (!outcome) return nothing;
    return html` · ${outcome.solvedAt ? t('page.mark.right', { n: outcome.solvedAt }) : t('page.mark.wrong', { n: outcome.tries })}`;
  }

  /** The button's click, which Enter in a field is as well: forms in sandboxed frames may not be submitted, not even to themselves. */
  private readonly submit = (event: Event) => {
    event.preventDefault();
    if (!checkable(this.model) || this.locked('answer')) return;
    const { id, given, correct } = this.model.check();
    void this.updateComplete.then(() => this.focusIn('#again, .row button'));
    this.dispatchEvent(new CustomEvent('answer', { detail: { id, correct, given }, bubbles: true, composed: true }));
  };

  private again(variant = this.model.variant): void {
    this.model.again(variant);
    const typed = this.model.quiz?.kind === 'choice' || this.model.quiz?.kind === 'number';
    void this.updateComplete.then(() => this.focusIn(typed ? 'input:not(:disabled)' : '#quiz'));
  }
  private focusIn(selector: string): void {
    (this.renderRoot as ShadowRoot).querySelector<HTMLElement>(selector)?.focus();
  }

  /** The question after this one among those shown beside it. */
  private following(): DescentQuiz | undefined {
    const all = [...(this.getRootNode() as Document | ShadowRoot).querySelectorAll('descent-quiz')];
    return all.slice(all.indexOf(this) + 1).find((other) => other.checkVisibility?.() ?? true);
  }
  private next(): void {
    const other = this.following();
    other?.scrollIntoView({ block: 'start' });
    other?.meet();
  }
  /** Puts the reader's focus on the question. */
  meet(): void {
    this.wake();
    void this.updateComplete.then(() => this.focusIn('#quiz'));
  }
}

define('descent-quiz', DescentQuiz);
declare global {
  interface HTMLElementTagNameMap { 'descent-quiz': DescentQuiz }
}
