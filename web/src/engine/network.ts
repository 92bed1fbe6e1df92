/** A network as its users see it: a handle on a network that lives in the engine. */
import type { Progress } from './protocol';
import type { Transport } from './transport';
import type { CallOptions, Network, NetworkConfig, TrainOptions } from './types';

/** Signal and progress belong to the caller's side; everything else of the options goes to the engine. */
function split<T extends CallOptions>(options: T): [Omit<T, keyof CallOptions>, CallOptions] {
  const { signal, onProgress, ...rest } = options;
  return [rest, { signal, onProgress }];
}

/** Passes `{ done, total }` progress on to the caller's option. */
export function counted(options?: CallOptions): ((p: Progress) => void) | undefined {
  const report = options?.onProgress;
  return report && ((p) => { if ('done' in p) report(p.done, p.total); });
}

export async function createNetwork(transport: Transport, config: NetworkConfig): Promise<Network> {
  const { network, size } = await transport.call('networkCreate', config);
  return {
    size,
    load: async ({ train, test, validation }) =>
      void (await transport.call('networkLoad', { network, train, test, validation })),
    train(options: TrainOptions) {
      const { onStep, ...others } = options;
      const [args, callOptions] = split(others);
      let done = 0;
      const report = (p: Progress) => {
        if (!('samplesPerSecond' in p)) return;
        done += p.loss.length;
        onStep?.(p);
        callOptions.onProgress?.(done, options.steps);
      };
      return transport.call('networkTrain', { network, ...args }, callOptions, report);
    },
    evaluate: (which, options) =>
      transport.call('networkEvaluate', { network, which }, options, counted(options)),
    predict: (which, samples) => transport.call('networkPredict', { network, which, samples }),
    averagedParameters: () => transport.call('networkAverage', { network }),
    parameters: () => transport.call('networkParameters', { network }),
    setParameters: async (parameters) => void (await transport.call('networkSetParameters', { network, parameters })),
    gradient: ({ samples }) => transport.call('networkGradient', { network, samples }),
    configure: async (change) => void (await transport.call('networkConfigure', { network, change })),
    snapshot: () => transport.call('networkSnapshot', { network }),
    restore: async (bytes) => void (await transport.call('networkRestore', { network, bytes })),
    reset: async () => void (await transport.call('networkReset', { network })),
    outputs: (inputs) => transport.call('networkOutputs', { network, inputs }),
    sampleLosses: (which, samples, options) =>
      transport.call('networkSampleLosses', { network, which, samples }, options, counted(options)),
    insight: (request) => transport.call('networkInsight', { network, ...request }),
    curvature: (request, options) =>
      transport.call('networkCurvature', { network, ...request }, options, counted(options)),
    direction: (request) => transport.call('networkDirection', { network, ...request }),
    principal: ({ checkpoints }) => transport.call('networkPrincipal', { network, checkpoints }),
    slice: (request, options) =>
      transport.call('networkSlice', { network, ...request, pictures: options?.onPass !== undefined }, options, (p) => {
        if ('a' in p) options?.onPass?.(p);
        else counted(options)?.(p);
      }),
    sharpness: (request) => transport.call('networkSharpness', { network, ...request }),
    dispose: async () => void (await transport.call('networkDispose', { network })),
  };
}
