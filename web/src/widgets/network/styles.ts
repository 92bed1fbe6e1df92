import { css } from 'lit';

export const networkStyles = css`
  .lab { display: grid; gap: 1.25rem 2rem; grid-template-columns: minmax(0, 1fr); align-items: start; min-height: 30rem; }
  .main { display: grid; gap: 1.1rem; min-width: 0; margin: 0; grid-template-columns: minmax(0, 1fr); }
  .main { order: -1; }
  .controls { min-width: 0; }
  @container (min-width: 46rem) {
    .lab { grid-template-columns: 16.5rem minmax(0, 1fr); }
    .lab.bare { grid-template-columns: minmax(0, 1fr); }
    .main { order: 0; }
  }
  .lab.dropping { outline: 3px dashed var(--accent); outline-offset: 6px; border-radius: var(--radius); }
  /* A changed number lays out its own part, not the page. */
  .bar, .curves, .gallery, .confusion, .controls { contain: layout style; }
  .message { padding: 2rem 1rem; text-align: center; color: var(--muted); }
  h3 { margin: 1.1rem 0 0.5rem; font-size: 0.9375rem; font-weight: 650; color: var(--ink); }
  .controls h3 { border-top: 1px solid var(--line); padding-top: 0.8rem; }
  progress { appearance: none; width: 100%; height: 0.35rem; border: 0; border-radius: 99px; overflow: hidden; background: var(--line); display: block; }
  progress::-webkit-progress-bar { background: var(--line); }
  progress::-webkit-progress-value { background: var(--accent); }
  progress::-moz-progress-bar { background: var(--accent); }
  progress.still { opacity: 0.45; }

  .actions { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin-bottom: 0.6rem; }
  .actions .primary { display: inline-flex; align-items: center; gap: 0.5rem; min-width: 9.5rem; justify-content: center; }
  .actions .primary svg { width: 0.95rem; height: 0.95rem; fill: currentColor; stroke: currentColor; stroke-width: 3; stroke-linecap: round; stroke-linejoin: round; }
  .actions .field { margin: 0 0 0 auto; width: 12.5rem; flex: 0 1 12.5rem; gap: 0; }
  .reads { display: flex; flex-wrap: wrap; gap: 0.35rem 1.6rem; margin: 0.65rem 0 0; }
  .reads div { min-width: 4.2rem; }
  .reads dt { color: var(--muted); font-size: 0.8125rem; }
  .reads dd { margin: 0; font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.25; }
  .main .finding { margin: 0; }

  .layers { border: 0; padding: 0; margin: 0 0 0.8rem; min-width: 0; }
  .layers legend { color: var(--muted); font-size: 0.875rem; padding: 0; margin-bottom: 0.3rem; }
  .layers ol { list-style: none; margin: 0 0 0.5rem; padding: 0; display: grid; gap: 0.25rem; }
  .layers li { display: flex; align-items: center; gap: 0.4rem; min-height: 2.1rem; }
  .layers li::before { content: ''; flex: none; width: 0.7rem; height: 0.7rem; border-radius: 50%; background: var(--accent); }
  .layers li.fixed::before { background: var(--line-strong); }
  .layers li.fixed span { color: var(--muted); font-size: 0.875rem; }
  .layers li input { width: 5.5rem; text-align: end; font-variant-numeric: tabular-nums; }
  .layers .row { display: flex; align-items: center; gap: 0.6rem; flex-wrap: wrap; }
  .loading { margin-bottom: 0.8rem; }
  .loading .row, .own .row { display: flex; justify-content: space-between; gap: 0.5rem; margin-top: 0.25rem; }
  .own { margin-bottom: 0.8rem; font-size: 0.875rem; }
  .own ul { margin: 0.4rem 0; padding: 0; list-style: none; }
  .own li { overflow-wrap: anywhere; color: var(--muted); }
  .own li b { color: var(--ink); font-weight: 600; }
  .drop { display: block; position: relative; border: 1.5px dashed var(--line-strong); border-radius: var(--radius); padding: 0.8rem; text-align: center; cursor: pointer; color: var(--accent); }
  .drop:hover { border-color: var(--accent); }
  .drop input { position: absolute; inset: 0; opacity: 0; cursor: pointer; width: 100%; }
  .drop:has(input:focus-visible) { outline: 2px solid var(--focus); outline-offset: 2px; }
  canvas { image-rendering: pixelated; background: #000; border-radius: 3px; display: block; }
  .preview { margin: 0 0 0.8rem; }
  .preview div { display: grid; grid-template-columns: repeat(10, minmax(0, 1fr)); gap: 2px; margin-bottom: 0.3rem; }
  .preview canvas { width: 100%; aspect-ratio: 1; }

  .surface { min-width: 0; }
  .surface h3 { margin: 0 0 0.4rem; }
  .surface-parts { display: flex; flex-wrap: wrap; gap: 0.8rem 1.6rem; align-items: start; }
  .plane { position: relative; flex: none; border-radius: var(--radius); touch-action: pan-y; }
  .plane:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
  .plane canvas { position: absolute; background: none; border-radius: 0; }
  .plane canvas.field { image-rendering: auto; background: var(--sunken); }
  .plane canvas.points { inset: 0; width: 100%; height: 100%; }
  .plane svg { position: relative; overflow: hidden; }
  .boundary { fill: none; stroke: var(--ink); stroke-width: 1.6; stroke-linecap: round; }
  .cross { fill: none; stroke: var(--ink); stroke-width: 1; stroke-dasharray: 3 3; }
  .axis-name { font-style: italic; fill: var(--ink); }
  .surface-side { flex: 1 1 15rem; min-width: min(100%, 15rem); display: grid; gap: 0.5rem; grid-template-columns: minmax(0, 1fr); }
  .surface-side .check { margin: 0; }
  .surface-side .links { gap: 0.2rem 1rem; }
  .surface-side .read { margin: 0; min-height: 2.9em; font-variant-numeric: tabular-nums; }
  .surface-side td, .surface-side th { padding: 0.1rem 0.35rem; text-align: end; font-size: 0.8125rem; font-variant-numeric: tabular-nums; }
  .mark { width: 0.9rem; height: 0.9rem; flex: none; display: inline-block; fill: none; stroke: var(--ink); stroke-width: 1.4; margin-inline-end: 0.35rem; vertical-align: middle; }
  .scale { margin: 0; }
  .scale figcaption { margin-bottom: 0.25rem; }
  .scale .row { display: flex; justify-content: space-between; gap: 0.5rem; font-size: 0.8125rem; font-variant-numeric: tabular-nums; margin-top: 0.15rem; }
  .scale .about { margin: 0.4rem 0 0; }
  .classes-key { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.2rem 0.9rem; }
  .table-choice { margin: 0.6rem 0; }
  .table-choice .scroll { max-height: 12rem; margin-bottom: 0.6rem; }
  .table-choice th, .table-choice td { padding: 0.1rem 0.45rem; text-align: end; font-size: 0.8125rem; white-space: nowrap; }
  .table-choice .label { background: var(--accent-soft); color: var(--ink); font-weight: 600; }

  .curves { min-width: 0; }
  .curves .charts { grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
  .curve-tools { display: flex; flex-wrap: wrap; gap: 0.4rem 1.1rem; align-items: center; margin-bottom: 0.5rem; min-height: 2.1rem; }
  .curve-tools .check { margin: 0; }
  .segments { display: inline-flex; }
  .segments button { min-height: 1.9rem; font-size: 0.875rem; padding-block: 0; border-radius: 0; color: var(--muted); }
  .segments button:first-child { border-start-start-radius: 99px; border-end-start-radius: 99px; }
  .segments button:last-child { border-start-end-radius: 99px; border-end-end-radius: 99px; margin-inline-start: -1px; }
  .segments button[aria-pressed='true'] { background: var(--accent-soft); color: var(--ink); border-color: var(--accent); }
  .key { display: inline-flex; align-items: center; gap: 0.4rem; }
  .chart .note { color: var(--ink); font-variant-numeric: tabular-nums; float: inline-end; }
  .chart .unit { fill: var(--muted); }
  .band { fill: var(--s1); fill-opacity: 0.2; stroke: var(--s1); stroke-opacity: 0.25; stroke-width: 0.8; stroke-linejoin: round; }
  .ghost { opacity: 0.6; stroke-width: 1.3; }
  .smoothing { display: grid; grid-template-columns: minmax(0, 16rem) minmax(0, 1fr); gap: 0.2rem 1.2rem; align-items: end; margin-top: 0.4rem; }
  .smoothing .field { margin: 0; }
  @container (max-width: 34rem) { .smoothing { grid-template-columns: minmax(0, 1fr); } .actions .field { width: 100%; flex: 1 1 100%; } }

  .d0 { stroke-dasharray: none; } .d1 { stroke-dasharray: 7 4; } .d2 { stroke-dasharray: 2 3; }
  .spread { fill-opacity: 0.16; stroke: none; }

  .panels { display: grid; gap: 0.4rem; min-width: 0; }
  .panel { border: 1px solid var(--line); border-radius: var(--radius); min-width: 0; contain: layout style; }
  .panel > summary { padding: 0.35rem 0.8rem; font-weight: 600; color: var(--ink); }
  .panel > p, .panel-body { padding: 0.2rem 0.8rem 0.8rem; }
  .panel-body { display: grid; gap: 0.8rem; min-width: 0; grid-template-columns: minmax(0, 1fr); }
  .compare-grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); gap: 0.2rem 1.2rem; align-items: end; }
  .values { border: 0; padding: 0; margin: 0; min-width: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 14rem), 1fr)); gap: 0.3rem 1rem; }
  .values legend { color: var(--muted); font-size: 0.875rem; padding: 0; margin-bottom: 0.4rem; }
  .value { display: flex; justify-content: space-between; gap: 0.5rem; align-items: center; min-height: 2.1rem; }
  .value .check { margin: 0; }
  .value .rate { display: flex; gap: 0.3rem; align-items: center; font-style: italic; }
  .value .rate input { width: 5rem; min-height: 1.7rem; text-align: end; }
  .panel .actions { margin: 0; }
  .panel .actions progress { width: auto; flex: 1 1 8rem; }
  .results { width: auto; background: none; }
  .results th, .results td { padding: 0.15rem 0.7rem 0.15rem 0; text-align: end; font-variant-numeric: tabular-nums; }
  .results th:first-child { text-align: start; font-weight: 400; }
  .results .swatch { display: inline-block; width: 1.7rem; height: 0.6rem; }
  .results .best td:nth-child(2) { font-weight: 700; }
  .panel .scroll { max-height: 24rem; }
  .take { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 0.8rem 1.5rem; }
  .take > div { display: grid; gap: 0.4rem; align-content: start; justify-items: start; }
  h4 { margin: 0; font-size: 0.9rem; font-weight: 650; }
  .pick { position: relative; display: inline-flex; align-items: center; min-height: 2.1rem; padding: 0.2rem 0.8rem; border: 1px solid var(--line); border-radius: var(--radius); cursor: pointer; }
  .pick:hover { border-color: var(--accent); }
  .pick input { position: absolute; inset: 0; width: 100%; opacity: 0; cursor: pointer; }
  .pick:has(input:focus-visible) { outline: 2px solid var(--focus); outline-offset: 2px; }
  .program pre { margin: 0.4rem 0 0; padding: 0.7rem; overflow: auto; max-height: 24rem; background: var(--sunken); border-radius: var(--radius); font: 0.8125rem/1.45 var(--mono); }
  .cell { min-height: 1.5rem; min-width: 1.5rem; padding: 0 0.2rem; border: 0; background: none; color: inherit; font: inherit; text-decoration: underline dotted; text-underline-offset: 0.2em; }
  .flips { display: flex; flex-wrap: wrap; gap: 2px; list-style: none; margin: 0.3rem 0 0; padding: 0; }
  .flips li { width: 1rem; height: 1rem; display: grid; place-items: center; font-size: 0.7rem; line-height: 1; border-radius: 3px; background: color-mix(in srgb, var(--good) 30%, transparent); color: var(--ink); }
  .flips li.wrong { background: color-mix(in srgb, var(--bad) 35%, transparent); }
  .row-between { display: flex; flex-wrap: wrap; gap: 0.4rem 1rem; align-items: end; justify-content: space-between; }
  .row-between .field { margin: 0; min-width: min(100%, 16rem); }
  .filters { display: grid; grid-template-columns: repeat(auto-fill, minmax(4.2rem, 1fr)); gap: 0.35rem; }
  .filters canvas { width: 100%; aspect-ratio: 1; background: var(--surface); border: 1px solid var(--line); }
  .histogram text { font-size: 9px; fill: var(--muted); }
  .layer-table td { vertical-align: middle; }
  .layer-charts { display: flex; flex-wrap: wrap; gap: 0.8rem 1.5rem; }
  .layer-charts figure { min-width: 0; margin: 0; }
  .verdict { margin: 0; }
  .runs-head { display: flex; flex-wrap: wrap; gap: 0.4rem 1rem; align-items: center; justify-content: space-between; }
  .runs { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.5rem; max-height: 26rem; overflow-y: auto; }
  .runs li { display: grid; grid-template-columns: auto minmax(0, 1fr) auto auto; gap: 0.3rem 0.9rem; align-items: center; border-top: 1px solid var(--line); padding-top: 0.5rem; }
  .runs .check { margin: 0; }
  .runs .swatch { width: 1.7rem; height: 0.6rem; }
  .run-name { min-width: 0; overflow-wrap: anywhere; }
  .run-name .about { display: block; }
  .run-name .icon { min-height: 1.5rem; height: 1.5rem; width: 1.5rem; }
  .run-reads { display: flex; gap: 0.9rem; margin: 0; font-variant-numeric: tabular-nums; }
  .run-reads dt { color: var(--muted); font-size: 0.75rem; }
  .run-reads dd { margin: 0; font-weight: 600; }
  .links { display: flex; flex-wrap: wrap; gap: 0.35rem; align-items: center; }
  .chip.danger { color: var(--bad); border-color: var(--bad); }
  .sure { display: inline-flex; flex-wrap: wrap; gap: 0.35rem; align-items: center; font-size: 0.875rem; }
  .warn { color: var(--ink); }
  @container (max-width: 46rem) { .runs li { grid-template-columns: auto minmax(0, 1fr); } .runs .run-reads, .runs .links { grid-column: 2; } }

  .gallery-head { display: flex; flex-wrap: wrap; gap: 0.3rem 1rem; align-items: baseline; margin-bottom: 0.5rem; }
  .gallery-head h3, .confusion h3 { margin: 0; }
  .gallery-head .links { margin-inline-start: auto; }
  .strip { display: grid; grid-template-columns: repeat(auto-fill, minmax(4.9rem, 1fr)); gap: 0.35rem; list-style: none; margin: 0; padding: 0; }
  .image { display: grid; width: 100%; gap: 0.1rem; justify-items: center; padding: 0.3rem 0.2rem 0.25rem; min-height: 0; border: 2px solid var(--line); line-height: 1.25; }
  .image canvas { width: 3rem; height: 3rem; }
  .image .says { font-size: 0.75rem; line-height: 1.15; min-height: 2.3em; max-width: 100%; display: grid; align-items: center; text-align: center; text-wrap: balance; }
  .image .share { font-size: 0.75rem; color: var(--muted); font-variant-numeric: tabular-nums; min-height: 1em; }
  .image.wrong { border-color: var(--bad); border-style: dashed; background: var(--bad-soft); }
  .image.wrong .says { color: var(--bad); font-weight: 600; }
  .image.lit { border-color: var(--accent); border-style: solid; }
  .detail { display: grid; grid-template-columns: 7rem minmax(0, 24rem); gap: 1rem; align-items: start; margin-top: 0.8rem; min-height: 9.4rem; }
  .detail canvas { width: 7rem; height: 7rem; }
  .detail p { margin: 0 0 0.3rem; }
  .detail p b { color: var(--ink); }
  .bars { background: none; }
  .bars th, .bars td { padding: 0.05rem 0.5rem 0.05rem 0; text-align: start; font-weight: 400; color: var(--ink); }
  .bars td:last-child { text-align: end; padding: 0; width: 4rem; }
  .bars th { width: 7rem; max-width: 8rem; overflow: hidden; text-overflow: ellipsis; }
  .bars rect { fill: var(--s5); }
  .bars .truth rect { fill: var(--good); }
  .bars .truth th { font-weight: 650; color: var(--good); }
  @container (max-width: 30rem) { .strip { grid-template-columns: repeat(auto-fill, minmax(4.1rem, 1fr)); gap: 0.25rem; } .image canvas { width: 2.6rem; height: 2.6rem; } .detail { grid-template-columns: 4.5rem minmax(0, 1fr); } .detail canvas { width: 4.5rem; height: 4.5rem; } .bars th { width: 5.5rem; } }

  .confusion .scroll { max-height: none; border: 0; }
  .confusion table { width: auto; font-size: 0.8125rem; background: none; }
  .confusion caption { text-align: start; padding-bottom: 0.4rem; min-width: min(22rem, calc(100cqi - 1rem)); }
  .confusion caption span { display: inline-block; position: sticky; left: 0; max-width: min(100%, calc(100cqi - 1rem)); }
  .confusion th, .confusion td { padding: 0.15rem 0.35rem; text-align: center; min-width: 2.5rem; height: 1.9rem; }
  .confusion thead th { background: none; position: static; vertical-align: bottom; font-weight: 400; color: var(--muted); height: 5.2rem; }
  .confusion thead th span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; display: inline-block; }
  .confusion tbody th { text-align: end; color: var(--muted); }
  .confusion td.none { color: var(--muted); }
`;
