/** Emits the service worker with the list of what it keeps, and writes the build's version into every page. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** `source` is the worker's file, `library` the folder of the engine's bundles, which the version covers, too. */
export function offline({ source, library }: { source: string; library: string }): Plugin {
  return {
    name: 'descent-offline',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const entries = Object.entries(bundle).filter(([name]) => !name.endsWith('.map')).sort(([a], [b]) => (a < b ? -1 : 1));
      const hash = createHash('sha256').update(readFileSync(source));
      for (const [name, file] of entries) hash.update(name).update(file.type === 'asset' ? file.source : file.code);
      for (const name of existsSync(library) ? readdirSync(library).filter((one) => one.startsWith('descent-')).sort() : [])
        hash.update(name).update(readFileSync(join(library, name)));
      const version = hash.digest('hex').slice(0, 16);
      const paths: string[] = [];
      for (const [name, file] of entries) {
        if (!name.endsWith('.html')) { paths.push(name); continue; }
        paths.push(name.replace(/index\.html$/, '') || './');
        if (file.type === 'asset') file.source = String(file.source).replace('</head>', `<meta name="build" content="${version}"></head>`);
      }
      this.emitFile({
        type: 'asset', fileName: 'sw.js',
        source: readFileSync(source, 'utf8').replace('__VERSION__', version).replace("['__FILES__']", JSON.stringify(paths)),
      });
    },
  };
}
