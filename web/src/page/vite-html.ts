/**
 * What the build does to every page: fills in the shared head and header, what repeats, the English texts (so that text is there
 * before any script), links to the pages that exist, and the content security policy.
 */
import { createReadStream, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';
import { errataHtml } from './errata-html.ts';

interface Options {
  root: string;
  /** Names of the page folders. */
  folders: string[];
}

/** Nothing inline, nothing from elsewhere; WebAssembly may be compiled. */
const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const escapeHtml = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

export function pageHtml({ root, folders }: Options): Plugin {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const texts = (path: string): Record<string, string> => JSON.parse(read(`content/${path}.json`));

  /** Elements marked data-page="x" stay only where page x exists. */
  const dropMissing = (html: string) =>
    html.replace(/<(\w+)[^>]*\sdata-page="([^"]+)"[^>]*>[\s\S]*?<\/\1>\n?/g, (whole, _tag, page) =>
      page === 'home' || folders.includes(page) ? whole : '');

  /**
   * data-t="key", or "topic:key", gets the English text, which the page script exchanges when the language changes; where the
   * element says its language, the text in that one.
   */
  const fill = (html: string) => {
    const topics = new Map<string, Record<string, string>>();
    return html.replace(/(<(\w+)[^>]*\sdata-t="([^"]+)"[^>]*>)<\/\2>/g, (_whole, open, tag, name: string) => {
      const [key, topic = 'page'] = name.split(':').reverse();
      const path = `${/\slang="(\w+)"/.exec(open)?.[1] ?? 'en'}/${topic}`;
      const t = topics.get(path) ?? texts(path);
      topics.set(path, t);
      if (!(key in t)) throw new Error(`content/${path}.json lacks "${key}"`);
      return `${open}${escapeHtml(t[key])}</${tag}>`;
    });
  };

  /**
   * `<!--each a b c-->…{id}…<!--end-->` repeats what it holds for every word; `<!--each cases.json-->` for the ids of the rows of
   * content/cases.json.
   */
  const repeat = (html: string) =>
    html.replace(/[ \t]*<!--each ([^>]+?)-->\n?([\s\S]*?)[ \t]*<!--end-->\n?/g, (_whole, list: string, part: string) => {
      const ids = list.endsWith('.json') ? (JSON.parse(read(`content/${list}`)) as { id: string }[]).map(({ id }) => id) : list.trim().split(/\s+/);
      return ids.map((id) => part.replaceAll('{id}', id)).join('');
    });

  let build = false;
  return {
    name: 'descent-page-html',
    configResolved(config) {
      build = config.command === 'build';
    },
    transformIndexHtml: {
      order: 'pre',
      handler(html, context) {
        const depth = relative(root, context.filename).split(sep).length - 1;
        const up = depth === 0 ? './' : '../'.repeat(depth);
        const page = depth === 0 ? basename(context.filename, '.html').replace('index', 'home') : relative(root, context.filename).split(sep)[0];
        const meta = build ? `<meta http-equiv="Content-Security-Policy" content="${policy}">\n    ` : '';
        html = html
          .replace('<!--head-->', () => meta + read('src/page/head.html').trim())
          .replace('<!--policy-->', () => meta.trim())
          .replace('<!--header-->', () => read('src/page/header.html').trim())
          .replace('<!--errata-->', () => errataHtml(root))
          .replace('<!--footer-->', () => read('src/page/footer.html').trim());
        html = dropMissing(repeat(html)).replaceAll('{root}', up);
        html = html.replace(`<a data-nav="${page}"`, `<a data-nav="${page}" aria-current="page"`);
        return fill(html);
      },
    },
  };
}

/** A small classic script, so that the chosen theme and language are there before the first paint. */
export function themeScript({ root }: Pick<Options, 'root'>): Plugin {
  let build = false;
  return {
    name: 'descent-theme',
    configResolved: (config) => { build = config.command === 'build'; },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'theme.js', source: readFileSync(join(root, 'src/page/theme.js'), 'utf8') });
    },
    transformIndexHtml: {
      order: 'post',
      handler: (_html, context) => {
        const depth = relative(root, context.filename).split(sep).length - 1;
        const src = build ? `${depth === 0 ? './' : '../'.repeat(depth)}theme.js` : '/src/page/theme.js';
        return [{ tag: 'script', attrs: { src }, injectTo: 'head' }];
      },
    },
  };
}

/** The module that other tools copy; its address stays. */
export function anywidgetFile({ root }: Pick<Options, 'root'>): Plugin {
  return {
    name: 'descent-anywidget',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'anywidget.mjs', source: readFileSync(join(root, 'src/embed/anywidget.mjs'), 'utf8') });
    },
  };
}

/** dist/ also holds the package and the data, so only the folder of hashed files is emptied before a build. */
export function freshAssets(): Plugin {
  let folder = '';
  return {
    name: 'descent-fresh-assets',
    apply: 'build',
    configResolved: (config) => { folder = join(config.build.outDir, config.build.assetsDir); },
    buildStart: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** KaTeX's style sheet names sixty font files; the typesetter loads the four it needs itself. */
export function withoutKatexFonts(): Plugin {
  return {
    name: 'descent-katex-fonts',
    enforce: 'pre',
    transform: (code, id) => (/katex(\.min)?\.css/.test(id) ? code.replace(/@font-face\s*\{[^}]*\}/g, '') : undefined),
  };
}

/** In development the built module and data (dist/lib, dist/data) are served beside the sources. */
export function serveBuilt(dist: string): Plugin {
  return {
    name: 'descent-serve-built',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = decodeURIComponent((request.url ?? '').split('?')[0]);
        if (!/^\/(lib|data)\//.test(path) || path.includes('..')) return next();
        const file = join(dist, path);
        if (!existsSync(file) || !statSync(file).isFile()) return next();
        const type = file.endsWith('.wasm') ? 'application/wasm'
          : /\.m?js$/.test(file) ? 'text/javascript'
          : file.endsWith('.json') ? 'application/json' : 'application/octet-stream';
        response.setHeader('Content-Type', type);
        createReadStream(file).pipe(response);
      });
    },
  };
}
