// en: A run in pieces: five steps and five more are, bit for bit, ten.
// vi: Chạy từng đoạn: năm bước rồi năm bước nữa cho kết quả giống hệt mười bước, đến từng bit.
import { createLab } from 'descent-lab';

const lab = await createLab();
const config = { objective: 'valley', start: [-5, 2], optimizer: { id: 'adam', lr: 0.3 } };
const run = await lab.start(config);
await run.advance(5);
const second = await run.advance(5);
const whole = await lab.descend({ ...config, steps: 10 });
console.log(second.x.slice(-2), whole.x.slice(-2));
await run.dispose();
await lab.dispose();
