/** Requests about data: files, drawn sets, labels. */
import type { CifarResult, ColourPictures, CsvResult, IdxResult, NoisyLabelsResult, Pictures, ToyResult } from '../types';
import type { NetworkSession } from './descent-networks';
import type { Handlers } from './host';
import { LabError } from '../errors';
import { gunzipIfNeeded } from '../gzip';
import { isTar, tarFiles } from '../tar';
import { answered } from './host';

type DataMethod =
  | 'parseIdx' | 'parseCifar' | 'parseCsv' | 'syntheticGarments' | 'syntheticColours' | 'toy' | 'noisyLabels' | 'permutation';

/** Unpacked here and not by the caller: the page's thread never holds up a frame for it. Anything else than bytes goes on to be refused. */
const unpacked = async (file: Uint8Array): Promise<Uint8Array> => (file instanceof Uint8Array ? gunzipIfNeeded(file) : file);

export const dataMethods: Handlers<DataMethod, NetworkSession> = {
  async parseIdx({ file }, { session }) {
    return answered<IdxResult>(session.parseIdx(await unpacked(file)));
  },
  async parseCifar({ file }, { session }) {
    const bytes = await unpacked(file);
    if (!(bytes instanceof Uint8Array) || !isTar(bytes)) return answered<CifarResult>(session.parseCifar(bytes, 'file'));
    const files = tarFiles(bytes).sort((a, b) => (a.name < b.name ? -1 : 1));
    const batches = (pattern: RegExp) => files.filter(({ name }) => pattern.test(name))
      .map(({ name, bytes: batch }) => answered<CifarResult>(session.parseCifar(batch, name.replace(/^.*\//, ''))));
    const train = batches(/(^|\/)data_batch_\d+\.bin$/), [test] = batches(/(^|\/)test_batch\.bin$/);
    const [first] = train;
    if (!first) {
      throw new LabError('bad-data', 'This archive has no data_batch_1.bin: the binary version of CIFAR-10 (cifar-10-binary.tar.gz) was expected.', 'file');
    }
    return {
      ...first, ...merged(train),
      ...(test && { test: { count: test.count, images: test.images, labels: test.labels } }),
    };
  },
  async parseCsv({ file, options }, { session }) {
    return answered<CsvResult>(session.parseCsv(await unpacked(file), options));
  },
  syntheticGarments: (request, { session }) => answered<Pictures>(session.syntheticGarments(request)),
  syntheticColours: (request, { session }) => answered<ColourPictures>(session.syntheticColours(request)),
  toy: (request, { session }) => answered<ToyResult>(session.toy(request)),
  noisyLabels: ({ labels, ...request }, { session }) => answered<NoisyLabelsResult>(session.noisyLabels(labels, request)),
  permutation: (request, { session }) => answered<{ order: Uint32Array }>(session.permutation(request)).order,
};

/** Batches one after the other. */
function merged(batches: CifarResult[]): Pictures & { count: number } {
  const count = batches.reduce((n, b) => n + b.count, 0);
  const images = new Uint8Array(batches.reduce((n, b) => n + b.images.length, 0)), labels = new Uint8Array(count);
  let at = 0, row = 0;
  for (const batch of batches) {
    images.set(batch.images, at);
    labels.set(batch.labels, row);
    at += batch.images.length;
    row += batch.count;
  }
  return { count, images, labels };
}
