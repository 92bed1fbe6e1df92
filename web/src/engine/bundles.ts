/** The engine's bundles by name: functions in one for every browser, networks in one for each kind of SIMD. */
import type { Choice } from './detect';

/** The name of the bundle's files, without their endings. */
export function bundleOf(kind: 'functions' | 'networks', { simd, threads }: Pick<Choice, 'simd' | 'threads'>): string {
  return `descent-${kind === 'functions' ? kind : `${kind}-${simd}`}${threads > 1 ? '-mt' : ''}`;
}
