// en: Learning rates over the steps, and a run that follows them.
// vi: Tốc độ học theo từng bước, và một lần chạy theo lịch ấy.
import { createLab } from 'descent-lab';

const lab = await createLab();
const schedule = { id: 'exponential', decayRate: 0.5, decaySteps: 2, staircase: true };
console.log(await lab.learningRates({ schedule, lr: 0.4, steps: 6 }));
const run = await lab.descend({ objective: 'square', start: [99], optimizer: { id: 'gd', lr: 0.4 }, schedule, steps: 6 });
console.log(run.lr, run.x);
await lab.dispose();
