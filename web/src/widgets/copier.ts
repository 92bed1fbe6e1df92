/** Puts a text on the clipboard and says so for a while; where that is refused, shows a short text itself. */
import type { ReactiveControllerHost } from 'lit';

export class Copier {
  /** What to show in a status line. */
  said = '';
  constructor(private host: ReactiveControllerHost) {}

  async copy(text: string, done: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.said = done;
    } catch {
      this.said = text.length < 300 ? text : '';
    }
    this.say(this.said);
  }
  /** Shows a text for a while. */
  say(text: string): void {
    this.said = text;
    this.host.requestUpdate();
    setTimeout(() => { this.said = ''; this.host.requestUpdate(); }, 6000);
  }
}
