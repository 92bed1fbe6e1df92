/** Brings data: from the site, from the catalogue's toy sets, from the reader's files. What is there stays until the next has come. */
import { fetchCifarManifest, loadCifar, loadColours, cifarOf, type CifarManifest } from '../../../data/cifar.ts';
import { previewCsv, tableOf, type CsvChoice, type CsvPreview } from '../../../data/csv.ts';
import { countOf, loadSite, loadSynthetic, type DataSet, type LoadProgress } from '../../../data/dataset.ts';
import { fetchManifest, type Manifest } from '../../../data/manifest.ts';
import { combine, engineSays, kindOf, readOwn, type CifarFile, type CsvFile, type EngineSaid, type IdxFile, type OwnFile, type OwnProblem } from '../../../data/own.ts';
import { testShare, withTest } from '../../../data/split.ts';
import { shared } from '../../../data/shares.ts';
import { loadToy } from '../../../data/toy.ts';
import type { Lab } from '../../../engine/types.ts';
import { shareKey, sourceKey, toyOf, type DataOptions, type Source } from '../../../state/network-data.ts';
import { asTrouble, type Trouble } from '../../trouble.ts';

export interface Loading { source: Source; key: string; progress: LoadProgress; abort: AbortController }

/** A table of the reader's, and what is to be learnt of it. */
export interface TableDraft extends CsvFile { preview: CsvPreview; choice: CsvChoice; problem?: EngineSaid }

/** Sets that are fetched only when somebody asks for them by a click: they are large. */
const large: readonly Source[] = ['full', 'cifar', 'cifar-quick'];

export class DataDesk {
  manifest?: Manifest;
  cifar?: CifarManifest;
  /** As it was brought, and as it is learnt from: with labels changed and samples kept for validation. */
  base?: DataSet;
  data?: DataSet;
  loading?: Loading;
  /** Data that could not be brought here. */
  trouble?: { source: Source; key: string; why?: Trouble };
  own: OwnFile[] = [];
  ownProblem?: OwnProblem;
  ownMissing?: OwnProblem;
  table?: TableDraft;
  /** The settings of what is made of the data are unfolded. */
  sharesOpen = false;
  private made = '';
  private asked = 0;

  constructor(private lab: () => Lab, private changed: () => void) {}

  /** Whether this must be brought first: it is neither here nor on its way nor known not to come. */
  lacks(options: DataOptions): boolean {
    const key = sourceKey(options, this.lab().catalog);
    return options.data !== 'own' && [this.base, this.loading, this.trouble].every((one) => one?.key !== key);
  }
  has(options: DataOptions): boolean { return options.data === 'own' || this.base?.key === sourceKey(options, this.lab().catalog); }
  waits(source: Source): boolean { return large.includes(source); }

  async readManifest(): Promise<Manifest> {
    this.manifest ??= await fetchManifest();
    if (this.manifest.beside?.includes('cifar-10')) this.cifar ??= await fetchCifarManifest();
    this.changed();
    return this.manifest;
  }

  /** Resolves to the source that has come: drawings where the site has no photographs; undefined where none has. */
  async fetch(options: DataOptions): Promise<Source | undefined> {
    this.loading?.abort.abort();
    const { data: source } = options, key = sourceKey(options, this.lab().catalog);
    const loading: Loading = { source, key, progress: { stage: toyOf(this.lab().catalog, source) ? 'draw' : 'download', done: 0, total: 0 }, abort: new AbortController() };
    this.loading = loading;
    this.trouble = undefined;
    const report = (progress: LoadProgress) => { loading.progress = progress; this.changed(); };
    try {
      const data = await this.bring(options, loading.abort.signal, report);
      if (this.loading !== loading) return undefined;
      this.take(data);
      return data.source;
    } catch (error) {
      if (this.loading !== loading) return undefined;
      const cancelled = loading.abort.signal.aborted;
      if (!cancelled || !this.base) this.trouble = { source, key, why: cancelled ? undefined : asTrouble(error) };
      return cancelled ? this.base?.source : undefined;
    } finally {
      if (this.loading === loading) this.loading = undefined;
      this.changed();
    }
  }

