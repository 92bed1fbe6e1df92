import { css } from 'lit';

export const averageStyles = css`
  .plots { min-height: 30rem; touch-action: pan-y; user-select: none; -webkit-user-select: none; }
  .plots svg { cursor: crosshair; }
  .series { stroke-width: 2.2; }
  .series.s6 { stroke-dasharray: 7 3; }
  .series-line { fill: none; stroke: var(--line-strong); stroke-width: 1; opacity: 0.75; }
  .datum { fill: var(--muted); }
  .column { fill: var(--accent-soft); }
  .sheet { fill: transparent; }
  .value { cursor: ns-resize; outline: none; touch-action: none; }
  .value .hit { fill: transparent; }
  .value .knob { fill: var(--accent); stroke: var(--surface); stroke-width: 1.5; }
  .value:hover .knob { r: 7px; }
  .value:focus-visible .hit { stroke: var(--focus); stroke-width: 2.5; r: 10px; }
  .weights { margin: 0.4rem 0 0; }
  .weights figcaption { font-size: 0.875rem; color: var(--muted); }
  .bar { fill: var(--s6); opacity: 0.75; }
  .box { fill: none; stroke: var(--s1); stroke-width: 1.4; }
  .weight { fill: var(--ink); font-size: 11px; font-variant-numeric: tabular-nums; }
  .reach { fill: none; stroke: var(--s6); stroke-width: 1.3; }
  .reach-name { fill: var(--s6); font-weight: 600; paint-order: stroke; stroke: var(--bg); stroke-width: 3px; }
  .t-sma { color: var(--s1); } .t-ewa { color: var(--s6); }
  .readout span { font-weight: 600; }
  textarea { width: 100%; font: inherit; font-variant-numeric: tabular-nums; color: inherit; background: var(--surface); border: 1px solid var(--line-strong); border-radius: var(--radius); padding: 0.3rem 0.5rem; resize: vertical; }
  textarea[aria-invalid='true'] { border-color: var(--bad); background: var(--bad-soft); }
  .chips { margin: -0.3rem 0 0.8rem; }
  .again { margin-bottom: 0.8rem; }
  .chip[aria-pressed='true'] { background: var(--accent-soft); border-color: var(--accent); color: var(--ink); }
  .sums h3 { margin: 0 0 0.5rem; font-size: 0.9375rem; font-weight: 600; color: var(--muted); }
  .sum { border-top: 1px solid var(--line); padding: 0.5rem 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
  .sum b { font-size: 0.9rem; } .sum.f1 b { color: var(--s1); } .sum.f6 b { color: var(--s6); }
  .sum p { margin: 0.2rem 0 0; line-height: 1.6; }
  .sum .spread { color: var(--muted); font-size: 0.9rem; }
  .sum i { font-family: 'Cambria Math', 'STIX Two Math', Georgia, serif; }
  .sum output { font-weight: 700; }
  sub, sup { font-size: 0.72em; line-height: 0; }
`;
