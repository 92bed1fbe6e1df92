/** The images of a case: brought once for all cases of a page, then cut and relabelled as the case asks. */
import { fetchCifarManifest, loadCifar, loadColours } from '../../data/cifar.ts';
import { inputsOf, loadSite, loadSynthetic, type DataSet, type LoadProgress } from '../../data/dataset.ts';
import { fetchManifest } from '../../data/manifest.ts';
import { shared } from '../../data/shares.ts';
import type { Lab, Samples } from '../../engine/types.ts';
import type { DataOptions } from '../../state/network-data.ts';
import type { CaseRow, Size } from './cases.ts';

export interface CaseData {
  train: Samples;
  test: Samples;
  inputs: number;
  classes: number;
  /** What was drawn, not photographed. */
  drawn?: 'garments' | 'colours';
}

const brought = new Map<string, Promise<DataSet>>();

async function fetched(lab: Lab, row: CaseRow, size: Size, signal: AbortSignal, report: (p: LoadProgress) => void): Promise<DataSet> {
  const manifest = await fetchManifest();
  if (row.data !== 'cifar') return manifest.synthetic ? loadSynthetic(lab, report) : loadSite(lab, manifest, size, signal, report);
  const cifar = manifest.beside?.includes('cifar-10') ? await fetchCifarManifest() : undefined;
  return cifar?.[size] ? loadCifar(lab, cifar, size === 'full' ? 'cifar' : 'cifar-quick', signal, report) : loadColours(lab, report);
}

function bringAll(lab: Lab, row: CaseRow, size: Size, signal: AbortSignal, report: (p: LoadProgress) => void): Promise<DataSet> {
  const name = `${row.data ?? ''} ${size}`, bringing = brought.get(name) ?? fetched(lab, row, size, signal, report);
  brought.set(name, bringing);
  // A failure or a cancelled download is no answer for the next who asks.
  bringing.catch(() => { if (brought.get(name) === bringing) brought.delete(name); });
  return bringing;
}

export async function bring(lab: Lab, row: CaseRow, size: Size, options: DataOptions, signal: AbortSignal, report: (p: LoadProgress) => void): Promise<CaseData> {
  const all = await bringAll(lab, row, size, signal, report), inputs = inputsOf(all), { first } = row;
  const { train, test, classes, source } = await shared(lab, all, options);
  return {
    train: first === undefined ? train : { images: train.images.slice(0, first * inputs), labels: train.labels.slice(0, first) },
    test, inputs, classes, ...(source === 'synthetic' ? { drawn: 'garments' } : source === 'colours' ? { drawn: 'colours' } : {}),
  };
}
