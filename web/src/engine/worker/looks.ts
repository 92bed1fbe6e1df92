/** Requests that look at a network: single losses, layers, curvature, landscapes. */
import type { CurvatureResult, InsightResult, PrincipalResult, SharpnessResult, SlicePass, SliceResult } from '../types';
import type { NetworkSession } from './descent-networks';
import type { Handlers } from './host';
import { answered } from './host';
import { coarse } from './pictures';
import { inSlices } from './slices';

export type LookMethod =
  | 'networkOutputs' | 'networkSampleLosses' | 'networkInsight' | 'networkCurvature' | 'networkDirection' | 'networkPrincipal'
  | 'networkSlice' | 'networkSharpness';

/** Bins of a histogram where nothing is said: the types promise it. */
const BINS = 40;

export const lookMethods: Handlers<LookMethod, NetworkSession> = {
  networkOutputs: ({ network, inputs }, { session }) =>
    answered<{ outputs: Float32Array }>(session.networkOutputs(network, inputs)).outputs,

  async networkSampleLosses({ network, which, samples }, { session, cancel, progress }) {
    const all = samples ?? Uint32Array.from({ length: answered<{ samples: number }>(session.networkRows(network, which)).samples }, (_, i) => i);
    const losses = new Float32Array(all.length ?? 0);
    let from = 0;
    const next = (n: number) => {
      losses.set(answered<{ losses: Float32Array }>(session.networkLosses(network, which, all.subarray(from, from + n))).losses, from);
      from += n;
      return true;
    };
    if (!(all instanceof Uint32Array) || all.length === 0) answered(session.networkLosses(network, which, all)); // is refused
    await inSlices(all.length, 512, cancel, next, (done) => progress({ done, total: all.length }));
    return losses;
  },

  networkInsight: ({ network, which = 'train', samples, bins = BINS }, { session }) =>
    answered<InsightResult>(session.networkInsight(network, which, samples, bins)),

  async networkCurvature({ network, which = 'train', samples, ...settings }, { session, cancel, progress }) {
    const { curvature, slices, products } =
      answered<{ curvature: number; slices: number; products: number }>(session.networkCurvatureStart(network, which, samples, settings));
    try {
      // One product more measures what was found.
      await inSlices((products + 1) * slices, 1, cancel,
        (n) => {
          const now = answered<{ running: boolean; products: number }>(session.networkCurvatureAdvance(network, curvature, n));
          progress({ done: now.running ? now.products : products, total: products });
          return now.running;
        }, () => {});
      return answered<CurvatureResult>(session.networkCurvatureResult(network, curvature));
    } finally {
      session.networkCurvatureDispose(network, curvature);
    }
  },

  networkDirection: ({ network, center, ...request }, { session }) =>
    answered<{ direction: Float32Array }>(session.networkDirection(network, request, center)).direction,
  networkPrincipal: ({ network, checkpoints }, { session }) =>
    answered<PrincipalResult>(session.networkPrincipal(network, checkpoints)),

  async networkSlice({ network, which = 'train', samples, center, x, y, pictures, ...settings }, { session, cancel, progress }) {
    const { slice, passes, slices, a, b } = answered<Omit<SliceResult, 'loss'> & { slice: number; passes: Uint32Array; slices: number }>(
      session.networkSliceStart(network, which, samples, settings, center, x, y));
    const picture = () => answered<{ loss: Float64Array }>(session.networkSliceResult(network, slice)).loss;
    try {
      const total = a.length * b.length;
      let before = 0;
      for (const [pass, points] of passes.entries()) {
        await inSlices(points * slices, 1, cancel,
          (n) => {
            answered(session.networkSliceAdvance(network, slice, n));
            return true;
          },
          (done) => progress({ done: before + Math.floor(done / slices), total }));
        before += points;
        const block = 2 ** (passes.length - 1 - pass);
        if (pictures && points > 0 && block > 1) {
          const loss = picture();
          coarse([loss], a.length, block);
          progress({ a: a.slice(), b: b.slice(), loss, block } satisfies SlicePass);
        }
      }
      return { loss: picture(), a, b } satisfies SliceResult;
    } finally {
      session.networkSliceDispose(network, slice);
    }
  },

  networkSharpness: ({ network, which = 'train', samples, radius }, { session }) =>
    answered<SharpnessResult>(session.networkSharpness(network, which, samples, radius)),
};
