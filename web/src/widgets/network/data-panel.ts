/** What is learnt from: the site's pictures, the lab's drawings, toy sets, the reader's files; how far their coming is; what they look like. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { countOf, inputsOf, type DataSet } from '../../data/dataset.ts';
import { sizeOf } from '../../data/manifest.ts';
import { explain } from '../../i18n/errors.ts';
import { rowName } from '../../i18n/catalog.ts';
import type { Key } from '../../i18n/i18n.ts';
import { count } from '../../state/format.ts';
import { sources, toyOf, usualLoss, type Source } from '../../state/network-data.ts';
import { defaultNetworkState, rateOfToys, type NetworkState } from '../../state/network-state.ts';
import { memo } from '../memo.ts';
import { value } from '../options.ts';
import { paramPanel } from '../param-panel.ts';
import { ownFiles } from './data/own-files.ts';
import { shareControls } from './data/share-controls.ts';
import { className, type Parts } from './parts.ts';

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

export function dataControl(parts: Parts): TemplateResult {
  const { model, t, locked, hidden } = parts, { state, data, desk } = model, catalog = model.catalog!;
  const fixed = locked('data'), toy = toyOf(catalog, state.data);
  const option = (s: Source) => html`<option value=${s} ?selected=${s === state.data}>${optionName(parts, s)}</option>`;
  return html`<div class="field"><label for="data">${t('data')}</label>
      <select id="data" ?disabled=${fixed} .value=${live(state.data)} @change=${(e: Event) => choose(parts, value(e))}>
        <optgroup label=${t('data.pictures')}>${sources.filter((s) => s !== 'own' && offered(parts, s)).map(option)}</optgroup>
        <optgroup label=${t('data.toys')}>${catalog.toys.map((row) => option(row.id))}</optgroup>
        <optgroup label=${t('data.yours')}>${option('own')}</optgroup></select></div>
    ${toy ? paramPanel({ params: toy.params, values: state.toyParams, prefix: 'd', locked: (name) => fixed || locked(name), hidden, more: t('options'),
      onChange: (key, x) => model.change({ toyParams: { ...model.state.toyParams, [key]: x } }) }) : nothing}
    ${progress(parts)}
    ${trouble(parts)}
    ${state.data === 'own' || desk.own.length || desk.ownProblem ? ownFiles(parts, fixed) : nothing}
    ${data ? preview(parts, data) : nothing}
    ${hidden('shares') ? nothing : shareControls(parts)}`;
}

function offered({ model: { desk, state } }: Parts, source: Source): boolean {
  if (source === state.data || source === 'synthetic' || source === 'colours' || source === 'own') return true;
  return source.startsWith('cifar') ? desk.cifar?.[source === 'cifar' ? 'full' : 'quick'] !== undefined : !desk.manifest?.synthetic;
}

/** Settings that still stand as the old data have them become the new data's; what the reader has set stays. */
function choose({ model }: Parts, source: Source): void {
  const { state, catalog, desk } = model;
  desk.trouble = undefined;
  // Until the files are there, the run goes on as it is.
  if (source === 'own') return model.change({ data: source });
  const before = { ...defaultNetworkState(catalog!, state.data), ...(state.data === 'own' && desk.base?.source === 'own' && { loss: usualLoss(catalog!, desk.base.task) }) };
  const after = defaultNetworkState(catalog!, source), change: Partial<NetworkState> = { data: source, toyParams: {} };
  for (const key of ['hidden', 'batch', 'epochs', 'loss'] as const) {
    if (JSON.stringify(state[key]) === JSON.stringify(before[key])) Object.assign(change, { [key]: after[key] });
  }
  if (change.loss !== undefined && change.loss !== state.loss) change.lossParams = {};
  // The rate that suits points of the plane comes and goes with them.
  const untouched = state.optimizer === after.optimizer, own = Object.keys(state.optimizerParams);
  if (untouched && toyOf(catalog!, source) && own.length === 0) change.optimizerParams = { lr: rateOfToys };
  if (untouched && !toyOf(catalog!, source) && toyOf(catalog!, state.data) && own.length === 1 && state.optimizerParams.lr === rateOfToys) change.optimizerParams = {};
  model.change(change);
}

