/** Which images: the site's, the lab's drawings, the reader's files; how far their coming is; what they look like. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { countOf, type DataSet } from '../../data/dataset.ts';
import { sizeOf } from '../../data/manifest.ts';
import { explain } from '../../i18n/errors.ts';
import type { Key } from '../../i18n/i18n.ts';
import { count } from '../../state/format.ts';
import { sources, type Source } from '../../state/network-state.ts';
import { memo } from '../memo.ts';
import { value } from '../options.ts';
import { className, type Parts } from './parts.ts';

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

export function dataControl(parts: Parts): TemplateResult {
  const { model, t, locked } = parts;
  const { state, data, manifest } = model;
  const offered = sources.filter((s) => s === 'synthetic' || s === 'own' || !manifest || !manifest.synthetic);
  const fixed = locked('data');
  return html`<div class="field"><label for="data">${t('data')}</label>
      <select id="data" ?disabled=${fixed} .value=${live(state.data)} @change=${(e: Event) => choose(parts, value(e) as Source)}>
        ${offered.map((s) => html`<option value=${s} ?selected=${s === state.data}>${optionName(parts, s)}</option>`)}</select></div>
    ${progress(parts)}
    ${trouble(parts)}
    ${state.data === 'own' || model.own.length || model.ownProblem ? ownFiles(parts, fixed) : nothing}
    ${data ? preview(parts, data) : nothing}`;
}

function choose({ model }: Parts, source: Source): void {
  model.dataTrouble = undefined;
  model.change({ data: source });
}

function optionName({ model, t }: Parts, source: Source): string {
  const { manifest } = model;
  const size = manifest && (source === 'quick' || source === 'full') ? sizeOf(manifest, source) : undefined;
  const name = t(`data.${source}`);
  return size?.bytes ? `${name} · ${count(size.train)}` : name;
}

function progress({ model, t }: Parts): TemplateResult | typeof nothing {
  const { loading, state, data, manifest } = model;
  if (loading) {
    const { stage, done, total } = loading.progress;
    const text = stage === 'download' && total ? t('loading.download', { done: megabytes(done), total: megabytes(total) }) : t(`loading.${stage}`);
    return html`<div class="loading"><progress max=${total || 1} .value=${total ? done : 0} aria-label=${t('data')}></progress>
      <div class="row"><span class="about">${text}</span><button type="button" class="link" @click=${() => loading.abort.abort()}>${t('cancel')}</button></div></div>`;
  }
  if (state.data === 'full' && data?.source !== 'full') {
    const bytes = manifest ? megabytes(sizeOf(manifest, 'full').bytes) : '';
    return html`<p class="about">${t('full.waits', { mb: bytes })} <button type="button" class="link" @click=${() => void model.fetch('full')}>${t('full.load')}</button></p>`;
  }
  return nothing;
}

function trouble({ model, t }: Parts): TemplateResult | typeof nothing {
  const wrong = model.dataTrouble;
  if (!wrong) return nothing;
  const other = wrong.source === 'synthetic' ? undefined : 'synthetic';
  return html`<p class="error" role="alert">${wrong.why ? t('data.failed', { message: explain(wrong.why) }) : t('data.cancelled')}</p>
    <div class="links"><button type="button" class="chip" @click=${() => void model.fetch(wrong.source as 'quick')}>${t('retry')}</button>
      ${other ? html`<button type="button" class="chip" @click=${() => { model.dataTrouble = undefined; model.change({ data: other }); }}>${t('data.useSynthetic')}</button>` : nothing}</div>`;
}

function ownFiles({ model, t }: Parts, fixed: boolean): TemplateResult {
  const { own, ownProblem, ownMissing } = model;
  const pick = (e: Event) => {
    const input = e.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = '';
    void model.add(files);
  };
  const line = (kind: 'images' | 'labels', n: number, size: string) => t(`own.${kind}`, { n: count(n), size });
  return html`<div class="own">
    <label class="drop"><input type="file" multiple ?disabled=${fixed} @change=${pick}><span>${t('own.drop')}</span></label>
    ${own.length ? html`<ul>${own.map(({ name, idx }) => html`<li><b>${name}</b> ${line(idx.kind, idx.count, `${idx.rows}×${idx.columns}`)}</li>`)}</ul>` : nothing}
    ${ownProblem ? html`<p class="error" role="alert" id="own-problem">${t(`own.bad.${ownProblem.issue}` as Key<'network'>, ownProblem.values)}</p>` : nothing}
    ${ownMissing && !ownProblem ? html`<p role="status" class="about">${t(`own.missing.${ownMissing.issue}` as Key<'network'>, ownMissing.values)}</p>` : nothing}
    ${own.length && ownMissing ? html`<button type="button" class="link" @click=${() => model.forgetOwn()}>${t('own.forget')}</button>` : nothing}
    ${!own.length && !ownProblem ? html`<p class="about">${t('own.help')}</p>` : nothing}
  </div>`;
}

/** The first training image of each class. */
const examples = memo((data: DataSet): number[] => {
  const firsts = new Map<number, number>();
  const { labels } = data.train;
  for (let i = 0; i < labels.length && firsts.size < data.classes; ++i) if (!firsts.has(labels[i])) firsts.set(labels[i], i);
  return [...firsts].sort((a, b) => a[0] - b[0]).map(([, i]) => i).slice(0, 20);
});

function preview({ model, t }: Parts, data: DataSet): TemplateResult {
  return html`<figure class="preview"><div>${examples(data).map((i) => {
      const name = className(data, data.train.labels[i]);
      return html`<canvas role="img" aria-label=${name} title=${name} data-picture=${`${data.id} train ${i}`}></canvas>`;
    })}</div>
    <figcaption class="about">${data.source === 'synthetic' ? html`<strong>${t('data.isSynthetic')}</strong> ` : nothing}
      ${t('data.counts', { train: count(countOf(data.train)), test: count(countOf(data.test)), size: `${data.rows}×${data.columns}`, classes: data.classes })}
      ${data.split ? t('own.split') : nothing}
      ${model.manifest?.synthetic && data.source === 'synthetic' ? t('data.notHere') : nothing}</figcaption></figure>`;
}
