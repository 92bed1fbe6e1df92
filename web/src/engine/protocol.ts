/**
 * What the client and the worker say to each other: typed requests with numbers, answered once, with progress in between.
 */
import type {
  AverageRequest, Catalog, CifarResult, ColourPictures, CsvOptions, CsvResult, CurvatureRequest, CurvatureResult, DescendConfig,
  DescendResult, EvaluateResult, GridRequest, GridResult, IdxResult, InsightResult, LabErrorCode, LabInfo, NetworkConfig,
  NetworkData, NoisyLabelsRequest, NoisyLabelsResult, ObjectiveSpec, Pictures, PointResult, PredictResult,
  PrincipalResult, ScheduleSpec, SharpnessResult, SlicePass, SliceRequest, SliceResult, SomeSamples, StepTime, SweepPass,
  SweepRequest, SweepResult, SyntheticRequest, ToyRequest, ToyResult, TrainProgress, TrainResult, Which,
} from './types';

export interface OpenOptions {
  simd: 'relaxed' | 'baseline';
  threads: number;
  baseUrl: string;
  /** Files that lie elsewhere than in `baseUrl`, by name. */
  files?: Record<string, string>;
}

/** Every method: what it takes and what it answers. The host implements exactly these. */
export interface Methods {
  open: { in: OpenOptions; out: { info: LabInfo; catalog: Catalog } };
  descend: { in: DescendConfig; out: DescendResult };
  descendStart: { in: Omit<DescendConfig, 'steps'>; out: { run: number } };
  descendAdvance: { in: { run: number; steps: number }; out: DescendResult };
  descendDispose: { in: { run: number }; out: null };
  grid: { in: GridRequest; out: GridResult };
  point: { in: { objective: ObjectiveSpec; x: number[] }; out: PointResult };
  sweep: { in: SweepRequest & { pictures: boolean }; out: SweepResult };
  stepTime: { in: DescendConfig; out: StepTime };
  average: { in: AverageRequest; out: Float64Array };
  learningRates: { in: { schedule?: ScheduleSpec; lr: number; steps: number }; out: Float64Array };
  networkCreate: { in: NetworkConfig; out: { network: number; size: number } };
  networkLoad: { in: NetworkData & { network: number }; out: null };
  networkTrain: { in: { network: number; steps: number; order?: Uint32Array }; out: TrainResult };
  networkEvaluate: { in: { network: number; which: Which }; out: EvaluateResult };
  networkPredict: { in: { network: number; which: Which; samples: Uint32Array }; out: PredictResult };
  networkAverage: { in: { network: number }; out: Float32Array };
  networkParameters: { in: { network: number }; out: Float32Array };
  networkSetParameters: { in: { network: number; parameters: Float32Array }; out: null };
  networkGradient: { in: { network: number; samples: Uint32Array }; out: { loss: number; gradient: Float32Array } };
  networkConfigure: { in: { network: number; change: object }; out: null };
  networkSnapshot: { in: { network: number }; out: Uint8Array };
  networkRestore: { in: { network: number; bytes: Uint8Array }; out: null };
  networkReset: { in: { network: number }; out: null };
  networkDispose: { in: { network: number }; out: null };
  networkOutputs: { in: { network: number; inputs: Float32Array }; out: Float32Array };
  networkSampleLosses: { in: { network: number; which: Which; samples?: Uint32Array }; out: Float32Array };
  networkInsight: { in: SomeSamples & { network: number; bins?: number }; out: InsightResult };
  networkCurvature: { in: CurvatureRequest & { network: number }; out: CurvatureResult };
  networkDirection: { in: { network: number; seed: number; center?: Float32Array }; out: Float32Array };
  networkPrincipal: { in: { network: number; checkpoints: Float32Array[] }; out: PrincipalResult };
  networkSlice: { in: SliceRequest & { network: number; pictures: boolean }; out: SliceResult };
  networkSharpness: { in: SomeSamples & { network: number; radius: number }; out: SharpnessResult };
  parseIdx: { in: { file: Uint8Array }; out: IdxResult };
  parseCifar: { in: { file: Uint8Array }; out: CifarResult };
  parseCsv: { in: { file: Uint8Array; options: CsvOptions }; out: CsvResult };
  toy: { in: ToyRequest; out: ToyResult };
  noisyLabels: { in: NoisyLabelsRequest; out: NoisyLabelsResult };
  permutation: { in: { count: number; seed?: number }; out: Uint32Array };
  syntheticGarments: { in: SyntheticRequest; out: Pictures };
  syntheticColours: { in: SyntheticRequest; out: ColourPictures };
}
export type Method = keyof Methods;

export type ToWorker =
  | { [M in Method]: { id: number; method: M; args: Methods[M]['in'] } }[Method]
  | { id: number; cancel: true };

export interface WireError { code: LabErrorCode; message: string; path: string }

/** Progress of a long call: a fraction done, what training has done since the last message, or a map's coarse picture. */
export type Progress = { done: number; total: number } | TrainProgress | SweepPass | SlicePass;

export type FromWorker =
  | { id: number; result: unknown }
  | { id: number; error: WireError }
  | { id: number; progress: Progress };
