import { css } from 'lit';

export const landscapeStyles = css`
  h3 { margin: 1.1rem 0 0.5rem; font-size: 0.9375rem; font-weight: 650; color: var(--ink); }
  .controls h3 { border-top: 1px solid var(--line); padding-top: 0.8rem; }
  .controls > h3:first-child { border-top: 0; padding-top: 0; margin-top: 0; }
  .main { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
  .readout, .top { margin: 0; }
  .map .waiting { aspect-ratio: 1 / 0.92; max-height: 35rem; }
  .sheet-box { position: relative; }
  .series.casing { stroke: var(--surface); stroke-width: 4.5; opacity: 0.8; stroke-dasharray: none; }
  .beginning { fill: var(--surface); stroke: var(--ink); stroke-width: 2; }
  .scale { display: flex; flex-wrap: wrap; align-items: center; gap: 0.3rem 0.6rem; margin: 0.2rem 0 0; font-size: 0.875rem; color: var(--muted); font-variant-numeric: tabular-nums; }
  .scale { min-height: 1.3125rem; }
  @container (max-width: 26rem) { .scale { min-height: 2.925rem; } }
  .scale .bar { flex: 1 1 6rem; max-width: 14rem; height: 0.7rem; border-radius: 3px; border: 1px solid var(--line); background: linear-gradient(to right, var(--ground-low), var(--ground-high)); }
  /* Room for what comes when training and cut are finished. */
  .left { min-height: 25.9rem; }
  .board { min-height: 13.25rem; }
  @container (min-width: 40rem) { .board { min-height: 8.5rem; } }
  .right { min-height: 33.5rem; align-content: start; display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
  .right figure { margin: 0; }
  .chart .about { max-width: 34rem; }
  .chart .axis .name { display: block; }
  .warning { border-inline-start: 3px solid var(--line-strong); background: var(--sunken); border-radius: 0 var(--radius) var(--radius) 0; padding: 0.55rem 0.9rem; }
  .warning h3 { margin: 0 0 0.3rem; }
  .warning p { margin: 0 0 0.5rem; max-width: 70ch; text-wrap: pretty; }
  .warning p:last-child { margin: 0; }
  .board, .foot { min-width: 0; }
  .foot { grid-template-columns: minmax(0, 1fr); }
  .field .row input.wide { width: 8.5em; }
`;
