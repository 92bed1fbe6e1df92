/** What a network takes and tells; part of the public types. */
import type { NetworkData, Which } from './data-types';
import type { CallOptions, OptimizerSpec, RunStatus, ScheduleSpec, WeightAverageSpec } from './types';

/** A row of the catalogue: its id, or its id with parameters. */
export type RowSpec = string | ({ id: string } & Record<string, unknown>);

export interface NetworkConfig {
  layers: number[];
  activation?: RowSpec;
  loss?: RowSpec;
  initializer?: RowSpec;
  optimizer?: OptimizerSpec;
  schedule?: ScheduleSpec;
  batchSize?: number;
  seed?: number;
  /**
   * Share of the hidden units silenced in a training step, 0 <= p < 1 (default 0); what remains is scaled by 1/(1 − p).
   * Off in evaluation, gradient, curvature and landscapes (Srivastava et al., 2014).
   */
  dropout?: number;
  /** An average of the parameters after each step, kept beside the run without changing it; see `averagedParameters`. */
  weightAverage?: WeightAverageSpec;
}
/** Some samples of a set, by number; at least one, at most 10,000,000. */
export interface SomeSamples {
  /** Default: 'train'. */
  which?: Which;
  samples: Uint32Array;
}
export interface TrainOptions extends CallOptions {
  steps: number;
  /** The samples to visit, batch by batch; otherwise a seeded shuffle each epoch. */
  order?: Uint32Array;
  /** Called about ten times a second with what has happened since the last call. */
  onStep?: (progress: TrainProgress) => void;
}
export interface TrainProgress {
  loss: Float64Array;
  step: number;
  epoch: number;
  /**
   * What all steps so far asked of the network: a gradient, a value, a slope along a direction or a curvature product of a
   * batch is one each. 1 a step for most methods, 2 for SAM, as many as a line search takes.
   */
  evaluations: number;
  samplesPerSecond: number;
}
export interface TrainResult extends TrainProgress {
  status: RunStatus;
  message: string;
}
export interface EvaluateResult {
  loss: number;
  /** Share of right answers; NaN where the labels are numbers. */
  accuracy: number;
  /** classes × classes, row = truth, column = prediction; empty where the labels are numbers. */
  confusion: Uint32Array;
}
export interface PredictResult {
  /** Most probable class of each sample. */
  label: Uint32Array;
  /** samples × outputs: probabilities (softmax, sigmoid) or outputs (mse). */
  output: Float32Array;
}

/** Counts in equal bins from lo to hi; the last bin has hi, too. Where all values are equal, lo = hi and the first bin has all. */
export interface Histogram { lo: number; hi: number; counts: Uint32Array }
/** One weight layer seen from inside, over the samples asked for. Layer 0 is the first after the inputs. */
export interface LayerInsight {
  activation: {
    /** Of all samples and units of the layer, after its activation (the last layer: its outputs, before softmax or sigmoid). */
    mean: number;
    std: number;
    /** Share of exact zeros (a relu's silence). */
    zeros: number;
    /** Share of units × samples at which |act'| is below a hundredth of its largest value (sigmoid 1/4, else 1). */
    saturated: number;
    histogram: Histogram;
  };
  /** Mean of |act'(z)|; 1 for the last layer, which has no activation. */
  slope: number;
  /** Product of `slope` from this layer to the output: what backpropagation multiplies by on the way to this layer. */
  slopeProduct: number;
  gradient: {
    /** Euclidean norms of the mean gradient over the samples: of the layer's weights, and of its biases. */
    norm: number;
    biasNorm: number;
    /** Of the weights' gradient. */
    histogram: Histogram;
  };
  weights: { norm: number; histogram: Histogram };
  /** |last update of the weights| / |weights before it|; missing where the parameters do not come from a step. */
  updateRatio?: number;
}
export interface InsightResult { loss: number; layers: LayerInsight[] }

export interface CurvatureRequest extends SomeSamples {
  /** At most this many Hessian-vector products (1..500, default 100). */
  iterations?: number;
  /** Stop when |Hv − λv| is at most this times the largest |eigenvalue| seen (default 1e-4; 1e-6..0.5). */
  tolerance?: number;
  /** Of the random start vector (default 1). */
  seed?: number;
}
/** By the Lanczos method (1950) on exact Hessian-vector products (Pearlmutter, 1994). */
export interface CurvatureResult {
  /** The algebraically largest eigenvalue of the Hessian of the mean loss. */
  eigenvalue: number;
  /** The smallest Ritz value: an upper bound of the smallest eigenvalue, negative at a saddle. */
  smallest: number;
  iterations: number;
  /** |Hv − λv| for the unit vector v. */
  residual: number;
  converged: boolean;
  /** v, of length 1, laid out like the parameters. */
  vector: Float32Array;
}

/** The two main directions of a path of parameters, about its last point (Li et al., 2018, section 7.2). */
export interface PrincipalResult {
  /** Of length 1 and at right angles, laid out like the parameters; zero where the path has no such extent. */
  x: Float32Array;
  y: Float32Array;
  /** checkpoints × 2: where each checkpoint projects to; the last one is 0, 0. Unit: Euclidean distance of parameters. */
  coordinates: Float64Array;
  /** Share of the squared distances from the last point that each direction explains. */
  shares: [number, number];
}

