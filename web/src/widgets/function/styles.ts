import { css } from 'lit';

export const layoutStyles = css`
  .lab { display: grid; gap: 1.25rem 1.75rem; grid-template-columns: minmax(0, 1fr); align-items: start; }
  .main, .controls, .equation, .charts { min-width: 0; }
  .main { margin: 0; }
  @container (min-width: 44rem) {
    .lab { grid-template-columns: 16.5rem minmax(0, 1fr); grid-template-rows: auto auto auto 1fr; }
    .controls { grid-column: 1; grid-row: 1 / span 4; }
    .main, .equation, .charts, .foot { grid-column: 2; }
    .lab.bare { grid-template-columns: minmax(0, 1fr); }
    .lab.bare > * { grid-column: 1; }
  }
  @container (min-width: 68rem) {
    .lab { grid-template-columns: 16.5rem minmax(0, 1fr) 19.5rem; }
    .equation { grid-column: 3; grid-row: 1 / span 4; }
    .charts, .foot { grid-column: 2; }
    .lab.bare { grid-template-columns: minmax(0, 1fr) 19.5rem; }
    .lab.bare .equation { grid-column: 2; }
    .lab.bare .charts, .lab.bare .foot { grid-column: 1; }
  }
  /* On paper a figure is a picture: its numbers and plots, nothing to press. */
  @media print { .controls, .timeline, .foot, .chart-tools, .zoom, .tune { display: none !important; } .lab { display: block; } }
  .message { padding: 2rem 1rem; text-align: center; color: var(--muted); }
`;

export const figureStyles = css`
  .readout { display: flex; gap: 0.5rem; align-items: start; margin: 0 0 0.3rem; min-height: 2.1rem; font-variant-numeric: tabular-nums; color: var(--muted); }
  .readout p { display: flex; flex: 1; min-width: 0; flex-wrap: wrap; gap: 0 0.95rem; margin: 0; padding-top: 0.3rem; font-size: 0.9rem; }
  @container (max-width: 43.99rem) { .readout { min-height: 3.5rem; } }
  @container (max-width: 26rem) { .readout { min-height: 4.9rem; } }
  .readout b { color: var(--ink); font-weight: 600; min-width: 4.6em; }
  .readout span { white-space: nowrap; }
  @container (max-width: 26rem) { .readout span { white-space: normal; } }
  .readout i, .formula i { font-family: 'Cambria Math', 'STIX Two Math', Georgia, serif; color: var(--ink); }
  .stage { position: relative; }
  .plot { position: relative; height: clamp(17rem, 62cqi, 27rem); user-select: none; -webkit-user-select: none; touch-action: pan-y; cursor: crosshair; }
  .plot .waiting { position: absolute; inset: 0; margin: 0; display: grid; place-items: center; color: var(--muted); background: var(--sunken); border-radius: var(--radius); }
  .plot canvas { position: absolute; border-radius: 3px; }
  .plot svg { position: absolute; inset: 0; }
  .plane .axis path { opacity: 0.5; }
  .plane .axis .name { paint-order: stroke; stroke: var(--ground-high); stroke-width: 3px; }
  .ground { fill: var(--ground-low); opacity: 0.38; }
  .curve { fill: none; stroke: var(--s5); stroke-width: 1.8; }
  .minimum { stroke: var(--ink); stroke-width: 1.4; opacity: 0.6; }
  .trail { fill: none; stroke: var(--path); stroke-width: 1.5; stroke-linejoin: round; }
  .dots { fill: none; stroke: var(--path); stroke-width: 4.4; stroke-linecap: round; }
  .curve-1 .trail { stroke-width: 1; opacity: 0.4; }
  .curve-1 .dots { stroke-width: 5; }
  .curve-1 .rest { opacity: 0.15; }
  .rest { opacity: 0.22; }
  .tangent { stroke: var(--s6); stroke-width: 1.4; opacity: 0.85; }
  .mark { fill: none; stroke: var(--ink); stroke-width: 2; }
  .arrow { fill: none; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
  .arrow.lit { stroke-width: 3.4; }
  .arrow.faded { opacity: 0.22; }
  .arrow.direction { stroke-dasharray: 5 4; }
  .arrow.gradient { stroke: var(--s6); } .arrow.momentum { stroke: var(--s1); } .arrow.scale, .arrow.step { stroke: var(--s3); } .arrow.mean { stroke: var(--s4); }
  .handle { cursor: grab; outline: none; }
  .handle, .handle * { touch-action: none; }
  .handle:active { cursor: grabbing; }
  .handle.locked { cursor: default; }
  .handle .hit { fill: transparent; }
  .handle .halo { fill: var(--accent); opacity: 0.2; }
  .handle:hover .halo { opacity: 0.35; }
  .handle .knob { fill: var(--accent); stroke: var(--surface); stroke-width: 2; }
  .handle.locked .halo { display: none; }
  .handle:focus-visible .halo { opacity: 1; fill: none; stroke: var(--focus); stroke-width: 2.5; }
  .invite { fill: var(--accent); font-weight: 600; font-size: 13px; paint-order: stroke; stroke: var(--surface); stroke-width: 4px; stroke-linejoin: round; }
  @media (prefers-reduced-motion: no-preference) {
    .handle:has(.invite) .halo { animation: breathe 2.4s ease-in-out infinite; }
    @keyframes breathe { 50% { r: 18px; opacity: 0.1; } }
  }
  .tools { display: flex; gap: 2px; }
  .solid canvas { inset: 0; width: 100%; height: 100%; cursor: grab; touch-action: none; }
  .solid canvas:active { cursor: grabbing; }
  .solid .hint { position: absolute; left: 0; right: 0; bottom: 0; text-align: center; pointer-events: none; }
  .readout .chip[aria-pressed='true'] { background: var(--accent-soft); border-color: var(--accent); color: var(--ink); }
  .share { min-height: 1.75rem; display: flex; flex-wrap: wrap; gap: 0.4rem 1.4rem; }
  .share .group { display: inline-flex; flex-wrap: wrap; align-items: center; gap: 0.3rem; color: var(--muted); font-size: 0.875rem; }
  .tools button, .icon { display: inline-grid; place-items: center; width: 2.1rem; padding: 0; }
  .tools button { border-color: transparent; background: none; color: var(--muted); }
  .tools svg, .icon svg { position: static; width: 1.05rem; height: 1.05rem; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
  .icon svg path { fill: currentColor; }
  .timeline { display: flex; align-items: center; gap: 0.4rem 0.8rem; margin-top: 0.5rem; flex-wrap: wrap; }
  .timeline .buttons { display: flex; }
  .timeline input { flex: 1 1 9rem; min-width: 6rem; width: auto; }
  .timeline output { font-variant-numeric: tabular-nums; color: var(--muted); min-width: 5.2em; text-align: end; font-size: 0.875rem; }
  .timeline .speed { width: auto; border-color: transparent; background: none; color: var(--muted); font-size: 0.875rem; min-height: 2rem; padding: 0 0.2rem; }
  .finding { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; margin: 0.6rem 0 0; padding: 0.55rem 0.9rem; border-inline-start: 3px solid var(--line-strong); background: var(--sunken); border-radius: 0 var(--radius) var(--radius) 0; min-height: 3.1rem; }
  .finding p { margin: 0; flex: 1 1 16rem; text-wrap: pretty; }
  .finding.good { border-color: var(--good); }
  .finding.bad { border-color: var(--bad); background: var(--bad-soft); }
`;

