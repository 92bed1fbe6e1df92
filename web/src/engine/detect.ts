/** What this browser or Node can run, and hence which bundles to load. */
import { relaxedSimd, simd, threads } from 'wasm-feature-detect';
import { LabError } from './errors';
import type { LabOptions } from './types';

export interface Choice {
  simd: 'relaxed' | 'baseline';
  threads: number;
  isolated: boolean;
}

/** More threads than this bring nothing for networks of the size trained here. */
const MAX_THREADS = 8;

export async function choose(options: LabOptions): Promise<Choice> {
  if (typeof WebAssembly !== 'object') {
    throw new LabError('no-webassembly', 'This browser cannot run WebAssembly. A current Chrome, Firefox, Edge or Safari can.');
  }
  if (!(await simd())) {
    throw new LabError('no-simd',
      'This browser has no WebAssembly SIMD, which the lab needs. Any Chrome or Edge since 91, Firefox since 89 or Safari since 16.4 has it.');
  }
  const wanted = options.simd ?? 'auto';
  if (wanted !== 'auto' && wanted !== 'relaxed' && wanted !== 'baseline') {
    throw new LabError('unknown-id', `simd was ${JSON.stringify(wanted)}; it must be "auto", "relaxed" or "baseline"`, 'simd');
  }
  const hasRelaxed = await relaxedSimd();
  if (wanted === 'relaxed' && !hasRelaxed) {
    throw new LabError('unsupported', 'This engine has no relaxed SIMD; use simd: "auto" or "baseline".', 'simd');
  }
  const isolated = isIsolated();
  const count = threadCount(options.threads ?? 'auto', isolated && (await threads()));
  return { simd: wanted === 'auto' ? (hasRelaxed ? 'relaxed' : 'baseline') : wanted, threads: count, isolated };
}

/** Threads need shared memory: always there in Node, in browsers only under cross-origin isolation. */
function isIsolated(): boolean {
  return isNode() || (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
}

export function isNode(): boolean {
  return typeof process === 'object' && typeof process.versions?.node === 'string' && typeof document === 'undefined';
}

function threadCount(wanted: number | 'auto', possible: boolean): number {
  if (wanted !== 'auto' && (!Number.isInteger(wanted) || wanted < 1 || wanted > 64)) {
    throw new LabError('out-of-range', `threads was ${String(wanted)}; it must be "auto" or a whole number from 1 to 64`, 'threads');
  }
  if (!possible) return 1;
  if (wanted !== 'auto') return wanted;
  if (isNode()) return 1; // a notebook or a test keeps to itself unless told otherwise
  return Math.max(1, Math.min(MAX_THREADS, navigator.hardwareConcurrency || 1));
}
