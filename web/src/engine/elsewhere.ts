/**
 * A worker for pages of another origin than the lab's: browsers start none from an address elsewhere. One made of a few lines that
 * import the lab's own is the page's, and imports may come from anywhere that answers with CORS headers. Imported while it runs,
 * the lab's code counts as a script, as it does in the page, and not as a worker of its own, for which the page's policy would
 * need a further word. What is said to the worker meanwhile waits. A classic worker: in a sandboxed frame Chromium starts no other.
 */
import { workerTransport, type Transport } from './transport';

/** Bundlers know a worker's file by `new Worker(new URL(…))`; here only its address is wanted. */
function addressOfWorker(): string {
  const Worker = class { constructor(readonly address: URL, _options: WorkerOptions) {} };
  return new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module' }).address.href;
}

const lines = (address: string): string => `const early = [], keep = (event) => { early.push(event.data); };
addEventListener('message', keep);
import(${JSON.stringify(address)}).then(() => {
  removeEventListener('message', keep);
  for (const data of early) dispatchEvent(new MessageEvent('message', { data }));
}, (error) => { setTimeout(() => { throw error; }); });`;

export async function elsewhereTransport(): Promise<Transport> {
  const code = URL.createObjectURL(new Blob([lines(addressOfWorker())], { type: 'text/javascript' }));
  const transport = workerTransport(new Worker(code, { name: 'descent-lab' }));
  return { ...transport, close: () => { URL.revokeObjectURL(code); transport.close(); } };
}
