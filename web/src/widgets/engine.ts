/** The one engine all widgets of a page share, started when the first of them asks. */
import { createLab } from '../engine/client.ts';
import type { Lab } from '../engine/types.ts';

let lab: Promise<Lab> | undefined;

/** Rejects with the engine's LabError (no WebAssembly, a failed download); a later call tries again. */
export function getLab(): Promise<Lab> {
  lab ??= createLab().catch((error: unknown) => {
    lab = undefined;
    throw error;
  });
  return lab;
}

/** The address of a page of the lab, wherever the figure stands: dist/lib, where the engine lies, is beside the pages. */
export const pageUrl = (page: string): string => new URL(`../${page}`, new URL(__LAB_BASE__, import.meta.url)).href;
