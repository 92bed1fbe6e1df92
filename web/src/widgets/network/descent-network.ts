/**
 * `<descent-network>`: a network trained on images in the page: data, layers, method, curves, and what it says of the test images.
 *
 * Attributes are the address keys (`d ds ln vs l a i m s o b p seed n r`, `d.* a.* i.* m.* s.* o.*`; `ns nt na np` stop early,
 * `c k ci` are a comparison), plus
 *   url      keeps the page's address and the figure in step (one figure a page),
 *   lock, hide   space-separated controls: those that author/figures.ts lists, or one parameter such as `m.lr`
 * Events: `change` {state}, `step` {step, epoch, loss}. `getState()`/`setState()` round-trip as plain address keys.
 * Methods: `train()`, `pause()`, `step()`, `reset()`, `kept()`, `keptLosses(number)`.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { ParamInfo } from '../../engine/types.ts';
import { explain } from '../../i18n/errors.ts';
import { inputsOf } from '../../data/dataset.ts';
import { language, loadTopics, Texter } from '../../i18n/i18n.ts';
import { paintPicture } from '../../plots/picture.ts';
import { count, short } from '../../state/format.ts';
import { decodeNetwork, encodeNetwork, networkLimits } from '../../state/network-state.ts';
import { buildFragment } from '../../state/url.ts';
import { AddressBinding, respelt, words } from '../address.ts';
import { AuthorButton } from '../author/button.ts';
import { define } from '../define.ts';
import { PartSizes } from '../part-sizes.ts';
import { ThemeChanges } from '../theme.ts';
import { numberControl } from '../param-panel.ts';
import { controlStyles, plotStyles, tokenStyles } from '../styles.ts';
import { figureStyles, panelStyles } from '../function/styles.ts';
import { confusion } from './confusion.ts';
import { controls } from './controls.ts';
import { CurvesView } from './curves.ts';
import { dataControl } from './data-panel.ts';
import { finding } from './findings.ts';
import { GalleryView } from './gallery.ts';
import { NetworkModel } from './model.ts';
import { PanelsView } from './panels.ts';
import type { SurfaceView } from './data/surface.ts';
import type { MistakesPanel } from './insight/mistakes.ts';
import { scoreText, type Parts } from './parts.ts';
import { networkStyles } from './styles.ts';
import { TableView } from './table.ts';

const epochsInfo: ParamInfo = { key: 'epochs', symbol: '', scale: 'integer', default: 5, min: 1, max: networkLimits.epochs, lo: 1, hi: 50 };

export class DescentNetwork extends LitElement {
  static override styles = [tokenStyles, controlStyles, plotStyles, figureStyles, panelStyles, networkStyles];
  static override properties = { lock: {}, hide: {} };
  declare lock: string | null;
  declare hide: string | null;

  private readonly texts = new Texter(this, 'network', 'catalog');
  private readonly address = new AddressBinding(this, { take: (fields) => this.take(fields), fragment: () => this.fragment() });
  private readonly model = new NetworkModel(this, this.texts.t);
  protected readonly sizes = new PartSizes(this, '.chart', ([chart]) => { if (this.curves.resize(chart.clientWidth)) this.model.redraw(); });
  protected readonly planeSizes = new PartSizes(this, '.surface', ([plane]) => { if (this.surface?.resize(plane.clientWidth)) this.model.redraw(); });
  private readonly parts: Parts = {
    model: this.model, t: this.texts.t,
    locked: (name) => words(this.lock).has(name),
    hidden: (name) => words(this.hide).has(name),
  };
  private readonly curves = new CurvesView(this.parts, this.model.redraw);
  private readonly gallery = new GalleryView(this.parts, this.model.redraw);
  private readonly table = new TableView(this.parts, this.model.redraw, (text) => void this.copy(text));
  private readonly panels = new PanelsView(this.parts, [
    {
      id: 'runs', topic: 'runs', load: async () => new (await import('./history/list.ts')).RunsPanel(this.parts, this.model.redraw),
      title: () => { const n = this.model.keeper?.runs.length ?? 0; return n ? this.parts.t('panel.runs.n', { n }) : this.parts.t('panel.runs'); },
    },
    { id: 'compare', topic: 'runs', load: async () => new (await import('./compare/panel.ts')).ComparePanel(this.parts, this.model.redraw), title: () => this.parts.t('panel.compare') },
    { id: 'take', topic: 'runs', load: async () => new (await import('./take/panel.ts')).TakePanel(this.parts, this.model.redraw), title: () => this.parts.t('panel.take') },
    { id: 'mistakes', topic: 'insight', load: async () => (this.mistakes = new (await import('./insight/mistakes.ts')).MistakesPanel(this.parts, this.model.redraw, this.pair)), title: () => this.parts.t('panel.mistakes'), offered: () => this.pictures },
    { id: 'weights', topic: 'insight', load: async () => new (await import('./insight/weights.ts')).WeightsPanel(this.parts, this.model.redraw), title: () => this.parts.t('panel.weights'), offered: () => this.pictures },
    { id: 'signals', topic: 'insight', load: async () => new (await import('./insight/layers.ts')).LayersPanel(this.parts, this.model.redraw), title: () => this.parts.t('panel.layers') },
    { id: 'curvature', topic: 'insight', load: async () => new (await import('./insight/steps.ts')).StepsPanel(this.parts, this.model.redraw), title: () => this.parts.t('panel.steps') },
  ], this.model.redraw);
  private get pictures(): boolean { return this.model.data?.kind !== 'points'; }
  private mistakes?: MistakesPanel;
  private pair?: [number, number];
  private readonly look = (truth: number, says: number) => {
    this.pair = [truth, says];
    this.mistakes?.choose(this.pair);
    this.panels.show('mistakes');
    requestAnimationFrame(() => this.renderRoot.querySelector('#mistakes')?.scrollIntoView({ block: 'nearest' }));
  };
  private surface?: SurfaceView;
  private coming = false;
  private readonly author = new AuthorButton(this);
  private copied = '';
  private dropping = false;

  /** The state as address keys, e.g. `{ l: '64,64', m: 'momentum', 'm.lr': '0.05' }`; defaults are left out. */
  getState(): Record<string, string> {
    return this.model.catalog && this.model.state ? Object.fromEntries(encodeNetwork(this.model.state, this.model.catalog)) : {};
  }
  /** Takes what `getState` gave; unknown keys are ignored, numbers clamped. */
  setState(fields: Record<string, string | number>): void {
    this.take(new Map(Object.entries(fields).map(([key, value]) => [key, String(value)])));
  }
  train(): Promise<void> { return this.model.train(); }
  pause(): void { this.model.pause(); }
  step(): Promise<void> { return this.model.step(); }
  reset(): Promise<void> { return this.model.reset(); }
  /** Every training loss so far, one a step. */
  get losses(): Float64Array { return this.model.record?.losses() ?? new Float64Array(0); }
  /** Resolves when everything trained so far is in the browser's storage. */
  async kept(): Promise<void> { await this.model.keeper?.settled(); }
  /** The losses that are kept of the run with this number: all of them, or of long runs the extremes. */
  keptLosses(number: number): Promise<number[]> { return this.model.history?.losses(number) ?? Promise.resolve([]); }
  /** Accuracy on the test set at the latest evaluation; NaN before the first. */
  get accuracy(): number { return this.model.record?.latest?.accuracy ?? NaN; }

  private take(fields: Map<string, string>): void {
    this.model.assign((catalog) => decodeNetwork(respelt(fields, catalog), catalog));
  }
  private fragment(): string {
    return buildFragment(encodeNetwork(this.model.state, this.model.catalog!));
  }

  protected override render(): TemplateResult {
    const { model } = this, { t, hidden } = this.parts;
    if (!this.texts.ready) return html`<div class="lab"></div>`;
    if (model.failure) {
      return html`<div class="message" role="alert"><p>${t('failed', { message: explain(model.failure) })}</p>
        <button type="button" class="primary" @click=${() => void model.open()}>${t('retry')}</button></div>`;
    }
    if (!model.catalog || !model.state) return html`<div class="message">${t('loading')}</div>`;
    return html`<div class="lab ${hidden('controls') ? 'bare' : ''} ${this.dropping ? 'dropping' : ''}"
        @dragover=${this.dragged} @dragleave=${this.dragged} @drop=${this.dropped}>
      ${hidden('controls') ? nothing : html`<div class="controls">
        ${hidden('data') ? nothing : guard([...this.dataDepends(), ...this.always()], () => dataControl(this.parts))}
        ${guard([model.state, model.trainer?.size, model.trainer?.setup, ...this.always()], () => html`${controls(this.parts, model.catalog!)}
        <button type="button" class="quiet" @click=${() => { model.assign((catalog) => decodeNetwork(new Map(), catalog)); model.change({}); }}>${t('resetAll')}</button>`)}</div>`}
      <div class="main">
        ${this.bar()}
        ${hidden('status') ? nothing : this.finding()}
        ${hidden('plane') ? nothing : this.plane()}
        ${hidden('curves') ? nothing : html`<div class="curves">${this.curves.render()}</div>`}
        ${this.panels.render()}
        ${hidden('gallery') ? nothing : guard([...this.gallery.depends(), ...this.always()], () => this.gallery.render())}
        ${hidden('confusion') ? nothing : guard([model.trainer?.record.latest, model.trainer?.data, ...this.always()], () => confusion(this.parts, hidden('mistakes') || !this.pictures ? undefined : this.look))}
        <div class="foot">${hidden('link') && hidden('author') ? nothing : html`<div class="links">${hidden('link') ? nothing : html`<button type="button" @click=${() => void this.copy(this.address.link(this.fragment(), 'network/'))}>${t('link')}</button>`}
          ${hidden('author') ? nothing : this.author.render(t('author'))}<span role="status" class="about">${this.copied}</span></div>`}${hidden('table') ? nothing : this.table.render()}</div>
      </div></div>`;
  }

  // While training only what changes is drawn: the readings and the curves ten times a second, the rest when it has news.
  private always(): unknown[] { return [language(), this.lock, this.hide, this.model.data]; }
  private dataDepends(): unknown[] {
    const { state, desk: { loading, manifest, cifar, own, ownProblem, ownMissing, trouble, table, base } } = this.model;
    return [state, loading, loading?.progress, manifest, cifar, own, ownProblem, ownMissing, trouble, table, table?.problem, base];
  }

  /** The plane of two inputs; what draws it comes with the first such data. */
  private plane(): TemplateResult | typeof nothing {
    const box = this.model.data?.box;
    if (box && !this.surface && !this.coming) {
      this.coming = true;
      void Promise.all([import('./data/surface.ts'), loadTopics('data')]).then(([{ SurfaceView }]) => {
        this.surface = new SurfaceView(this.parts, this.model.redraw);
      }).catch(() => undefined).finally(() => { this.coming = false; this.model.redraw(); });
    }
    return box && this.surface ? this.surface.render() : nothing;
  }

  /** Train, pause, step, reset, how far it is and how fast. */
  private bar(): TemplateResult {
    const { model } = this, { t, hidden, locked } = this.parts;
    const { trainer, record, state } = model;
    const ready = model.data !== undefined || state.data !== 'own';
    const { training } = model, left = trainer?.left ?? 0;
    const latest = record?.latest, numbers = model.data?.task === 'regression';
    const label = training ? t('pause') : left > 0 && left < (trainer?.asked ?? 0) + 1 && record!.step > 0 ? t('resume') : state.epochs === 1 ? t('train.one') : t('train', { n: state.epochs });
    const icon = training ? 'M7 4v16M17 4v16' : 'M7 4l13 8-13 8Z';
    const reads: [string, string, string][] = [
      [t('read.epoch'), short(record?.epoch ?? 0, 3), String(record?.epoch ?? 0)],
      [t('read.step'), count(record?.step ?? 0), String(record?.step ?? 0)],
      [t('read.loss'), record && record.step > 0 ? short(record.loss, 3) : '—', String(record?.loss ?? '')],
      [t(numbers ? 'read.r2' : 'read.accuracy'), latest ? scoreText(model.data, latest.accuracy) : '—', String(latest?.accuracy ?? '')],
      ...(numbers ? [[t('read.mse'), latest?.mse === undefined ? '—' : short(latest.mse, 3), String(latest?.mse ?? '')] as [string, string, string]] : []),
      [t('read.speed'), record?.speed ? count(record.speed) : '—', String(record?.speed ?? '')],
      [t('read.threads'), String(model.lab?.info.threads ?? ''), ''],
    ];
    return html`<div class="bar">
      <div class="actions">
        ${hidden('train') ? nothing : html`<button type="button" id="train" class="primary" ?disabled=${!ready || locked('train') || (model.desk.loading !== undefined && !model.data)}
          @click=${() => (training ? model.pause() : void model.train())}><svg viewBox="0 0 24 24" aria-hidden="true"><path d=${icon}></path></svg>${label}</button>`}
        ${hidden('step') ? nothing : html`<button type="button" id="step" ?disabled=${!model.data || training || locked('step')} @click=${() => void model.step()}>${t('step')}</button>`}
        ${hidden('reset') ? nothing : html`<button type="button" id="reset" title=${t('reset.about')} ?disabled=${!model.data || locked('reset') || (record?.step ?? 0) === 0} @click=${() => void model.reset()}>${t('reset')}</button>`}
        ${hidden('epochs') ? nothing : numberControl({
          id: 'epochs', info: epochsInfo, value: state.epochs, label: t('epochs'), locked: locked('epochs'), onChange: (epochs) => model.change({ epochs }),
        })}
      </div>
      <progress class=${left > 0 ? '' : 'still'} max="1" .value=${trainer?.progress ?? 0} aria-label=${t('progress')}></progress>
      <dl class="reads">${reads.map(([name, text, title]) => html`<div><dt>${name}</dt><dd title=${title}>${text}</dd></div>`)}</dl>
      <p class="sr" role="status">${latest && latest.step > 0 ? t(numbers ? 'spoken.r2' : 'spoken', { epoch: short(latest.epoch, 3), test: scoreText(model.data, latest.accuracy), loss: short(latest.loss) }) : ''}</p>
    </div>`;
  }

  private finding(): TemplateResult {
    const { model } = this, { t, locked } = this.parts;
    const { trouble, record } = model;
    if (trouble) {
      return html`<div class="finding bad" role="alert"><p>${t('trouble', { message: explain(trouble) })}</p>
        <button type="button" @click=${() => { model.trouble = undefined; this.requestUpdate(); }}>${t('dismiss')}</button></div>`;
    }
    const waiting = record === undefined || record.step > 0 || model.history?.setAside || locked('runs') ? undefined : model.keeper?.interrupted;
    if (waiting) {
      return html`<div class="finding"><p>${t('interrupted', { n: waiting.number, step: count(waiting.place.step) })}</p>
        <button type="button" class="primary" id="resume" @click=${() => void model.history!.resume(waiting)}>${t('interrupted.resume')}</button>
        <button type="button" @click=${() => { model.history!.setAside = true; this.requestUpdate(); }}>${t('interrupted.dismiss')}</button></div>`;
    }
    const found = finding(model);
    if (!found) return html`<div class="finding"><p>${model.desk.loading ? t('loading.data') : ''}</p></div>`;
    const { remedy } = found;
    return html`<div class="finding ${found.tone}"><p>${t(found.key, found.values)}</p>
      ${remedy && !locked('m.lr') ? html`<button type="button" class="primary" @click=${() => void model.again(remedy.change)}>${t(remedy.key, remedy.values)}</button>` : nothing}</div>`;
  }

  private readonly dragged = (e: DragEvent) => {
    if (!e.dataTransfer?.types.includes('Files') || this.parts.locked('data')) return;
    e.preventDefault();
    const over = e.type === 'dragover';
    if (over !== this.dropping) { this.dropping = over; this.requestUpdate(); }
  };
  private readonly dropped = (e: DragEvent) => {
    if (!e.dataTransfer?.files.length || this.parts.locked('data')) return;
    e.preventDefault();
    this.dropping = false;
    void this.model.add(e.dataTransfer.files);
  };

  protected readonly theme = new ThemeChanges(this, () => this.surface?.repaint());

  private async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.copied = this.parts.t('copied');
    } catch {
      this.copied = text.length < 300 ? text : '';
    }
    this.requestUpdate();
    setTimeout(() => { this.copied = ''; this.requestUpdate(); }, 6000);
  }

  protected override updated(): void {
    this.paint(this.renderRoot as ShadowRoot);
    this.surface?.paint(this.renderRoot as ShadowRoot);
  }

  /** Draws the pictures that are new or show another image than before. */
  private paint(root: ShadowRoot): void {
    const { data } = this.model;
    if (!data) return;
    for (const canvas of root.querySelectorAll<HTMLCanvasElement>('canvas[data-picture]')) {
      const wanted = canvas.dataset.picture!;
      if (canvas.dataset.drawn === wanted) continue;
      const [id, set, index] = wanted.split(' ');
      if (Number(id) !== data.id) continue;
      const size = inputsOf(data), i = Number(index), { images } = data[set as 'train' | 'test'];
      if (images instanceof Uint8Array) paintPicture(canvas, images.subarray(i * size, (i + 1) * size), data.rows, data.columns);
      canvas.dataset.drawn = wanted;
    }
  }
}

define('descent-network', DescentNetwork);
declare global {
  interface HTMLElementTagNameMap { 'descent-network': DescentNetwork }
}
