/** A point under the reader's hand, mostly the start: dragged, placed by a click, or moved with the arrow keys. */
import { nothing, svg } from 'lit';
import type { Drawn } from '../plots/curve.ts';
import type { Key } from '../i18n/i18n.ts';
import { fullVector, vector } from '../state/format.ts';

export interface HandleOptions {
  start: () => number[];
  /** The plot the handle stands in, once it is drawn. */
  drawn: () => Drawn | undefined;
  locked: () => boolean;
  move: (start: number[]) => void;
  /** The pointer rests over the plot, no button pressed; null: it has left or begun to drag. */
  hover: (at: { x: number; y: number; onHandle: boolean } | null) => void;
  /** Where it is not the start: its name, what is written in it, and its number among the handles of the figure. */
  label?: () => string;
  badge?: string;
  index?: number;
}

export class StartHandle {
  private dragging: number | null = null;
  /** The handle has been used: no need to invite any more. */
  touched = false;

  constructor(private host: HTMLElement, private options: HandleOptions) {}

  private position(event: PointerEvent): [number, number] {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private moveTo(px: number, py: number): void {
    const drawn = this.options.drawn();
    if (!drawn) return;
    const { frame } = drawn;
    const inX = Math.min(frame.right, Math.max(frame.left, px)), inY = Math.min(frame.bottom, Math.max(frame.top, py));
    // As many digits as a pixel is worth.
    const perPixel = (drawn.x.hi - drawn.x.lo) / (frame.right - frame.left);
    const digits = Math.min(12, Math.max(0, Math.ceil(-Math.log10(perPixel))));
    const round = (x: number) => Number(x.toFixed(digits));
    const x = round(drawn.x.invert(inX));
    this.touched = true;
    this.options.move(this.options.start().length === 2 ? [x, round(drawn.y.invert(inY))] : [x]);
  }

  readonly onDown = (event: PointerEvent): void => {
    const drawn = this.options.drawn();
    if (this.options.locked() || event.button !== 0 || !drawn) return;
    const onHandle = (event.target as Element).closest<SVGGElement>('.handle')?.dataset.index === String(this.options.index ?? 0);
    const [px, py] = this.position(event);
    const { frame } = drawn;
    if (!onHandle && (px < frame.left || px > frame.right || py < frame.top || py > frame.bottom)) return;
    // A finger on the open plot may be scrolling the page: it places the point when it lifts.
    if (!onHandle && event.pointerType === 'touch') { this.dragging = -event.pointerId - 1; return; }
    event.preventDefault();
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.dragging = event.pointerId;
    this.options.hover(null);
    this.host.shadowRoot?.querySelector<SVGGElement>(`.handle[data-index="${this.options.index ?? 0}"]`)?.focus({ preventScroll: true });
    if (!onHandle) this.moveTo(px, py);
  };

  /** A finger on the handle drags it, whatever the browser makes of touch-action inside SVG. */
  readonly touchStart = {
    handleEvent: (event: TouchEvent): void => {
      if (event.cancelable && (event.target as Element).closest('.handle') && !this.options.locked()) event.preventDefault();
    },
    passive: false,
  };

  readonly onMove = (event: PointerEvent): void => {
    const [x, y] = this.position(event);
    if (this.dragging === event.pointerId) this.moveTo(x, y);
    else if (event.pointerType !== 'touch') this.options.hover({ x, y, onHandle: (event.target as Element).closest('.handle') !== null });
  };

  readonly onUp = (event: PointerEvent): void => {
    if (this.dragging === -event.pointerId - 1 && event.type === 'pointerup') this.moveTo(...this.position(event));
    this.dragging = null;
  };

  private readonly onKey = (event: KeyboardEvent) => {
    const direction: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const by = direction[event.key], drawn = this.options.drawn();
    if (!by || !drawn || this.options.locked()) return;
    event.preventDefault();
    const size = event.shiftKey ? 0.1 : 0.01, start = this.options.start();
    const moved = start.map((x, i) => {
      const scale = i === 0 ? drawn.x : drawn.y;
      const d = start.length === 1 ? by[0] + by[1] : by[i];
      return Number((x + d * size * (scale.hi - scale.lo)).toPrecision(6));
    });
    this.touched = true;
    this.options.move(moved);
  };

  /** `height` is where the handle stands in one variable: f at the start. */
  render(t: (key: Key<'function'>) => string, drawn: Drawn, box: number[], height: number, size: { width: number; height: number }) {
    const { label, badge, index = 0 } = this.options, start = this.options.start(), locked = this.options.locked();
    const cx = Math.min(size.width - 2, Math.max(2, drawn.x(start[0])));
    const cy = Math.min(size.height - 2, Math.max(2, drawn.y(start.length === 2 ? start[1] : height)));
    if (!Number.isFinite(cx + cy)) return nothing;
    const right = cx > size.width - 110;
    return svg`<g class="handle ${locked ? 'locked' : ''}" data-index=${index} transform="translate(${cx.toFixed(1)} ${cy.toFixed(1)})" role="slider" tabindex=${locked ? -1 : 0}
        aria-label=${label?.() ?? t('handle')} aria-roledescription=${t('handle.role')} aria-description=${t('handle.help')} aria-disabled=${locked}
        aria-valuemin=${box[0]} aria-valuemax=${box[1]} aria-valuenow=${start[0]} aria-valuetext=${vector(start)} @keydown=${this.onKey}>
      <circle class="hit" r="22"></circle><circle class="halo" r="13"></circle><circle class="knob" r=${badge ? 9.5 : 8}></circle>
      ${badge ? svg`<text class="badge" y="4" text-anchor="middle">${badge}</text>` : nothing}
      ${this.touched || locked ? nothing : svg`<text class="invite" x=${right ? -18 : 18} y="-14" text-anchor=${right ? 'end' : 'start'}>${t('handle.hint')}</text>`}
      <title>${fullVector(start)}</title>
    </g>`;
  }
}
