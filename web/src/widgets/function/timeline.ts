/** The timeline: step, play at a speed, or scrub; every frame has its address. */
import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Translate } from './parts.ts';

const speeds = [2, 10, 30, 100];
const icons = {
  first: 'M5 4v16M19 5 9 12l10 7Z', back: 'M17 5 7 12l10 7Z', play: 'M7 4l13 8-13 8Z', pause: 'M7 4v16M17 4v16', forward: 'M7 5l10 7-10 7Z', last: 'M19 4v16M5 5l10 7-10 7Z',
};
const icon = (name: keyof typeof icons) => html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${icons[name]}></path></svg>`;

/** What has steps and can be looked at one by one. */
export interface TimelineParts {
  model: {
    run?: { steps: number };
    state: { frame: number | null };
    point(step: number | null): void;
    change(change: { frame?: number | null }): void;
  };
  t: Translate;
  locked: (name: string) => boolean;
}

export class Timeline {
  private speed = speeds[1];
  private playing = 0;
  private last = 0;
  private owed = 0;

  constructor(private parts: TimelineParts) {}

  private get end(): number { return this.parts.model.run?.steps ?? 0; }

  private go(step: number): void {
    const clamped = Math.min(this.end, Math.max(0, step));
    this.parts.model.point(null);
    this.parts.model.change({ frame: clamped === this.end ? null : clamped });
  }

  stop(): void {
    cancelAnimationFrame(this.playing);
    this.playing = 0;
  }

  toggle(): void {
    if (this.playing) { this.stop(); this.parts.model.change({}); return; }
    if (this.parts.model.state.frame === null) this.go(0);
    this.last = performance.now();
    this.owed = 0;
    const tick = (now: number) => {
      this.owed += ((now - this.last) / 1000) * this.speed;
      this.last = now;
      const steps = Math.floor(this.owed);
      this.owed -= steps;
      this.playing = requestAnimationFrame(tick);
      if (steps === 0) return;
      const next = (this.parts.model.state.frame ?? this.end) + steps;
      if (next >= this.end) this.stop();
      this.go(next);
    };
    this.playing = requestAnimationFrame(tick);
    this.go(this.parts.model.state.frame ?? 0);
  }

  render(): TemplateResult {
    const { model, t, locked } = this.parts;
    const at = Math.min(model.state.frame ?? this.end, this.end);
    const fixed = locked('timeline');
    const button = (name: keyof typeof icons, label: string, action: () => void, off: boolean) =>
      html`<button type="button" class="quiet icon" aria-label=${label} title=${label} ?disabled=${off || fixed} @click=${action}>${icon(name)}</button>`;
    const playing = this.playing !== 0;
    return html`<div class="timeline" role="group" aria-label=${t('timeline')}>
      <div class="buttons">
        ${button('first', t('timeline.first'), () => this.go(0), at === 0)}
        ${button('back', t('timeline.back'), () => this.go(at - 1), at === 0)}
        ${button(playing ? 'pause' : 'play', t(playing ? 'timeline.pause' : 'timeline.play'), () => this.toggle(), false)}
        ${button('forward', t('timeline.forward'), () => this.go(at + 1), at === this.end)}
        ${button('last', t('timeline.last'), () => this.go(this.end), at === this.end)}
      </div>
      <input type="range" min="0" max=${this.end} .value=${live(String(at))} ?disabled=${fixed} aria-label=${t('timeline')}
        aria-valuetext=${t('timeline.at', { t: at, n: this.end })} @input=${(e: Event) => { this.stop(); this.go(Number((e.target as HTMLInputElement).value)); }}>
      <output>${at} / ${this.end}</output>
      <select class="speed" aria-label=${t('timeline.speed')} ?disabled=${fixed} @change=${(e: Event) => { this.speed = Number((e.target as HTMLSelectElement).value); }}>
        ${speeds.map((n) => html`<option value=${n} ?selected=${n === this.speed}>${t('timeline.perSecond', { n })}</option>`)}
      </select>
    </div>`;
  }
}
