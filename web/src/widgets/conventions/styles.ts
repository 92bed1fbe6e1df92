import { css } from 'lit';

export const conventionStyles = css`
  .stand { min-height: 15.9rem; }
  .series.s6 { stroke-dasharray: 7 3; }
  .t1 { color: var(--s1); } .t6 { color: var(--s6); }
  .readout span { font-weight: 600; }
  .rule { margin: 0.1rem 0 0; font-size: 0.875rem; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; font-family: 'Cambria Math', 'STIX Two Math', Georgia, serif; }
  .scroll { max-height: none; }
  table { font-size: 0.8438rem; }
  th, td { padding-inline: 0.4rem; }
`;
