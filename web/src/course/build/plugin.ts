/** Turns web/content's course and the documentation into pages: /course/, /course/<slug>/, /lectures/ and /docs/…, for the build and for the development server. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Plugin, ViteDevServer } from 'vite';
import { docsEntries, docsPage, docsPaths } from '../../docs/build/docs.ts';
import { openCourse, type Course } from './course.ts';
import { lecturesPage } from './lectures.ts';
import { lessonPage, type Workshop } from './lesson-page.ts';
import { lessonList, mapPage } from './map-page.ts';
import { Typesetter } from './markdown.ts';
import { Readings } from './readings.ts';
import { searchIndex } from './search.ts';
import { languagesOf } from './source.ts';

export interface CoursePages {
  plugin: Plugin;
  /** The pages as the build's inputs: name to file, though the files are made here and lie nowhere. */
  inputs: Record<string, string>;
  /** Names of the site's pages that they add. */
  folders: string[];
}

/** The fonts that mathematics in prose may need; a browser fetches only those it meets. */
const faces: [file: string, family: string, extra?: string][] = [
  ['Main-Regular', 'KaTeX_Main'], ['Main-Bold', 'KaTeX_Main', 'font-weight:700'], ['Main-Italic', 'KaTeX_Main', 'font-style:italic'], ['Math-Italic', 'KaTeX_Math', 'font-style:italic'],
  ['Size1-Regular', 'KaTeX_Size1'], ['Size2-Regular', 'KaTeX_Size2'], ['Size3-Regular', 'KaTeX_Size3'], ['Size4-Regular', 'KaTeX_Size4'],
  ['AMS-Regular', 'KaTeX_AMS'], ['Caligraphic-Regular', 'KaTeX_Caligraphic'],
];

