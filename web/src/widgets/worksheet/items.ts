/** The items of a worksheet: as readers see them, and as teachers change them. */
import { html, nothing, type TemplateResult } from 'lit';
import { lookup, type Key } from '../../i18n/i18n.ts';
import { groupOf, type Quiz } from '../../state/quiz.ts';
import { limits, type Item } from '../../state/worksheet.ts';
import { fragmentOf } from './link.ts';
import { controlChoice, parametersOf } from '../author/control-choice.ts';
import { figures } from '../author/figures.ts';
import { value } from '../options.ts';
import { topicOf } from '../quiz/content.ts';
import { plain } from '../quiz/rich.ts';
import type { Placed, WorksheetModel } from './model.ts';
import { prose } from './text.ts';

const sources = import.meta.glob('../*/descent-*.ts');
const loaders = new Map(Object.entries(sources).map(([path, load]) => [path.replace(/^.*\/descent-(.*)\.ts$/, '$1'), load]));
/** A sheet has its own links, and its figures nothing for authors. */
const always = ['author', 'link'];

type Stateful = HTMLElement & { getState?(): Record<string, string>; setState?(fields: Record<string, string>): void };
export type Say = (key: Key<'worksheet'>, values?: Record<string, string | number>) => string;

export interface Group { name: string; heading: string; quizzes: Quiz[] }

/** What a question asks, in one line. */
export const questionText = (id: string): string => plain(lookup(topicOf(groupOf(id)), `${id}.question`) ?? id, {}).replace(/\{\w+\}/g, '…');

export class ItemsView {
  private readonly made = new Map<number, { key: string; element: Stateful }>();

  constructor(private model: WorksheetModel, private t: Say, private author: (key: string, values?: Record<string, string | number>) => string) {}

  /** As readers see it. */
  show(item: Placed): TemplateResult {
    if (item.kind === 'text') return html`<div class="prose">${prose(item.text)}</div>`;
    return html`<div class="living">${this.element(item)}</div>`;
  }

  edit(item: Placed, groups: Group[] | undefined): TemplateResult {
    if (item.kind === 'text') return this.text(item);
    if (item.kind === 'quiz') return this.quiz(item, groups);
    return this.figure(item);
  }

  private text(item: Placed & { kind: 'text' }): TemplateResult {
    const { t } = this;
    return html`<label class="name" for="text-${item.key}">${t('text')}</label>
      <textarea id="text-${item.key}" rows="5" maxlength=${limits.text} aria-describedby="text-help-${item.key}" .value=${item.text} @input=${(e: Event) => this.model.put(item.key, { text: value(e) })}></textarea>
      <p class="about" id="text-help-${item.key}">${t('text.help')}</p>${item.text.trim() ? html`<div class="prose shown">${prose(item.text)}</div>` : nothing}`;
  }

  private quiz(item: Placed & { kind: 'quiz' }, groups: Group[] | undefined): TemplateResult {
    const { t, model } = this, known = groups?.flatMap((group) => group.quizzes).find((quiz) => quiz.id === item.quiz);
    return html`<div class="field"><label for="quiz-${item.key}">${t('question')}</label><select id="quiz-${item.key}" @change=${(e: Event) => model.put(item.key, { quiz: value(e), variant: 1 })}>
        ${known ? nothing : html`<option value=${item.quiz} selected>${item.quiz}</option>`}
        ${groups?.map((group) => html`<optgroup label=${group.heading}>${group.quizzes.map((quiz) => html`<option value=${quiz.id} ?selected=${quiz.id === item.quiz}>${questionText(quiz.id)}</option>`)}</optgroup>`)}</select></div>
      ${known?.variants ? html`<div class="field"><label for="variant-${item.key}">${t('variant')}</label><select id="variant-${item.key}" @change=${(e: Event) => model.put(item.key, { variant: Number(value(e)) })}>
        ${known.variants.map((_, i) => html`<option value=${i + 1} ?selected=${i + 1 === item.variant}>${i + 1}</option>`)}</select></div>` : nothing}
      <div class="living">${this.element(item)}</div>`;
  }

  private figure(item: Placed & { kind: 'figure' }): TemplateResult {
    const { t, model } = this, element = this.element(item), info = figures[item.figure];
    const set = (of: 'lock' | 'hide') => (name: string, on: boolean) => {
      const rest = item[of].filter((word) => word !== name);
      model.put(item.key, { [of]: on ? [...rest, name] : rest });
    };
    const take = (event: Event) => {
      const input = event.target as HTMLInputElement, fields = fragmentOf(input.value);
      input.setAttribute('aria-invalid', String(input.value.trim() !== '' && !fields));
      if (!fields) return;
      element.setState?.(fields);
      model.put(item.key, { state: element.getState?.() ?? fields });
      input.value = '';
    };
    return html`<p class="about">${t('figure.help')}</p><div class="living">${element}</div>
      <div class="field"><label for="link-${item.key}">${t('figure.link')}</label><input id="link-${item.key}" type="text" autocomplete="off" spellcheck="false" placeholder="…#v=1&amp;f=…" @change=${take}></div>
      <details><summary>${t('figure.controls', { n: item.lock.length + item.hide.length })}</summary>${controlChoice({
        t: this.author, say: this.author, info: { ...info, hide: info.hide.filter((word) => !always.includes(word)) }, parameters: info.parameters ? parametersOf(element) : [],
        lock: new Set(item.lock), hide: new Set(item.hide), onLock: set('lock'), onHide: set('hide'),
      })}</details>`;
  }

  /** The living element of an item, made once: a reader's hand in it is not undone by a redraw. */
  private element(item: Placed & { kind: 'figure' | 'quiz' }): Stateful {
    const { editing } = this.model, name = item.kind === 'quiz' ? 'quiz' : item.figure;
    // Changed in place while a teacher works on it; made anew for another figure or question, and whenever reading begins or ends.
    const key = JSON.stringify([editing, item.kind === 'quiz' ? [item.quiz, item.variant] : item.figure]);
    const known = this.made.get(item.key);
    if (known?.key === key) return known.element;
    const element: Stateful = document.createElement(`descent-${name}`);
    const state = item.kind === 'quiz' ? { quiz: item.quiz, ...(item.variant > 1 && { variant: String(item.variant) }) } : item.state;
    // Not as attributes: a link's keys would be names of attributes.
    void loaders.get(name)?.().then(() => { customElements.upgrade(element); element.setState?.(state); }, () => undefined);
    const hide = item.kind === 'quiz' || editing ? always : [...always, ...item.hide];
    element.setAttribute('hide', hide.join(' '));
    if (item.kind === 'figure' && !editing && item.lock.length) element.setAttribute('lock', item.lock.join(' '));
    if (item.kind === 'figure' && editing) {
      element.addEventListener('change', (event) => {
        if (event instanceof CustomEvent && event.target === element && this.model.editing) this.model.put(item.key, { state: element.getState?.() ?? {} });
      });
    }
    this.made.set(item.key, { key, element });
    return element;
  }

  /** What can be added, with its first content. */
  static fresh(kind: Item['kind'], name: string): Item {
    if (kind === 'text') return { kind, text: '' };
    return kind === 'quiz' ? { kind, quiz: name, variant: 1 } : { kind, figure: name, state: {}, lock: [], hide: [] };
  }
}
