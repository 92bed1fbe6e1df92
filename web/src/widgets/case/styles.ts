import { css } from 'lit';

export const caseStyles = css`
  .case { display: grid; gap: 0.8rem; grid-template-columns: minmax(0, 1fr); min-height: 30rem; align-content: start; }
  .message { padding: 2rem 1rem; text-align: center; color: var(--muted); }
  .bar { display: flex; flex-wrap: wrap; gap: 0.6rem 1rem; align-items: center; contain: layout style; }
  .bar .primary, #cancel { min-width: 9.5rem; }
  .bar .about { flex: 1 1 16rem; font-variant-numeric: tabular-nums; }
  progress { flex: 1 1 100%; order: 9; appearance: none; width: 100%; height: 0.35rem; border: 0; border-radius: 99px; overflow: hidden; background: var(--line); display: block; }
  progress::-webkit-progress-bar { background: var(--line); }
  progress::-webkit-progress-value { background: var(--accent); }
  progress::-moz-progress-bar { background: var(--accent); }
  progress.still { opacity: 0.45; }
  .segments { display: inline-flex; }
  .segments button { min-height: 1.9rem; font-size: 0.875rem; padding-block: 0; border-radius: 0; color: var(--muted); }
  .segments button:first-child { border-start-start-radius: 99px; border-end-start-radius: 99px; }
  .segments button:last-child { border-start-end-radius: 99px; border-end-end-radius: 99px; margin-inline-start: -1px; }
  .segments button[aria-pressed='true'] { background: var(--accent-soft); color: var(--ink); border-color: var(--accent); }
  @media (pointer: coarse) { .segments button { min-height: 2.75rem; } }
  .axis-choice { justify-self: start; }
  .charts { display: grid; gap: 1rem 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
  .charts > div { min-width: 0; min-height: 262px; }
  .chart .unit { fill: var(--muted); }
  .case .finding { display: block; margin: 0; }
  .blank { margin: 0; min-height: 3.1rem; }
  .case thead td { background: var(--sunken); position: sticky; top: 0; }
  .case tbody th { text-align: start; color: var(--ink); }
  .case thead th:first-child { text-align: start; }
  .case tbody th svg { display: inline-block; vertical-align: middle; margin-inline-end: 0.3rem; }
  .case .scroll { max-height: none; }
  .case td a { color: var(--accent); }
  @container (max-width: 34rem) { .case th, .case td { padding-inline: 0.4rem; } }
  @media print { .bar, .axis-choice { display: none !important; } }
`;
