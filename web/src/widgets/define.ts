/**
 * How elements come into being. On the lab's own pages an element starts as soon as it is defined; on pages of others, which may
 * hold any number of them, `embed/stage.ts` decides when each one starts and which language it speaks.
 */
import type { LitElement } from 'lit';
import { inLanguage, type Language, type Speaking } from '../i18n/i18n.ts';

export interface Stage {
  /** Calls `start` once, when the element is to live. */
  wait: (element: HTMLElement, start: () => void) => void;
  /** The language of the place an element stands in; undefined: the page's. */
  languageOf: (element: HTMLElement) => Language | undefined;
  /** Told after every drawing. */
  drawn: (element: HTMLElement) => void;
}
let stage: Stage | undefined;

/** To be called before any element is defined. */
export function setStage(next: Stage): void { stage = next; }

/** Defines the element unless another copy of the lab has. */
export function define(tag: string, constructor: typeof LitElement): void {
  if (customElements.get(tag)) return;
  customElements.define(tag, (stage ? staged(constructor, stage) : constructor) as CustomElementConstructor);
}

function staged(Base: typeof LitElement, { wait, languageOf, drawn }: Stage): typeof LitElement {
  return class extends Base implements Speaking {
    spoken?: Language;
    // Truly private: the figures have members of these names.
    #started = false;
    #waiting = false;

    override connectedCallback(): void {
      this.spoken = languageOf(this);
      if (this.#started) { super.connectedCallback(); return; }
      if (this.#waiting) return;
      this.#waiting = true;
      wait(this, () => {
        this.#waiting = false;
        if (!this.isConnected) return; // taken away meanwhile: it waits again when it is put back
        this.#started = true;
        super.connectedCallback();
      });
    }
    override disconnectedCallback(): void {
      if (this.#started) super.disconnectedCallback();
    }
    protected override performUpdate(): void {
      inLanguage(this.spoken, () => super.performUpdate());
      drawn(this);
    }
  };
}
