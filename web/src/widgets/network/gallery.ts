/** Test images with what the network says of them, wrong answers marked; the one pointed at in detail. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { countOf } from '../../data/dataset.ts';
import { count, percent } from '../../state/format.ts';
import { stripLength } from './model.ts';
import { className, type Parts } from './parts.ts';

/** How many answers the details list. */
const answers = 5;

/** Weights that have grown without bounds may leave no probability to show. */
const probability = (p: number, digits = 0) => (Number.isFinite(p) ? percent(p, digits) : '—');

export class GalleryView {
  /** Place in the strip that is pointed at. */
  private hover: number | null = null;
  /** The one the Tab key reaches. */
  private focus = 0;

  constructor(private parts: Parts, private update: () => void) {}

  /** What the picture depends on. */
  depends(): unknown[] {
    const { trainer } = this.parts.model;
    return [this.hover, this.focus, trainer?.shown, trainer?.predictions, trainer?.data];
  }

  render(): TemplateResult | typeof nothing {
    const { model, t } = this.parts;
    const { data, trainer } = model;
    if (!data || !trainer || trainer.data !== data || data.kind !== 'pictures') return nothing;
    const { shown, predictions } = trainer;
    const n = countOf(data.test), first = shown[0] ?? 0;
    const wrong = predictions ? shown.reduce((sum, s, i) => sum + (predictions.label[i] === data.test.labels[s] ? 0 : 1), 0) : 0;
    return html`<section class="gallery"><div class="gallery-head"><h3>${t('gallery')}</h3>
        <span class="about">${predictions ? t('gallery.wrong', { wrong, n: shown.length }) : ''}</span>
        ${n > stripLength ? html`<div class="links"><button type="button" class="chip" @click=${() => this.turn(-1)}>${t('gallery.prev')}</button>
          <button type="button" class="chip" @click=${() => this.turn(1)}>${t('gallery.next')}</button></div>` : nothing}</div>
      <div class="strip-and-detail">
      <ul class="strip" @keydown=${this.keys} @pointerleave=${() => this.point(null)} aria-label=${t('gallery.aria', { a: count(first + 1), b: count(first + shown.length), n: count(n) })}>
        ${Array.from(shown, (sample, i) => this.item(sample, i))}</ul>
      ${this.detail()}</div></section>`;
  }

  private item(sample: number, i: number): TemplateResult {
    const { model, t } = this.parts;
    const data = model.data!, { predictions } = model.trainer!;
    const truth = data.test.labels[sample];
    const says = predictions?.label[i];
    const share = says === undefined ? 0 : predictions!.output[i * (predictions!.output.length / predictions!.label.length) + says];
    const right = says === truth;
    const label = says === undefined ? className(data, truth)
      : t(right ? 'gallery.right.aria' : 'gallery.wrong.aria', { says: className(data, says), share: probability(share), truth: className(data, truth) });
    return html`<li><button type="button" class="image ${says === undefined ? '' : right ? 'right' : 'wrong'} ${i === this.hover ? 'lit' : ''}" tabindex=${i === this.focus ? 0 : -1}
        aria-label=${label} title=${label} @focus=${() => { this.focus = i; this.point(i); }} @pointerenter=${() => this.point(i)} @click=${() => this.point(i)}>
        <canvas aria-hidden="true" data-picture=${`${data.id} test ${sample}`}></canvas>
        <span class="says">${says === undefined ? '…' : className(data, says)}</span>
        <span class="share">${says === undefined || right ? '' : '✗ '}${says === undefined ? '' : probability(share)}</span></button></li>`;
  }

  private detail(): TemplateResult {
    const { model, t } = this.parts;
    const data = model.data!, { predictions, shown } = model.trainer!;
    const i = this.hover ?? Math.min(this.focus, shown.length - 1);
    if (!predictions || i < 0) return html`<div class="detail"></div>`;
    const sample = shown[i], truth = data.test.labels[sample];
    const row = Array.from(predictions.output.subarray(i * data.classes, (i + 1) * data.classes), (p, c) => ({ p, c }));
    row.sort((a, b) => b.p - a.p);
    const listed = row.slice(0, answers);
    if (!listed.some(({ c }) => c === truth)) listed[listed.length - 1] = row.find(({ c }) => c === truth)!;
    return html`<div class="detail"><canvas aria-hidden="true" data-picture=${`${data.id} test ${sample}`}></canvas>
      <div><p class="about">${t('detail.truth', { n: count(sample + 1) })} <b>${className(data, truth)}</b></p>
      <table class="bars"><caption class="sr">${t('detail.caption')}</caption><tbody>${listed.map(({ p, c }) => html`<tr class=${c === truth ? 'truth' : ''}>
        <th scope="row">${className(data, c)}</th>
        <td class="bar"><svg width="100%" height="10" aria-hidden="true">${svg`<rect width="${(100 * (p || 0)).toFixed(2)}%" height="10" rx="2"></rect>`}</svg></td>
        <td title=${String(p)}>${probability(p, 1)}</td></tr>`)}</tbody></table></div></div>`;
  }

  private point(i: number | null): void {
    if (i === this.hover) return;
    this.hover = i;
    this.update();
  }
  private turn(by: number): void {
    this.focus = 0;
    this.hover = null;
    void this.parts.model.turn(by);
  }

  private readonly keys = (e: KeyboardEvent) => {
    const n = this.parts.model.trainer?.shown.length ?? 0;
    const to = { ArrowRight: this.focus + 1, ArrowLeft: this.focus - 1, Home: 0, End: n - 1 }[e.key];
    if (to === undefined || n === 0) return;
    e.preventDefault();
    const i = Math.min(n - 1, Math.max(0, to));
    (e.currentTarget as Element).querySelectorAll<HTMLElement>('button')[i]?.focus();
  };
}
