import { css } from 'lit';

/** The question around its figure. */
export const quizStyles = css`
  :host { margin-block: 1.25rem; scroll-margin-top: 1rem; }
  .quiz { border: 1px solid var(--line); border-radius: 12px; background: var(--surface); padding: clamp(0.9rem, 3cqi, 1.5rem); min-width: 0; }
  .quiz:focus { outline: none; }
  .quiz:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
  .kind { margin: 0 0 0.35rem; font-size: 0.8438rem; color: var(--muted); }
  fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
  legend, .ask { padding: 0; margin: 0 0 0.9rem; font-size: 1.0625rem; line-height: 1.5; font-weight: 600; text-wrap: pretty; }
  .math { font-family: 'Cambria Math', 'STIX Two Math', Georgia, serif; font-style: italic; white-space: nowrap; }
  data { font-variant-numeric: tabular-nums; }
  .figures { display: grid; gap: 1rem 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); margin: 0 0 1rem; align-items: start; }
  .figures figure { margin: 0; min-width: 0; max-width: 44rem; }
  .figures a { display: inline-block; padding-block: 0.3rem; color: var(--accent); font-size: 0.9rem; text-underline-offset: 0.2em; }
  .figures figcaption { font-size: 0.9rem; color: var(--muted); margin: 0 0 0.25rem; }
  .options { display: grid; gap: 0.5rem; margin: 0 0 1rem; }
  .option { display: grid; grid-template-columns: auto auto 1fr; gap: 0.1rem 0.7rem; align-items: baseline; padding: 0.55rem 0.8rem; border: 1px solid var(--line); border-radius: var(--radius); cursor: pointer; }
  .option:hover:not(.done) { border-color: var(--accent); }
  .option:has(input:checked):not(.done) { border-color: var(--accent); background: var(--accent-soft); }
  .option:has(input:focus-visible) { outline: 2px solid var(--focus); outline-offset: 2px; }
  .option input { accent-color: var(--accent); margin: 0; width: 1.05rem; height: 1.05rem; align-self: center; }
  .option input:focus-visible { outline: none; }
  .option .letter { color: var(--muted); font-weight: 600; }
  .option.done { cursor: default; }
  .option.right { border-color: var(--good); background: none; box-shadow: inset 3px 0 0 var(--good); }
  .option.wrong { border-color: var(--bad); background: var(--bad-soft); box-shadow: inset 3px 0 0 var(--bad); }
  .option small { grid-column: 3; font-size: 0.875rem; color: var(--muted); }
  .option.right small b { color: var(--good); } .option.wrong small b { color: var(--bad); }
  .typed { display: flex; flex-wrap: wrap; gap: 0.4rem 1.2rem; margin: 0 0 1rem; align-items: baseline; }
  .typed label { display: inline-flex; gap: 0.5rem; align-items: baseline; }
  .typed input[type='text'] { width: 8.5em; font-variant-numeric: tabular-nums; }
  .help { margin: 0 0 0.8rem; font-size: 0.9rem; color: var(--muted); }
  .row { display: flex; flex-wrap: wrap; gap: 0.6rem; align-items: center; }
  .verdict { margin: 0.9rem 0 0; }
  .verdict:empty { margin: 0; }
  .verdict p { display: flex; gap: 0.6rem; align-items: baseline; margin: 0; padding: 0.55rem 0.9rem; border-inline-start: 3px solid var(--bad); background: var(--bad-soft); border-radius: 0 var(--radius) var(--radius) 0; }
  .verdict .good { border-color: var(--good); background: var(--sunken); }
  .verdict b { color: var(--bad); white-space: nowrap; } .verdict .good b { color: var(--good); }
  .why { margin: 0.9rem 0 0; max-width: 44rem; text-wrap: pretty; line-height: 1.6; }
  .after { margin-top: 1rem; }
  table.off { border-collapse: collapse; margin: 0.9rem 0 0; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
  table.off caption { text-align: start; color: var(--muted); padding-bottom: 0.25rem; }
  table.off th, table.off td { padding: 0.15rem 1.1rem 0.15rem 0; text-align: start; border-top: 1px solid var(--line); font-weight: 400; }
  table.off thead th { color: var(--muted); border: 0; }
  .scroll-x { overflow-x: auto; }
  .room { min-height: 12rem; }
  @media (forced-colors: active) { .option.right { border-width: 3px; } }
`;

