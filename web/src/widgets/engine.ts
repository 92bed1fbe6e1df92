/**
 * The engines all widgets of a page share, started when the first of them asks: functions need no
 * threads and start none; networks and maps use all the machine has.
 */
import { createLab } from '../engine/client.ts';
import { labBase } from '../engine/files.ts';
import type { Lab } from '../engine/types.ts';

const labs = new Map<1 | 'auto', Promise<Lab>>();

/** Rejects with the engine's LabError (no WebAssembly, a failed download); a later call tries again. */
export function getLab(threads: 1 | 'auto' = 1): Promise<Lab> {
  const lab = labs.get(threads) ?? createLab({ threads }).catch((error: unknown) => {
    labs.delete(threads);
    throw error;
  });
  labs.set(threads, lab);
  return lab;
}

/**
 * The address of a page of the lab, wherever the figure stands: dist/lib, where the engine lies, is beside the pages. The npm
 * package has no pages; a site that uses it names a lab for the links: `<meta name="descent-lab" content="https://…/">`.
 */
export function pageUrl(page: string): string {
  const named = typeof document === 'undefined' ? null : document.querySelector('meta[name="descent-lab"]')?.getAttribute('content');
  return new URL(page, named ? new URL(named, document.baseURI) : new URL('../', labBase())).href;
}
