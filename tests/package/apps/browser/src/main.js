// An app of somebody else's: no configuration, the package imported by its name.
import { createLab } from 'descent-lab';
import 'descent-lab/elements';

document.body.insertAdjacentHTML('beforeend', '<descent-function f="pit" x="-3.2" m="momentum" n="60" hide="preset charts table"></descent-function>');
const lab = await createLab();
const run = await lab.descend({ objective: 'square', start: [99], optimizer: { id: 'gd', lr: 0.1 }, steps: 3 });
document.body.dataset.x = JSON.stringify([...run.x]);
const net = await lab.network({ layers: [784, 16, 10], batchSize: 50, seed: 1 });
await net.load({ train: await lab.syntheticGarments({ count: 500, seed: 1 }) });
const { loss } = await net.train({ steps: 20 });
document.body.dataset.loss = JSON.stringify([...loss]);
document.body.dataset.threads = String(lab.info.threads);
