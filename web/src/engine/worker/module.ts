/** Loads a bundle. The declarations come from the bindings themselves (emcc --emit-tsd). */
import { LabError } from '../errors';
import type { OpenOptions } from '../protocol';
import type { MainModule, Session } from './descent';

type Factory = (settings: { descentThreads?: number }) => Promise<MainModule>;

export async function loadSession({ simd, threads, baseUrl }: OpenOptions): Promise<Session> {
  const url = new URL(`descent-${simd}${threads > 1 ? '-mt' : ''}.mjs`, baseUrl).href;
  try {
    const { default: factory } = (await import(/* @vite-ignore */ url)) as { default: Factory };
    // The calling thread takes part in the work, so the pool holds one fewer.
    const module = await factory({ descentThreads: threads - 1 });
    return new module.Session(threads);
  } catch (error) {
    throw new LabError('load-failed',
      `The lab's WebAssembly module could not be loaded from ${url}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
