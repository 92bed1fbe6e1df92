/** The run taken elsewhere: curves, weights, the configuration as a program or an address; weights from elsewhere. */
import { html, nothing, type TemplateResult } from 'lit';
import { countOf } from '../../../data/dataset.ts';
import { explain } from '../../../i18n/errors.ts';
import { asTrouble } from '../../trouble.ts';
import type { Key } from '../../../i18n/i18n.ts';
import { encodeNetwork, networkConfig } from '../../../state/network-state.ts';
import type { NetworkProgram } from '../../code/network.ts';
import { Copier } from '../../copier.ts';
import { download } from '../../figure-file.ts';
import { runNames } from '../history/labels.ts';
import { translator, type Panel } from '../panels.ts';
import type { Parts } from '../parts.ts';
import { toCsv } from '../table.ts';
import { fromSafetensors, toSafetensors } from './safetensors.ts';

const t = translator('runs');
/** Larger files are no weights of a network of this lab. */
const largestFile = 400e6;
const languages = [['torch', 'PyTorch'], ['keras', 'Keras']] as const;

export class TakePanel implements Panel {
  private problem = '';
  private said = '';
  private program = '';
  private readonly copier: Copier;

  constructor(private parts: Parts, private update: () => void) {
    this.copier = new Copier({ requestUpdate: update } as unknown as ConstructorParameters<typeof Copier>[0]);
  }

  render(): TemplateResult {
    const { model } = this.parts, fixed = !model.trainer?.engine || model.busy && !model.training;
    const button = (id: string, label: string, job: () => Promise<void>) => html`<button type="button" id=${id} ?disabled=${fixed} @click=${() => void this.attempt(job)}>${label}</button>`;
    const pick = (e: Event) => {
      const input = e.target as HTMLInputElement, [file] = input.files ?? [];
      input.value = '';
      if (file) void this.attempt(() => this.take(file));
    };
    return html`<div class="take">
      <div><h4>${t('take.curves')}</h4><p class="about">${t('take.curves.about')}</p>${button('save-csv', t('take.csv'), () => this.csv())}</div>
      <div><h4>${t('take.weights')}</h4><p class="about">${t('take.weights.about')}</p>
        <div class="links">${button('save-weights', t('take.save'), () => this.save())}
          <label class="pick"><input type="file" accept=".safetensors" ?disabled=${fixed || this.parts.locked('take')} @change=${pick}><span>${t('take.load')}</span></label></div></div>
      <div><h4>${t('take.program')}</h4><p class="about">${t('take.program.about')}</p>
        <div class="links">${languages.map(([id, name]) => button(`code-${id}`, name, () => this.code(id, name)))}</div></div></div>
      ${this.problem ? html`<p class="error" role="alert" id="take-problem">${this.problem}</p>` : nothing}
      <p class="about" role="status">${this.copier.said || this.said}</p>
      ${this.program ? html`<details class="program" open><summary>${t('take.shown')}</summary><div class="links"><button type="button" class="chip" @click=${() => void this.copier.copy(this.program, this.parts.t('copied'))}>${t('take.copy')}</button></div>
        <pre tabindex="0" role="region" aria-label=${t('take.shown')}><code>${this.program}</code></pre></details>` : nothing}`;
  }

  private async attempt(job: () => Promise<void>): Promise<void> {
    this.problem = this.said = '';
    try {
      await job();
    } catch (error) {
      this.problem = t('take.failed', { message: explain(asTrouble(error)) });
    }
    this.update();
  }

  private get name(): string { const { state } = this.parts.model; return `descent-network-${state.optimizer}-${state.seed}`; }

  /** The present run and those drawn beside it, one after the other. */
  private async csv(): Promise<void> {
    const { keeper, record, catalog } = this.parts.model;
    const others = keeper?.runs.filter((run) => keeper.shown.has(run.id) && keeper.of(record) !== run) ?? [];
    const names = runNames(others, catalog!);
    const own = keeper?.of(record), parts = [toCsv(record!, own?.name || '1'), ...others.map((run, i) => toCsv(keeper!.shown.get(run.id)!, `${run.number}. ${names[i]}`))];
    download(`${this.name}.csv`, new Blob([parts[0], ...parts.slice(1).map((text) => text.slice(text.indexOf('\n') + 1))], { type: 'text/csv' }));
    return Promise.resolve();
  }

  private async save(): Promise<void> {
    const { trainer, catalog, state } = this.parts.model;
    const weights = await trainer!.engine!.parameters();
    const about = { step: String(trainer!.record.step), settings: new URLSearchParams(encodeNetwork(state, catalog!)).toString() };
    download(`${this.name}.safetensors`, new Blob([toSafetensors(weights, trainer!.setup!.layers, about) as BlobPart], { type: 'application/octet-stream' }));
  }

  private async take(file: File): Promise<void> {
    const { trainer } = this.parts.model;
    if (file.size > largestFile) throw new Error(t('take.bad.large', { name: file.name }));
    const read = fromSafetensors(new Uint8Array(await file.arrayBuffer()), trainer!.setup!.layers);
    if (!(read instanceof Float32Array)) {
      this.problem = t(`take.bad.${read.issue}` as Key<'runs'>, { ...read.values, file: file.name });
      return;
    }
    await trainer!.put(read);
    this.said = t('take.loaded', { file: file.name, step: trainer!.record.step });
  }

  private async code(library: 'torch' | 'keras', name: string): Promise<void> {
    const { lab, catalog, state, data, trainer } = this.parts.model;
    const { networkProgram } = await import('../../code/network.ts');
    const config = networkConfig(state, catalog!, trainer!.setup!.layers[0], trainer!.setup!.layers.at(-1)!) as NetworkProgram['config'];
    const lr = Number(config.optimizer.lr), steps = trainer!.stepsPerEpoch * state.epochs;
    const rates = Number.isFinite(lr) && lr > 0 ? await lab!.learningRates({ schedule: config.schedule, lr, steps: Math.min(steps, 10_000) }) : [];
    const garments = data!.source === 'quick' || data!.source === 'full' ? { train: countOf(data!.train), test: countOf(data!.test) } : undefined;
    const program = networkProgram(library, { config, epochs: state.epochs, rates, garments });
    this.program = program ?? '';
    if (program === undefined) this.problem = t('take.none', { name });
    else await this.copier.copy(program, this.parts.t('copied'));
  }
}
