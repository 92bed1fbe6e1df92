// en: The catalogue: every row with its parameters, what they may be and where they come from.
// vi: Danh mục: từng dòng với các tham số, giá trị được phép và nguồn gốc.
import { createLab } from 'descent-lab';

const lab = await createLab();
for (const [table, rows] of Object.entries(lab.catalog)) console.log(table, rows.length);
const adam = lab.catalog.optimizers.find(({ id }) => id === 'adam');
console.log(adam.citation);
console.log(adam.params.map(({ key, default: usual }) => `${key} = ${usual}`).join(', '));
await lab.dispose();
