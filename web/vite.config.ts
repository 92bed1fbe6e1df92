import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';
import { coursePages } from './src/course/build/plugin.ts';
import { offline } from './src/offline/vite-offline.ts';
import { anywidgetFile, freshAssets, pageHtml, serveBuilt, themeScript, withoutKatexFonts } from './src/page/vite-html.ts';
import { lessonTitles } from './src/page/vite-titles.ts';

const root = dirname(fileURLToPath(import.meta.url));
const dist = resolve(root, '../dist');

/** Every folder of web/ that has an index.html is a page; nobody keeps a list. */
const files = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'index.html')))
  .map((entry) => entry.name);

export default defineConfig(async ({ command }): Promise<UserConfig> => {
  const course = await coursePages({ root, library: join(dist, 'lib/index.js'), folders: files });
  const folders = [...files, ...course.folders];
  return {
    root,
    base: './', // works under any sub-path
    publicDir: false,
    plugins: [freshAssets(), withoutKatexFonts(), course.plugin, pageHtml({ root, folders }), themeScript({ root }), anywidgetFile({ root }), serveBuilt(dist), lessonTitles({ root }),
      offline({ source: join(root, 'src/offline/service-worker.js'), library: join(dist, 'lib') })],
    worker: { format: 'es' },
    // Where the engine's client finds its bundles: dist/lib, beside the folder of the built scripts.
    define: { __LAB_BASE__: JSON.stringify(command === 'build' ? '../lib/' : '/lib/') },
    build: {
      outDir: dist,
      emptyOutDir: false, // dist/lib and dist/data live there
      target: 'es2022',
      // Pages name what they need at once; what scripts fetch later is small, and lists of it would come with every page.
      modulePreload: { polyfill: false, resolveDependencies: (_file, dependencies, { hostType }) => (hostType === 'html' ? dependencies : []) },
      assetsInlineLimit: 0, // data: URLs would need a laxer CSP
      rollupOptions: {
        preserveEntrySignatures: 'exports-only',
        // Others' pages name the elements' module: its address stays.
        output: { entryFileNames: ({ name }) => (name === 'descent-lab' ? '[name].js' : 'assets/[name]-[hash].js') },
        input: {
          home: join(root, 'index.html'),
          'descent-lab': join(root, 'src/embed/index.ts'),
          embed: join(root, 'embed.html'),
          ...Object.fromEntries(files.map((name) => [name, join(root, name, 'index.html')])),
          ...course.inputs,
        },
      },
    },
  };
});