/** The loss over the plane (or, without y, the line) center + a·x + b·y. */
export interface SliceRequest extends SomeSamples {
  /** Default: the network's parameters at the moment of the call. */
  center?: Float32Array;
  x: Float32Array;
  y?: Float32Array;
  /** Ends of both axes, or one each: lo = [a, b]. */
  lo: number | [number, number];
  hi: number | [number, number];
  /** Points of both axes (1..513, both ends included), or one each. */
  points: number | [number, number];
}
export interface SliceResult {
  /** Mean loss, row by row, the first b first: b.length × a.length. Not finite where the network overflows. */
  loss: Float64Array;
  /** The multiples of x, of y; b is [0] without y. */
  a: Float64Array;
  b: Float64Array;
}
/** A picture on the way: one point of every block × block is computed and fills its block. */
export interface SlicePass extends SliceResult {
  /** 16, 8, 4, 2. */
  block: number;
}
export interface SliceOptions extends CallOptions {
  /** Every coarse picture; the finished one is the result. `onProgress` counts points. */
  onPass?: (pass: SlicePass) => void;
}

export interface SharpnessResult {
  /** At the parameters w. */
  loss: number;
  gradientNorm: number;
  /** At w + radius · g/|g|. */
  perturbed: number;
  /** perturbed − loss: the inner maximum of SAM to first order (Foret et al., 2021). */
  sharpness: number;
}

export interface Network {
  /** Number of parameters. */
  readonly size: number;
  /** Takes the data; a value that cannot be used is named, e.g. `train.images[17]`. */
  load(data: NetworkData): Promise<void>;
  train(options: TrainOptions): Promise<TrainResult>;
  evaluate(which: Which, options?: CallOptions): Promise<EvaluateResult>;
  predict(which: Which, samples: Uint32Array): Promise<PredictResult>;
  /** What the network says to any inputs, rows × inputs, taken as they are: rows × outputs, as in `predict`. */
  outputs(inputs: Float32Array): Promise<Float32Array>;
  /** The loss of each of these samples (default: of the whole set), in their order. */
  sampleLosses(which: Which, samples?: Uint32Array, options?: CallOptions): Promise<Float32Array>;
  /** What each layer does with these samples (at most 4096); `bins` of the histograms: 1..1024, default 40. */
  insight(request: SomeSamples & { bins?: number }): Promise<InsightResult>;
  /** The largest eigenvalue of the Hessian; can be cancelled. `onProgress` counts Hessian-vector products. */
  curvature(request: CurvatureRequest, options?: CallOptions): Promise<CurvatureResult>;
  /**
   * A random direction whose row for each unit has the norm of that unit's weights; zero for biases (Li et al., Visualizing
   * the Loss Landscape of Neural Nets, 2018). `center`: the weights it is scaled to (default: the present parameters).
   */
  direction(request: { seed: number; center?: Float32Array }): Promise<Float32Array>;
  /** 2 to 128 checkpoints of this network, the last one the centre. */
  principal(request: { checkpoints: Float32Array[] }): Promise<PrincipalResult>;
  /** The loss landscape, coarse first; can be cancelled. Leaves the parameters alone. */
  slice(request: SliceRequest, options?: SliceOptions): Promise<SliceResult>;
  /** How much the loss rises within `radius` of the parameters (> 0), to first order. */
  sharpness(request: SomeSamples & { radius: number }): Promise<SharpnessResult>;
  parameters(): Promise<Float32Array>;
  /**
   * The average that `weightAverage` keeps, in the same layout: to be evaluated by a second network, or after `setParameters`.
   * Rejects (`state`) where none is kept or no step has counted yet.
   */
  averagedParameters(): Promise<Float32Array>;
  setParameters(p: Float32Array): Promise<void>;
  gradient(request: { samples: Uint32Array }): Promise<{ loss: number; gradient: Float32Array }>;
  /** Changes optimizer, schedule or batch size without touching the parameters. */
  configure(change: Partial<Pick<NetworkConfig, 'optimizer' | 'schedule' | 'batchSize'>>): Promise<void>;
  /**
   * The run as it stands between two steps: parameters, the optimizer's memory, counters, the place in the shuffle, the
   * average. May be taken while it trains. Rejects (`state`) where no data are loaded. The place in an `order` given to
   * `train` is not part of it.
   */
  snapshot(): Promise<Uint8Array>;
  /**
   * Goes on where a snapshot was taken: the same steps, bit for bit, as if there had been no interruption. The network must
   * have the same configuration (learning rate, schedule and initializer may differ; they are not part of it) and the same
   * training data loaded. Bytes that are no snapshot, damaged, or of another run are refused (`bad-data`), those of another
   * format, too (`unsupported`), at `bytes`; the network is then as it was.
   */
  restore(bytes: Uint8Array): Promise<void>;
  /** Back to the initial parameters of this seed (step 0). */
  reset(): Promise<void>;
  dispose(): Promise<void>;
}
