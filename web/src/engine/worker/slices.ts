/**
 * Long work in slices: each about SLICE_MS long, with a turn of the event loop in between, so that a cancel arrives and
 * progress leaves. The slice length changes no result: runs are resumable bit for bit.
 */
import { LabError } from '../errors';

const SLICE_MS = 24;

/** A turn of the event loop without setTimeout's 4 ms clamp. */
const turn: () => Promise<void> = (() => {
  if (typeof setImmediate === 'function') return () => new Promise<void>((resolve) => setImmediate(resolve));
  const channel = new MessageChannel();
  const waiting: (() => void)[] = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  return () => new Promise<void>((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
})();

export interface Cancellation { cancelled: boolean }

/**
 * Calls `advance(n)` with n adapted to the slice length until `total` units are done or it answers false, and `between`
 * after every slice.
 */
export async function inSlices(
  total: number, first: number, cancel: Cancellation,
  advance: (n: number) => boolean, between: (done: number, seconds: number) => void,
): Promise<void> {
  let size = Math.max(1, first);
  let done = 0;
  while (done < total) {
    const n = Math.min(size, total - done);
    const t0 = performance.now();
    const more = advance(n);
    const ms = performance.now() - t0;
    done += n;
    between(done, ms / 1000);
    if (!more) return;
    // Towards the slice length, at most fourfold at a time: the first slices of a job are often cold.
    size = Math.max(1, Math.round(Math.min(4 * n, ms > 0.1 ? (n * SLICE_MS) / ms : 4 * n)));
    if (done < total) await turn();
    if (cancel.cancelled) throw new LabError('cancelled', 'The work was cancelled.');
  }
}
