/** What each run has at its end: losses, sharpness, curvature. */
import { html, type TemplateResult } from 'lit';
import type { Catalog } from '../../engine/types.ts';
import { count, full, percent, short } from '../../state/format.ts';
import { isNumbers, type LandscapeState } from '../../state/landscape-state.ts';
import { explain } from '../../i18n/errors.ts';
import type { Material, Run } from './runs.ts';
import type { LandscapeText } from './texts.ts';

export function board(runs: Run[], names: string[], state: LandscapeState, catalog: Catalog, material: Material, t: LandscapeText): TemplateResult {
  const accuracy = !isNumbers(catalog, state.data), radius = runs.find((run) => run.end)?.end?.radius;
  const cell = (x: number | undefined, text = x === undefined || !Number.isFinite(x) ? '—' : short(x, 3)) => html`<td title=${x === undefined ? '' : full(x)}>${text}</td>`;
  const columns = ['loss', 'test', ...(accuracy ? ['accuracy' as const] : []), 'sharpness', 'lambda', 'limit', 'gradient'] as const;
  return html`<section class="board"><h3>${t('board')}</h3>
    <div class="scroll" tabindex="0" role="region" aria-label=${t('board')}><table id="board"><caption class="sr">${t('board')}</caption>
      <thead><tr><th scope="col" class="name">${t('board.method')}</th>${columns.map((c) => html`<th scope="col">${t(`board.${c}`)}</th>`)}</tr></thead>
      <tbody>${runs.map((run, k) => {
        const { end } = run, waiting = end ? undefined : '…';
        return html`<tr><th scope="row" class="name"><svg class="swatch" viewBox="0 0 26 8" aria-hidden="true"><path class="series s${k + 1}" d="M1 4H25"></path></svg>${names[k]}
            ${run.status === 'ok' ? '' : html`<span class="error">${explain({ code: run.status, message: run.message })}</span>`}</th>
          ${cell(end?.loss, waiting)}${cell(end?.test, waiting)}${accuracy ? cell(end?.accuracy, end ? percent(end.accuracy) : '…') : ''}
          ${cell(end?.sharpness, waiting)}${cell(end?.eigenvalue, end && !end.converged ? `≈ ${short(end.eigenvalue, 3)}` : waiting)}${cell(end && 2 / end.eigenvalue, end && end.eigenvalue <= 0 ? '—' : waiting)}${cell(end?.gradientNorm, waiting)}</tr>`;
      })}</tbody></table></div>
    <p class="about">${t('board.about', { n: count(material.samples.length), radius: radius === undefined ? 'ρ' : short(radius) })}</p></section>`;
}
