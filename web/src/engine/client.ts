/** The lab as its users see it: `const lab = await createLab()`. */
import { choose, isNode } from './detect';
import { LabError } from './errors';
import { labBase, labOrigin, packedFiles } from './files';
import { counted, createNetwork } from './network';
import { inProcessTransport, workerTransport, type Transport } from './transport';
import type { Lab, LabOptions } from './types';

export { LabError } from './errors';
export type * from './types';

/** A way to an engine; threads need a worker that may start others. */
interface Way { start: () => Transport | Promise<Transport>; threads: boolean }

const here: Way = { start: inProcessTransport, threads: false };

/**
 * The ways this page has, best first: a worker of the lab's; where the lab lies on another origin (or the page, in a sandbox,
 * on none) a worker of the page's that imports it; the page's own thread, in slices.
 */
function ways(): Way[] {
  if (isNode()) return [{ ...here, threads: true }];
  const own: Way = { start: () => workerTransport(new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module', name: 'descent-lab' })), threads: true };
  const elsewhere: Way = { start: async () => (await import('./elsewhere')).elsewhereTransport(), threads: false };
  return labOrigin() === self.origin ? [own, here] : [elsewhere, here];
}

/**
 * Detects what this engine can run, loads the right bundles in a worker (in Node: in this process) and returns the lab.
 * @throws LabError `no-webassembly`, `no-simd`, `blocked`, `load-failed`
 */
export async function createLab(options: LabOptions = {}): Promise<Lab> {
  const choice = await choose(options);
  const baseUrl = new URL(options.baseUrl ?? labBase(), labBase()).href;
  const files = options.baseUrl === undefined ? packedFiles() : undefined;
  const [first, ...others] = ways();
  const open = async ({ start, threads }: Way): Promise<Lab> => {
    const transport = await start();
    try {
      const { info, catalog } = await transport.call('open', { simd: choice.simd, threads: threads ? choice.threads : 1, baseUrl, files });
      return makeLab(transport, { ...info, isolated: choice.isolated }, catalog);
    } catch (error) {
      transport.close();
      throw error;
    }
  };
  let lab = open(first);
  for (const way of others) {
    // A worker that answers has said what is wrong; one that does not even start may be forbidden here.
    lab = lab.catch((error: unknown) => {
      if (error instanceof LabError && error.code !== 'crashed') throw error;
      return open(way);
    });
  }
  return lab;
}


function makeLab(transport: Transport, info: Lab['info'], catalog: Lab['catalog']): Lab {
  return {
    info,
    catalog,
    descend: (config, options) => transport.call('descend', { ...config, start: plain(config.start) }, options, counted(options)),
    async start(config) {
      const { run } = await transport.call('descendStart', { ...config, start: plain(config.start) });
      return {
        advance: (steps, options) => transport.call('descendAdvance', { run, steps }, options, counted(options)),
        dispose: async () => void (await transport.call('descendDispose', { run })),
      };
    },
    grid: (request) => transport.call('grid', request),
    point: (objective, x) => transport.call('point', { objective, x: Array.from(x) }),
    sweep: (request, options) => transport.call('sweep',
      { ...request, start: plain(request.start), pictures: options?.onPass !== undefined }, options,
      (p) => {
        if ('minimum' in p) options?.onPass?.(p);
        else counted(options)?.(p);
      }),
    stepTime: (config, options) => transport.call('stepTime', { ...config, start: plain(config.start) }, options),
    average: (request) => transport.call('average', { ...request, values: Array.from(request.values) }),
    learningRates: (request) => transport.call('learningRates', request),
    network: (config) => createNetwork(transport, config),
    parseIdx: (file) => transport.call('parseIdx', { file }),
    syntheticGarments: (request) => transport.call('syntheticGarments', request),
    syntheticColours: (request) => transport.call('syntheticColours', request),
    parseCifar: (file) => transport.call('parseCifar', { file }),
    parseCsv: (file, options = {}) => transport.call('parseCsv', { file, options }),
    toy: (request) => transport.call('toy', request),
    noisyLabels: (request) => transport.call('noisyLabels', request),
    permutation: (request) => transport.call('permutation', request),
    dispose: async () => transport.close(),
  };
}

/** A start point as a plain array, whatever array-like was given; anything else goes on to be refused by the core. */
function plain(start: ArrayLike<number> | undefined): number[] | undefined {
  return start !== undefined && start !== null && typeof start === 'object' ? Array.from(start) : (start as undefined);
}
