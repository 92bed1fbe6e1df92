/** Requests about networks and their data. */
import type { EvaluateResult, PredictResult, TrainProgress, TrainResult } from '../types';
import type { Method } from '../protocol';
import type { NetworkSession } from './descent-networks';
import type { Handlers } from './host';
import { answered } from './host';
import type { LookMethod } from './looks';
import { inSlices } from './slices';

type NetworkMethod = Exclude<Extract<Method, `network${string}`>, LookMethod>;

/** What the session reports after some steps. */
type Stepped = Omit<TrainResult, 'samplesPerSecond'> & { running: boolean; samples: number };

/** Progress leaves this often while training, in seconds: ten times a second. */
const REPORT_SECONDS = 0.1;

export const networkMethods: Handlers<NetworkMethod, NetworkSession> = {
  networkCreate: (config, { session }) => answered(session.networkCreate(config)),

  networkLoad({ network, train, test, validation }, { session }) {
    answered(session.networkLoad(network, train, test, validation));
    return null;
  },

  async networkTrain({ network, steps, order }, { session, cancel, progress }) {
    answered(session.networkOrder(network, steps, order));
    const losses: Float64Array[] = [];
    let reported = 0;
    let seconds = 0;
    let sinceReport = 0;
    let samples = 0;
    let last: Stepped | null = null;
    const speed = () => (seconds > 0 ? samples / seconds : 0);
    const flush = () => {
      if (!last || reported === losses.length) return;
      const { step, epoch, evaluations } = last;
      progress({ loss: joined(losses.slice(reported)), step, epoch, evaluations, samplesPerSecond: speed() } satisfies TrainProgress);
      reported = losses.length;
      sinceReport = 0;
    };
    try {
      await inSlices(steps, 1, cancel,
        (n) => {
          last = answered<Stepped>(session.networkStep(network, n));
          losses.push(last.loss);
          return last.running;
        },
        (_, spent) => {
          seconds += spent;
          samples += last?.samples ?? 0;
          sinceReport += spent;
          if (sinceReport >= REPORT_SECONDS) flush();
        });
    } finally {
      flush(); // also when cancelled: nothing that was computed is lost
    }
    const end = last ?? answered<Stepped>(session.networkStep(network, 0));
    return {
      loss: joined(losses), step: end.step, epoch: end.epoch, evaluations: end.evaluations, samplesPerSecond: speed(),
      status: end.status, message: end.message,
    };
  },

  async networkEvaluate({ network, which }, { session, cancel, progress }) {
    const { samples } = answered<{ samples: number }>(session.networkEvaluateStart(network, which));
    await inSlices(samples, 512, cancel,
      (n) => answered<{ running: boolean }>(session.networkEvaluateAdvance(network, n)).running,
      (done) => progress({ done, total: samples }));
    return answered<EvaluateResult>(session.networkEvaluateResult(network));
  },

  networkPredict: ({ network, which, samples }, { session }) =>
    answered<PredictResult>(session.networkPredict(network, which, samples)),
  networkParameters: ({ network }, { session }) =>
    answered<{ parameters: Float32Array }>(session.networkParameters(network)).parameters,
  networkAverage: ({ network }, { session }) => answered<{ parameters: Float32Array }>(session.networkAverage(network)).parameters,
  networkSetParameters({ network, parameters }, { session }) {
    answered(session.networkSetParameters(network, parameters));
    return null;
  },
  networkGradient: ({ network, samples }, { session }) => answered(session.networkGradient(network, samples)),
  networkConfigure({ network, change }, { session }) {
    answered(session.networkConfigure(network, change));
    return null;
  },
  networkSnapshot: ({ network }, { session }) => answered<{ bytes: Uint8Array }>(session.networkSnapshot(network)).bytes,
  networkRestore({ network, bytes }, { session }) {
    answered(session.networkRestore(network, bytes));
    return null;
  },
  networkReset({ network }, { session }) {
    answered(session.networkReset(network));
    return null;
  },
  networkDispose({ network }, { session }) {
    session.networkDispose(network);
    return null;
  },
};

function joined(parts: Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
