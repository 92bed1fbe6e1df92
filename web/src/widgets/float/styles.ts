import { css } from 'lit';

export const floatStyles = css`
  .float { max-width: 56rem; }
  .stage { height: 300px; }
  .stage svg { cursor: crosshair; touch-action: pan-y; }
  .sheet { fill: transparent; }
  .readout span.t1, .readout span.t2, .readout span.t6 { color: var(--muted); white-space: normal; }
  .readout .t1 .value { color: var(--s1); } .readout .t2 .value { color: var(--s2); } .readout .t6 .value { color: var(--s6); }
  .readout .value { font-weight: 600; white-space: nowrap; }
  .timeline { display: flex; gap: 0.75rem; align-items: center; min-height: 2.4rem; }
  .timeline output { font-variant-numeric: tabular-nums; white-space: nowrap; }
  .settings { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); gap: 0 1.5rem; min-height: 4.2rem; max-width: 32rem; }
  .finding { min-height: 2.6rem; }
  @media print { .timeline, .settings, details { display: none !important; } }
  @container (max-width: 40rem) { .finding { min-height: 6rem; } .settings { min-height: 8rem; } }
`;
