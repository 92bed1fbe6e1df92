/**
 * The author pane: what readers may touch, how the figure begins, its language, theme and size; then one code to copy. What is
 * chosen shows at once in a small frame, the very one that the codes make.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { languages, Texter, type Key, type Language } from '../../i18n/i18n.ts';
import { words } from '../address.ts';
import { Copier } from '../copier.ts';
import { pageUrl } from '../engine.ts';
import { value } from '../options.ts';
import { pageOf } from '../pages.ts';
import { controlStyles, tokenStyles } from '../styles.ts';
import type { Authored } from './button.ts';
import { formats, type Choice, type Format } from './codes.ts';
import { controlChoice, parametersOf } from './control-choice.ts';
import { figures, nameOf } from './figures.ts';
import { paneStyles } from './styles.ts';

const widths = [null, 720, 480, 360];
const heights = { min: 120, max: 4000 };
type Shown = Format | 'torch';
interface Chosen {
  /** Begin where the reader is now. */
  moment: boolean;
  lang: string;
  theme: string;
  width: number | null;
  height: number;
  /** The height was typed. */
  measured: boolean;
  format: Shown;
  /** The title that was typed. */
  named?: string;
}

export class AuthorPane extends LitElement {
  static override styles = [tokenStyles, controlStyles, paneStyles];
  figure!: Authored;
  /** The language of a figure that speaks another one than its page. */
  spoken?: Language;

  private readonly texts = new Texter(this, 'author');
  private readonly copier = new Copier(this);
  private lock = new Set<string>();
  private hide = new Set<string>();
  private state: Record<string, string> = {};
  private chosen: Chosen = { moment: true, lang: '', theme: '', width: null, height: 0, measured: false, format: 'link' };
  private program?: string;
  /** The address in the frame: it follows after a pause, so that nothing flickers while one types. */
  private previewed = '';
  private timer?: ReturnType<typeof setTimeout>;

  get dialog(): HTMLDialogElement | null { return (this.renderRoot as ShadowRoot).querySelector('dialog'); }

