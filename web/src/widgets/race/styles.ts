import { css } from 'lit';

export const raceStyles = css`
  .tune { display: grid; gap: 0.4rem; margin-bottom: 1rem; font-size: 0.9rem; }
  .tune progress { width: 100%; accent-color: var(--accent); }
  .board-head { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; align-items: baseline; margin-bottom: 0.4rem; }
  .tolerance { color: var(--muted); font-size: 0.8438rem; }
  .board .tolerance input { width: 5em; min-height: 1.7rem; padding: 0 0.4rem; text-align: end; }
  .board .place { font-weight: 700; text-align: center; color: var(--good); }
  .board .arrived { color: var(--good); }
  .board .diverged, .board .failed, .board .refused { color: var(--bad); }
  .board .about { margin-top: 0.4rem; }
  .segments { display: inline-flex; }
  .segments button { min-height: 1.9rem; font-size: 0.875rem; padding-block: 0; border-radius: 0; color: var(--muted); margin-inline-start: -1px; }
  .segments button:first-child { border-start-start-radius: 99px; border-end-start-radius: 99px; }
  .segments button:last-child { border-start-end-radius: 99px; border-end-end-radius: 99px; }
  .segments button[aria-pressed='true'] { background: var(--accent-soft); color: var(--ink); border-color: var(--accent); }
`;
