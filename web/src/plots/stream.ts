/**
 * A series that grows while it is drawn: values fall into at most `capacity` buckets, which merge in pairs when they
 * run out. Adding and drawing cost the same after a million steps as after a thousand; no extreme is ever lost.
 */

/** What the horizontal axis of a run may count. */
export const places = ['step', 'epoch', 'evaluation', 'second'] as const;
export type Along = (typeof places)[number];
/** Where a value lies on each of the axes. */
export type Place = Record<Along, number>;

export class Stream {
  /** Number of buckets in use, the last one perhaps unfinished. */
  length = 0;
  /** Number of values taken. */
  count = 0;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** The last value of each bucket and where it lies on the axes a chart may use. */
  readonly last: Float64Array;
  readonly step: Float64Array;
  readonly epoch: Float64Array;
  readonly evaluation: Float64Array;
  readonly second: Float64Array;
  private per = 1;
  private inLast = 0;

  constructor(private capacity = 1024) {
    const make = () => new Float64Array(capacity);
    this.low = make();
    this.high = make();
    this.last = make();
    this.step = make();
    this.epoch = make();
    this.evaluation = make();
    this.second = make();
  }

  /** Takes values whose last one lies at `to`; the ones before lie evenly since `from`. */
  push(values: ArrayLike<number>, from: Place, to: Place): void {
    const n = values.length;
    for (let i = 0; i < n; ++i) this.add(values[i], from, to, (i + 1) / n);
  }

  /** Takes one value, which lies at this share of the way between two places. */
  add(value: number, from: Place, to: Place, share = 1): void {
    if (this.length === 0 || this.inLast === this.per) {
      if (this.length === this.capacity) this.merge();
      if (this.length === 0 || this.inLast === this.per) {
        const k = this.length++;
        this.low[k] = this.high[k] = value;
        this.inLast = 0;
      }
    }
    const k = this.length - 1;
    if (value < this.low[k]) this.low[k] = value;
    if (value > this.high[k]) this.high[k] = value;
    this.last[k] = value;
    for (const along of places) this[along][k] = share === 1 ? to[along] : from[along] + share * (to[along] - from[along]);
    this.inLast++;
    this.count++;
  }

  private merge(): void {
    const n = this.length >> 1;
    for (let k = 0; k < n; ++k) {
      const a = 2 * k, b = a + 1;
      this.low[k] = Math.min(this.low[a], this.low[b]);
      this.high[k] = Math.max(this.high[a], this.high[b]);
      this.last[k] = this.last[b];
      for (const along of places) this[along][k] = this[along][b];
    }
    this.length = n;
    this.per *= 2;
    this.inLast = this.per;
  }
}
