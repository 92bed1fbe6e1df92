/** The scoreboard: a table, and so the figure's data table too for those who do not see it. */
import { html, nothing, type TemplateResult } from 'lit';
import { explain } from '../../i18n/errors.ts';
import type { Key } from '../../i18n/i18n.ts';
import { count, full, parse, short } from '../../state/format.ts';
import type { CompareModel, Outcome } from '../compare/model.ts';
import type { Score } from './score.ts';
import { kept } from '../kept.ts';

export type RaceText = (key: Key<'race'>, values?: Record<string, string | number>) => string;

const number = (x: number | undefined, digits = 4) => (x === undefined ? html`<td>–</td>` : html`<td title=${full(x)}>${short(x, digits)}</td>`);

/** A time in the unit that suits it. */
export const duration = (seconds: number): string =>
  (seconds < 1e-6 ? `${short(seconds * 1e9, 3)} ns` : seconds < 1e-3 ? `${short(seconds * 1e6, 3)} µs` : seconds < 1 ? `${short(seconds * 1e3, 3)} ms` : `${short(seconds, 3)} s`);

/** A dash where there is nothing to measure; dots while it is being measured. */
function perStep(outcome: Outcome | undefined, t: RaceText): TemplateResult {
  const seconds = outcome?.secondsPerStep;
  if (!outcome?.run || seconds === null) return html`<td title=${t('perStep.none')}>–</td>`;
  return seconds === undefined ? html`<td title=${t('perStep.wait')}>…</td>` : html`<td>${duration(seconds)}</td>`;
}

export function scoreboard(model: CompareModel, list: Score[], names: string[], t: RaceText, fixed: boolean): TemplateResult {
  const { state } = model, timed = state.axis === 'time', step = model.step;
  const set = (e: Event) => {
    const input = e.target as HTMLInputElement, x = parse(input.value);
    input.setAttribute('aria-invalid', String(x === null || x <= 0));
    if (x !== null && x > 0) model.set({ tolerance: x }, true);
  };
  return html`<section class="board" aria-label=${t('board')}>
    <div class="row board-head"><h3>${t('board')}</h3>
      <label class="tolerance">${t('tolerance')} <input type="text" inputmode="decimal" id="tolerance" autocomplete="off" .value=${kept(full(state.tolerance))} ?disabled=${fixed} @change=${set}></label></div>
    <div class="scroll" tabindex="0" role="region" aria-label=${t('board')}><table>
      <thead><tr><th scope="col"><span class="sr">${t('place')}</span></th><th scope="col" class="name">${t('method')}</th><th scope="col">${t('now', { t: step })}</th>
        <th scope="col">${t('best')}</th><th scope="col" title=${t('distance.help')}>${t('distance')}</th><th scope="col">${t('steps')}</th><th scope="col" title=${t('evaluations.help')}>${t('evaluations')}</th>
        ${timed ? html`<th scope="col">${t('time')}</th><th scope="col">${t('perStep')}</th>` : ''}<th scope="col" class="name">${t('status')}</th></tr></thead>
      <tbody @pointerleave=${() => model.point(null)}>${list.map((s, i) => {
        const o = model.outcomes[i], run = o?.run;
        return html`<tr class=${model.lit === i ? 'here' : ''} @pointerenter=${() => model.point(null, i)}>
          <td class="place">${s.place ?? ''}</td>
          <th scope="row" class="name"><svg class="swatch" viewBox="0 0 26 8" aria-hidden="true"><path class="series s${i + 1}" d="M1 4H25"></path></svg> ${names[i]}</th>
          ${number(run?.f[Math.min(step, run.steps)])}${number(run ? s.best : undefined)}${number(s.distance, 3)}
          <td>${s.reached === undefined ? '–' : count(s.reached)}</td><td>${s.evaluations === undefined ? '–' : short(s.evaluations, 4)}</td>
          ${timed ? html`<td>${s.seconds === undefined ? '–' : duration(s.seconds)}</td>${perStep(o, t)}` : ''}
          <td class="name ${s.status}" title=${s.why ? explain(s.why) : nothing}>${t(`status.${s.status}`)}</td></tr>`;
      })}</tbody></table></div>
    <p class="about">${t(timed ? 'note.time' : 'note')}</p></section>`;
}
