/** Tells a figure that the theme has changed: by the page's switch, by print, or by the system. Canvases hold old colours then. */
import type { LitElement, ReactiveController } from 'lit';

const system = () => matchMedia('(prefers-color-scheme: dark)');

export class ThemeChanges implements ReactiveController {
  /** The figure is drawn again after `forget` has been called. */
  constructor(private host: LitElement, private forget: () => void) { host.addController(this); }

  hostConnected(): void {
    addEventListener('descent-theme', this.changed);
    system().addEventListener('change', this.changed);
  }
  hostDisconnected(): void {
    removeEventListener('descent-theme', this.changed);
    system().removeEventListener('change', this.changed);
  }
  private readonly changed = (): void => { this.forget(); this.host.requestUpdate(); };
}
