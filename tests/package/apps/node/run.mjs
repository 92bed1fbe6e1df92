// What a notebook or a script does with the package.
import { createLab, LabError } from 'descent-lab';

const lab = await createLab();
const run = await lab.descend({ objective: 'square', start: [99], optimizer: { id: 'gd', lr: 0.1 }, steps: 3 });
const net = await lab.network({ layers: [784, 16, 10], batchSize: 50, seed: 1 });
await net.load({ train: await lab.syntheticGarments({ count: 500, seed: 1 }) });
const trained = await net.train({ steps: 20 });
const refused = await lab.descend({ objective: 'sqare', optimizer: 'gd', steps: 1 }).catch((error) => (error instanceof LabError ? error.code : 'another error'));
console.log(JSON.stringify({ x: [...run.x], loss: [...trained.loss], optimizers: lab.catalog.optimizers.length, refused }));
await lab.dispose();