  /** Shows the figure as it stands now. */
  async open(): Promise<void> {
    const { figure } = this;
    this.lock = words(figure.lock);
    this.hide = words(figure.hide);
    this.state = figure.getState();
    this.chosen = { ...this.chosen, height: Math.round(Math.min(heights.max, Math.max(heights.min, figure.getBoundingClientRect().height))), measured: false };
    this.program = undefined;
    addEventListener('message', this.hear);
    while (!this.texts.ready) await new Promise((resolve) => setTimeout(resolve, 20));
    this.requestUpdate();
    await this.updateComplete;
    this.dialog?.showModal();
    this.program = await figure.program?.('torch').catch(() => undefined);
    this.requestUpdate();
  }
  private readonly closed = () => {
    removeEventListener('message', this.hear);
    clearTimeout(this.timer);
    this.previewed = '';
    this.requestUpdate();
  };
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.closed();
  }

  private get name(): string { return nameOf(this.figure.localName); }
  private get info() { return figures[this.name]; }
  private say(key: string): string { return this.texts.t(key as Key<'author'>); }
  private get caption(): string { return this.chosen.named ?? this.say(`figure.${this.name}`); }

  private get choice(): Choice {
    const { info } = this, { moment, lang, theme, width, height } = this.chosen, left = moment ? [] : info.moment;
    return {
      root: pageUrl(''), figure: this.name, page: pageOf(this.figure.localName), title: this.caption, picture: `descent-${this.name}.png`,
      state: Object.entries(this.state).filter(([key]) => !left.includes(key)), lock: [...this.lock], hide: [...this.hide],
      lang, theme, width, height, compact: this.figure.hasAttribute('compact'),
    };
  }
  private code(): string {
    const { format } = this.chosen;
    return format === 'torch' ? this.program ?? '' : formats[format](this.choice);
  }

  /** The frame says how high its figure is; a height that was typed stays. */
  private readonly hear = (event: MessageEvent) => {
    const frame = (this.renderRoot as ShadowRoot).querySelector('iframe'), height = Number(Object(event.data).height);
    if (!frame || event.source !== frame.contentWindow || this.chosen.measured || !(height >= heights.min && height <= heights.max)) return;
    this.change({ height: Math.ceil(height) });
  };

  private change(change: Partial<Chosen>): void {
    Object.assign(this.chosen, change);
    this.requestUpdate();
  }

  protected override updated(): void {
    if (!this.dialog?.open) return;
    const address = formats.link({ ...this.choice, page: undefined });
    if (address === this.previewed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.previewed = address; this.requestUpdate(); }, this.previewed ? 500 : 0);
  }

  protected override render(): TemplateResult {
    const { t } = this.texts;
    if (!this.texts.ready || !this.info) return html``;
    return html`<dialog aria-labelledby="heading" @close=${this.closed} @click=${(e: Event) => { if (e.target === this.dialog) this.dialog?.close(); }}>
      <div class="head"><h2 id="heading">${t('heading')}</h2><button type="button" @click=${() => this.dialog?.close()}>${t('close')}</button></div>
      <p class="about">${t('lead')}</p>
      <div class="columns"><div class="choices">${this.controls()}${this.settings()}</div><div class="results">${this.codes()}${this.preview()}</div></div></dialog>`;
  }

  private controls(): TemplateResult {
    const set = (of: 'lock' | 'hide') => (name: string, on: boolean) => {
      this[of] = new Set([...this[of]].filter((word) => word !== name));
      if (on) this[of].add(name);
      this.requestUpdate();
    };
    return controlChoice({
      t: this.texts.t, say: (key) => this.say(key), info: this.info, parameters: this.info.parameters ? parametersOf(this.figure) : [], lock: this.lock, hide: this.hide,
      onLock: set('lock'), onHide: set('hide'),
    });
  }

  private settings(): TemplateResult {
    const { t } = this.texts, { chosen } = this, moving = this.info.moment.some((key) => key in this.state);
    const select = (id: 'lang' | 'theme', options: (readonly [string, string])[]) => html`<div class="field"><label for=${id}>${t(id)}</label>
      <select id=${id} @change=${(e: Event) => this.change({ [id]: value(e) })}>${options.map(([key, text]) => html`<option value=${key} ?selected=${chosen[id] === key}>${text}</option>`)}</select></div>`;
    return html`<div class="grid">
      <div class="field wide"><label for="title">${t('title')}</label><input id="title" type="text" maxlength="200" .value=${this.caption} @input=${(e: Event) => this.change({ named: value(e) })}></div>
      ${select('lang', [['', t('lang.reader')], ...languages.map(({ id, name }) => [id, name] as const)])}
      ${select('theme', [['', t('theme.reader')], ['light', t('theme.light')], ['dark', t('theme.dark')]])}
      <div class="field"><label for="width">${t('width')}</label><select id="width" @change=${(e: Event) => this.change({ width: Number(value(e)) || null })}>
        ${widths.map((w) => html`<option value=${w ?? ''} ?selected=${w === chosen.width}>${w === null ? t('width.whole') : t('pixels', { n: w })}</option>`)}</select></div>
      <div class="field"><label for="height">${t('height')}</label><input id="height" type="number" min=${heights.min} max=${heights.max} .value=${String(chosen.height)}
        @change=${(e: Event) => this.change({ height: Math.min(heights.max, Math.max(heights.min, Math.round(Number(value(e))) || chosen.height)), measured: true })}></div>
      ${moving ? html`<label class="check wide"><input id="moment" type="checkbox" .checked=${chosen.moment} @change=${(e: Event) => this.change({ moment: (e.target as HTMLInputElement).checked })}>
        ${this.name === 'quiz' ? t('moment.answer') : t('moment')}</label>` : nothing}</div>`;
  }

  private codes(): TemplateResult {
    const { t } = this.texts, offered: Shown[] = [...(Object.keys(formats) as Format[]), ...(this.program ? ['torch' as const] : [])];
    const code = this.code(), { format: now } = this.chosen;
    return html`<fieldset class="formats"><legend>${t('code')}</legend>${offered.map((format) => html`<label><input type="radio" name="format" value=${format}
        .checked=${format === now} @change=${() => this.change({ format })}><span>${t(`format.${format}`)}</span></label>`)}</fieldset>
      <label class="sr" for="code">${t('code')}</label><textarea id="code" readonly spellcheck="false" rows=${Math.min(12, Math.max(4, code.split('\n').length + 1))} .value=${code}
        @focus=${(e: Event) => (e.target as HTMLTextAreaElement).select()}></textarea>
      <p class="about">${t(`format.${now}.about`)}</p>
      <div class="row"><button type="button" class="primary" id="copy" @click=${() => void this.copier.copy(code, t('copied'))}>${t('copy')}</button>
        ${now === 'markdown' ? html`<button type="button" id="picture" @click=${() => void this.save()}>${t('picture', { name: this.choice.picture })}</button>` : nothing}
        <span role="status" class="about">${this.copier.said}</span></div>`;
  }

  private preview(): TemplateResult {
    const { t } = this.texts;
    return html`<h3>${t('preview')}</h3><div class="frame" tabindex="0" role="region" aria-label=${t('preview')}>${this.previewed
      ? keyed(this.previewed, html`<iframe src=${this.previewed} title=${t('preview')} height=${this.chosen.height} width=${this.chosen.width ?? '100%'}></iframe>`) : nothing}</div>`;
  }

  private async save(): Promise<void> {
    const [{ picture }, { download }] = await Promise.all([import('./picture.ts'), import('../figure-file.ts')]);
    const made = await picture(this.figure).catch(() => undefined);
    if (made) download(this.choice.picture, made);
    else this.copier.say(this.texts.t('picture.none'));
  }
}

if (!customElements.get('descent-author-pane')) customElements.define('descent-author-pane', AuthorPane);

const panes = new WeakMap<Authored, AuthorPane>();

/** Opens the pane of a figure. It stands in the figure itself, whose theme and language it takes. */
export function openPane(figure: Authored): void {
  const pane = panes.get(figure) ?? new AuthorPane();
  panes.set(figure, pane);
  pane.figure = figure;
  pane.spoken = (figure as { spoken?: Language }).spoken;
  if (!pane.isConnected) figure.renderRoot.append(pane);
  void pane.open();
}
