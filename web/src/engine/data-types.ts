/** Data sets, and what makes them; part of the public types. */

/**
 * One row of `images` for each label: bytes 0..255 are scaled to 0..1, floats are taken as they are and must be finite.
 * Byte labels are classes; float labels are targets, rows × outputs (for `mse`, and 0..1 for `binary-cross-entropy`).
 */
export interface Samples { images: Uint8Array | Float32Array; labels: Uint8Array | Float32Array }
/** Samples of bytes with a class each. */
export interface Pictures extends Samples { images: Uint8Array; labels: Uint8Array }
/** Drawings number `first`, `first` + 1 … of a seed: each depends on the seed and its number alone. */
export interface SyntheticRequest { count: number; seed?: number; first?: number }
/** Pictures in colour: three planes (red, green, blue) each. */
export interface ColourPictures extends Pictures {
  /** The names of the classes, by label. */
  classes: string[];
}
/** Which of the loaded sets. */
export type Which = 'train' | 'test' | 'validation';
export interface NetworkData { train: Samples; test?: Samples; validation?: Samples }
/** A data file given by the user, parsed and checked. */
export interface IdxResult {
  kind: 'images' | 'labels';
  count: number;
  rows: number;
  columns: number;
  bytes: Uint8Array;
}

/** A batch of CIFAR-10 (Krizhevsky, 2009): pictures as in the file, three planes (red, green, blue) of 32 × 32 bytes each. */
export interface CifarResult extends Pictures {
  count: number;
  rows: number;
  columns: number;
  channels: number;
  /** The names of the ten classes, by label. */
  classes: string[];
  /** The test batch, where the file was the official archive; the images above are then its five training batches. */
  test?: Pictures & { count: number };
}

export interface CsvOptions {
  /** The column to learn: its name, or its number from 0 (negative: from the end). Default: the last. */
  label?: string | number;
  /**
   * What the label is. 'auto' (default): numbers where every label is a number and they are not all whole or have more than
   * 32 values; else classes.
   */
  task?: 'auto' | 'classes' | 'numbers';
}
/** A table of numbers. A first line with a cell that is no number names the columns. */
export interface CsvResult {
  count: number;
  /** Names of the columns other than the label ("column 3" where the file has no names). */
  columns: string[];
  /** count × columns. */
  images: Float32Array;
  /** The label's column. */
  label: string;
  /** A class per row, or a number per row. */
  labels: Uint8Array | Float32Array;
  /** The classes by label, numbers in order of size, words in order of the alphabet; empty where the labels are numbers. */
  classes: string[];
}

export interface ToyRequest {
  /** An id of `catalog.toys`. */
  kind: string;
  /** Points, 2..100,000 (default 500). */
  samples?: number;
  /** 0..0.5 (default 0). */
  noise?: number;
  seed?: number;
}
/** Points of the plane in random order, rows × 2, drawn as TensorFlow Playground does (Smilkov et al., 2017). */
export interface ToyResult {
  images: Float32Array;
  /** Classes 0 and 1 (`binary`) or a number −1..1 for each point (`regression`). */
  labels: Uint8Array | Float32Array;
  /** Both coordinates are to be shown from lo to hi; noise may throw points beyond. */
  lo: number;
  hi: number;
}

export interface NoisyLabelsRequest {
  labels: Uint8Array;
  /** 2..256. */
  classes: number;
  /** Share of the labels to change, 0..1: that many, rounded, are drawn without replacement. */
  share: number;
  seed?: number;
}
/** Every drawn label became one of the other classes, all equally likely (Zhang et al., 2017). */
export interface NoisyLabelsResult {
  labels: Uint8Array;
  /** The numbers of the changed samples, ascending. */
  changed: Uint32Array;
}
