/**
 * The engine behind the messages: owns the module's session and answers requests. Runs in a worker in the browser and
 * in-process under Node; the two differ only in who carries the messages.
 */
import { LabError } from '../errors';
import type { Method, Methods, Progress, WireError } from '../protocol';
import type { Session } from './descent';
import { descendMethods } from './functions';
import { loadSession } from './module';
import { networkMethods } from './networks';
import type { Cancellation } from './slices';
import { sweepMethods } from './sweeps';
import { timingMethods } from './timing';

export interface Call {
  session: Session;
  cancel: Cancellation;
  progress: (p: Progress) => void;
}
export type Handlers<M extends Method> = {
  [K in M]: (args: Methods[K]['in'], call: Call) => Methods[K]['out'] | Promise<Methods[K]['out']>;
};

/** Throws what the session refused; otherwise returns its answer. */
export function answered<T>(answer: unknown): T {
  const error = (answer as { error?: WireError } | null)?.error;
  if (error) throw new LabError(error.code, error.message, error.path);
  return answer as T;
}

const handlers: Handlers<Exclude<Method, 'open'>> = { ...descendMethods, ...networkMethods, ...sweepMethods, ...timingMethods };

export class Host {
  private session: Session | null = null;
  private readonly running = new Map<number, Cancellation>();

  /** Answers one request; rejects with a LabError. */
  async handle(id: number, method: Method, args: unknown, progress: (p: Progress) => void): Promise<unknown> {
    if (method === 'open') return this.open(args as Methods['open']['in']);
    if (!this.session) throw new LabError('state', 'The lab is not open yet.');
    const cancel: Cancellation = { cancelled: false };
    this.running.set(id, cancel);
    try {
      const handler = handlers[method] as (a: unknown, c: Call) => unknown;
      return await handler(args, { session: this.session, cancel, progress });
    } finally {
      this.running.delete(id);
    }
  }

  cancel(id: number): void {
    const running = this.running.get(id);
    if (running) running.cancelled = true;
  }

  private async open(options: Methods['open']['in']): Promise<Methods['open']['out']> {
    this.session = await loadSession(options);
    return {
      info: {
        version: this.session.version(), simd: options.simd, threads: this.session.threads(),
        isolated: (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated ?? true,
      },
      catalog: this.session.catalog(),
    };
  }
}

export function toWire(error: unknown): WireError {
  if (error instanceof LabError) return { code: error.code, message: error.message, path: error.path };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'crashed', message: `The lab's engine stopped unexpectedly: ${message}`, path: '' };
}
