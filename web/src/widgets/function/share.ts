/** The figure taken elsewhere: as a picture, as numbers, as a program. What makes them is fetched when it is asked for. */
import { html, nothing, type TemplateResult } from 'lit';
import { descendConfig } from '../../state/function-state.ts';
import type { Language } from '../code/snippet.ts';
import type { Parts } from './parts.ts';
import { toCsv } from './table.ts';

/** What is offered, with the names formats and libraries give themselves. */
const formats = ['PNG', 'SVG', 'CSV'] as const;
const languages: readonly { id: Language; name: string }[] = [{ id: 'torch', name: 'PyTorch' }, { id: 'keras', name: 'Keras' }, { id: 'cpp', name: 'C++' }];

/** The run as a program; undefined where it cannot be written in a few lines of this library. */
export async function program(model: Parts['model'], language: Language): Promise<string | undefined> {
  const { snippet } = await import('../code/snippet.ts');
  const config = descendConfig(model.state, model.catalog!, model.start);
  return snippet(language, { config: { ...config, start: model.start }, rates: model.run!.lr });
}

export class ShareView {
  constructor(private parts: Parts, private root: () => ShadowRoot, private copy: (text: string) => void, private say: (text: string) => void) {}

  render(): TemplateResult {
    const { model, t, hidden } = this.parts;
    const button = (name: string, label: string, action: () => void) => html`<button type="button" class="chip" ?disabled=${!model.run} aria-label=${label} title=${label} @click=${action}>${name}</button>`;
    const save = hidden('save') ? nothing : html`<span class="group" role="group" aria-label=${t('save')}><span aria-hidden="true">${t('save')}</span>${formats.map((f) => button(f, t('save.as', { name: f }), () => void this.save(f)))}</span>`;
    const code = hidden('code') ? nothing : html`<span class="group" role="group" aria-label=${t('code')}><span aria-hidden="true">${t('code')}</span>${languages.map((l) => button(l.name, t('code.as', { name: l.name }), () => void this.code(l.id, l.name)))}</span>`;
    return html`${save}${code}`;
  }

  private get name(): string { return `descent-${this.parts.model.state.objective || 'function'}-${this.parts.model.state.optimizer}`; }

  private async save(format: (typeof formats)[number]): Promise<void> {
    const { model, t } = this.parts;
    try {
      const [{ canvasPng, download, toPng, toSvg }, { background }] = await Promise.all([import('../figure-file.ts'), import('../author/picture.ts')]);
      if (format === 'CSV') { download(`${this.name}.csv`, new Blob([toCsv(model.run!)], { type: 'text/csv' })); return; }
      const root = this.root(), solid = root.getElementById('surface') as HTMLCanvasElement | null;
      const figure = root.querySelector<SVGSVGElement>('#plot > svg');
      if (solid && format === 'PNG') { download(`${this.name}.png`, await canvasPng(solid)); return; }
      if (!figure) { this.say(t('save.flat')); return; }
      const svg = toSvg(figure, { background: background(root), canvas: root.getElementById('ground') as HTMLCanvasElement | null, without: '.halo, .hit, .invite' });
      download(`${this.name}.${format.toLowerCase()}`, format === 'SVG' ? new Blob([svg], { type: 'image/svg+xml' }) : await toPng(svg));
    } catch (error) {
      this.say(t('save.failed', { message: String((error as Error).message ?? error) }));
    }
  }

  private async code(language: Language, name: string): Promise<void> {
    const { model, t } = this.parts;
    const text = await program(model, language);
    if (text === undefined) this.say(t('code.none', { name }));
    else this.copy(text);
  }
}
