/**
 * The learning rate against 2/λ_max: up to which step size plain gradient descent is stable where the run stands now; and, of
 * a run that diverged, whether its rate was too large from the start.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { countOf, type DataSet } from '../../../data/dataset.ts';
import type { CurvatureResult, Network } from '../../../engine/types.ts';
import { explain } from '../../../i18n/errors.ts';
import { count, full, short } from '../../../state/format.ts';
import { rowOf } from '../../../state/network-state.ts';
import { valueOf } from '../../../state/params.ts';
import { asTrouble, type Trouble } from '../../trouble.ts';
import { finding } from '../findings.ts';
import { translator, type Panel } from '../panels.ts';
import type { Parts } from '../parts.ts';
import type { RunRecord } from '../record.ts';
import { spread } from '../evaluation.ts';

const t = translator('insight');
/** Training samples that stand for all: their mean loss is what λ_max belongs to. */
const samples = 2000;
const tolerance = 1e-3;

interface Measured extends Omit<CurvatureResult, 'vector'> { step: number }

export class StepsPanel implements Panel {
  private measured: Measured[] = [];
  private of?: RunRecord;
  private call?: AbortController;
  private share = 0;
  private trouble?: Trouble;

  constructor(private parts: Parts, private update: () => void) {}
  closed(): void { this.call?.abort(); }

  render(): TemplateResult {
    const { state, record, trainer } = this.parts.model;
    if (record !== this.of) {
      this.call?.abort();
      this.of = record;
      this.measured = [];
      this.trouble = undefined;
    }
    const latest = this.measured.at(-1), lr = this.rate(), astray = this.astray;
    return html`<p class="about">${t('steps.about', { n: count(samples) })}</p>
      <div class="actions"><button type="button" id="measure-steps" class="primary" ?disabled=${!trainer?.engine} @click=${this.press}>${t(this.call ? 'steps.cancel' : astray && !this.start ? 'steps.why' : 'steps.ask')}</button>
        ${this.call ? html`<progress max="1" .value=${this.share} aria-label=${t('steps.ask')}></progress>` : nothing}</div>
      ${this.trouble ? html`<p class="error" role="alert">${explain(this.trouble)}</p>` : nothing}
      <div role="status">${latest && lr !== undefined ? html`<p class="verdict">${astray && this.start && record ? this.diagnosis(this.start, lr, record) : this.judged(latest, lr)}
        ${state.optimizer === 'gd' || latest.eigenvalue <= 0 ? nothing : t('steps.other')}</p>` : nothing}</div>
      ${this.measured.length ? html`<div class="scroll" tabindex="0" role="region" aria-label=${t('steps.table')}><table class="results"><caption class="sr">${t('steps.table')}</caption>
        <thead><tr>${(['step', 'lambda', 'limit', 'smallest', 'products'] as const).map((c) => html`<th scope="col">${t(`steps.column.${c}`)}</th>`)}</tr></thead>
        <tbody>${this.measured.map((m) => html`<tr><th scope="row">${count(m.step)}</th><td title=${full(m.eigenvalue)}>${short(m.eigenvalue)}${m.converged ? '' : ' ≈'}</td>
          <td title=${full(2 / m.eigenvalue)}>${m.eigenvalue > 0 ? short(2 / m.eigenvalue) : '—'}</td><td title=${full(m.smallest)}>${short(m.smallest)}</td><td>${count(m.iterations)}</td></tr>`)}</tbody></table></div>` : nothing}`;
  }

  private readonly press = () => { if (this.call) this.call.abort(); else void this.ask(); };
  private get start(): Measured | undefined { return this.measured.find((m) => m.step === 0); }

  /** It broke off, or is far worse than untrained. */
  private get astray(): boolean { return ['end.diverged', 'end.worse'].includes(finding(this.parts.model)?.key ?? ''); }

  private rate(): number | undefined {
    const { state, catalog } = this.parts.model;
    const info = rowOf(catalog!, state, 'optimizer')?.params.find((p) => p.key === 'lr');
    return info && Number(valueOf(info, state.optimizerParams));
  }

  private judged({ eigenvalue }: Measured, lr: number): string {
    const key = eigenvalue <= 0 ? 'steps.flat' : lr > 2 / eigenvalue ? 'steps.over' : 'steps.under';
    return t(key, { lr: short(lr), limit: short(2 / eigenvalue), lambda: short(eigenvalue) });
  }

  /** Why a run diverged: the curvature it began with against its rate, and a rate with which it would not have. */
  private diagnosis({ eigenvalue }: Measured, lr: number, { step }: RunRecord): TemplateResult {
    const { model, locked, t: own } = this.parts, limit = 2 / eigenvalue, over = eigenvalue > 0 && lr > limit;
    const lower = Number((over ? limit / 2 : lr / 10).toPrecision(2));
    return html`${t(over ? 'steps.diverged.over' : 'steps.diverged.under', { step: count(step), lr: short(lr), limit: eigenvalue > 0 ? short(limit) : '∞', times: short(lr / limit, 2) })}
      ${locked('m.lr') ? nothing : html`<button type="button" id="slower" @click=${() => void model.again({ optimizerParams: { ...model.state.optimizerParams, lr: lower } })}>${own('remedy.lr', { lr: short(lower) })}</button>`}`;
  }

  /** Measures where the run stands; of a run that went astray, first where it began. */
  private async ask(): Promise<void> {
    const { trainer, record, data, lab } = this.parts.model, { engine, setup } = trainer ?? {};
    if (!engine || !setup || !record || !data) return;
    const call = (this.call = new AbortController()), { step } = record, back = this.astray && !this.start;
    const some = spread(countOf(data.train), samples);
    this.share = 0;
    this.trouble = undefined;
    this.update();
    let began: Network | undefined;
    try {
      // The weights a run began with are those of its seed: a second network has them without disturbing the first.
      if (back) {
        began = await lab!.network(setup);
        await began.load({ train: pick(data, some) });
      }
      const { vector: _, ...found } = await (began ?? engine).curvature({ samples: began ? spread(some.length, samples) : some, tolerance },
        { signal: call.signal, onProgress: (done, total) => { this.share = done / total; this.update(); } });
      if (record === this.of) this.measured = [...this.measured.filter((m) => m.step !== (began ? 0 : step)), { step: began ? 0 : step, ...found }];
    } catch (error) {
      if ((error as { code?: string }).code !== 'cancelled') this.trouble = asTrouble(error);
    }
    await began?.dispose().catch(() => undefined);
    if (this.call === call) this.call = undefined;
    this.update();
  }
}

/** These training samples alone. */
function pick({ train: { images, labels }, rows, columns, channels }: DataSet, samples: Uint32Array): DataSet['train'] {
  const size = rows * columns * channels, some = images.slice(0, samples.length * size), own = labels.slice(0, samples.length);
  samples.forEach((s, i) => {
    some.set(images.subarray(s * size, (s + 1) * size), i * size);
    own[i] = labels[s];
  });
  return { images: some, labels: own };
}
