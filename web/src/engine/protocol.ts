/**
 * What the client and the worker say to each other: typed requests with numbers, answered once, with progress in between.
 */
import type {
  AverageRequest, Catalog, DescendConfig, DescendResult, EvaluateResult, GridRequest, GridResult, IdxResult, LabErrorCode,
  LabInfo, NetworkConfig, NetworkData, ObjectiveSpec, Pictures, PointResult, PredictResult, ScheduleSpec, StepTime, SweepPass,
  SweepRequest, SweepResult, TrainProgress, TrainResult, Which,
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
  networkReset: { in: { network: number }; out: null };
  networkDispose: { in: { network: number }; out: null };
  parseIdx: { in: { file: Uint8Array }; out: IdxResult };
  syntheticGarments: { in: { count: number; seed?: number; first?: number }; out: Pictures };
}
export type Method = keyof Methods;

export type ToWorker =
  | { [M in Method]: { id: number; method: M; args: Methods[M]['in'] } }[Method]
  | { id: number; cancel: true };

export interface WireError { code: LabErrorCode; message: string; path: string }

/** Progress of a long call: a fraction done, what training has done since the last message, or a map's coarse picture. */
export type Progress = { done: number; total: number } | TrainProgress | SweepPass;

export type FromWorker =
  | { id: number; result: unknown }
  | { id: number; error: WireError }
  | { id: number; progress: Progress };
