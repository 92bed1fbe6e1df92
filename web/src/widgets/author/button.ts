/** The quiet button in a figure's foot that opens the author pane. The pane comes when it is first asked for. */
import { html, type LitElement, type TemplateResult } from 'lit';

/** A figure as the pane needs it. */
export interface Authored extends LitElement {
  lock: string | null;
  hide: string | null;
  getState(): Record<string, string>;
  /** The present run as a program, where it can be written as one. */
  program?(library: 'torch'): Promise<string | undefined>;
}

export class AuthorButton {
  private fetching = false;
  constructor(private host: Authored) {}

  /** `ready`: the figure has a state to speak of. */
  render(label: string, ready = true): TemplateResult {
    return html`<button type="button" class="quiet author" ?disabled=${!ready} aria-haspopup="dialog" @click=${this.open}>${label}</button>`;
  }

  private readonly open = async () => {
    if (this.fetching) return;
    this.fetching = true;
    try {
      (await import('./pane.ts')).openPane(this.host);
    } finally {
      this.fetching = false;
    }
  };
}
