/** The lessons' titles, read from their first lines, as the module `virtual:lesson-titles`: { slug: { en, vi } }. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const id = 'virtual:lesson-titles';

export function lessonTitles({ root }: { root: string }): Plugin {
  const content = join(root, 'content');
  const read = () => {
    const titles: Record<string, Record<string, string>> = {};
    for (const language of readdirSync(content)) {
      const folder = join(content, language, 'lessons');
      if (!existsSync(folder)) continue;
      for (const file of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
        const title = /^#\s+(.+?)\s*$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[1];
        if (title) (titles[file.slice(0, -3)] ??= {})[language] = title.replace(/[$*`]/g, '');
      }
    }
    return titles;
  };
  return {
    name: 'descent-lesson-titles',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (module) => (module === `\0${id}` ? `export default ${JSON.stringify(read())};` : undefined),
  };
}
