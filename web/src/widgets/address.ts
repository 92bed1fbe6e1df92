/**
 * Keeps an element's state, its attributes and, on request, the page's address in step. Attributes are the address
 * keys; `url` makes the address the state; `lock` and `hide` are lists of words. Used by every figure.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { parseFragment } from '../state/url.ts';
import { pageUrl } from './engine.ts';

export { respelt } from '../state/spelling.ts';

/** Attributes that are not part of the state. */
export const ownAttributes: ReadonlySet<string> = new Set(['id', 'class', 'style', 'url', 'compact', 'surface', 'lock', 'hide', 'lang', 'theme', 'hidden', 'slot']);

/** The words of a list attribute. */
export const words = (text: string | null) => new Set((text ?? '').split(/[\s,]+/).filter(Boolean));

export interface AddressOptions {
  take: (fields: Map<string, string>) => void;
  /** The present state as a fragment. */
  fragment: () => string;
}

export class AddressBinding implements ReactiveController {
  private seen?: MutationObserver;
  private timer?: ReturnType<typeof setTimeout>;

  constructor(private host: ReactiveControllerHost & HTMLElement, private options: AddressOptions) {
    host.addController(this);
  }

  hostConnected(): void {
    this.readAttributes();
    if (this.host.hasAttribute('url')) {
      this.readAddress();
      addEventListener('hashchange', this.readAddress);
      this.host.addEventListener('change', this.write);
    }
    this.seen = new MutationObserver((records) => {
      if (records.some((r) => !ownAttributes.has(r.attributeName ?? ''))) this.readAttributes();
    });
    this.seen.observe(this.host, { attributes: true });
  }

  hostDisconnected(): void {
    this.seen?.disconnect();
    clearTimeout(this.timer);
    removeEventListener('hashchange', this.readAddress);
    this.host.removeEventListener('change', this.write);
  }

  private readAttributes(): void {
    const fields = new Map([...this.host.attributes].filter((a) => !ownAttributes.has(a.name)).map((a) => [a.name, a.value]));
    if (fields.size) this.options.take(fields);
  }
  private readonly readAddress = () => {
    const fields = parseFragment(location.hash);
    if (fields) this.options.take(fields);
  };
  private readonly write = (event: Event) => {
    if (!(event instanceof CustomEvent)) return; // a plain input's own change event
    clearTimeout(this.timer);
    // Browsers limit how often the address may change.
    this.timer = setTimeout(() => {
      const fragment = this.options.fragment();
      if (fragment !== location.hash) history.replaceState(null, '', location.pathname + location.search + fragment);
    }, 250);
  };

  /** The full address of a fragment: this page's where the address is the state, else the given lab page's. */
  link(fragment: string, page: string): string {
    return `${this.host.hasAttribute('url') ? location.href.split('#')[0] : pageUrl(page)}${fragment}`;
  }
}