/** The plain figure. */
export const plotQuizStyles = css`
  .plot { height: clamp(14rem, 58cqi, 21rem); cursor: default; }
  .plot.asks { cursor: crosshair; }
  .trail.told { stroke-dasharray: none; }
  .start { fill: var(--surface); stroke: var(--ink); stroke-width: 2; }
  .tag { fill: var(--ink); font-size: 12px; paint-order: stroke; stroke: var(--bg); stroke-width: 4px; stroke-linejoin: round; font-variant-numeric: tabular-nums; }
  .cross { stroke: var(--s4); stroke-width: 2.4; fill: none; }
  .true { fill: var(--path); stroke: var(--surface); stroke-width: 2; }
  .true-tag { font-weight: 600; }
  .near { fill: none; stroke: var(--good); stroke-width: 1.6; stroke-dasharray: 4 3; }
  .off { stroke: var(--bad); stroke-width: 1.6; stroke-dasharray: 2 3; fill: none; }
  .handle.locked .knob { fill: var(--surface); stroke: var(--accent); stroke-width: 2.5; }
  .handle.locked .badge { fill: var(--accent); }
  .legend { display: flex; flex-wrap: wrap; gap: 0.1rem 0.45rem; align-items: center; margin: 0.2rem 0 0; font-size: 0.875rem; color: var(--muted); }
  .legend span { width: 0.85rem; height: 0.85rem; border-radius: 99px; flex: none; }
  .legend span:not(:first-child) { margin-inline-start: 0.8rem; }
  .legend .yours { border: 2.5px solid var(--accent); background: var(--surface); }
  .legend .computed { background: var(--path); }
  .legend .near-key { border-radius: 0; width: 1.4rem; height: 0; border-top: 2px dashed var(--good); }
  .badge { fill: var(--accent-ink); font-weight: 700; font-size: 11px; pointer-events: none; }
  .charts { display: flex; flex-wrap: wrap; gap: 1rem; }
  .charts .chart { margin: 0; }
  .charts .chart svg { cursor: default; }
  .charts figcaption { font-size: 0.875rem; color: var(--muted); }
  .beads { fill: none; stroke-width: 4; stroke-linecap: round; }
  .beads.s1, .beads.s2 { stroke-dasharray: none; }
`;

/** The page of all questions. */
export const pageQuizStyles = css`
  descent-quiz { display: block; min-height: 17rem; }
  descent-quiz.pictured { min-height: 36rem; }
  @media (max-width: 40rem) { descent-quiz:not(.pictured) { min-height: 21rem; } }
  @media print { descent-quiz { min-height: 0 !important; } }
  .room { min-height: 40rem; }
  .board { display: flex; flex-wrap: wrap; gap: 0.75rem 2rem; align-items: center; justify-content: space-between; padding: 0.9rem 1.1rem; border: 1px solid var(--line); border-radius: 12px; background: var(--surface); }
  .board p { margin: 0; }
  .sum { flex: 1 1 18rem; }
  progress { display: block; width: 100%; height: 0.5rem; margin: 0.4rem 0; accent-color: var(--good); }
  .reset { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
  .filters { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr)); gap: 0 1.25rem; max-width: 40rem; margin: 1.1rem 0 0.4rem; }
  details.group { border-top: 1px solid var(--line); }
  details.group > summary { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; align-items: baseline; padding: 0.75rem 0.2rem; color: var(--ink); }
  details.group > summary::before { content: '▸'; color: var(--muted); width: 0.9em; }
  details.group[open] > summary::before { content: '▾'; }
  details.group > summary::-webkit-details-marker { display: none; }
  details.group > summary h2 { flex: 1 1 11rem; min-width: 0; }
  details.group > summary:hover h2 { color: var(--accent); }
  h2 { margin: 0; font-size: 1.1875rem; line-height: 1.35; font-weight: 650; letter-spacing: -0.012em; }
  .count { margin-inline-start: auto; color: var(--muted); font-size: 0.9rem; font-variant-numeric: tabular-nums; }
  .count.whole { color: var(--good); font-weight: 600; }
  .count.whole::before { content: '✓ '; }
  .empty { padding: 2rem 0; color: var(--muted); }
  a { display: inline-block; padding-block: 0.3rem; color: var(--accent); }
`;

export const resultsStyles = css`
  section { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1.25rem; max-width: 48rem; }
  h2 { margin: 0 0 0.5rem; font-size: 1.1875rem; font-weight: 650; letter-spacing: -0.012em; }
  p { margin: 0 0 0.8rem; text-wrap: pretty; }
  #name { max-width: 24rem; }
  textarea { width: 100%; font: 0.9rem/1.5 var(--mono); color: inherit; background: var(--surface); border: 1px solid var(--line-strong); border-radius: var(--radius); padding: 0.4rem 0.6rem; resize: vertical; overflow-wrap: anywhere; }
  .row { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: center; }
  .found { font-weight: 600; margin-bottom: 0.3rem; }
  .scroll { overflow-x: auto; margin-bottom: 1rem; }
  table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
  th, td { text-align: start; padding: 0.3rem 0.9rem 0.3rem 0; border-top: 1px solid var(--line); font-weight: 400; vertical-align: baseline; }
  thead th { color: var(--muted); border: 0; white-space: nowrap; }
  th small { color: var(--muted); white-space: nowrap; }
  td { white-space: nowrap; } td.good { color: var(--good); }
`;
