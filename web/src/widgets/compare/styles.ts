import { css } from 'lit';

/** Six lines that differ in hue and in dash, also on the ground. */
export const compareStyles = css`
  .series { stroke-width: 2; stroke-linecap: butt; }
  .s1 { stroke-dasharray: none; } .s2 { stroke-dasharray: 7 3; } .s3 { stroke-dasharray: 2 2.5; }
  .s4 { stroke-dasharray: 9 3 2 3; } .s5 { stroke-dasharray: 14 3; } .s6 { stroke-dasharray: 5 2 1.5 2 1.5 2; }
  .beads { fill: none; stroke-width: 4; stroke-linecap: round; stroke-dasharray: none; }
  .curve-1 .series { opacity: 0.45; stroke-width: 1.2; }
  .curve-1 .beads { stroke-width: 5.5; }
  .series.rest { opacity: 0.16; }
  .compare .faded, .charts .faded { opacity: 0.16; }
  .leader { fill: none; stroke-width: 1; stroke-dasharray: none; opacity: 0.7; }
  .path-label { paint-order: stroke; stroke: var(--surface); stroke-width: 3.5px; stroke-linejoin: round; font-size: 12.5px; }
  .entries { border: 0; padding: 0; margin: 0 0 0.9rem; min-width: 0; }
  .entries legend { padding: 0; color: var(--muted); font-size: 0.875rem; margin-bottom: 0.25rem; }
  .entry { border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); padding: 0 0.65rem; margin-bottom: 0.4rem; }
  .entry > summary { display: flex; align-items: center; gap: 0.55rem; min-height: 2.3rem; list-style: none; color: var(--ink); }
  .entry > summary::-webkit-details-marker { display: none; }
  .entry > summary::after { content: ''; margin-inline: auto 0.2rem; width: 0.4rem; height: 0.4rem; border: solid var(--muted); border-width: 0 1.5px 1.5px 0; rotate: 45deg; translate: 0 -2px; flex: none; }
  .entry[open] > summary::after { rotate: 225deg; translate: 0 2px; }
  .entry > summary b { font-weight: 600; overflow-wrap: anywhere; line-height: 1.25; }
  .entry > summary .nth { color: var(--muted); font-size: 0.85rem; margin-inline-end: -0.2rem; }
  .entry[open] { padding-bottom: 0.6rem; }
  .entry details summary { font-size: 0.85rem; }
  .swatch { width: 1.6rem; height: 0.5rem; flex: none; }
  .swatch .series { stroke-width: 2.6; opacity: 1; }
  .entry .remove { min-height: 1.75rem; }
  .add { width: 100%; border-style: dashed; color: var(--accent); }
  .unit { fill: var(--muted); }
  .wide-chart { margin: 0; grid-column: 1 / -1; }
  .chart-tools { display: flex; flex-wrap: wrap; gap: 0.4rem 1rem; align-items: center; }
  .readout p { min-width: 0; }
  .readout span { white-space: normal; }
  .board h3 { margin: 0 auto 0.4rem 0; font-size: 0.9375rem; font-weight: 600; color: var(--muted); }
  .board .name { text-align: start; color: var(--ink); }
  .board tbody th.name { font-weight: 600; white-space: normal; min-width: 9rem; }
  .board th, .board td { padding: 0.25rem 0.5rem; }
  .board .swatch { display: inline-block; vertical-align: middle; margin-inline-end: 0.3rem; }
  /* Boards are wide: below the figure, never beside it. */
  @container (min-width: 68rem) {
    .lab { grid-template-columns: 16.5rem minmax(0, 1fr); }
    .equation, .charts, .foot, .main { grid-column: 2; grid-row: auto; }
    .lab.bare { grid-template-columns: minmax(0, 1fr); }
    .lab.bare > *, .lab.bare > .equation { grid-column: 1; }
  }
  .lab figure { margin: 0; min-width: 0; }
`;
