import { css } from 'lit';

/** Fills for areas are paler than the hues of lines; each has a pattern in its own ink besides. */
export const mapStyles = css`
  :host {
    --map-1: light-dark(#a9cdea, #2c5c84); --map-1-ink: light-dark(#5f97c4, #5d96c6);
    --map-2: light-dark(#f6cf9c, #8a5a1f); --map-2-ink: light-dark(#b8792f, #d19a4d);
    --map-3: light-dark(#b4dfc4, #2c6a4d); --map-3-ink: light-dark(#4f9d74, #63b48c);
    --map-4: light-dark(#dfbede, #744273); --map-4-ink: light-dark(#a868a6, #bd86bb);
    --map-5: light-dark(#f0e7a6, #6f6620); --map-5-ink: light-dark(#a89a35, #b5a94e);
    --map-6: light-dark(#c9cfd8, #4a5461); --map-6-ink: light-dark(#838d9b, #8c97a6);
    --map-none: light-dark(#f6f7f5, #1d2229); --map-none-ink: light-dark(#98a1ab, #66707d);
    --map-bad: light-dark(#fbe9ec, #2b161b); --map-bad-ink: light-dark(#cf8394, #8d4354);
    --map-line: light-dark(#2a333d, #0c0f13);
  }
  .top { display: flex; flex-wrap: wrap; gap: 0.3rem 1rem; align-items: center; justify-content: space-between; margin-bottom: 0.2rem; }
  :host(:not([hide])) .top { min-height: 2.1rem; }
  @container (max-width: 26rem) { :host(:not([hide])) .top { min-height: 6.6rem; align-content: start; } }
  .pictures { display: flex; flex-wrap: wrap; gap: 0.3rem; }
  .pictures .chip { min-height: 2rem; }
  .pictures .chip[aria-pressed='true'] { background: var(--accent-soft); border-color: var(--accent); color: var(--ink); }
  .tools button svg { position: static; }
  .readout { min-height: 2.1rem; }
  @container (max-width: 57.99rem) { .readout { min-height: 3.4rem; } }
  @container (max-width: 26rem) { .readout { min-height: 4.9rem; } }
  a { color: var(--accent); text-underline-offset: 0.2em; }
  .readout b { min-width: 0; }
  .readout b.good { color: var(--good); } .readout b.bad { color: var(--bad); }
  .maps { display: grid; gap: 1rem 1.5rem; grid-template-columns: minmax(0, 1fr); align-items: start; }
  .left, .right { min-width: 0; }
  @container (min-width: 58rem) { .maps:not(.alone) { grid-template-columns: minmax(0, 1.12fr) minmax(0, 1fr); } }
  @container (min-width: 68rem) {
    .lab { grid-template-columns: 16.5rem minmax(0, 1fr); }
    .main, .foot { grid-column: 2; }
    .lab.bare { grid-template-columns: minmax(0, 1fr); }
    .lab.bare > * { grid-column: 1; }
  }
  .maps.alone .left { max-width: 40rem; }
  .map { position: relative; min-height: 17rem; user-select: none; -webkit-user-select: none; touch-action: pan-y; cursor: crosshair; }
  .map .waiting { margin: 0; min-height: 17rem; display: grid; place-items: center; color: var(--muted); background: var(--sunken); border-radius: var(--radius); }
  .map canvas { position: absolute; border-radius: 2px; }
  .map svg { position: relative; }
  .map svg:focus-visible { outline: 2px solid var(--focus); outline-offset: 3px; border-radius: 4px; }
  .side { fill: var(--ink); font-size: 12.5px; }
  .edge { fill: none; stroke: var(--ink); stroke-width: 2; stroke-dasharray: 7 4; }
  .edge.casing { stroke: var(--surface); stroke-width: 5; stroke-dasharray: none; opacity: 0.75; }
  .best { fill: var(--accent); stroke: var(--surface); stroke-width: 1.5; }
  .best-line { fill: none; stroke: var(--accent); stroke-width: 2; stroke-dasharray: 2 3; }
  .tag { fill: var(--ink); font-weight: 600; paint-order: stroke; stroke: var(--surface); stroke-width: 3.5px; stroke-linejoin: round; }
  .named circle { fill: var(--surface); stroke: var(--ink); stroke-width: 1.2; }
  .named text { fill: var(--ink); font-weight: 700; }
  .ring { fill: none; stroke: var(--accent); stroke-width: 2.6; }
  .ring.casing { stroke: var(--surface); stroke-width: 5.5; }
  .pointed .ring:not(.casing) { stroke: var(--ink); stroke-width: 2; }
  .zoom-box { fill: var(--surface); fill-opacity: 0.25; stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 4 3; }
  .progress { display: flex; flex-wrap: wrap; gap: 0.4rem 0.8rem; align-items: center; min-height: 2.4rem; font-size: 0.875rem; color: var(--muted); font-variant-numeric: tabular-nums; }
  .progress progress { flex: 1 1 6rem; min-width: 4rem; accent-color: var(--accent); }
  /* What is under way, in words of any length, moves neither the bar nor the button. */
  @container (max-width: 39.99rem) {
    .progress:has(progress) { display: grid; grid-template-columns: minmax(0, 1fr) auto; }
    .progress label { grid-column: 1 / -1; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  }
  .replay figure { margin: 0 0 0.5rem; }
  .replay figcaption { font-size: 0.875rem; color: var(--muted); }
  .path-plot { height: auto; min-height: 12rem; cursor: default; }
  .path-plot svg { position: relative; }
  .replay .chart svg { cursor: default; }
  .first { fill: var(--surface); stroke: var(--accent); stroke-width: 2.5; }
  .open { margin: 0.2rem 0 0.6rem; font-size: 0.9375rem; }
  .legend { margin-top: 0.6rem; }
  .legend h3, .theory h3 { margin: 0 0 0.35rem; font-size: 0.9375rem; font-weight: 600; color: var(--muted); }
  .legend ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.15rem 1.4rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 16rem), 1fr)); font-size: 0.9rem; }
  .legend li { display: flex; gap: 0.55rem; align-items: center; padding: 0.1rem 0.3rem; border-radius: 5px; font-variant-numeric: tabular-nums; }
  .legend li.here { background: var(--accent-soft); }
  .legend .swatch { width: 22px; height: 14px; flex: none; border: 1px solid var(--line-strong); border-radius: 2px; }
  .legend .count { margin-inline-start: auto; color: var(--muted); }
  .theory { margin-top: 0.9rem; font-size: 0.9375rem; max-width: 46rem; }
  .theory p { margin: 0 0 0.3rem; }
  .sides { border: 1px solid var(--line); border-radius: var(--radius); padding: 0.2rem 0.65rem 0.4rem; margin: 0 0 0.9rem; min-width: 0; }
  .sides legend { padding: 0 0.3rem; color: var(--muted); font-size: 0.875rem; }
  .side-control { margin-bottom: 0.5rem; }
  .side-control > label:not(.check) { color: var(--muted); font-size: 0.8438rem; }
  .ends { display: flex; gap: 0.4rem; align-items: center; margin-top: 0.25rem; }
  .ends input { min-height: 1.8rem; padding: 0 0.4rem; font-variant-numeric: tabular-nums; }
  .side-control .check { margin: 0.3rem 0 0; }
`;
