import { css } from 'lit';

export const scheduleStyles = css`
  .rate { font-weight: 600; }
  .rate.t1 { color: var(--s1); } .rate.t2 { color: var(--s2); } .rate.t3 { color: var(--s3); } .rate.t4 { color: var(--s4); } .rate.t5 { color: var(--s5); } .rate.t6 { color: var(--s6); }
  .readout .rate { white-space: nowrap; }
  .board .end-text { white-space: normal; min-width: 15rem; text-wrap: pretty; font-size: 0.84rem; line-height: 1.35; }
  .board .end-text.bad { color: var(--bad); }
`;
