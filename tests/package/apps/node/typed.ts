import { createLab, type DescendResult, type Lab } from 'descent-lab';
import elements, { define, tags } from 'descent-lab/elements';

const lab: Lab = await createLab({ threads: 1 });
const run: DescendResult = await lab.descend({ objective: 'square', start: [99], optimizer: { id: 'gd', lr: 0.1 }, steps: 3 });
const last: number | undefined = run.x.at(-1);
// @ts-expect-error a run has steps
await lab.descend({ objective: 'square', optimizer: 'gd' });
await define('function', ...tags);
const render: (context: { model: { get(name: string): unknown; set(name: string, value: unknown): void }; el: HTMLElement }) => Promise<() => void> = elements.render;
export { last, render };