function optionName({ model, t }: Parts, source: Source): string {
  const { desk: { manifest, cifar }, catalog } = model, toy = toyOf(catalog!, source);
  if (toy) return rowName('toys', toy);
  const train = source === 'quick' || source === 'full' ? manifest && sizeOf(manifest, source).train : source === 'cifar' ? cifar?.full?.train.count : source === 'cifar-quick' ? cifar?.quick?.train.count : 0;
  const name = t(`data.${source}` as Key<'network'>);
  return train ? `${name} · ${count(train)}` : name;
}

/** Bytes of a set that waits for a click. */
function sizeOfLarge({ model: { desk: { manifest, cifar } } }: Parts, source: Source): number {
  if (source === 'full') return manifest ? sizeOf(manifest, 'full').bytes : 0;
  const set = source === 'cifar' ? cifar?.full : cifar?.quick;
  return set ? set.train.bytes + set.test.bytes : 0;
}

function progress(parts: Parts): TemplateResult | typeof nothing {
  const { model, t } = parts, { state, desk } = model, { loading } = desk;
  // Points are drawn at once: no bar for them.
  if (loading && !toyOf(model.catalog!, loading.source)) {
    const { stage, done, total } = loading.progress;
    const text = stage === 'download' && total ? t('loading.download', { done: megabytes(done), total: megabytes(total) }) : t(`loading.${stage}`);
    return html`<div class="loading"><progress max=${total || 1} .value=${total ? done : 0} aria-label=${t('data')}></progress>
      <div class="row"><span class="about">${text}</span><button type="button" class="link" @click=${() => loading.abort.abort()}>${t('cancel')}</button></div></div>`;
  }
  if (desk.waits(state.data) && !desk.has(state)) {
    return html`<p class="about">${t('full.waits', { mb: megabytes(sizeOfLarge(parts, state.data)) })} <button type="button" class="link" @click=${() => void model.fetch()}>${t('full.load')}</button></p>`;
  }
  return nothing;
}

function trouble({ model, t }: Parts): TemplateResult | typeof nothing {
  const { desk } = model, wrong = desk.trouble;
  if (!wrong) return nothing;
  const other = wrong.source === 'synthetic' ? undefined : 'synthetic';
  return html`<p class="error" role="alert">${wrong.why ? t('data.failed', { message: explain(wrong.why) }) : t('data.cancelled')}</p>
    <div class="links"><button type="button" class="chip" @click=${() => void model.fetch(wrong.source)}>${t('retry')}</button>
      ${other ? html`<button type="button" class="chip" @click=${() => { desk.trouble = undefined; model.change({ data: other }); }}>${t('data.useSynthetic')}</button>` : nothing}</div>`;
}

/** The first training image of each class. */
const examples = memo((data: DataSet): number[] => {
  const firsts = new Map<number, number>();
  const { labels } = data.train;
  for (let i = 0; i < labels.length && firsts.size < data.classes; ++i) if (!firsts.has(labels[i])) firsts.set(labels[i], i);
  return [...firsts].sort((a, b) => a[0] - b[0]).map(([, i]) => i).slice(0, 20);
});

function preview({ model, t }: Parts, data: DataSet): TemplateResult {
  const train = count(countOf(data.train)), test = count(countOf(data.test)), size = `${data.rows}×${data.columns}${data.channels > 1 ? `×${data.channels}` : ''}`;
  return html`<figure class="preview">${data.kind === 'pictures' ? html`<div>${examples(data).map((i) => {
      const name = className(data, data.train.labels[i]);
      return html`<canvas role="img" aria-label=${name} title=${name} data-picture=${`${data.id} train ${i}`}></canvas>`;
    })}</div>` : nothing}
    <figcaption class="about">${data.source === 'synthetic' || data.source === 'colours' ? html`<strong>${t('data.isSynthetic')}</strong> ` : nothing}
      ${data.kind === 'pictures' ? t('data.counts', { train, test, size, classes: data.classes })
        : data.task === 'regression' ? t('data.numbers', { train, test, inputs: inputsOf(data), target: data.target ?? 'y' })
        : t('data.points', { train, test, inputs: inputsOf(data), classes: data.classes })}
      ${data.split ? t('own.split') : nothing} ${data.scaled ? t('own.scaled') : nothing}
      ${data.validation ? t('shares.kept', { n: count(countOf(data.validation)) }) : nothing} ${data.changed !== undefined ? t('shares.changed', { n: count(data.changed) }) : nothing}
      ${model.desk.manifest?.synthetic && data.source === 'synthetic' ? t('data.notHere') : nothing}</figcaption></figure>`;
}