  private async bring(options: DataOptions, signal: AbortSignal, report: (p: LoadProgress) => void): Promise<DataSet> {
    const lab = this.lab(), { data: source } = options, toy = toyOf(lab.catalog, source);
    if (toy) return loadToy(lab, toy, options);
    const manifest = await this.readManifest().catch((error: unknown) => {
      if (source !== 'synthetic') throw error;
      return { synthetic: true };
    });
    if ((source === 'cifar' || source === 'cifar-quick') && this.cifar?.[source === 'cifar' ? 'full' : 'quick']) return loadCifar(lab, this.cifar, source, signal, report);
    if (source === 'colours' || source.startsWith('cifar')) return loadColours(lab, report);
    if ((source !== 'quick' && source !== 'full') || manifest.synthetic) return loadSynthetic(lab, report);
    return loadSite(lab, manifest, source, signal, report);
  }

  private take(data: DataSet): void {
    this.base = data;
    this.trouble = undefined;
    this.made = '';
  }

  /** The data as they are to be learnt from. */
  async share(options: DataOptions): Promise<DataSet> {
    const base = this.base!, wanted = `${base.id} ${shareKey(options)}`;
    if (this.data && wanted === this.made) return this.data;
    const data = await shared(this.lab(), base, options);
    if (base !== this.base) return this.share(options);
    this.data = data;
    this.made = wanted;
    return data;
  }

  /** Files the reader has dropped or chosen; resolves to the data set they make, if they make one. */
  async add(files: Iterable<File>): Promise<DataSet | undefined> {
    const asked = ++this.asked, read: OwnFile[] = [];
    this.ownProblem = undefined;
    for (const file of files) {
      const one = await readOwn(this.lab(), file);
      if (asked !== this.asked) return undefined;
      if ('issue' in one) { this.ownProblem = one; this.changed(); return undefined; }
      read.push(one);
    }
    const kind = read[0] && kindOf(read[0]);
    if (!kind) return undefined;
    if (read.some((f) => kindOf(f) !== kind)) { this.ownProblem = { issue: 'mixed', values: {} }; this.changed(); return undefined; }
    // A complete set of images in hand and new ones come: a new data set. Batches go on adding to each other.
    const together = this.own.every((f) => kindOf(f) === kind) && kind !== 'csv' && (kind === 'cifar' || this.base?.source !== 'own');
    const names = new Set(read.map((f) => f.name)), kept = [...(together ? this.own.filter((f) => !names.has(f.name)) : []), ...read];
    const found = kind === 'csv' ? await this.open(read as CsvFile[]) : kind === 'cifar' ? this.batches(kept as CifarFile[]) : this.pairs(kept as IdxFile[]);
    const data = found && countOf(found.test) === 0 ? await withTest(this.lab(), found) : found;
    if (asked !== this.asked) return undefined;
    if (!this.ownProblem) this.own = kept;
    if (data) this.arrive(data);
    this.changed();
    return data;
  }
  private arrive(data: DataSet): void {
    this.loading?.abort.abort();
    this.loading = undefined;
    this.ownMissing = undefined;
    if (data.kind === 'pictures') this.table = undefined;
    this.take(data);
  }

  private pairs(files: IdxFile[]): DataSet | undefined {
    const { data, missing, problem } = combine(files);
    this.ownProblem = problem;
    this.ownMissing = missing;
    return data;
  }
  private batches(files: CifarFile[]): DataSet | undefined {
    const data = cifarOf(files);
    if (!data) this.ownProblem = { issue: 'few', values: { n: files.reduce((n, f) => n + f.cifar.count, 0), least: testShare } };
    return data;
  }

  private async open(files: CsvFile[]): Promise<DataSet | undefined> {
    const [file] = files;
    if (files.length > 1) { this.ownProblem = { issue: 'table', values: {} }; return undefined; }
    const preview = await previewCsv(file.csv).catch(() => ({ names: [], rows: [] }));
    return this.readTable({ ...file, preview, choice: { task: 'auto', scaled: true } });
  }
  /** The table again, with another label or task; resolves to the data set it makes. */
  async choose(change: Partial<CsvChoice>): Promise<DataSet | undefined> {
    if (!this.table) return undefined;
    const asked = ++this.asked, data = await this.readTable({ ...this.table, choice: { ...this.table.choice, ...change }, problem: undefined });
    if (asked !== this.asked) return undefined;
    if (data) this.arrive(data);
    this.changed();
    return data;
  }
  private async readTable(draft: TableDraft): Promise<DataSet | undefined> {
    this.table = draft;
    try {
      const data = await tableOf(this.lab(), draft.csv, draft.choice);
      if (!data) this.ownProblem = { issue: 'rows', values: { least: testShare } };
      return data;
    } catch (error) {
      draft.problem = engineSays(error);
      return undefined;
    }
  }

  forgetOwn(): void {
    this.own = [];
    this.table = undefined;
    this.ownProblem = this.ownMissing = undefined;
    this.changed();
  }
}
