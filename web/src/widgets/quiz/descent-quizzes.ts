/**
 * `<descent-quizzes>`: every question by lesson, with a filter, the reader's score and the results code.
 *
 * Attributes are the address keys: `group` (a lesson's slug or `lecture`), `show` (new, wrong, right), `quiz` (a question to go
 * to); `url` keeps the page's address in step. Events: `change` {state}, and `answer` of the questions.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { explain } from '../../i18n/errors.ts';
import { language, lookup, onLanguage, Texter } from '../../i18n/i18n.ts';
import titles from 'virtual:lesson-titles';
import { groupOf, pictured, type Quiz } from '../../state/quiz.ts';
import { tally } from '../../state/score.ts';
import { buildFragment } from '../../state/url.ts';
import { AddressBinding } from '../address.ts';
import { define } from '../define.ts';
import { pageUrl } from '../engine.ts';
import { value } from '../options.ts';
import { controlStyles, tokenStyles } from '../styles.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
import { groupNames, loadGroup, topicOf } from './content.ts';
import './descent-quiz.ts';
import { isKept, onScore, reset, score } from './keeper.ts';
import { plain } from './rich.ts';
import './results.ts';
import { pageQuizStyles } from './styles.ts';

const shows = ['new', 'wrong', 'right'] as const;
type Show = (typeof shows)[number];
interface Group { name: string; quizzes: Quiz[] }

export class DescentQuizzes extends LitElement {
  static override styles = [tokenStyles, controlStyles, pageQuizStyles];

  private readonly texts = new Texter(this, 'quiz');
  protected readonly address = new AddressBinding(this, { take: (fields) => this.take(fields), fragment: () => buildFragment(Object.entries(this.getState())) });
  private groups?: Group[];
  private trouble?: Trouble;
  private group = '';
  private show: Show | '' = '';
  private goal = '';
  /** Those that fitted the filter when it was set: a question answered meanwhile stays under the reader's eyes. */
  private fitting = new Set<string>();
  private opened = new Set<string>();
  private sure = false;
  private said = '';
  private stops: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.stops = [onScore(() => this.requestUpdate()), onLanguage(() => this.requestUpdate())];
    void this.open();
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.stops) stop();
  }

  getState(): Record<string, string> {
    return { ...(this.group && { group: this.group }), ...(this.show && { show: this.show }), ...(this.goal && { quiz: this.goal }) };
  }
  setState(fields: Record<string, string>): void { this.take(new Map(Object.entries(fields))); }

  private take(fields: Map<string, string>): void {
    this.group = fields.get('group') ?? '';
    this.show = shows.find((one) => one === fields.get('show')) ?? '';
    this.goal = fields.get('quiz') ?? '';
    if (this.goal) this.opened.add(groupOf(this.goal));
    this.sift();
    this.requestUpdate();
    void this.goTo();
  }

  private async open(): Promise<void> {
    this.trouble = undefined;
    try {
      const names = await groupNames();
      this.groups = await Promise.all(names.map(async (name) => ({ name, quizzes: await loadGroup(name) })));
      if (this.opened.size === 0 && names.length) this.opened.add(names[0]);
      if (!names.includes(this.group)) this.group = '';
      this.sift();
    } catch (error) {
      this.trouble = asTrouble(error);
    }
    this.requestUpdate();
    void this.goTo();
  }

  /** Brings the question named in the address before the reader. */
  private async goTo(): Promise<void> {
    if (!this.goal || !this.groups) return;
    await this.updateComplete;
    const quiz = [...(this.renderRoot as ShadowRoot).querySelectorAll('descent-quiz')].find((one) => one.getAttribute('quiz') === this.goal);
    quiz?.scrollIntoView({ block: 'start' });
  }

  private sift(): void {
    const fits = (id: string) => {
      const outcome = score().get(id);
      return this.show === '' || (this.show === 'new' ? !outcome : this.show === 'right' ? !!outcome?.solvedAt : outcome !== undefined && !outcome.solvedAt);
    };
    this.fitting = new Set(this.groups?.flatMap((group) => group.quizzes.map((quiz) => quiz.id).filter(fits)));
  }

  private change(change: { group?: string; show?: Show | '' }): void {
    Object.assign(this, change, { goal: '' });
    this.sift();
    if (this.group) this.opened.add(this.group);
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('change', { detail: { state: this.getState() }, bubbles: true, composed: true }));
  }

  /** A lesson's title as its first line has it. */
  private heading(group: string): string {
    return group === 'lecture' ? this.texts.t('group.lecture') : titles[group]?.[language()] ?? group;
  }

  protected override render(): TemplateResult {
    const { t } = this.texts;
    if (this.trouble) {
      return html`<div role="alert"><p>${t('failed', { message: explain(this.trouble) })}</p><button type="button" class="primary" @click=${() => void this.open()}>${t('retry.load')}</button></div>`;
    }
    if (!this.texts.ready || !this.groups) return html`<div class="room"></div>`;
    const shown = this.groups.filter((group) => !this.group || group.name === this.group)
      .map((group) => ({ ...group, quizzes: group.quizzes.filter((quiz) => this.fitting.has(quiz.id)) })).filter((group) => group.quizzes.length);
    return html`${this.board()}${this.filters()}
      ${shown.length ? repeat(shown, (group) => group.name, (group) => this.section(group)) : html`<p class="empty" role="status">${t('page.empty')}</p>`}
      <descent-quiz-results .questions=${this.questions()}></descent-quiz-results>`;
  }

  private board(): TemplateResult {
    const { t } = this.texts, ids = this.groups!.flatMap((group) => group.quizzes.map((quiz) => quiz.id));
    const { all, tried, right, first } = tally(score(), ids);
    return html`<div class="board"><div class="sum"><p id="score"><b>${tried ? t('page.score', { right, all, first }) : t('page.none', { all })}</b></p>
        <progress aria-hidden="true" max=${Math.max(1, all)} value=${right}></progress>
        <p class="about">${t(isKept() ? 'page.kept' : 'page.lost')}</p></div>
      <div class="reset">${this.sure
        ? html`<span id="sure">${t('page.reset.sure')}</span><button type="button" id="yes" aria-describedby="sure" @click=${() => this.forget()}>${t('page.reset.yes')}</button>
          <button type="button" id="no" @click=${() => this.ask(false)}>${t('page.reset.no')}</button>`
        : html`<button type="button" id="reset" ?disabled=${score().size === 0} @click=${() => this.ask(true)}>${t('page.reset')}</button>`}
        <span role="status" class="about">${this.said}</span></div></div>`;
  }
  private ask(sure: boolean): void {
    Object.assign(this, { sure, said: '' });
    this.requestUpdate();
    void this.updateComplete.then(() => (this.renderRoot as ShadowRoot).getElementById(sure ? 'no' : 'reset')?.focus());
  }
  private forget(): void {
    reset();
    Object.assign(this, { sure: false, said: this.texts.t('page.reset.done') });
    this.sift();
    this.requestUpdate();
    void this.updateComplete.then(() => (this.renderRoot as ShadowRoot).getElementById('group')?.focus());
  }

  private filters(): TemplateResult {
    const { t } = this.texts;
    return html`<div class="filters">
      <div class="field"><label for="group">${t('page.group')}</label><select id="group" @change=${(e: Event) => this.change({ group: value(e) })}>
        <option value="" ?selected=${!this.group}>${t('page.group.all')}</option>
        ${this.groups!.map(({ name }) => html`<option value=${name} ?selected=${name === this.group}>${this.heading(name)}</option>`)}</select></div>
      <div class="field"><label for="show">${t('page.status')}</label><select id="show" @change=${(e: Event) => this.change({ show: value(e) as Show | '' })}>
        <option value="" ?selected=${!this.show}>${t('page.status.all')}</option>
        ${shows.map((one) => html`<option value=${one} ?selected=${one === this.show}>${t(`page.status.${one}`)}</option>`)}</select></div></div>`;
  }

  private section({ name, quizzes }: Group): TemplateResult {
    const { t } = this.texts, { all, right } = tally(score(), this.groups!.find((group) => group.name === name)!.quizzes.map((quiz) => quiz.id));
    const open = this.opened.has(name) || this.group === name || this.show !== '';
    const toggle = (e: Event) => {
      if ((e.target as HTMLDetailsElement).open) this.opened.add(name);
      else this.opened.delete(name);
      this.requestUpdate();
    };
    return html`<details class="group" data-group=${name} ?open=${open} @toggle=${toggle}>
      <summary><h2>${this.heading(name)}</h2><span class="count ${right === all ? 'whole' : ''}">${t('page.count', { right, all })}</span></summary>
      ${open ? html`${titles[name] ? html`<p class="about"><a href=${pageUrl(`course/${name}/`)}>${t('page.lesson')}</a></p>` : nothing}
        ${repeat(quizzes, (quiz) => quiz.id, (quiz) => html`<descent-quiz quiz=${quiz.id} class=${pictured(quiz) ? 'pictured' : nothing}></descent-quiz>`)}` : nothing}</details>`;
  }

  /** What the list of a results code calls each question. */
  private questions(): Map<string, string> {
    return new Map(this.groups!.flatMap((group) => group.quizzes.map((quiz) =>
      [quiz.id, plain(lookup(topicOf(group.name), `${quiz.id}.question`) ?? quiz.id, {}).replace(/\{\w+\}/g, '…')] as const)));
  }
}

define('descent-quizzes', DescentQuizzes);
declare global {
  interface HTMLElementTagNameMap { 'descent-quizzes': DescentQuizzes }
}
