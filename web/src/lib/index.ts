/** The entry of the npm package `descent-lab`. */
export { createLab, LabError } from '../engine/client';
export type * from '../engine/types';
