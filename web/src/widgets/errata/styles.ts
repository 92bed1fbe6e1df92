import { css } from 'lit';

export const exhibitStyles = css`
  :host { max-width: 46rem; }
  .scroll { max-height: none; }
  th[scope='row'] { font-family: 'Cambria Math', 'STIX Two Math', Georgia, serif; color: var(--ink); text-align: start; white-space: normal; min-width: 5.5rem; }
  thead th { white-space: normal; }
  .printed { color: var(--accent); }
  .word { text-align: start; white-space: normal; }
  .word.cut { color: var(--s2); }
  .word.other { color: var(--bad); }
  .simulated { font-style: italic; }
`;
