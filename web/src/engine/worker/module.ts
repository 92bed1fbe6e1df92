/** Loads the bundles. The declarations come from the bindings themselves (emcc --emit-tsd). */
import { bundleOf } from '../bundles';
import { LabError } from '../errors';
import type { OpenOptions } from '../protocol';
import type { FunctionSession, MainModule as Functions } from './descent-functions';
import type { MainModule as Networks, NetworkSession } from './descent-networks';

/** The sessions of a lab, each loaded when it is first asked for. */
export interface Sessions {
  functions: () => Promise<FunctionSession>;
  /** Functions again, with threads where there are any. */
  maps: () => Promise<FunctionSession>;
  networks: () => Promise<NetworkSession>;
}

export function sessionsOf(options: OpenOptions): Sessions {
  const { simd, threads } = options;
  const functions = (count: number) => once(async (attempt) => {
    const module = await load<Functions>(bundleOf('functions', { simd, threads: count }), options, count, attempt);
    return new module.FunctionSession(count);
  });
  const alone = functions(1);
  return {
    functions: alone,
    maps: threads > 1 ? functions(threads) : alone,
    networks: once(async (attempt) => {
      const module = await load<Networks>(bundleOf('networks', options), options, threads, attempt);
      return new module.NetworkSession(threads);
    }),
  };
}

type Factory<M> = (settings: { descentThreads: number; locateFile?: (name: string) => string }) => Promise<M>;

/** Whoever asks while it is being made waits for the same one; what failed is made anew when asked for again. */
function once<T>(make: (attempt: number) => Promise<T>): () => Promise<T> {
  let attempts = 0;
  let made: Promise<T> | null = null;
  return () => (made ??= make(attempts++).catch((error: unknown) => {
    made = null;
    throw error;
  }));
}

async function load<M>(name: string, { baseUrl, files }: OpenOptions, threads: number, attempt: number): Promise<M> {
  const at = (file: string) => files?.[file] ?? new URL(file, baseUrl).href;
  const url = new URL(at(`${name}.mjs`));
  // An engine may remember that an address could not be imported, and not try it again.
  if (attempt > 0 && /^(https?|file):$/.test(url.protocol)) url.searchParams.set('attempt', String(attempt));
  try {
    const { default: factory } = (await import(/* @vite-ignore */ /* webpackIgnore: true */ url.href)) as { default: Factory<M> };
    // The calling thread takes part in the work, so the pool holds one fewer.
    return await factory({ descentThreads: threads - 1, ...(files && { locateFile: at }) });
  } catch (error) {
    if (!mayCompile()) {
      throw new LabError('blocked',
        "The content security policy of this page forbids WebAssembly, which the lab computes with. Its script-src needs 'wasm-unsafe-eval'.");
    }
    throw new LabError('load-failed',
      `The lab's WebAssembly module could not be loaded from ${url.href}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Whether the policy lets the smallest module through. */
function mayCompile(): boolean {
  try {
    return new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)) instanceof WebAssembly.Module;
  } catch {
    return false;
  }
}
