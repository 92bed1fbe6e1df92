/**
 * `<descent-worksheet>`: texts, figures and questions that live in one link. A bare page begins with an empty sheet to fill;
 * a page with a sheet in its address shows it, and lets anybody go on working on a copy.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import titles from 'virtual:lesson-titles';
import { language, loadTopics, Texter, type Key } from '../../i18n/i18n.ts';
import { groupOf } from '../../state/quiz.ts';
import { limits, type Item } from '../../state/worksheet.ts';
import { figures } from '../author/figures.ts';
import { Copier } from '../copier.ts';
import { pageUrl } from '../engine.ts';
import { kept } from '../kept.ts';
import { value } from '../options.ts';
import { groupNames, hasGroup, loadGroup, topicOf } from '../quiz/content.ts';
import '../quiz/results.ts';
import { controlStyles, tokenStyles } from '../styles.ts';
import { ItemsView, questionText, type Group } from './items.ts';
import { WorksheetModel, type Placed } from './model.ts';
import { worksheetStyles } from './styles.ts';

const offered = Object.keys(figures).filter((name) => name !== 'quiz');

export class DescentWorksheet extends LitElement {
  static override styles = [tokenStyles, controlStyles, worksheetStyles];

  private readonly texts = new Texter(this, 'worksheet');
  private readonly authors = new Texter(this, 'author');
  private readonly model = new WorksheetModel(this);
  private readonly items = new ItemsView(this.model, this.texts.t, (key, values) => this.authors.t(key as Key<'author'>, values));
  private readonly copier = new Copier(this);
  private groups?: Group[];
  private fetching = false;
  private readonly asked = new Set<string>();
  private said = '';

  protected override render(): TemplateResult {
    const { model } = this, { t } = this.texts;
    if (!this.texts.ready || !this.authors.ready || !model.ready) return html`<div class="room"></div>`;
    if (model.editing) void this.fetchQuestions();
    const { items } = model;
    return html`${model.problem ? html`<div class="finding bad" role="alert"><p>${t(`problem.${model.problem as 'long'}`, { most: limits.link })}</p></div>` : nothing}
      ${this.bar()}
      ${model.editing
        ? html`<div class="field title"><label for="title">${t('title')}</label><input id="title" type="text" maxlength=${limits.title} .value=${kept(model.title)} @input=${(e: Event) => model.name(value(e))}></div>`
        : html`<h2 class="title">${model.title || t('untitled')}</h2><p class="who">${t('print.name')} <span></span> ${t('print.date')} <span></span></p>`}
      <ol class="items ${model.editing ? 'editing' : ''}">${repeat(items, (item) => item.key, (item, i) => html`<li data-item=${item.key}>${model.editing ? this.frame(item, i) : this.items.show(item)}</li>`)}</ol>
      ${items.length === 0 ? html`<p class="empty">${t('empty')}</p>` : nothing}
      ${model.editing ? this.adding() : this.results()}
      <p class="sr" role="status" id="said">${this.said}</p>`;
  }

  private bar(): TemplateResult {
    const { model } = this, { t } = this.texts;
    return html`<div class="bar"><div class="modes" role="group" aria-label=${t('mode')}>${[true, false].map((editing) =>
        html`<button type="button" aria-pressed=${model.editing === editing} @click=${() => this.turn(editing)}>${t(editing ? 'mode.edit' : 'mode.view')}</button>`)}</div>
      <button type="button" class="primary" id="copy" ?disabled=${model.tooLong || (model.items.length === 0 && !model.title)} @click=${() => void this.copy()}>${t('copy')}</button>
      <button type="button" id="print" @click=${() => this.print()}>${t('print')}</button>
      <span class="about" id="length">${t('length', { n: model.link.length, most: limits.link })}</span><span role="status" class="about">${this.copier.said}</span></div>
      ${model.tooLong ? html`<div class="finding bad" role="alert"><p>${t('toolong', { n: model.link.length, most: limits.link })}</p></div>` : nothing}`;
  }

  /** An item under work: what it is, where it stands, and what can be done with it. */
  private frame(item: Placed, i: number): TemplateResult {
    const { model } = this, { t } = this.texts, n = model.items.length, name = this.nameOf(item);
    return html`<section class="item" aria-label=${t('item', { i: i + 1, n, name })}><div class="head"><h3>${i + 1}. ${name}</h3>
        <button type="button" data-move="up" ?disabled=${i === 0} aria-label=${t('up.aria', { name })} @click=${() => this.move(item, -1)}>↑ ${t('up')}</button>
        <button type="button" data-move="down" ?disabled=${i === n - 1} aria-label=${t('down.aria', { name })} @click=${() => this.move(item, 1)}>↓ ${t('down')}</button>
        <button type="button" data-remove aria-label=${t('remove.aria', { name })} @click=${() => this.discard(item, i)}>${t('remove')}</button></div>
      ${this.items.edit(item, this.groups)}</section>`;
  }
  private nameOf(item: Item): string {
    if (item.kind === 'figure') return this.authors.t(`figure.${item.figure}` as Key<'author'>);
    return this.texts.t(item.kind === 'text' ? 'text' : 'question');
  }

  private adding(): TemplateResult {
    const { model } = this, { t } = this.texts, full = model.full;
    const chooser = (id: 'figure' | 'question', options: unknown) => html`<div class="field"><label for="new-${id}">${t(`add.${id}`)}</label>
      <span class="pair"><select id="new-${id}">${options}</select><button type="button" id="add-${id}" ?disabled=${full} @click=${() => this.add(id === 'figure' ? 'figure' : 'quiz', `new-${id}`)}>${t('add')}</button></span></div>`;
    return html`<section class="adding" aria-labelledby="adding"><h3 id="adding">${t('add.heading')}</h3>
      <div class="choices"><div class="field"><span class="name">${t('add.text')}</span><button type="button" id="add-text" ?disabled=${full} @click=${() => this.add('text')}>${t('add')}</button></div>
      ${chooser('figure', offered.map((name) => html`<option value=${name}>${this.authors.t(`figure.${name}` as Key<'author'>)}</option>`))}
      ${this.groups ? chooser('question', this.groups.map((group) => html`<optgroup label=${group.heading}>${group.quizzes.map((quiz) => html`<option value=${quiz.id}>${questionText(quiz.id)}</option>`)}</optgroup>`)) : nothing}</div>
      ${full ? html`<p class="about">${t('full', { n: limits.items })}</p>` : nothing}</section>`;
  }

  /** The code of this sheet's questions, for the reader to hand in. */
  private results(): TemplateResult | typeof nothing {
    const ids = this.model.items.flatMap((item) => (item.kind === 'quiz' ? [item.quiz] : []));
    if (ids.length === 0) return nothing;
    return html`<descent-quiz-results class="results" .questions=${new Map(ids.map((id) => [id, questionText(id)]))} .only=${new Set(ids)}></descent-quiz-results>
      <p class="about teachers"><a href=${pageUrl('quizzes/')}>${this.texts.t('teachers')}</a></p>`;
  }

  /** The questions of every lesson, with their texts: only teachers need them all. */
  private async fetchQuestions(): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    try {
      await loadTopics('quiz');
      const names = await groupNames();
      this.groups = await Promise.all(names.map(async (name) => ({ name, quizzes: await loadGroup(name), get heading() { return titles[name]?.[language()] ?? name; } })));
    } catch { this.fetching = false; /* the line broke: the next drawing tries again */ }
    this.requestUpdate();
  }

  private focusOn(selector: string): void {
    void this.updateComplete.then(() => (this.renderRoot as ShadowRoot).querySelector<HTMLElement>(selector)?.focus());
  }
  private say(text: string): void {
    this.said = text;
    this.requestUpdate();
  }
  private turn(editing: boolean): void { this.model.edit(editing); }

  protected override updated(): void {
    // What the results code calls the questions comes with their texts.
    const groups = this.model.items.flatMap((item) => (item.kind === 'quiz' && hasGroup(groupOf(item.quiz)) ? [groupOf(item.quiz)] : []));
    const missing = groups.filter((group) => !this.asked.has(group));
    if (missing.length === 0) return;
    for (const group of missing) this.asked.add(group);
    void loadTopics(...missing.map(topicOf)).then(() => this.requestUpdate(), () => { for (const group of missing) this.asked.delete(group); });
  }
  private add(kind: Item['kind'], from = ''): void {
    const name = from && ((this.renderRoot as ShadowRoot).getElementById(from) as HTMLSelectElement).value;
    const item = this.model.add(ItemsView.fresh(kind, name));
    this.say(this.texts.t('added', { name: this.nameOf(item), i: this.model.items.length }));
    this.focusOn(kind === 'text' ? `#text-${item.key}` : `[data-item="${item.key}"] [data-move="up"]:not(:disabled), [data-item="${item.key}"] [data-remove]`);
  }
  private discard(item: Placed, i: number): void {
    this.model.remove(item.key);
    this.say(this.texts.t('removed', { name: this.nameOf(item) }));
    const next = this.model.items[Math.min(i, this.model.items.length - 1)];
    this.focusOn(next ? `[data-item="${next.key}"] [data-remove]` : '#add-text');
  }
  /** The hand stays on the item that moves. */
  private move(item: Placed, by: -1 | 1): void {
    const to = this.model.move(item.key, by), n = this.model.items.length;
    this.say(this.texts.t('moved', { name: this.nameOf(item), i: to + 1, n }));
    const way = by < 0 ? 'up' : 'down', other = by < 0 ? 'down' : 'up', end = by < 0 ? to === 0 : to === n - 1;
    this.focusOn(`[data-item="${item.key}"] [data-move="${end ? other : way}"]`);
  }

  private async copy(): Promise<void> {
    const fragment = await this.model.current();
    if (!this.model.tooLong) void this.copier.copy(location.href.split('#')[0] + fragment, this.texts.t('copied'));
  }
  private print(): void {
    this.turn(false);
    void this.updateComplete.then(() => setTimeout(() => window.print(), 300));
  }
}

if (!customElements.get('descent-worksheet')) customElements.define('descent-worksheet', DescentWorksheet);
declare global {
  interface HTMLElementTagNameMap { 'descent-worksheet': DescentWorksheet }
}
