/** A worksheet under work: its items with names of their own, what the address says, and how long the link has become. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { decode, encode, limits, type Item, type Problem } from '../../state/worksheet.ts';
import { figures } from '../author/figures.ts';

/** An item with a name that stays while it moves. */
export type Placed = Item & { key: number };

const isFigure = (name: string): boolean => Object.hasOwn(figures, name);

export class WorksheetModel implements ReactiveController {
  title = '';
  items: Placed[] = [];
  editing = false;
  /** The address has been read. */
  ready = false;
  /** The address could not be read: what was there stays. */
  problem?: Problem;
  /** The link of what stands here now. */
  link = '';
  private keys = 0;
  private timer?: ReturnType<typeof setTimeout>;
  /** The fragment that this page wrote or took last. */
  private own = '';

  constructor(private host: ReactiveControllerHost) { host.addController(this); }
  hostConnected(): void {
    addEventListener('hashchange', this.read);
    void this.read();
  }
  hostDisconnected(): void {
    removeEventListener('hashchange', this.read);
    clearTimeout(this.timer);
  }

  get tooLong(): boolean { return this.link.length > limits.link; }
  private get sheet() { return { title: this.title, items: this.items.map(({ key: _key, ...item }) => item as Item) }; }

  private readonly read = async () => {
    const fragment = location.hash;
    if (this.ready && fragment === this.own) { // back at what stands here
      this.problem = undefined;
      this.host.requestUpdate();
      return;
    }
    const found = await decode(fragment, isFigure);
    if (location.hash !== fragment) return; // a newer address is being read
    if ('sheet' in found) {
      Object.assign(this, { title: found.sheet.title, items: found.sheet.items.map((item) => this.placed(item)), editing: false, link: fragment });
      this.problem = undefined;
      this.own = fragment;
    } else {
      this.problem = found.problem === 'none' ? undefined : found.problem;
      if (!this.ready) this.editing = true; // nothing to look at yet
    }
    this.ready = true;
    this.host.requestUpdate();
  };
  private placed(item: Item): Placed { return { ...item, key: ++this.keys }; }

  edit(editing: boolean): void {
    this.editing = editing;
    this.host.requestUpdate();
  }
  name(title: string): void {
    this.title = title.slice(0, limits.title);
    this.changed();
  }
  get full(): boolean { return this.items.length >= limits.items; }
  add(item: Item): Placed {
    const placed = this.placed(item);
    this.items = [...this.items, placed];
    this.changed();
    return placed;
  }
  remove(key: number): void {
    this.items = this.items.filter((item) => item.key !== key);
    this.changed();
  }
  put(key: number, change: Partial<Item>): void {
    this.items = this.items.map((item) => (item.key === key ? { ...item, ...change } as Placed : item));
    this.changed();
  }
  /** One place up (-1) or down (1); returns the new place, from 0. */
  move(key: number, by: -1 | 1): number {
    const from = this.items.findIndex((item) => item.key === key), to = Math.min(this.items.length - 1, Math.max(0, from + by));
    const items = [...this.items], [item] = items.splice(from, 1);
    items.splice(to, 0, item);
    this.items = items;
    this.changed();
    return to;
  }

  private changed(): void {
    this.problem = undefined;
    this.host.requestUpdate();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.write(), 300);
  }
  private async write(): Promise<void> {
    const sheet = this.sheet, link = sheet.title || sheet.items.length ? await encode(sheet) : '';
    this.link = link;
    this.host.requestUpdate();
    if (this.tooLong) return; // the address keeps the last sheet that fitted
    this.own = link;
    history.replaceState(null, '', location.pathname + location.search + link);
  }
  /** The link of this moment. */
  async current(): Promise<string> {
    clearTimeout(this.timer);
    await this.write();
    return this.link;
  }
}
