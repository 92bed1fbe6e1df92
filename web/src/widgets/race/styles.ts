import { css } from 'lit';

export const raceStyles = css`
  .tune { display: grid; gap: 0.4rem; margin-bottom: 1rem; font-size: 0.9rem; }
  .tune progress { width: 100%; accent-color: var(--accent); }
  .board h3 { margin: 0 auto 0 0; font-size: 0.9375rem; font-weight: 600; color: var(--muted); }
  .board-head { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; align-items: baseline; margin-bottom: 0.4rem; }
  .tolerance { color: var(--muted); font-size: 0.8438rem; }
  .board .tolerance input { width: 5em; min-height: 1.7rem; padding: 0 0.4rem; text-align: end; }
  .board .name { text-align: start; color: var(--ink); }
  .board tbody th.name { font-weight: 600; }
  .board .place { font-weight: 700; text-align: center; color: var(--good); }
  .board th, .board td { padding: 0.25rem 0.5rem; }
  .board .swatch { display: inline-block; vertical-align: middle; margin-inline-end: 0.3rem; }
  .board .arrived { color: var(--good); }
  .board .diverged, .board .failed, .board .refused { color: var(--bad); }
  .board .about { margin-top: 0.4rem; }
  .segments { display: inline-flex; }
  .segments button { min-height: 1.9rem; font-size: 0.875rem; padding-block: 0; border-radius: 0; color: var(--muted); margin-inline-start: -1px; }
  .segments button:first-child { border-start-start-radius: 99px; border-end-start-radius: 99px; }
  .segments button:last-child { border-start-end-radius: 99px; border-end-end-radius: 99px; }
  .segments button[aria-pressed='true'] { background: var(--accent-soft); color: var(--ink); border-color: var(--accent); }
  /* The scoreboard is wide: below the figure, never beside it. */
  @container (min-width: 68rem) {
    .lab { grid-template-columns: 16.5rem minmax(0, 1fr); }
    .equation, .charts, .foot, .main { grid-column: 2; grid-row: auto; }
    .lab.bare { grid-template-columns: minmax(0, 1fr); }
    .lab.bare > * { grid-column: 1; }
  }
`;
