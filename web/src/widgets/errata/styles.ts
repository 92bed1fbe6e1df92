import { css } from 'lit';

export const exhibitStyles = css`
  :host { max-width: 46rem; }
  .scroll { max-height: none; }
  th[scope='row'] { font-family: 'Cambria Math', 'STIX Two Math', Georgia, serif; color: var(--ink); text-align: start; }
  thead th { white-space: normal; }
  .printed { color: var(--accent); }
  .word { text-align: start; white-space: normal; }
  .word.cut { color: var(--s2); }
  .word.other { color: var(--bad); }
  .simulated { font-style: italic; }
  .float32 { display: grid; gap: 0.6rem; }
  .float32 .fields { display: flex; flex-wrap: wrap; gap: 0.4rem 1.5rem; }
  .float32 .field { width: 15rem; margin: 0; }
  .float32 figure { margin: 0; }
  .float32 figcaption { color: var(--muted); font-size: 0.9rem; }
`;
