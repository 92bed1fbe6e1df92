import { css } from 'lit';

export const familyStyles = css`
  .map { --columns: 7; --rows: 5; --height: 4.4rem; position: relative; height: calc(var(--rows) * var(--height)); }
  .map svg { position: absolute; inset: 0; width: 100%; height: 100%; }
  .map svg.narrow { display: none; }
  .map path { fill: none; stroke: var(--line-strong); stroke-width: 1.2; vector-effect: non-scaling-stroke; opacity: 0.55; }
  .map path.in { stroke: var(--s1); stroke-width: 2.6; opacity: 1; }
  .map path.out { stroke: var(--s6); stroke-width: 2; stroke-dasharray: 5 3; opacity: 1; }
  .node {
    position: absolute; translate: -50% -50%; left: calc(var(--x) * 100% / var(--columns)); top: calc((var(--y) + 0.5) * var(--height));
    width: calc(100% / var(--columns) - 0.6rem); min-width: 0; min-height: 2.6rem; padding: 0.15rem 0.2rem;
    display: grid; justify-items: center; line-height: 1.2; font-size: 0.9rem; font-weight: 600; background: var(--surface);
  }
  .node small { font-weight: 400; font-size: 0.75rem; color: var(--muted); font-variant-numeric: tabular-nums; }
  .node.kin { border-color: var(--ink); }
  .node[aria-pressed='true'] { background: var(--accent-soft); border: 2px solid var(--accent); }
  .panel { border-inline-start: 3px solid var(--accent); padding: 0.1rem 0 0.1rem 1rem; margin: 0.9rem 0 1.2rem; min-height: 9rem; }
  .panel h3 { margin: 0; font-size: 1.0625rem; }
  .panel h3 small { font-weight: 400; color: var(--muted); font-size: 0.875rem; }
  .panel > p { margin: 0.15rem 0 0.5rem; }
  .panel h4 { margin: 0; font-size: 0.875rem; font-weight: 600; color: var(--muted); }
  .panel ul { margin: 0.15rem 0 0; padding-inline-start: 1.1rem; }
  .panel li { margin-bottom: 0.15rem; }
  .kinship { display: grid; gap: 0.5rem 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr)); }
  .kinship p { margin: 0.15rem 0 0; }
  .more { margin: 0.6rem 0 0; }
  a { color: var(--accent); text-underline-offset: 0.2em; }
  .message { padding: 2rem 1rem; text-align: center; color: var(--muted); }
  @container (max-width: 41.99rem) {
    .map { --columns: 4; --rows: 6; --height: 4.1rem; }
    .map svg.wide { display: none; }
    .map svg.narrow { display: block; }
    .node { left: calc(var(--nx) * 100% / var(--columns)); top: calc((var(--ny) + 0.5) * var(--height)); font-size: 0.72rem; width: calc(100% / var(--columns) - 0.25rem); min-height: 2.75rem; padding-inline: 0; }
  }
`;
