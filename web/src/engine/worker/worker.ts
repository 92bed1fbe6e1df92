/** The worker's ear and mouth; everything else is in the host. */
import type { FromWorker, ToWorker } from '../protocol';
import { Host, toWire } from './host';

const host = new Host();
const post = (message: FromWorker, transfer: Transferable[] = []) =>
  (self as unknown as Worker).postMessage(message, transfer);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if ('cancel' in data) {
    host.cancel(data.id);
    return;
  }
  const { id, method, args } = data;
  host.handle(id, method, args, (progress) => post({ id, progress }, buffersOf(progress))).then(
    (result) => post({ id, result }, buffersOf(result)),
    (error) => post({ id, error: toWire(error) }),
  );
});

/** The buffers of all typed arrays in a result: they are fresh copies, so they may move instead of being copied again. */
function buffersOf(value: unknown, found: ArrayBuffer[] = []): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer && !found.includes(value.buffer)) found.push(value.buffer);
  } else if (value !== null && typeof value === 'object') {
    for (const member of Object.values(value)) buffersOf(member, found);
  }
  return found;
}
