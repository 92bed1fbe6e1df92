/**
 * The engine behind the messages: owns the modules' sessions and answers requests. Runs in a worker in the browser and
 * in-process under Node; the two differ only in who carries the messages.
 */
import { LabError } from '../errors';
import type { Method, Methods, Progress, WireError } from '../protocol';
import { dataMethods } from './data';
import { descendMethods } from './functions';
import { lookMethods } from './looks';
import { sessionsOf, type Sessions } from './module';
import { networkMethods } from './networks';
import type { Cancellation } from './slices';
import { sweepMethods } from './sweeps';
import { timingMethods } from './timing';

/** A request under way, and the session that answers it. */
export interface Call<S> {
  session: S;
  cancel: Cancellation;
  progress: (p: Progress) => void;
}
export type Handlers<M extends Method, S> = {
  [K in M]: (args: Methods[K]['in'], call: Call<S>) => Methods[K]['out'] | Promise<Methods[K]['out']>;
};

/** Throws what the session refused; otherwise returns its answer. */
export function answered<T>(answer: unknown): T {
  const error = (answer as { error?: WireError } | null)?.error;
  if (error) throw new LabError(error.code, error.message, error.path);
  return answer as T;
}

const handlers: Handlers<Exclude<Method, 'open'>, never> = { ...descendMethods, ...networkMethods, ...lookMethods, ...dataMethods, ...sweepMethods, ...timingMethods };

/** Whose request it is. */
function sessionFor(method: Method): keyof Sessions {
  if (method in networkMethods || method in lookMethods || method in dataMethods) return 'networks';
  return method in sweepMethods ? 'maps' : 'functions';
}

export class Host {
  private sessions: Sessions | null = null;
  private readonly running = new Map<number, Cancellation>();

  /** Answers one request; rejects with a LabError. */
  async handle(id: number, method: Method, args: unknown, progress: (p: Progress) => void): Promise<unknown> {
    if (method === 'open') return this.open(args as Methods['open']['in']);
    if (!this.sessions) throw new LabError('state', 'The lab is not open yet.');
    const cancel: Cancellation = { cancelled: false };
    this.running.set(id, cancel);
    try {
      const session = await this.sessions[sessionFor(method)]();
      const handler = handlers[method] as (a: unknown, c: Call<unknown>) => unknown;
      return await handler(args, { session, cancel, progress });
    } finally {
      this.running.delete(id);
    }
  }

  cancel(id: number): void {
    const running = this.running.get(id);
    if (running) running.cancelled = true;
  }

  /** Everything begins with the catalogue, which the functions' session has; networks are loaded when one is asked for. */
  private async open(options: Methods['open']['in']): Promise<Methods['open']['out']> {
    const sessions = sessionsOf(options);
    const functions = await sessions.functions();
    this.sessions = sessions;
    return {
      info: {
        version: functions.version(), simd: options.simd, threads: options.threads,
        isolated: (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated ?? true,
      },
      catalog: functions.catalog(),
    };
  }
}

export function toWire(error: unknown): WireError {
  if (error instanceof LabError) return { code: error.code, message: error.message, path: error.path };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'crashed', message: `The lab's engine stopped unexpectedly: ${message}`, path: '' };
}
