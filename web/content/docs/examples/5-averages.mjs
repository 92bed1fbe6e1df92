// en: Moving averages of a series: the last two values, and an exponential one corrected for its start at zero.
// vi: Trung bình trượt của một dãy: hai giá trị gần nhất, và trung bình mũ đã hiệu chỉnh do bắt đầu từ 0.
import { createLab } from 'descent-lab';

const lab = await createLab();
const values = [3, 8, 6, 5, 1];
console.log(await lab.average({ kind: 'sma', values, window: 2 }));
console.log(await lab.average({ kind: 'ewa', values, rho: 0.9, init: 'zero', biasCorrection: true }));
await lab.dispose();
