import { css } from 'lit';

/** The table of controls, in the pane and in worksheets. */
export const controlChoiceStyles = css`
  .scroll { max-height: 21rem; overflow: auto; border: 1px solid var(--line); border-radius: var(--radius); margin-bottom: 0.9rem; }
  table { width: 100%; border-collapse: collapse; font-size: 0.9rem; background: var(--surface); }
  th, td { padding: 0.15rem 0.7rem; text-align: center; }
  th:first-child { text-align: start; font-weight: 400; }
  thead th { position: sticky; top: 0; z-index: 1; background: var(--sunken); color: var(--muted); font-size: 0.8438rem; }
  tbody tr { border-top: 1px solid var(--line); }
  td input { display: block; margin-inline: auto; }
  details > summary { padding-inline: 0.7rem; }
`;

export const paneStyles = [controlChoiceStyles, css`
  :host { display: contents; }
  dialog { width: min(66rem, calc(100vw - 1.5rem)); max-height: calc(100dvh - 2rem); padding: 1rem 1.25rem 1.25rem; overflow: auto; color: var(--ink); background: var(--bg); border: 1px solid var(--line-strong); border-radius: 12px; }
  dialog::backdrop { background: #0008; }
  .head { display: flex; align-items: center; justify-content: space-between; gap: 1rem; }
  h2 { margin: 0; font-size: 1.2rem; }
  h3 { margin: 1rem 0 0.4rem; font-size: 0.9375rem; font-weight: 600; color: var(--muted); }
  .columns { display: grid; gap: 1rem 1.5rem; margin-top: 0.9rem; grid-template-columns: minmax(0, 1fr); }
  @media (min-width: 52rem) { .columns { grid-template-columns: 21rem minmax(0, 1fr); } }
  .grid { display: grid; gap: 0 0.8rem; grid-template-columns: 1fr 1fr; align-items: end; }
  .wide { grid-column: 1 / -1; }
  input[type='number'] { width: 100%; min-height: 2.1rem; padding: 0.2rem 0.5rem; border: 1px solid var(--line-strong); border-radius: var(--radius); background: var(--surface); }
  .formats { display: flex; flex-wrap: wrap; gap: 0.35rem; margin: 0 0 0.5rem; padding: 0; border: 0; min-width: 0; }
  .formats legend { padding: 0; margin-bottom: 0.3rem; color: var(--muted); font-size: 0.875rem; }
  .formats label { position: relative; display: inline-flex; }
  .formats input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
  .formats span { padding: 0.2rem 0.75rem; min-height: 1.9rem; border: 1px solid var(--line-strong); border-radius: 99px; font-size: 0.9rem; background: var(--surface); }
  .formats input:checked + span { background: var(--accent-soft); border-color: var(--accent); }
  .formats input:focus-visible + span { outline: 2px solid var(--focus); outline-offset: 2px; }
  textarea { width: 100%; font: 0.8438rem/1.5 var(--mono); color: inherit; background: var(--sunken); border: 1px solid var(--line-strong); border-radius: var(--radius); padding: 0.5rem 0.6rem; resize: vertical; overflow-wrap: anywhere; }
  .row { display: flex; flex-wrap: wrap; gap: 0.5rem 0.8rem; align-items: center; margin-top: 0.6rem; }
  .frame { max-height: 26rem; overflow: auto; border: 1px solid var(--line); border-radius: var(--radius); background: var(--bg); }
  iframe { display: block; border: 0; max-width: 100%; }
`];
