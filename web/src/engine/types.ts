/**
 * The public types of the lab: what `createLab()` returns, takes and rejects with.
 * Units: learning rates and parameters are plain numbers; images are bytes 0..255 (scaled to 0..1 by the network) or floats
 * (taken as they are), row-major.
 */

import type {
  CifarResult, ColourPictures, CsvOptions, CsvResult, IdxResult, NoisyLabelsRequest, NoisyLabelsResult, Pictures,
  SyntheticRequest, ToyRequest, ToyResult,
} from './data-types';
import type { Network, NetworkConfig } from './network-types';

export type * from './data-types';
export type * from './network-types';

/** Why a call was refused; `path` names the offending field, e.g. `optimizer.beta1`. */
export type LabErrorCode =
  | 'invalid-type' | 'out-of-range' | 'unknown-id' | 'unknown-key' | 'missing' | 'syntax' | 'bad-data'
  | 'unsupported' | 'too-large' | 'state' | 'cancelled' | 'no-webassembly' | 'no-simd' | 'load-failed' | 'blocked' | 'crashed';

export interface LabOptions {
  /** Worker threads for networks and sweeps; 'auto' takes the machine's cores (at most 8). Default 'auto'. */
  threads?: number | 'auto';
  /** What networks compute with; 'auto' takes relaxed SIMD where the engine has it. */
  simd?: 'auto' | 'relaxed' | 'baseline';
  /** Where the bundles lie; default: beside this module. */
  baseUrl?: string | URL;
}

export interface LabInfo {
  version: string;
  simd: 'relaxed' | 'baseline';
  threads: number;
  /** Cross-origin isolated: the condition for threads in a browser. */
  isolated: boolean;
}

/** One parameter as its row in the core describes it. */
export interface ParamInfo {
  key: string;
  /** TeX, e.g. `\\beta_1`; may be empty for choices. */
  symbol: string;
  scale: 'linear' | 'log' | 'integer' | 'choice' | 'flag';
  default: number | string | boolean;
  min?: number; max?: number; openMin?: boolean; openMax?: boolean;
  /** What a slider should offer. */
  lo?: number; hi?: number;
  choices?: string[];
}

export interface CatalogRow {
  id: string;
  name: string;
  family: string;
  citation: string;
  params: ParamInfo[];
}
export interface ObjectiveRow extends CatalogRow {
  /** TeX of the definition. */
  formula: string;
  dimension: number;
  /** Whether `start` may have any length. */
  anyDimension: boolean;
  /** The shown box: lo..hi per coordinate. */
  domain: { lo: number[]; hi: number[] };
  start: number[];
  /** Further instructive starting points. */
  starts: number[][];
  minima: { x: number[]; f: number }[];
}
export interface OptimizerRow extends CatalogRow {
  /** Whether it runs on functions, on networks. */
  functions: boolean;
  networks: boolean;
  /** What a step asks for, e.g. `['gradient']`. */
  needs: string[];
  /** Names of its state vectors, as in `run.state`. */
  state: string[];
}
export interface ActivationRow extends CatalogRow {
  /** TeX of the function and of its derivative. */
  formula: string;
  slope: string;
}
export interface LossRow extends CatalogRow {
  /** TeX, from the outputs z of the last layer. */
  formula: string;
  /** What the loss is for. */
  task: 'regression' | 'binary' | 'multiclass';
}
export interface Catalog {
  objectives: ObjectiveRow[];
  optimizers: OptimizerRow[];
  schedules: CatalogRow[];
  activations: ActivationRow[];
  losses: LossRow[];
  initializers: CatalogRow[];
  /** The sets of points in the plane that `lab.toy` draws; `params` are its `samples` and `noise`. */
  toys: ToyRow[];
  /** What of a network's configuration is a plain number: `dropout`, `batchSize`. */
  network: ParamInfo[];
}
export interface ToyRow extends CatalogRow {
  /** What is to be learnt of it: two classes, or a number. */
  task: 'binary' | 'regression';
}

export type OptimizerSpec = string | ({ id: string; lr?: number } & Record<string, unknown>);
export type ScheduleSpec = string | ({ id: string } & Record<string, unknown>);
export type ObjectiveSpec =
  | string
  | ({ id: string } & Record<string, unknown>)
  | { expression: string; variables?: string[] };