/** `root` is web/, `library` the built package's index.js, `folders` the pages that are files. */
export async function coursePages({ root, library, folders }: { root: string; library: string; folders: string[] }): Promise<CoursePages> {
  const readings = new Readings(library);
  let typesetter = new Typesetter(), building = false;
  const shop = (course: Course): Workshop => ({ course, typesetter, readings });
  const present = existsSync(join(root, 'content/course.json'));
  let opened: Course | undefined;
  /** A build reads the course once; the development server whenever a page is asked for. */
  const open = () => (building ? (opened ??= openCourse(root, folders)) : openCourse(root, folders));
  const slugs = present ? open().lessons.map((lesson) => lesson.slug) : [];
  /** The folders of the pages made here. */
  const docs = present ? await docsPaths(shop(open())) : [];
  const paths = [...(slugs.length ? ['course', 'lectures', ...slugs.map((slug) => `course/${slug}`)] : []), ...docs];
  const pathOf = (file: string): string | undefined => {
    const parts = relative(root, file).split(sep);
    return parts.pop() === 'index.html' && ['course', 'lectures', 'docs'].includes(parts[0]) ? parts.join('/') : undefined;
  };
  /** A build asks for a lesson twice: for its page and for the rules of its mathematics. */
  const made = new Map<string, Promise<string | undefined>>();
  const make = (path: string): Promise<string | undefined> => {
    const known = building ? made.get(path) : undefined, page = known ?? write(path);
    made.set(path, page);
    return page;
  };
  /** Undefined where no page has this path. */
  const write = async (path: string): Promise<string | undefined> => {
    const course = open(), lesson = course.lessons.find((one) => `course/${one.slug}` === path);
    if (path === 'course') return mapPage(shop(course));
    if (path === 'lectures') return lecturesPage(shop(course));
    if (docs.includes(path)) return docsPage(shop(course), path);
    return lesson && lessonPage(shop(course), lesson);
  };

  /** The rules of mathematics need all prose typeset: whoever asks for them gets those of every lesson. */
  const mathSheet = async () => {
    const katex = readFileSync(resolve(root, '../node_modules/katex/dist/katex.min.css'), 'utf8').replace(/@font-face\s*\{[^}]*\}/g, '');
    const fonts = faces.map(([file, family, extra = '']) =>
      `@font-face{font-family:${family};src:url('katex/dist/fonts/KaTeX_${file}.woff2') format('woff2');font-display:swap;${extra}}`);
    await Promise.all([...open().lessons.map((lesson) => `course/${lesson.slug}`), ...docs].map(make));
    return [...fonts, katex, typesetter.styles.css].join('\n');
  };
  const languageSheet = () => languagesOf(join(root, 'content')).map((l) => `:root:not([lang='${l}']) .l[lang='${l}']{display:none}`).join('\n');
  const sheets: Record<string, () => string | Promise<string>> = { 'math.css': mathSheet, 'languages.css': languageSheet };
  const sheetOf = (id: string) => {
    const [path] = id.split('?'), name = Object.keys(sheets).find((one) => path.endsWith(`/src/course/${one}`));
    return name;
  };

  const searchModule = 'virtual:descent-search/', languageOf = (id: string) => (id.startsWith(`\0${searchModule}`) ? id.slice(searchModule.length + 1) : undefined);
  const searchSource = async (language: string) => {
    const catalog = await readings.catalog;
    const rows = (['optimizers', 'objectives', 'schedules'] as const).flatMap((table) => catalog[table].map(({ id, name }) => ({ table, id, name })));
    const entries = await searchIndex(open(), rows, language, async (lesson, name) => (await readings.number(lesson, name)).text);
    return `export default ${JSON.stringify([...entries, ...await docsEntries(shop(open()), language)])};`;
  };

  const serve = (server: ViteDevServer) => {
    server.watcher.on('all', (_event, path) => {
      if (!path.startsWith(join(root, 'content'))) return;
      typesetter = new Typesetter();
      for (const name of Object.keys(sheets)) {
        const module = server.moduleGraph.getModuleById(join(root, 'src/course', name));
        if (module) server.moduleGraph.invalidateModule(module);
      }
      server.ws.send({ type: 'full-reload' });
    });
    server.middlewares.use((request, response, next) => {
      const [path] = (request.url ?? '').split('?'), match = /^\/((?:course|lectures|docs)(?:\/[\w-]+){0,2})\/(?:index\.html)?$/.exec(path);
      if (!match) return next();
      void make(match[1]).then(async (html) => {
        if (html === undefined) return next();
        response.setHeader('Content-Type', 'text/html; charset=utf-8');
        response.end(await server.transformIndexHtml(`/${match[1]}/index.html`, html));
      }).catch((error: Error) => {
        response.statusCode = 500;
        response.setHeader('Content-Type', 'text/plain; charset=utf-8');
        response.end(error.message);
      });
    });
  };

  return {
    folders: paths.filter((path) => !path.includes('/')),
    inputs: Object.fromEntries(paths.map((path) => [path.replaceAll('/', '-'), join(root, path, 'index.html')])),
    plugin: {
      name: 'descent-course',
      configResolved: (config) => { building = config.command === 'build'; },
      configureServer: serve,
      resolveId: (id) => {
        if (id.startsWith(searchModule)) return `\0${id}`;
        if (sheetOf(id)) return id.startsWith(root) ? id : join(root, id);
        return building && pathOf(id) !== undefined ? id : undefined;
      },
      load: {
        order: 'pre',
        async handler(id) {
          const sheet = sheetOf(id), path = pathOf(id);
          const language = languageOf(id);
          if (language) return searchSource(language);
          if (sheet) return sheets[sheet]();
          return building && path !== undefined ? make(path) : undefined;
        },
      },
      transformIndexHtml: {
        order: 'pre',
        handler: (html) => html.replace('<!--lessons-->', () => (paths.length ? lessonList(open()) : '')),
      },
      buildEnd: () => readings.close(),
    },
  };
}
