/** The images behind the confusion matrix: the worst mistakes or those of one cell, and when in the run each flipped. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { count, percent, short } from '../../../state/format.ts';
import { memo } from '../../memo.ts';
import { value } from '../../options.ts';
import { translator, type Panel } from '../panels.ts';
import { className, type Parts } from '../parts.ts';
import type { Answers, Shares } from '../record.ts';

const t = translator('insight');
const pageLength = 20;

/** Test images, those the network is most wrong about first: the true class has the least probability. */
const pick = memo((labels: ArrayLike<number>, answers: Answers, shares: Shares, pair: string): number[] => {
  const [truth, says] = pair ? pair.split(' ').map(Number) : [-1, -1], found: number[] = [];
  for (let i = 0; i < labels.length; ++i) {
    if (pair ? labels[i] === truth && answers.label[i] === says : labels[i] !== answers.label[i]) found.push(i);
  }
  return found.sort((a, b) => shares.truth[a] - shares.truth[b]);
});

export class MistakesPanel implements Panel {
  private pair = '';
  private page = 0;
  private at = 0;

  constructor(private parts: Parts, private update: () => void, pair?: [number, number]) {
    if (pair) this.choose(pair);
  }

  choose([truth, says]: [number, number]): void {
    this.pair = `${truth} ${says}`;
    this.page = this.at = 0;
    this.update();
  }

  render(): TemplateResult {
    const { model } = this.parts, { data, record, trainer } = model;
    const answers = record?.answers.at(-1), shares = record?.shares;
    if (!data || !answers || !shares || trainer?.data !== data) return html`<p class="about">${t(data && data.test.labels.length > 20_000 ? 'mistakes.large' : 'mistakes.wait')}</p>`;
    const name = (c: number) => className(data, c), { classes } = data, confusion = record.latest!.confusion;
    const cells = Array.from({ length: classes * classes }, (_, k) => ({ truth: Math.floor(k / classes), says: k % classes, n: confusion[k] }))
      .filter((c) => c.n > 0 && (c.truth !== c.says || this.pair === `${c.truth} ${c.says}`)).sort((a, b) => b.n - a.n);
    const list = pick(data.test.labels, answers, shares, this.pair);
    const pages = Math.max(1, Math.ceil(list.length / pageLength)), page = Math.min(this.page, pages - 1);
    const shown = list.slice(page * pageLength, (page + 1) * pageLength), at = Math.min(this.at, shown.length - 1);
    const turn = (by: number) => { this.page = (page + by + pages) % pages; this.at = 0; this.update(); };
    return html`<div class="row-between"><div class="field"><label for="pair">${t('mistakes.which')}</label>
        <select id="pair" .value=${live(this.pair)} @change=${(e: Event) => { this.pair = value(e); this.page = this.at = 0; this.update(); }}>
          <option value="">${t('mistakes.worst')}</option>
          ${cells.map(({ truth, says, n }) => html`<option value="${truth} ${says}" ?selected=${this.pair === `${truth} ${says}`}>${truth === says ? t('mistakes.right', { truth: name(truth) }) : t('mistakes.pair', { truth: name(truth), says: name(says) })} (${n})</option>`)}</select></div>
        <span class="about" role="status">${list.length ? t('mistakes.of', { a: count(page * pageLength + 1), b: count(page * pageLength + shown.length), n: count(list.length) }) : t('mistakes.none')}</span>
        ${pages > 1 ? html`<div class="links"><button type="button" class="chip" @click=${() => turn(-1)}>${t('mistakes.earlier')}</button><button type="button" class="chip" @click=${() => turn(1)}>${t('mistakes.later')}</button></div>` : nothing}</div>
      <ul class="strip">${shown.map((s, i) => {
        const truth = data.test.labels[s], says = answers.label[s], right = truth === says;
        const label = t('mistakes.item', { n: count(s + 1), truth: name(truth), says: name(says), share: percent(shares.said[s], 0) });
        return html`<li><button type="button" class="image ${right ? 'right' : 'wrong'} ${i === at ? 'lit' : ''}" aria-label=${label} title=${label} aria-pressed=${i === at} @click=${() => { this.at = i; this.update(); }}>
          <canvas aria-hidden="true" data-picture=${`${data.id} test ${s}`}></canvas><span class="says">${name(says)}</span><span class="share">${right ? '' : '✗ '}${percent(shares.said[s], 0)}</span></button></li>`;
      })}</ul>
      ${at >= 0 ? this.history(shown[at]) : nothing}`;
  }

  /** When this image was right and when wrong. */
  private history(sample: number): TemplateResult {
    const { data, record } = this.parts.model, truth = data!.test.labels[sample], { answers, shares } = record!;
    const rights = answers.map((a) => a.label[sample] === truth), flips = rights.filter((r, i) => i > 0 && r !== rights[i - 1]).length;
    const now = rights.at(-1)!, turned = answers[rights.lastIndexOf(!now) + (now ? 1 : 0)];
    const epoch = (a: Answers) => short(a.epoch, 3);
    const lastRight = answers[rights.lastIndexOf(true)];
    const sentence = !rights.includes(true) ? t('mistakes.never') : !rights.includes(false) ? t('mistakes.always')
      : now ? t('mistakes.since', { epoch: epoch(turned) }) : t('mistakes.lost', { epoch: epoch(lastRight) });
    return html`<div class="detail"><canvas aria-hidden="true" data-picture=${`${data!.id} test ${sample}`}></canvas>
      <div><p>${t('mistakes.truth', { truth: className(data!, truth), share: percent(shares!.truth[sample]) })}</p>
        <p class="about">${sentence} ${flips > 1 ? t('mistakes.times', { n: flips }) : ''}</p>
        <ol class="flips" aria-label=${t('mistakes.flips')}>${answers.map((a, i) => {
          const text = `${t('column.epoch')} ${epoch(a)}: ${className(data!, a.label[sample])}, ${t(rights[i] ? 'right' : 'wrong')}`;
          return html`<li class=${rights[i] ? '' : 'wrong'} title=${text}><span aria-hidden="true">${rights[i] ? '✓' : '✗'}</span><span class="sr">${text}</span></li>`;
        })}</ol></div></div>`;
  }
}