export interface DescendConfig {
  objective: ObjectiveSpec;
  start?: ArrayLike<number>;
  optimizer: OptimizerSpec;
  schedule?: ScheduleSpec;
  /** How many steps (0..1,000,000). */
  steps: number;
  seed?: number;
  /** Standard deviation of Gaussian noise added to each gradient coordinate. */
  gradientNoise?: number;
  /** Stop as converged when the largest gradient coordinate is at most this. Default: never. */
  tolerance?: number;
  /** An average of the iterates, kept beside the run without changing it. */
  average?: WeightAverageSpec;
}

/**
 * swa: the plain mean of what it saw (Izmailov et al., 2018); ema: avg ← decay·avg + (1 − decay)·x, the first value copied.
 * The step `start` (default 1) is the first that counts, from there each `every`-th (default 1).
 */
export type WeightAverageSpec =
  | { kind: 'swa'; start?: number; every?: number }
  | { kind: 'ema'; /** In [0, 1), default 0.99. */ decay?: number; start?: number; every?: number };

export type RunStatus = 'ok' | 'converged' | 'diverged' | 'failed';

export interface DescendResult {
  /** (steps+1) × dim, the start first. */
  x: Float64Array;
  /** steps+1 values of f. */
  f: Float64Array;
  /** (steps+1) × dim: the true gradient at each iterate. */
  gradient: Float64Array;
  /** steps learning rates. */
  lr: Float64Array;
  /** The optimizer's memory after each step, steps × its size, by the optimizer's own names. */
  state: Record<string, Float64Array>;
  /** With `average`: the average after each step, steps × dim; the iterate itself until a step counts. */
  average?: Float64Array;
  evaluations: { value: number; gradient: number; directional: number; hessian: number };
  status: RunStatus;
  /** Why the run stopped early; empty otherwise. */
  message: string;
  /** How many steps were taken. */
  steps: number;
  dim: number;
}

