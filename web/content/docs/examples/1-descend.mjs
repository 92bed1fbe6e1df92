// en: One run: momentum on Rosenbrock's valley. Everything the run went through comes back at once.
// vi: Một lần chạy: momentum trên thung lũng Rosenbrock. Mọi thứ trên đường đi được trả về một lượt.
import { createLab } from 'descent-lab';

const lab = await createLab();
const run = await lab.descend({
  objective: 'rosenbrock',
  start: [-1.2, 1],
  optimizer: { id: 'momentum', lr: 0.0005, momentum: 0.9 },
  steps: 500,
});
console.log(run.status, run.steps, run.x.slice(-run.dim), run.f.at(-1));
console.log(Object.keys(run.state), run.evaluations);
await lab.dispose();
