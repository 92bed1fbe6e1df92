/**
 * Tells a figure how large parts of it are: after a drawing that brought other parts, and whenever one changes its size. Parts
 * are found anew after every drawing, since texts and data that arrive exchange them.
 */
import type { LitElement, ReactiveController } from 'lit';

export class PartSizes implements ReactiveController {
  private observer?: ResizeObserver;
  private watched: Element[] = [];

  /** `selector` finds the parts; `measure` is given them, at least one, reads their sizes and asks for a drawing where one matters. */
  constructor(private host: LitElement, private selector: string, private measure: (parts: Element[]) => void) { host.addController(this); }

  hostUpdated(): void {
    const present = [...this.host.renderRoot.querySelectorAll(this.selector)];
    // Asking for sizes forces a layout: only when an element is new, never on every step of a drag.
    if (present.length === this.watched.length && present.every((e, i) => e === this.watched[i])) return;
    this.observer ??= new ResizeObserver(this.tell);
    this.observer.disconnect();
    for (const element of present) this.observer.observe(element);
    this.watched = present;
    this.tell();
  }
  hostConnected(): void { if (this.host.hasUpdated) this.hostUpdated(); }
  hostDisconnected(): void {
    this.observer?.disconnect();
    this.watched = [];
  }
  private readonly tell = (): void => { if (this.watched.length > 0) this.measure(this.watched); };
}