/** Options of calls that may take long. */
export interface CallOptions {
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** A run that can be continued: n steps at a time, bit for bit as if at once. */
export interface DescentRun {
  advance(steps: number, options?: CallOptions): Promise<DescendResult>;
  dispose(): Promise<void>;
}

/** Values of an objective on a regular grid, for contours: row-major, y rows from lo to hi. */
export interface GridRequest {
  objective: ObjectiveSpec;
  lo: number[];
  hi: number[];
  /** Points per axis (1-D: one number). */
  points: number[];
}
/** f at the grid points; for 1-D also the derivative. Non-finite where f is undefined. */
export interface GridResult {
  values: Float64Array;
  gradient?: Float64Array;
}

/** What varies along a side of a map, from `lo` to `hi`, both included. */
export type SweepAxis =
  /** The coordinate with this number (from 0) of the start point. */
  | { start: number; lo: number; hi: number }
  /** A number among the optimizer's own parameters; `scale` 'auto' (default) is the parameter's. Whole numbers are rounded. */
  | { param: string; lo: number; hi: number; scale?: 'auto' | 'linear' | 'log' };

/** A map: one run a pixel, each the very run that `descend` makes of its start and parameters. */
export interface SweepRequest extends Omit<DescendConfig, 'start'> {
  /** The coordinates that no axis varies (default: the function's own start; an expression has none). */
  start?: ArrayLike<number>;
  x: SweepAxis;
  y: SweepAxis;
  /** Pixels, 1..2048 a side; width × height × steps may reach 4·10⁹. */
  width: number;
  height: number;
  /**
   * The distance at which a run is at a minimum. Default: a hundredth of the function's shown box; at most half the
   * distance between two minima.
   */
  within?: number;
}

/** What belongs to a map as a whole. */
export interface SweepFrame {
  /** The value of each column, of each row: what to give `descend` to replay a pixel. */
  x: Float64Array;
  y: Float64Array;
  /** The minima that `minimum` counts, dim numbers each. */
  minima: Float64Array;
  dim: number;
  within: number;
}
/** width × height numbers each, row by row, the first y first. */
export interface SweepPixels {
  /** f at the run's last finite point. */
  f: Float64Array;
  /** Index of the minimum the run ended at; 255: at none, 254: diverged. */
  minimum: Uint8Array;
  /** The first step from which on the run stayed at that minimum; for the other runs the steps they took. */
  steps: Uint32Array;
  /** 0 ok, 1 converged, 2 diverged, 3 failed: `descend`'s status. */
  status: Uint8Array;
}
export interface SweepResult extends SweepFrame, SweepPixels {}
/** A picture on the way: one pixel of every block × block is computed and fills its block. */
export interface SweepPass extends SweepFrame, SweepPixels {
  /** 16, 8, 4, 2. */
  block: number;
}
export interface SweepOptions extends CallOptions {
  /** Every coarse picture; the finished one is the result. */
  onPass?: (pass: SweepPass) => void;
}

/** What a step of a run costs here and now. */
export interface StepTime {
  /** Steps the run takes: fewer than asked where it ends by itself. */
  steps: number;
  /** Seconds a step, recording included, in the fastest of a few rounds; missing where there is no step, or no clock that moves. */
  seconds?: number;
}

/** What an objective (typed expression included) is, and f, gradient and Hessian at a point. */
export interface PointResult {
  dim: number;
  f: number;
  gradient: Float64Array;
  /** dim × dim, row-major. */
  hessian: Float64Array;
  /** Eigenvalues of the Hessian, ascending. */
  eigenvalues: Float64Array;
}

export interface AverageRequest {
  kind: 'sma' | 'ewa';
  values: ArrayLike<number>;
  /** SMA: how many values. */
  window?: number;
  /** EWA: weight of the past, [0, 1). */
  rho?: number;
  /** EWA: V before the first value. */
  init?: 'zero' | 'first';
  biasCorrection?: boolean;
}

export interface Lab {
  readonly info: LabInfo;
  readonly catalog: Catalog;
  descend(config: DescendConfig, options?: CallOptions): Promise<DescendResult>;
  start(config: Omit<DescendConfig, 'steps'>): Promise<DescentRun>;
  grid(request: GridRequest): Promise<GridResult>;
  point(objective: ObjectiveSpec, x: ArrayLike<number>): Promise<PointResult>;
  /** A map, coarse first; can be cancelled. `onProgress` counts pixels. */
  sweep(request: SweepRequest, options?: SweepOptions): Promise<SweepResult>;
  /** Measures a run's step: repeats it, in slices, until the clock shows enough (some 50 ms). Can be cancelled. */
  stepTime(config: DescendConfig, options?: CallOptions): Promise<StepTime>;
  average(request: AverageRequest): Promise<Float64Array>;
  learningRates(request: { schedule?: ScheduleSpec; lr: number; steps: number }): Promise<Float64Array>;
  network(config: NetworkConfig): Promise<Network>;
  /** Parses an IDX file (plain or gzip). */
  parseIdx(file: Uint8Array): Promise<IdxResult>;
  /** The synthetic garments: shapes and classes of Fashion-MNIST, drawn, not photographed. */
  syntheticGarments(request: SyntheticRequest): Promise<Pictures>;
  /** Synthetic pictures in the shape (32 × 32 × 3) and with the classes of CIFAR-10, drawn, not photographed; at most 100,000. */
  syntheticColours(request: SyntheticRequest): Promise<ColourPictures>;
  /** Parses a binary batch of CIFAR-10, or the official archive cifar-10-binary.tar.gz (either may be gzipped or not). */
  parseCifar(file: Uint8Array): Promise<CifarResult>;
  /** Parses a CSV file (comma, semicolon or tab; plain or gzip). Errors name the line and the column. */
  parseCsv(file: Uint8Array, options?: CsvOptions): Promise<CsvResult>;
  toy(request: ToyRequest): Promise<ToyResult>;
  noisyLabels(request: NoisyLabelsRequest): Promise<NoisyLabelsResult>;
  /** The numbers 0..count−1 in a random order: for cutting a set into training, validation and test. */
  permutation(request: { count: number; seed?: number }): Promise<Uint32Array>;
  dispose(): Promise<void>;
}
