/** The images of a case: brought once for all cases of a page, then cut as the case asks. */
import { loadSite, loadSynthetic, type DataSet, type LoadProgress } from '../../data/dataset.ts';
import { fetchManifest } from '../../data/manifest.ts';
import type { Lab, Samples } from '../../engine/types.ts';
import type { CaseRow, Size } from './cases.ts';

export interface CaseData {
  train: Samples;
  test: Samples;
  inputs: number;
  classes: number;
  /** Drawn, not photographed. */
  synthetic: boolean;
}

const brought = new Map<Size, Promise<DataSet>>();

function bringAll(lab: Lab, size: Size, signal: AbortSignal, report: (p: LoadProgress) => void): Promise<DataSet> {
  const bringing = brought.get(size) ?? fetchManifest().then((manifest) =>
    (manifest.synthetic ? loadSynthetic(lab, report) : loadSite(lab, manifest, size, signal, report)));
  brought.set(size, bringing);
  // A failure or a cancelled download is no answer for the next who asks.
  bringing.catch(() => { if (brought.get(size) === bringing) brought.delete(size); });
  return bringing;
}

export async function bring(lab: Lab, row: CaseRow, size: Size, signal: AbortSignal, report: (p: LoadProgress) => void): Promise<CaseData> {
  const { train, test, rows, columns, classes, source } = await bringAll(lab, size, signal, report);
  const inputs = rows * columns, { first } = row;
  return {
    train: first === undefined ? train : { images: train.images.slice(0, first * inputs), labels: train.labels.slice(0, first) },
    test, inputs, classes, synthetic: source === 'synthetic',
  };
}
