import { css } from 'lit';

export const backpropStyles = css`
  .net.waiting { min-height: 21rem; }
  .net { user-select: none; -webkit-user-select: none; touch-action: pan-y; }
  @container (min-width: 44rem) { .lab { grid-template-rows: auto auto 1fr; } .controls { grid-row: 1 / span 3; } .main { grid-row: 1; } }
  .again { margin-bottom: 0.8rem; }
  .check-card .about { margin-top: 0.5rem; }
  @container (min-width: 68rem) {
    .lab { grid-template-columns: 16.5rem minmax(0, 1fr); }
    .lab.bare { grid-template-columns: minmax(0, 1fr); }
    .equation, .lab.bare .equation { grid-column: 2; grid-row: auto; }
    .lab.bare .equation, .lab.bare .foot { grid-column: 1; }
  }
  .equation { display: grid; gap: 1rem 2rem; grid-template-columns: minmax(0, 1fr); align-items: start; }
  @container (min-width: 60rem) { .equation { grid-template-columns: minmax(0, 1fr) 17.5rem; } }
  .edge { fill: none; stroke: var(--s1); opacity: 0.45; }
  .edge.negative { stroke: var(--s6); stroke-dasharray: 6 3; }
  .edge.on { opacity: 1; }
  .edge.off { opacity: 0.14; }
  .body { fill: var(--surface); stroke: var(--line-strong); stroke-width: 1; }
  .net text { fill: var(--ink); font-size: 11.5px; font-variant-numeric: tabular-nums; pointer-events: none; }
  .net .name { fill: var(--muted); font-family: 'Cambria Math', 'STIX Two Math', Georgia, serif; font-style: italic; font-size: 12px; }
  .neuron .band { fill: transparent; }
  .quantity.on .band { fill: var(--accent-soft); }
  .quantity.on .value { font-weight: 700; }
  .quantity.d .value { fill: var(--s4); }
  .neuron.on > .body { stroke: var(--ink); stroke-width: 1.6; }
  .input .body { fill: var(--sunken); }
  .parameter, .input, .target { cursor: ns-resize; outline: none; }
  .target.choice { cursor: pointer; }
  .locked { cursor: default !important; }
  .parameter .body { fill: var(--bg); stroke: var(--line); }
  .parameter:hover .body, .input:hover .body, .target:hover .body { stroke: var(--accent); }
  .parameter.on .body, .input.on .body, .target.on .body { fill: var(--accent-soft); }
  .parameter.chosen .body { stroke: var(--accent); stroke-width: 2; }
  .parameter .value:not(.partial), .input .value { fill: var(--accent); font-weight: 600; }
  .parameter.locked .value:not(.partial), .input.locked .value { fill: var(--ink); }
  .net .partial.value { fill: var(--s3); }
  .target .body { fill: var(--sunken); stroke-dasharray: 3 2; }
  .target[aria-pressed='true'] .value { font-weight: 700; fill: var(--accent); }
  .parameter:focus-visible .body, .input:focus-visible .body, .target:focus-visible .body { stroke: var(--focus); stroke-width: 3; }
  .layer { font-size: 12px !important; fill: var(--muted) !important; }

  .stepper { display: flex; align-items: flex-start; gap: 0.35rem; margin-top: 0.6rem; }
  .stepper fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.3rem; }
  .stepper label { display: inline-flex; align-items: center; min-height: 1.9rem; padding: 0 0.65rem; border: 1px solid var(--line); border-radius: 99px; font-size: 0.84rem; cursor: pointer; color: var(--muted); background: var(--surface); }
  .stepper label:hover { border-color: var(--accent); }
  .stepper label.past { color: var(--ink); border-color: var(--line-strong); }
  .stepper label.now { background: var(--accent-soft); border-color: var(--accent); color: var(--ink); font-weight: 600; }
  .stepper label:has(:focus-visible) { outline: 2px solid var(--focus); outline-offset: 2px; }
  .stepper input { position: absolute; opacity: 0; width: 1px; height: 1px; }
  .stepper .arrow-button { flex: none; width: 2.1rem; padding: 0; font-size: 1.05rem; }
  .stage-name { margin: 0 0 0.15rem; font-size: 1rem; font-weight: 600; }
  .why { margin: 0 0 0.5rem; color: var(--muted); max-width: 46rem; }
  .law { display: block; padding: 0.3rem 0 0.4rem; overflow-x: auto; overflow-y: hidden; min-height: 2.6rem; }
  .lines { max-height: 22rem; overflow-y: auto; border-top: 1px solid var(--line); margin: 0; padding: 0; list-style: none; }
  .lines li { padding: 0.28rem 0.3rem; border-bottom: 1px solid var(--line); line-height: 1.75; overflow-wrap: break-word; font-variant-numeric: tabular-nums; font-size: 0.92rem; }
  .lines li:hover { background: var(--sunken); }
  .lines .q { font-family: 'Cambria Math', 'STIX Two Math', Georgia, serif; font-style: italic; border-radius: 3px; padding: 0 1px; cursor: help; white-space: nowrap; }
  .lines .n { border-radius: 3px; padding: 0 1px; cursor: help; white-space: nowrap; }
  .lines .lit { background: var(--accent-soft); box-shadow: 0 0 0 1px var(--accent); }
  .lines output { font-weight: 700; white-space: nowrap; cursor: help; }
  sub, sup { font-size: 0.7em; line-height: 0; font-style: normal; }
  .frac { display: inline-block; vertical-align: middle; text-align: center; line-height: 1.15; font-size: 0.86em; }
  .frac > span { display: block; } .frac > span:first-child { border-bottom: 1px solid currentColor; }
  .agree { margin: 0.6rem 0 0; padding: 0.45rem 0.8rem; border-inline-start: 3px solid var(--good); background: var(--sunken); border-radius: 0 var(--radius) var(--radius) 0; font-size: 0.9rem; }
  .agree.bad { border-color: var(--bad); background: var(--bad-soft); }
  .check-card { border: 1px solid var(--line); border-radius: var(--radius); padding: 0.7rem 0.9rem; background: var(--surface); min-width: 0; }
  .check-card h3 { margin: 0 0 0.4rem; font-size: 0.95rem; color: var(--ink); }
  .check-card dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.15rem 0.8rem; margin: 0.4rem 0 0; font-variant-numeric: tabular-nums; font-size: 0.88rem; }
  .check-card dt { color: var(--muted); } .check-card dd { margin: 0; text-align: end; }
  .loss-curve { margin: 0.8rem 0 0; } .loss-curve figcaption { font-size: 0.875rem; color: var(--muted); }
  .tables { display: grid; gap: 0.8rem; }
  .tables h4 { margin: 0.4rem 0 0; font-size: 0.9rem; }
  .sizes { display: flex; gap: 0.4rem; flex-wrap: wrap; align-items: end; margin-bottom: 0.7rem; }
  .sizes label { display: grid; font-size: 0.78rem; color: var(--muted); flex: 1 1 3rem; }
  .sizes select { padding-inline: 0.3rem; }
  .vector { display: grid; grid-template-columns: repeat(auto-fill, minmax(5.5rem, 1fr)); gap: 0.2rem 0.7rem; margin-bottom: 0.3rem; }
  .vector label { display: flex; gap: 0.35rem; align-items: baseline; font-size: 0.875rem; color: var(--muted); }
  .vector input { flex: 1; min-width: 0; min-height: 1.7rem !important; text-align: end; }
  .links { row-gap: 0.4rem; }
`;
