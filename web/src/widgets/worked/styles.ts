import { css } from 'lit';

export const workedStyles = css`
  .worked { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
  .bar { display: flex; flex-wrap: wrap; gap: 0.6rem 1.5rem; align-items: center; }
  .modes, .copies { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; }
  .modes { border: 0; padding: 0; margin: 0; }
  .modes button { border-radius: 99px; }
  .modes button[aria-pressed='true'] { background: var(--accent-soft); border-color: var(--accent); font-weight: 600; }
  .copies { margin-inline-start: auto; color: var(--muted); font-size: 0.9rem; }
  .given { display: flex; flex-wrap: wrap; gap: 0.2rem 1.6rem; align-items: baseline; margin: 0; padding: 0.7rem 1rem; background: var(--sunken); border-radius: var(--radius); }
  .given span { overflow-wrap: anywhere; }
  .given a { color: var(--accent); text-underline-offset: 0.2em; }
  .sheets { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); align-items: start; }
  .sheet { border: 1px solid var(--line); border-radius: 12px; background: var(--surface); padding: 0.9rem 1.1rem 0.8rem; min-width: 0; }
  .sheet h3 { margin: 0 0 0.3rem; font-size: 1rem; }
  .sheet h3 span { font-weight: 400; color: var(--muted); font-variant-numeric: tabular-nums; }
  .lines { list-style: none; margin: 0; padding: 0; }
  .line { font-family: var(--font); }
  .law { color: var(--muted); }
  .row { display: flex; gap: 0.5rem; padding-block: 0.12rem; align-items: baseline; }
  .row .coordinate { flex: none; width: 1em; font-style: italic; font-weight: 700; font-family: 'Cambria Math', 'STIX Two Math', Georgia, serif; }
  .row.f1 .coordinate { color: var(--s1); }
  .row.f2 .coordinate { color: var(--s2); }
  .work { min-width: 0; flex: 1; font-size: 0.95rem; line-height: 1.9; }
  .general { color: var(--muted); overflow-x: auto; overflow-y: hidden; }
  .sum { overflow-wrap: anywhere; }
  .value { font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .result { margin: 0.5rem 0 0; padding-top: 0.5rem; border-top: 1px solid var(--line); font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
  .question { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: baseline; }
  .question input { width: 9.5em; font-variant-numeric: tabular-nums; }
  .question input.right { border-color: var(--good); }
  .mark { color: var(--good); font-weight: 700; width: 1em; }
  .note { margin: 0; font-size: 0.9rem; line-height: 1.45; color: var(--muted); }
  .note:empty { display: none; }
  .note.good { color: var(--good); }
  .note.bad { color: var(--bad); }
  .reveal { color: var(--muted); }
  .steps { display: flex; flex-wrap: wrap; gap: 0.3rem 1rem; align-items: center; }
  .steps label { color: var(--muted); font-size: 0.9rem; }
  .steps input { flex: 1 1 12rem; width: auto; }
  .steps output { font-variant-numeric: tabular-nums; min-width: 8em; text-align: end; color: var(--muted); }
  .memory caption { text-align: start; color: var(--muted); padding: 0.3rem 0.8rem; }
  .change .controls { max-width: 26rem; padding-top: 0.5rem; }
  .scroll { max-height: 26rem; }
  @media print { .bar, .steps, .change { display: none; } .scroll { max-height: none; } }
`;
