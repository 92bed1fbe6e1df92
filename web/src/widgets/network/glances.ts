/** What the network says of the few test samples that are shown; follows the training now and then. */
import type { Network, PredictResult } from '../../engine/types.ts';

/** How often the shown predictions follow the training, ms. */
const glanceEvery = 400;

export class Glances {
  shown: Uint32Array = new Uint32Array(0);
  predictions?: PredictResult;
  private last = 0;

  constructor(private network: () => Network | undefined, private changed: () => void) {}

  async show(indices: Uint32Array): Promise<void> {
    this.shown = indices;
    this.predictions = undefined;
    await this.glance();
  }

  /** A glance while training, where the last one is long enough ago. */
  now(): void {
    if (performance.now() - this.last > glanceEvery) void this.glance();
  }

  async glance(): Promise<void> {
    const { shown } = this, network = this.network();
    this.last = performance.now();
    if (!network || shown.length === 0) return;
    const predictions = await network.predict('test', shown).catch(() => undefined);
    if (shown !== this.shown || network !== this.network()) return;
    this.predictions = predictions;
    this.changed();
  }
}
