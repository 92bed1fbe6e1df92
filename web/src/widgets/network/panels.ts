/** Panels below the curves: each is folded away until the reader opens it, and what draws it is fetched only then. */
import { html, nothing, type TemplateResult } from 'lit';
import { fill, loadTopics, lookup, type Key, type Topic } from '../../i18n/i18n.ts';
import type { Parts } from './parts.ts';

export interface Panel {
  render(): TemplateResult | typeof nothing;
  /** It has been folded away. */
  closed?(): void;
}

/** Texts of a topic that comes with its panel. */
export const translator = <T extends Topic>(topic: T) => (key: Key<T>, values?: Record<string, string | number>): string =>
  fill(lookup(topic, key) ?? key, values);

export interface PanelSlot {
  /** The word for `hide`, and the element's id. */
  id: string;
  title: () => string | TemplateResult;
  topic: Topic;
  load: () => Promise<Panel>;
  /** Whether the present data have anything for it. */
  offered?: () => boolean;
}

export class PanelsView {
  private readonly open = new Set<string>();
  private readonly panels = new Map<string, Panel>();
  private readonly coming = new Set<string>();
  private readonly failed = new Set<string>();

  constructor(private parts: Parts, private slots: PanelSlot[], private update: () => void) {}

  render(): TemplateResult {
    const { hidden } = this.parts;
    return html`<div class="panels">${this.slots.filter((slot) => !hidden(slot.id) && slot.offered?.() !== false).map((slot) => html`<details class="panel" id=${slot.id} ?open=${this.open.has(slot.id)}
      @toggle=${(e: Event) => this.toggle(slot, e)}><summary>${slot.title()}</summary>${this.body(slot)}</details>`)}</div>`;
  }

  /** Unfolds a panel, as if the reader had. */
  show(id: string): void {
    const slot = this.slots.find((s) => s.id === id);
    if (!slot) return;
    this.open.add(id);
    void this.fetch(slot);
    this.update();
  }

  private body(slot: PanelSlot): TemplateResult | typeof nothing {
    if (!this.open.has(slot.id)) return nothing;
    const panel = this.panels.get(slot.id);
    if (panel) return html`<div class="panel-body">${panel.render()}</div>`;
    const { t } = this.parts;
    return this.failed.has(slot.id)
      ? html`<p class="error" role="alert">${t('panel.failed')} <button type="button" class="link" @click=${() => void this.fetch(slot)}>${t('retry')}</button></p>`
      : html`<p class="about">${t('panel.loading')}</p>`;
  }

  private toggle(slot: PanelSlot, e: Event): void {
    const details = e.target as HTMLDetailsElement;
    if (details.id !== slot.id || details.open === this.open.has(slot.id)) return; // a fold within the panel
    if (details.open) {
      this.open.add(slot.id);
      void this.fetch(slot);
    } else {
      this.open.delete(slot.id);
      this.panels.get(slot.id)?.closed?.();
    }
    this.update();
  }

  private async fetch(slot: PanelSlot): Promise<void> {
    if (this.panels.has(slot.id) || this.coming.has(slot.id)) return;
    this.coming.add(slot.id);
    this.failed.delete(slot.id);
    try {
      const [panel] = await Promise.all([slot.load(), loadTopics(slot.topic)]);
      this.panels.set(slot.id, panel);
    } catch {
      this.failed.add(slot.id);
    }
    this.coming.delete(slot.id);
    this.update();
  }
}
