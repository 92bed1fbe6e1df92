/** A network as its users see it: a handle on a network that lives in the engine. */
import type { Progress } from './protocol';
import type { Transport } from './transport';
import type { CallOptions, Network, NetworkConfig, TrainOptions } from './types';

/** Signal and progress belong to the caller's side; everything else of the options goes to the engine. */
function split<T extends CallOptions>(options: T): [Omit<T, keyof CallOptions>, CallOptions] {
  const { signal, onProgress, ...rest } = options;
  return [rest, { signal, onProgress }];
}

export async function createNetwork(transport: Transport, config: NetworkConfig): Promise<Network> {
  const { network, size } = await transport.call('networkCreate', config);
  return {
    size,
    load: async ({ train, test }) => void (await transport.call('networkLoad', { network, train, test })),
    train(options: TrainOptions) {
      const { onStep, ...others } = options;
      const [args, callOptions] = split(others);
      let done = 0;
      const report = (p: Progress) => {
        if (!('loss' in p)) return;
        done += p.loss.length;
        onStep?.(p);
        callOptions.onProgress?.(done, options.steps);
      };
      return transport.call('networkTrain', { network, ...args }, callOptions, report);
    },
    evaluate: (which, options) =>
      transport.call('networkEvaluate', { network, which }, options,
        (p) => { if ('done' in p) options?.onProgress?.(p.done, p.total); }),
    predict: (which, samples) => transport.call('networkPredict', { network, which, samples }),
    averagedParameters: () => transport.call('networkAverage', { network }),
    parameters: () => transport.call('networkParameters', { network }),
    setParameters: async (parameters) => void (await transport.call('networkSetParameters', { network, parameters })),
    gradient: ({ samples }) => transport.call('networkGradient', { network, samples }),
    configure: async (change) => void (await transport.call('networkConfigure', { network, change })),
    reset: async () => void (await transport.call('networkReset', { network })),
    dispose: async () => void (await transport.call('networkDispose', { network })),
  } as Network;
}
