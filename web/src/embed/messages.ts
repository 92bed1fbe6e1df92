/**
 * What a frame says to the page that holds it, and what that page may ask. Only the parent is heard, and where the frame's
 * address names origins, only a parent from one of these. docs/embedding.md describes every message.
 */
import type { Figure } from './elements.ts';

const name = 'descent-lab';
const events = ['change', 'step', 'answer'] as const;
type EventName = (typeof events)[number];
/** More keys than this are no figure's. */
const mostKeys = 200;

interface Holder {
  /** The figure, once it stands. */
  figure: () => Figure | undefined;
  /** What the address calls it. */
  title: () => string;
  height: () => number;
  /** Origins that may talk with the figure; empty: any parent. */
  origins: () => string[];
}
type Fields = Record<string, string | number>;

const isFields = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value)
  && Object.keys(value).length <= mostKeys && Object.values(value).every((one) => typeof one === 'string' || (typeof one === 'number' && Number.isFinite(one)));

export class Messages {
  /** Origins that asked to be told, and of what. */
  private readonly listeners = new Map<string, Set<EventName>>();
  private answers: unknown[] = [];
  private told = 0;
  private readonly apart = window.parent !== window;

  constructor(private readonly holder: Holder) {
    if (!this.apart) return;
    addEventListener('message', (event) => this.hear(event));
    this.post({ context: 'h5p', action: 'hello' });
  }

  /** The figure that now stands in the frame. */
  attach(figure: Figure): void {
    this.answers = [];
    for (const one of events) {
      figure.addEventListener(one, (event) => {
        // Inputs have change events of their own; figures inside the figure speak for themselves only.
        if (!(event instanceof CustomEvent) || (one !== 'answer' && event.target !== figure)) return;
        const detail: unknown = one === 'change' ? { state: figure.getState?.() ?? {} } : event.detail;
        if (one === 'answer') this.answers.push(detail);
        this.tell(one, detail);
      });
    }
    this.post({ type: name, event: 'ready', figure: this.holder.title(), height: this.holder.height() });
    this.told = 0;
    this.tellHeight();
  }

  /** Says the height in the three dialects holders understand; it needs no answer and gives nothing away. */
  tellHeight(again = false): void {
    const height = this.holder.height();
    if (!this.apart || height === 0 || (height === this.told && !again)) return;
    this.told = height;
    this.post({ type: name, event: 'height', height });
    this.post({ context: 'h5p', action: 'resize', scrollHeight: height, clientHeight: height });
    this.post({ subject: 'lti.frameResize', height });
  }

  private post(message: object, origin = '*'): void {
    if (this.apart) window.parent.postMessage(message, origin);
  }

  private tell(event: EventName, detail: unknown): void {
    for (const origin of this.holder.origins()) this.post({ type: name, event, detail }, origin);
    for (const [origin, wanted] of this.listeners) {
      if (wanted.has(event) && !this.holder.origins().includes(origin)) this.post({ type: name, event, detail }, origin);
    }
  }

  private hear({ source, origin, data }: MessageEvent<unknown>): void {
    if (source !== window.parent || data === null || typeof data !== 'object') return;
    const message = data as Record<string, unknown>;
    if (message.context === 'h5p') {
      if (message.action === 'ready') this.post({ context: 'h5p', action: 'hello' });
      if (['ready', 'hello', 'resize', 'resizePrepared'].includes(String(message.action))) this.tellHeight(true);
      return;
    }
    if (message.type !== name || typeof message.action !== 'string') return;
    const allowed = this.holder.origins();
    if (allowed.length && !allowed.includes(origin)) return;
    // A page without an origin of its own cannot be addressed more closely.
    const to = origin === 'null' ? '*' : origin;
    this.post({ type: name, reply: message.id ?? null, action: message.action, ...this.answer(message, to) }, to);
  }

  private answer(message: Record<string, unknown>, from: string): object {
    const figure = this.holder.figure();
    if (!figure) return { error: 'The figure is not there yet; it says "ready" when it is.' };
    const state = (): Fields => figure.getState?.() ?? {};
    switch (message.action) {
      case 'get': return { figure: this.holder.title(), state: state(), height: this.holder.height() };
      case 'set':
        if (!isFields(message.state)) return { error: '"state" must be an object of strings and finite numbers.' };
        figure.setState?.(message.state);
        return { state: state() };
      case 'step': {
        const { step } = message;
        if (step !== null && !(Number.isInteger(step) && (step as number) >= 0)) return { error: '"step" must be a whole number from 0, or null for the last.' };
        const { t: _now, ...rest } = state();
        figure.setState?.(step === null ? rest : { ...rest, t: step as number });
        return { state: state() };
      }
      case 'answers': return { answers: this.answers };
      case 'listen': {
        const wanted = Array.isArray(message.events) ? message.events : [...events];
        if (!wanted.every((one): one is EventName => events.includes(one as EventName))) return { error: `"events" may hold ${events.join(', ')}.` };
        this.listeners.set(from, new Set(wanted));
        return { events: wanted };
      }
      default: return { error: 'The actions are get, set, step, answers and listen.' };
    }
  }
}
