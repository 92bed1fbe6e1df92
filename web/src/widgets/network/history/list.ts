/** The runs that are kept: which to draw, which to go on with, which to delete, and what they take. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { language } from '../../../i18n/i18n.ts';
import { count, full, percent, short } from '../../../state/format.ts';
import { kept } from '../../kept.ts';
import { value } from '../../options.ts';
import { translator, type Panel } from '../panels.ts';
import type { Parts } from '../parts.ts';
import { runNames, styleOf } from './labels.ts';
import { mostCheckpoints, weightsBudget, type RunSummary } from './types.ts';

const t = translator('runs');
const megabytes = (bytes: number) => (bytes < 1e5 ? `${count(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

export class RunsPanel implements Panel {
  /** What waits for a second click: a run, or all of them. */
  private asked = '';
  private renaming = '';

  constructor(private parts: Parts, private update: () => void) {}

  render(): TemplateResult {
    const { keeper, catalog } = this.parts.model;
    if (!keeper || !catalog) return html`<p class="about">${t('none')}</p>`;
    const { runs } = keeper, names = runNames(runs, catalog);
    return html`
      ${keeper.store && !keeper.store.lasting ? html`<p class="about warn" role="status">${t('refused')}</p>` : nothing}
      ${keeper.trouble ? html`<p class="error" role="alert">${t('trouble', { message: keeper.trouble })}</p>` : nothing}
      ${runs.length === 0 ? html`<p class="about">${t('none')}</p>` : html`
        <div class="runs-head"><p class="about">${t('size', { n: count(runs.length), size: megabytes(keeper.bytes) })}
          ${t('budget', { size: megabytes(weightsBudget), n: mostCheckpoints })}</p>
          ${this.deletion('all', t('delete.all'), t('delete.all.sure', { n: count(runs.length) }), () => void keeper.remove(runs.map((r) => r.id)))}</div>
        <ul class="runs">${runs.map((run, i) => this.item(run, names[i]))}</ul>`}`;
  }

  private item(run: RunSummary, name: string): TemplateResult {
    const { model } = this.parts, keeper = model.keeper!;
    const { hue, dash } = styleOf(run), current = keeper.of(model.record)?.id === run.id, under = keeper.liveRecord(run.id) !== undefined;
    const history = model.history!, drawn = current ? !history.aside : keeper.shown.has(run.id);
    const show = (e: Event) => {
      const on = (e.target as HTMLInputElement).checked;
      if (!current) return void keeper.show(run.id, on);
      history.aside = !on;
      this.update();
    };
    const going = !current && run.checkpoints.length > 0;
    return html`<li class=${current ? 'current' : ''}>
      <label class="check"><input type="checkbox" aria-label=${t('show', { name })} .checked=${live(drawn)} @change=${show}>
        <svg class="swatch" viewBox="0 0 26 8" aria-hidden="true"><path class=${current ? 'series s1 d0' : `series s${hue} d${dash}`} d="M1 4H25"></path></svg></label>
      <div class="run-name">${this.renaming === run.id ? html`<input type="text" aria-label=${t('name')} .value=${kept(name)} @change=${(e: Event) => { this.renaming = ''; keeper.rename(run, value(e)); }}
            @keydown=${(e: KeyboardEvent) => { if (e.key === 'Escape') { this.renaming = ''; this.update(); } }}>`
          : html`<b>${run.number}. ${name}</b> <button type="button" class="quiet icon" aria-label=${t('rename', { name })} title=${t('rename', { name })} @click=${(e: Event) => this.rename(run, e)}>
            <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 20h4L19 9l-4-4L4 16Z"></path></svg></button>`}
        <span class="about">${this.about(run, current, under)}</span></div>
      <dl class="run-reads"><div><dt>${t('accuracy')}</dt><dd title=${full(run.test?.accuracy ?? NaN)}>${run.test && Number.isFinite(run.test.accuracy) ? percent(run.test.accuracy) : '—'}</dd></div>
        <div><dt>${t('loss')}</dt><dd title=${full(run.test?.loss ?? NaN)}>${run.test ? short(run.test.loss, 3) : '—'}</dd></div></dl>
      <div class="links">
        ${going ? html`<button type="button" class="chip" aria-label=${t('resume.aria', { name })} ?disabled=${under} @click=${() => void model.history!.resume(run)}>${t('resume')}</button>` : nothing}
        <button type="button" class="chip" aria-label=${t('use.aria', { name })} ?disabled=${current} @click=${() => model.history!.use(run)}>${t('use')}</button>
        ${this.deletion(run.id, t('delete'), t('delete.sure'), () => void keeper.remove([run.id]), t('delete.aria', { name }))}</div></li>`;
  }

  private about(run: RunSummary, current: boolean, under: boolean): string {
    const { place, changes, created } = run;
    const when = new Date(created).toLocaleString(language(), { dateStyle: 'short', timeStyle: 'short' });
    const state = current ? t('state.current') : under ? t('state.training') : run.status === 'diverged' || run.status === 'failed' ? t('state.broken')
      : run.training ? t('state.interrupted') : run.left > 0 ? t('state.paused') : t('state.done');
    return [state, t('length', { epoch: short(place.epoch, 3), step: count(place.step), seconds: short(place.second, 2) }),
      ...(changes.length ? [t('changed', { steps: changes.map(count).join(', ') })] : []), when].join(' · ');
  }

  private rename(run: RunSummary, e: Event): void {
    this.renaming = run.id;
    this.update();
    const place = (e.currentTarget as Element).closest('.run-name');
    requestAnimationFrame(() => requestAnimationFrame(() => place?.querySelector('input')?.select()));
  }

  /** A button that asks once more. */
  private deletion(what: string, label: string, sure: string, job: () => void, aria = label): TemplateResult {
    if (this.asked !== what) {
      return html`<button type="button" class="chip danger" aria-label=${aria} @click=${(e: Event) => {
        this.asked = what;
        this.update();
        const place = (e.currentTarget as Element).parentElement;
        requestAnimationFrame(() => requestAnimationFrame(() => place?.querySelector<HTMLElement>('.sure button')?.focus()));
      }}>${label}</button>`;
    }
    const leave = () => { this.asked = ''; this.update(); };
    return html`<span class="sure" role="group" aria-label=${sure} @keydown=${(e: KeyboardEvent) => { if (e.key === 'Escape') leave(); }}>${sure}
      <button type="button" class="chip danger" @click=${() => { this.asked = ''; job(); }}>${t('delete.yes')}</button>
      <button type="button" class="chip" @click=${leave}>${t('delete.no')}</button></span>`;
  }
}
