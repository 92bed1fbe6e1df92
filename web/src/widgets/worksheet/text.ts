/** A teacher's text as elements: paragraphs, `# ` headings, `- ` lists, **weight**, $mathematics$. Never HTML. */
import { html, type TemplateResult } from 'lit';
import { rich } from '../quiz/rich.ts';

export function prose(text: string): TemplateResult[] {
  return text.split(/\n\s*\n/).filter((block) => block.trim() !== '').flatMap((block) => {
    const parts: TemplateResult[] = [];
    let list: string[] = [], lines: string[] = [];
    const end = () => {
      if (list.length) parts.push(html`<ul>${list.map((line) => html`<li>${rich(line, {})}</li>`)}</ul>`);
      if (lines.length) parts.push(html`<p>${lines.map((line, i) => html`${i ? html`<br>` : ''}${rich(line, {})}`)}</p>`);
      list = [];
      lines = [];
    };
    for (const line of block.split('\n')) {
      const heading = /^#{1,3}\s+(.+)/.exec(line), point = /^\s*[-*]\s+(.+)/.exec(line);
      if (heading || (point && lines.length) || (!point && list.length)) end();
      if (heading) parts.push(html`<h3>${rich(heading[1], {})}</h3>`);
      else if (point) list.push(point[1]);
      else lines.push(line);
    }
    end();
    return parts;
  });
}
