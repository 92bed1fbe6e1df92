// Makes dist/ ready for whoever serves it: the settings that send the lab's headers, for servers that read a file of the
// folder they serve (Netlify and Cloudflare Pages: _headers, Apache: .htaccess) and to be copied (servers/: nginx, Caddy).
// All come from the headers of our own server. Files that a server does not know do no harm.
//
//   node web/tools/hosting.mjs [--isolate] [--no-isolate] [--dist DIR]
//
// For hosts that can send no headers at all (GitHub Pages), --isolate marks the pages: their service worker, which also
// keeps the site for offline use, then adds the two headers that threads need. --no-isolate takes the mark away.

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError, cli, isMain, root, say } from '../../wasm/toolchain/system.mjs';
import { isolationHeaders, strictCsp } from './server.mjs';

const topic = 'hosting';

/** Every header with its reason, in the order they are written. */
export const headers = [
  ...Object.entries(isolationHeaders).map(([name, value]) => ({ name, value, why: 'threads' })),
  { name: 'Cross-Origin-Resource-Policy', value: 'cross-origin', why: 'isolated pages elsewhere may embed the figures' },
  { name: 'Access-Control-Allow-Origin', value: '*', why: 'pages elsewhere may load the elements' },
  { name: 'X-Content-Type-Options', value: 'nosniff', why: 'files are what they say' },
  { name: 'Content-Security-Policy', value: strictCsp, why: 'nothing but the lab runs in its pages' },
];
const cache = { hashed: 'public, max-age=31536000, immutable', other: 'no-cache' };

const files = {
  '.nojekyll': () => '',
  _headers: () => `/*\n${headers.map(({ name, value }) => `  ${name}: ${value}`).join('\n')}\n  Cache-Control: ${cache.other}\n/assets/*\n  ! Cache-Control\n  Cache-Control: ${cache.hashed}\n`,
  '.htaccess': () => `# Descent Lab for Apache 2.4: needs "AllowOverride FileInfo" (or All) and mod_headers.
AddType text/javascript .js .mjs
AddType application/wasm .wasm
# The data files are gzip files themselves; nobody is to unpack them on the way.
RemoveEncoding .gz
AddType application/gzip .gz
<IfModule mod_headers.c>
${headers.map(({ name, value }) => `  Header always set ${name} "${value}"`).join('\n')}
  Header set Cache-Control "${cache.other}"
  <If "%{REQUEST_URI} =~ m#/assets/#">
    Header set Cache-Control "${cache.hashed}"
  </If>
</IfModule>
`,
  'servers/nginx.conf': () => `# Descent Lab for nginx: a server of its own. Set listen, server_name and root; then
#   nginx -t && nginx -s reload
# Under a sub-path: take "location /lab/ { alias /path/to/dist/; … }" with the same contents.
server {
  listen 8080;
  server_name localhost;
  root /path/to/dist;

  include mime.types;
  # A location's own list of types would replace the included one, so two endings get their type by name.
  location ~ \\.mjs$ { default_type text/javascript; types { } add_header Cache-Control "${cache.other}" always; include servers/headers.conf; }
  location ~ \\.wasm$ { default_type application/wasm; types { } add_header Cache-Control "${cache.other}" always; include servers/headers.conf; }
  location ~ \\.gz$ { default_type application/gzip; types { } add_header Cache-Control "${cache.other}" always; include servers/headers.conf; }
  location /assets/ { add_header Cache-Control "${cache.hashed}" always; include servers/headers.conf; }
  location / { add_header Cache-Control "${cache.other}" always; include servers/headers.conf; }

  gzip on;
  gzip_types text/css text/javascript application/javascript application/json application/wasm image/svg+xml;
}
`,
  'servers/headers.conf': () => `# For nginx: included by nginx.conf beside this file; put both where nginx looks for "servers/".\n${headers.map(({ name, value }) => `add_header ${name} "${value}" always;`).join('\n')}\n`,
  'servers/Caddyfile': () => `# Descent Lab for Caddy 2: caddy run --config servers/Caddyfile, from the folder that holds this one.
:8080 {
	root * .
	encode gzip
	header {
${headers.map(({ name, value }) => `\t\t${name} "${value}"`).join('\n')}
		Cache-Control "${cache.other}"
	}
	@hashed path /assets/*
	header @hashed Cache-Control "${cache.hashed}"
	file_server
}
`,
};

/** The text of one of them, by its path below dist/. */
export const settingsFile = (name) => files[name]?.();

const mark = '<meta name="isolation" content="worker">';

/** All pages below a folder; the npm package and the data hold none. */
const pagesBelow = (dist) => readdirSync(dist, { recursive: true }).map(String).filter((path) => path.endsWith('.html') && !/^(lib|data|assets)\//.test(path));

/** Writes the settings into `dist`; `isolate` true or false sets or removes the pages' mark, undefined leaves it. */
export function prepareHosting({ dist = join(root, 'dist'), isolate } = {}) {
  mkdirSync(join(dist, 'servers'), { recursive: true });
  for (const [name, make] of Object.entries(files)) writeFileSync(join(dist, name), make());
  if (isolate === undefined) return;
  for (const path of pagesBelow(dist)) {
    const html = readFileSync(join(dist, path), 'utf8'), without = html.replaceAll(mark, '');
    const next = isolate ? without.replace('</head>', `${mark}</head>`) : without;
    if (next !== html) writeFileSync(join(dist, path), next);
  }
}

async function main() {
  const given = process.argv.slice(2), options = {};
  while (given.length > 0) {
    const word = given.shift();
    if (word === '--isolate') options.isolate = true;
    else if (word === '--no-isolate') options.isolate = false;
    else if (word === '--dist' && given.length > 0) options.dist = resolve(given.shift());
    else throw new UserError('node web/tools/hosting.mjs [--isolate] [--no-isolate] [--dist DIR]');
  }
  prepareHosting(options);
  say(topic, `${Object.keys(files).join(', ')} written`);
  if (options.isolate) say(topic, 'the pages ask their service worker for isolation: threads without headers of the host');
}

if (isMain(import.meta.url)) await cli(main);
