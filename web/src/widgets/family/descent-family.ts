/**
 * `<descent-family>`: a map of the first-order methods, who adds what to whom; the chosen one runs below it.
 *
 * Attributes: `at` the chosen method's id; `url` keeps the page's address and the map in step; `lock` and `hide` as in
 * `<descent-function>`, to which they are handed on. Events: `change` {state}. `getState()`/`setState()` round-trip.
 */
import { html, LitElement, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import family from '../../../content/family.json';
import type { OptimizerRow } from '../../engine/types.ts';
import { rowAbout, rowName } from '../../i18n/catalog.ts';
import { explain } from '../../i18n/errors.ts';
import { lookup, Texter, type Key } from '../../i18n/i18n.ts';
import { fieldsOf } from '../../state/reading.ts';
import { buildFragment } from '../../state/url.ts';
import { AddressBinding, words } from '../address.ts';
import { AuthorButton } from '../author/button.ts';
import { define } from '../define.ts';
import { getLab } from '../engine.ts';
import '../function/descent-function.ts';
import type { DescentFunction } from '../function/descent-function.ts';
import { controlStyles, tokenStyles } from '../styles.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
import { familyStyles } from './styles.ts';

type Layout = keyof typeof family.rows;
type Edge = { from: string; to: string; late?: boolean };
const nodes = family.nodes, edges: Edge[] = family.edges;
const find = (id: string) => nodes.find((node) => node.id === id)!;
/** The run is the point here; its other controls are in the lab. */
const hidden = 'preset function start schedule steps noise equation charts table link reset zoom author';

export class DescentFamily extends LitElement {
  static override styles = [tokenStyles, controlStyles, familyStyles];
  static override properties = { lock: {}, hide: {} };
  declare lock: string | null;
  declare hide: string | null;

  private readonly texts = new Texter(this, 'family', 'catalog');
  private readonly common = new Texter(this, 'function');
  private readonly address = new AddressBinding(this, { take: (fields) => this.choose(fields.get('at') ?? family.first), fragment: () => buildFragment(this.fields()) });
  private readonly author = new AuthorButton(this);
  private chosen = family.first;
  private shown = '';
  private rows?: OptimizerRow[];
  private failure?: Trouble;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.open();
  }
  private async open(): Promise<void> {
    this.failure = undefined;
    try {
      this.rows = (await getLab()).catalog.optimizers;
    } catch (error) {
      this.failure = asTrouble(error);
    }
    this.requestUpdate();
  }

  private fields(): [string, string][] { return this.chosen === family.first ? [] : [['at', this.chosen]]; }
  getState(): Record<string, string> { return Object.fromEntries(this.fields()); }
  setState(fields: Record<string, string>): void { this.choose(fields.at ?? family.first); }

  private choose(id: string): void {
    if (!nodes.some((node) => node.id === id)) return;
    this.chosen = id;
    this.shown = ''; // also when it was chosen before: the reader may have changed its run
    this.requestUpdate();
  }
  private readonly press = (id: string) => () => {
    this.choose(id);
    this.dispatchEvent(new CustomEvent('change', { detail: { state: { at: id } }, bubbles: true, composed: true }));
  };

  private row(id: string): OptimizerRow | undefined { return this.rows?.find((row) => row.id === id); }
  private name(id: string): string {
    const row = this.row(id);
    return row ? rowName('optimizers', row) : id;
  }
  /** The map has little room: its own short name where there is one, else the catalogue's, which is never translated there. */
  private short(id: string): string { return lookup('family', id) ?? this.row(id)?.name ?? id; }
  private year(id: string): string { return /\b1[5-9]\d\d\b|\b20\d\d\b/.exec(this.row(id)?.citation ?? '')?.[0] ?? ''; }

  protected override render(): TemplateResult {
    if (!this.texts.ready || !this.common.ready) return html`<div class="map"></div>`;
    if (this.failure) {
      return html`<div class="message" role="alert"><p>${this.common.t('failed', { message: explain(this.failure) })}</p>
        <button type="button" class="primary" @click=${() => void this.open()}>${this.common.t('retry')}</button></div>`;
    }
    return html`<div class="map" role="group" aria-label=${this.texts.t('map')}>${this.lines('wide')}${this.lines('narrow')}
        ${nodes.map(({ id }) => html`<button type="button" class="node ${this.related(id)}" aria-pressed=${id === this.chosen} @click=${this.press(id)}>${this.short(id)}<small>${this.year(id)}</small></button>`)}</div>
      ${this.panel()}
      <descent-function compact lock=${this.lock ?? nothing} hide="${hidden} ${this.hide ?? ''}"></descent-function>
      <p class="more"><a href=${this.address.link(buildFragment([...fieldsOf(find(this.chosen).state)]), 'function/')}>${this.texts.t('lab')}</a>
        ${words(this.hide).has('author') ? nothing : this.author.render(this.common.t('author'))}</p>`;
  }

  private related(id: string): string {
    return edges.some((edge) => (edge.from === id && edge.to === this.chosen) || (edge.to === id && edge.from === this.chosen)) ? 'kin' : '';
  }

  private lines(layout: Layout): TemplateResult {
    const [columns, rows] = family.rows[layout];
    const path = ({ from, to, late }: Edge) => {
      const [x0, r0] = find(from)[layout], [x1, r1] = find(to)[layout], y0 = r0 + 0.5, y1 = r1 + 0.5;
      // Down between the rows first or last, never through a node of the rows between.
      const bend = late ? y1 - 1 : y0;
      return `M${x0} ${y0}V${bend}C${x0} ${bend + 0.55} ${x1} ${bend + 0.45} ${x1} ${bend + 1}V${y1}`;
    };
    const state = ({ from, to }: Edge) => (to === this.chosen ? 'in' : from === this.chosen ? 'out' : '');
    const order = [...edges].sort((a, b) => state(a).length - state(b).length);
    return html`<svg class=${layout} viewBox="0 0 ${columns} ${rows}" preserveAspectRatio="none" aria-hidden="true">${order.map((edge) => svg`<path class=${state(edge)} d=${path(edge)}></path>`)}</svg>`;
  }

  private panel(): TemplateResult {
    const { t } = this.texts, id = this.chosen;
    const before = edges.filter((edge) => edge.to === id), after = edges.filter((edge) => edge.from === id);
    const text = ({ from, to }: Edge) => t(`${from}.${to}` as Key<'family'>);
    const item = (edge: Edge, other: string, label: string) => html`<li><button type="button" class="link" @click=${this.press(other)}>${label}</button> ${text(edge)}</li>`;
    return html`<div class="panel"><h3 aria-live="polite">${this.name(id)} <small>${this.year(id)}</small></h3><p>${rowAbout('optimizers', id) ?? ''}</p>
      <div class="kinship"><div><h4>${t('parents')}</h4>${before.length ? html`<ul>${before.map((edge) => item(edge, edge.from, t('from', { name: this.name(edge.from) })))}</ul>` : html`<p>${t('none')}</p>`}</div>
        <div><h4>${t('children')}</h4>${after.length ? html`<ul>${after.map((edge) => item(edge, edge.to, `${this.name(edge.to)}:`))}</ul>` : html`<p>${t('last')}</p>`}</div></div></div>`;
  }

  protected override updated(_changed: PropertyValues): void {
    // Through the object model: the page's policy allows no style attributes.
    this.renderRoot.querySelectorAll<HTMLElement>('.node').forEach((button, i) => {
      const { wide, narrow } = nodes[i];
      Object.entries({ x: wide[0], y: wide[1], nx: narrow[0], ny: narrow[1] }).forEach(([key, value]) => button.style.setProperty(`--${key}`, String(value)));
    });
    const figure = this.renderRoot.querySelector<DescentFunction>('descent-function');
    if (!figure || this.shown === this.chosen) return;
    this.shown = this.chosen;
    figure.setState(Object.fromEntries(fieldsOf(find(this.chosen).state)));
  }
}

define('descent-family', DescentFamily);
declare global {
  interface HTMLElementTagNameMap { 'descent-family': DescentFamily }
}
