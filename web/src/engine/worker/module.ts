/** Loads a bundle. The declarations come from the bindings themselves (emcc --emit-tsd). */
import { LabError } from '../errors';
import type { OpenOptions } from '../protocol';
import type { MainModule, Session } from './descent';

type Factory = (settings: { descentThreads?: number; locateFile?: (name: string) => string }) => Promise<MainModule>;

export async function loadSession({ simd, threads, baseUrl, files }: OpenOptions): Promise<Session> {
  const at = (name: string) => files?.[name] ?? new URL(name, baseUrl).href;
  const url = at(`descent-${simd}${threads > 1 ? '-mt' : ''}.mjs`);
  try {
    const { default: factory } = (await import(/* @vite-ignore */ /* webpackIgnore: true */ url)) as { default: Factory };
    // The calling thread takes part in the work, so the pool holds one fewer.
    const module = await factory({ descentThreads: threads - 1, ...(files && { locateFile: at }) });
    return new module.Session(threads);
  } catch (error) {
    throw new LabError('load-failed',
      `The lab's WebAssembly module could not be loaded from ${url}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
