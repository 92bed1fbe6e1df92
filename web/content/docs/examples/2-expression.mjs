// en: A function of your own, typed; its value, gradient, Hessian and eigenvalues at a point, and its values on a grid.
// vi: Một hàm tự gõ; giá trị, gradient, ma trận Hesse và các trị riêng tại một điểm, và giá trị trên một lưới.
import { createLab } from 'descent-lab';

const lab = await createLab();
const objective = { expression: 'x^2 + 3*sin(y)', variables: ['x', 'y'] };
console.log(await lab.point(objective, [1, 0]));
const grid = await lab.grid({ objective, lo: [-1, -1], hi: [1, 1], points: [3, 3] });
console.log(grid.values);
await lab.dispose();
