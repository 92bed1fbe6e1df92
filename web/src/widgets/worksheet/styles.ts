import { css } from 'lit';
import { controlChoiceStyles } from '../author/styles.ts';

export const worksheetStyles = [controlChoiceStyles, css`
  .room { min-height: 40rem; }
  .bar { display: flex; flex-wrap: wrap; gap: 0.5rem 0.8rem; align-items: center; margin-bottom: 1rem; }
  .modes { display: inline-flex; }
  .modes button { border-radius: 0; border-color: var(--line-strong); }
  .modes button:first-child { border-radius: var(--radius) 0 0 var(--radius); }
  .modes button:last-child { border-radius: 0 var(--radius) var(--radius) 0; margin-inline-start: -1px; }
  .modes button[aria-pressed='true'] { background: var(--accent-soft); border-color: var(--accent); }
  .finding { margin: 0 0 1rem; padding: 0.55rem 0.9rem; border-inline-start: 3px solid var(--bad); background: var(--bad-soft); border-radius: 0 var(--radius) var(--radius) 0; }
  .finding p { margin: 0; }
  h2.title { margin: 0.5rem 0 1rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.015em; overflow-wrap: anywhere; }
  .field.title { max-width: 40rem; }
  .items { list-style: none; margin: 0; padding: 0; display: grid; gap: 1.75rem; grid-template-columns: minmax(0, 1fr); }
  .item { padding: 0.8rem 1rem 1rem; border: 1px solid var(--line); border-radius: 12px; background: var(--surface); }
  .head { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; margin-bottom: 0.6rem; }
  .head h3 { flex: 1 1 12rem; margin: 0; font-size: 1.0625rem; }
  textarea { width: 100%; font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line-strong); border-radius: var(--radius); padding: 0.5rem 0.7rem; resize: vertical; }
  .name { color: var(--muted); font-size: 0.875rem; }
  .prose { max-width: 46rem; font-size: 1.0625rem; line-height: 1.6; overflow-wrap: anywhere; }
  .prose > :first-child { margin-top: 0; } .prose > :last-child { margin-bottom: 0; }
  .prose h3 { font-size: 1.1875rem; margin: 1rem 0 0.4rem; }
  .prose ul { list-style: disc; padding-inline-start: 1.4rem; }
  a { color: var(--accent); }
  .shown { margin-top: 0.7rem; padding-top: 0.7rem; border-top: 1px dashed var(--line); }
  .living { margin-block: 0.5rem; }
  .empty { color: var(--muted); padding-block: 1rem; }
  .adding { margin-top: 1.75rem; padding: 0.8rem 1rem; border: 1px dashed var(--line-strong); border-radius: 12px; }
  .adding h3 { margin: 0 0 0.6rem; font-size: 1.0625rem; }
  .choices { display: grid; gap: 0 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); align-items: end; }
  .pair { display: flex; gap: 0.4rem; } .pair select { min-width: 0; flex: 1; }
  .who { display: none; }
  @media print {
    .bar, .adding, .teachers, .results { display: none !important; }
    .who { display: block; } .who span { display: inline-block; width: 12rem; margin-inline-end: 1.5rem; border-bottom: 1px solid currentColor; }
    li { break-inside: avoid; }
  }
`];
