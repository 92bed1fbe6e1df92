/** Carries requests to the engine: a worker in the browser, the same process under Node. */
import { LabError } from './errors';
import type { FromWorker, Method, Methods, Progress, ToWorker } from './protocol';
import type { CallOptions } from './types';

export interface Transport {
  call<M extends Method>(
    method: M, args: Methods[M]['in'], options?: CallOptions, onProgress?: (p: Progress) => void,
  ): Promise<Methods[M]['out']>;
  close(): void;
}

function cancelledError(): LabError {
  return new LabError('cancelled', 'The work was cancelled.');
}

export function workerTransport(worker: Worker): Transport {
  interface Waiting {
    resolve: (value: unknown) => void;
    reject: (error: LabError) => void;
    progress?: (p: Progress) => void;
  }
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let dead: LabError | null = null;

  const fail = (error: LabError) => {
    dead = error;
    for (const w of waiting.values()) w.reject(error);
    waiting.clear();
  };
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    const w = waiting.get(data.id);
    if (!w) return;
    if ('progress' in data) {
      w.progress?.(data.progress);
      return;
    }
    waiting.delete(data.id);
    if ('error' in data) w.reject(new LabError(data.error.code, data.error.message, data.error.path));
    else w.resolve(data.result);
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    fail(new LabError('crashed', `The lab's worker stopped: ${event.message || 'it could not be started'}. Reload the page to go on.`));
  });

  return {
    call<M extends Method>(method: M, args: Methods[M]['in'], options?: CallOptions, onProgress?: (p: Progress) => void) {
      if (dead) return Promise.reject(dead);
      if (options?.signal?.aborted) return Promise.reject(cancelledError());
      const id = ++lastId;
      const onAbort = () => worker.postMessage({ id, cancel: true } satisfies ToWorker);
      options?.signal?.addEventListener('abort', onAbort, { once: true });
      return new Promise<Methods[M]['out']>((resolve, reject) => {
        waiting.set(id, { resolve: resolve as (v: unknown) => void, reject, progress: onProgress });
        worker.postMessage({ id, method, args } as ToWorker);
      }).finally(() => options?.signal?.removeEventListener('abort', onAbort));
    },
    close() {
      fail(new LabError('state', 'The lab has been disposed of.'));
      worker.terminate();
    },
  };
}

/** The host in this very process: Node, where a call may block the caller's thread for a slice. */
export async function inProcessTransport(): Promise<Transport> {
  const { Host, toWire } = await import('./worker/host');
  const host = new Host();
  let lastId = 0;
  let closed = false;
  return {
    async call<M extends Method>(method: M, args: Methods[M]['in'], options?: CallOptions, onProgress?: (p: Progress) => void) {
      if (closed) throw new LabError('state', 'The lab has been disposed of.');
      if (options?.signal?.aborted) throw cancelledError();
      const id = ++lastId;
      const onAbort = () => host.cancel(id);
      options?.signal?.addEventListener('abort', onAbort, { once: true });
      try {
        return (await host.handle(id, method, args, (p) => onProgress?.(p))) as Methods[M]['out'];
      } catch (error) {
        const { code, message, path } = toWire(error);
        throw new LabError(code, message, path);
      } finally {
        options?.signal?.removeEventListener('abort', onAbort);
      }
    },
    close() {
      closed = true;
    },
  };
}
