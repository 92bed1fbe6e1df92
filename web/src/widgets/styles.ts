/** Styles every widget carries into its shadow root: the tokens and the plain controls. */
import { css, unsafeCSS } from 'lit';
import tokens from '../styles/tokens.css?inline';

export const tokenStyles = unsafeCSS(tokens);

export const controlStyles = css`
  :host { display: block; font: 400 0.9375rem/1.5 var(--font); color: var(--ink); container-type: inline-size; }
  :host([hidden]) { display: none; }
  :host([theme='light']) { color-scheme: light; }
  :host([theme='dark']) { color-scheme: dark; }
  *, *::before, *::after { box-sizing: border-box; }
  :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
  .sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  button, select, input { font: inherit; color: inherit; }
  button {
    min-height: 2.1rem; padding: 0.2rem 0.8rem; border: 1px solid var(--line); border-radius: var(--radius);
    background: var(--surface); cursor: pointer;
  }
  button:hover:not(:disabled), select:hover:not(:disabled) { border-color: var(--accent); }
  button:disabled, select:disabled, input:disabled { opacity: 0.55; cursor: default; }
  button.primary { background: var(--accent); color: var(--accent-ink); border-color: transparent; font-weight: 600; }
  button.quiet { border-color: transparent; background: none; color: var(--muted); padding-inline: 0.5rem; }
  button.quiet:hover:not(:disabled) { color: var(--accent); border-color: transparent; }
  button.link { border: 0; background: none; padding: 0; min-height: 0; color: var(--accent); text-decoration: underline; text-underline-offset: 0.2em; }
  select, input[type='text'] {
    width: 100%; min-height: 2.1rem; padding: 0.2rem 0.5rem; border: 1px solid var(--line-strong); border-radius: var(--radius); background: var(--surface);
  }
  input[type='range'] { width: 100%; margin: 0; height: 1.6rem; accent-color: var(--accent); cursor: pointer; }
  input[type='checkbox'] { width: 1.5rem; height: 1.5rem; /* the smallest target WCAG 2.2 asks for */ accent-color: var(--accent); margin: 0; }
  input[aria-invalid='true'] { border-color: var(--bad); background: var(--bad-soft); }
  .field { display: grid; gap: 0.15rem; margin-bottom: 0.7rem; min-width: 0; }
  .field > label, .field .name { color: var(--muted); font-size: 0.875rem; }
  .field .row { display: flex; align-items: baseline; justify-content: space-between; gap: 0.5rem; }
  .field .row input[type='text'] {
    width: 6.2em; flex: none; text-align: end; min-height: 1.7rem; padding: 0 0.4rem; border-color: transparent;
    border-bottom-color: var(--line-strong); border-radius: 0; background: none; font-variant-numeric: tabular-nums;
  }
  .field .row input[type='text']:hover:not(:disabled) { border-bottom-color: var(--accent); }
  .field i { font-style: italic; color: var(--ink); font-family: 'Cambria Math', 'STIX Two Math', Georgia, serif; }
  .check { display: flex; gap: 0.5rem; align-items: center; margin-bottom: 0.6rem; font-size: 0.9rem; }
  .about { margin: 0; color: var(--muted); font-size: 0.8438rem; line-height: 1.4; }
  .error { color: var(--bad); font-size: 0.875rem; margin: 0.15rem 0 0; }
  details > summary { cursor: pointer; color: var(--muted); min-height: 1.9rem; padding-block: 0.2rem; font-size: 0.9rem; }
  details > summary:hover { color: var(--accent); }
  @media (pointer: coarse) { button, select { min-height: 2.75rem; } input[type='range'] { height: 2.4rem; } }
`;

/** Lines, hues and dashes of plots; the classes that web/src/plots writes. */
export const plotStyles = css`
  svg { display: block; overflow: visible; font: 12px var(--font); }
  .axis path { fill: none; stroke: var(--line-strong); stroke-width: 1; opacity: 0.7; }
  .axis text { fill: var(--muted); font-variant-numeric: tabular-nums; }
  .axis .name { font-style: italic; fill: var(--ink); font-size: 13px; }
  .series { fill: none; stroke-width: 1.7; stroke-linejoin: round; }
  .s1 { stroke: var(--s1); } .s2 { stroke: var(--s2); stroke-dasharray: 6 3; } .s3 { stroke: var(--s3); }
  .s4 { stroke: var(--s4); stroke-dasharray: 2 3; } .s5 { stroke: var(--s5); stroke-dasharray: 8 3 2 3; } .s6 { stroke: var(--s6); }
  .f1 { fill: var(--s1); } .f2 { fill: var(--s2); } .f3 { fill: var(--s3); } .f4 { fill: var(--s4); } .f5 { fill: var(--s5); } .f6 { fill: var(--s6); }
  .t1 { fill: var(--s1); } .t2 { fill: var(--s2); } .t3 { fill: var(--s3); } .t4 { fill: var(--s4); } .t5 { fill: var(--s5); } .t6 { fill: var(--s6); }
  .end { font-weight: 600; }
  .cursor { stroke: var(--line-strong); stroke-width: 1; }
  .point { stroke: var(--surface); stroke-width: 1.5; }
`;
