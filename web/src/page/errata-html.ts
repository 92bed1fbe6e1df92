/** The errata page's entries, written at build time from content/errata.json; their texts are those of the topic `errata`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Entry { id: string; lectures: string[]; lesson: string; exhibit?: object; figure?: { element: string; state: string; hide?: string } }

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

/** A figure as HTML: the address keys of its state become its attributes. */
function figure({ element, state, hide }: NonNullable<Entry['figure']>): string {
  const attributes = [...new URLSearchParams(state.replaceAll('+', '%2B'))].map(([key, value]) => `${key}="${escape(value)}"`);
  return `<${element} ${[...attributes, ...(hide ? [`hide="${hide}"`] : [])].join(' ')}></${element}>`;
}

export function errataHtml(root: string): string {
  const entries = JSON.parse(readFileSync(join(root, 'content/errata.json'), 'utf8')) as Entry[];
  const part = (id: string, name: string) => `<dt data-t="errata:${name}"></dt><dd data-t="errata:${id}.${name}"></dd>`;
  const contents = entries.map(({ id }) => `<li><a href="#${id}" data-t="errata:${id}.title"></a></li>`).join('\n');
  const sections = entries.map((entry) => `<section class="erratum" id="${entry.id}">
        <h2><a href="#${entry.id}" data-t="errata:${entry.id}.title"></a></h2>
        <p class="about"><span class="sr" data-t="errata:where"></span> ${entry.lectures.map((l) => `<span data-t="errata:lecture.${l}"></span>`).join(' · ')}
          <a data-page="course" href="{root}course/${entry.lesson}/" data-t="errata:lesson"></a></p>
        <dl>${['says', 'truth', 'learn'].map((name) => part(entry.id, name)).join('')}</dl>
        ${entry.exhibit ? `<descent-exhibit of="${entry.id}"></descent-exhibit>` : ''}
        ${entry.figure ? figure(entry.figure) : ''}
      </section>`);
  return `<ol class="contents">${contents}</ol>\n      ${sections.join('\n      ')}`;
}