export const panelStyles = css`
  .formula { margin: 0.2rem 0 0; font-size: 0.95rem; overflow-wrap: anywhere; }
  .field .row input.wide { width: 9.5em; }
  .code { font-family: var(--mono) !important; font-size: 0.9rem !important; }
  .chips { display: flex; flex-wrap: wrap; gap: 0.3rem; }
  .chip { min-height: 1.75rem; padding: 0 0.6rem; font-size: 0.8125rem; border-radius: 99px; color: var(--muted); font-variant-numeric: tabular-nums; }
  .equation h3, .charts h3 { margin: 0 0 0.5rem; font-size: 0.9375rem; font-weight: 600; color: var(--muted); }
  .terms { display: flex; flex-wrap: wrap; gap: 0.35rem; margin-bottom: 0.5rem; }
  .term { display: inline-flex; align-items: center; gap: 0.45rem; min-height: 1.85rem; padding: 0 0.65rem; font-size: 0.84rem; border-radius: 99px; }
  .term::before { content: ''; width: 1.1rem; border-top: 2.5px solid currentColor; }
  .term.direction::before { border-top-style: dashed; }
  .term[aria-pressed='true'] { background: var(--accent-soft); border-color: var(--accent); }
  .term.gradient, [data-term='gradient'] { color: var(--s6); }
  .term.momentum, [data-term='momentum'] { color: var(--s1); }
  .term.scale, [data-term='scale'] { color: var(--s3); }
  .term.mean, [data-term='mean'] { color: var(--s4); }
  .term.step, [data-term='step'] { color: var(--s3); }
  [data-term] { cursor: help; border-radius: 3px; }
  [data-term]:hover { background: var(--accent-soft); }
  .line { padding: 0.45rem 0 0.5rem; border-top: 1px solid var(--line); overflow-x: auto; overflow-y: hidden; font-family: 'Cambria Math', 'STIX Two Math', Georgia, serif; }
  .line .law { font-size: 1.02rem; min-height: 1.7rem; }
  .line .numbers { font-size: 0.86rem; min-height: 1.5rem; color: var(--muted); line-height: 1.55; font-variant-numeric: tabular-nums; }
  .line .coordinate { display: inline-block; width: 1.3em; font-style: italic; font-weight: 700; }
  .line .numbers.f1 .coordinate { color: var(--s1); }
  .line .numbers.f2 .coordinate { color: var(--s2); }
  .line .numbers .math { color: var(--ink); }
  .katex { font-size: 1.08em; }
  .katex-base { margin-block: 0.18em; }
  .charts { display: grid; gap: 1rem 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr)); }
  .chart { margin: 0; min-width: 0; }
  .chart figcaption { font-size: 0.875rem; color: var(--muted); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .chart svg { cursor: crosshair; }
  .sheet { fill: transparent; }
  .chart .axis .name { display: none; }
  .foot { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.5rem; }
  .links { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
  .data { border-top: 1px solid var(--line); padding-top: 0.3rem; }
  .table-tools { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin: 0.4rem 0; color: var(--muted); }
  .table-tools span { margin-inline-end: auto; }
  .scroll { overflow: auto; max-height: 24rem; border: 1px solid var(--line); border-radius: var(--radius); }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.875rem; width: 100%; background: var(--surface); }
  th, td { padding: 0.2rem 0.8rem; text-align: end; white-space: nowrap; }
  thead th { position: sticky; top: 0; background: var(--sunken); font-weight: 600; }
  tbody th { font-weight: 400; color: var(--muted); }
  tr.here { background: var(--accent-soft); }
`;
