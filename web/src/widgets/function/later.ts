/**
 * What follows the first picture. A reader who has just arrived needs the ground, the path, the start under the hand, the line
 * of numbers and the timeline; everything here is of use only once that stands, and would delay it on a slow line. It is
 * fetched as one chunk after the first path has been painted (descent-function.ts), together with the catalogue's words:
 *
 *   controls     the panel beside the figure, which needs the examples and the catalogue's words,
 *   equation     the live equation and the arrows of its terms, which need every method's equations,
 *   diagnosis    what became of the run, which needs the stability rules,
 *   charts, table, share    below the figure.
 *
 * The contours of two variables (../ground-canvas.ts), the surface and the typesetter come on their own when they are wanted.
 */
export { ChartsView } from './charts.ts';
export { controls } from './controls.ts';
export { diagnose } from './diagnosis.ts';
export { arrows, arrowsOf } from './equation-model.ts';
export { EquationView, fetchTypesetter, typesetterStyles } from './equation.ts';
export { ShareView } from './share.ts';
export { TableView } from './table.ts';
