// en: A map: one run for each pixel. Here the minimum of Himmelblau's function that each start ends at.
// vi: Một bản đồ: mỗi điểm ảnh là một lần chạy. Ở đây là cực tiểu của hàm Himmelblau mà mỗi điểm xuất phát đi tới.
import { createLab } from 'descent-lab';

const lab = await createLab();
const map = await lab.sweep({
  objective: 'himmelblau',
  optimizer: { id: 'gd', lr: 0.01 },
  steps: 200,
  x: { start: 0, lo: -5, hi: 5 },
  y: { start: 1, lo: -5, hi: 5 },
  width: 24,
  height: 8,
});
for (let row = 7; row >= 0; --row) console.log([...map.minimum.slice(24 * row, 24 * (row + 1))].map((m) => 'abcd'[m] ?? '.').join(''));
await lab.dispose();
