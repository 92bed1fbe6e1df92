// A small static server for dist/: the headers a page needs for threads, the right types, gzip,
// revalidation. Also what the browser tests are served by.
//
//   const { url, close } = await serve({ root: 'dist', port: 0 });

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const pack = promisify(gzip);

const types = {
  '.css': 'text/css; charset=utf-8',
  '.gz': 'application/gzip',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ts': 'text/plain; charset=utf-8',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};
const packed = new Set(['.css', '.html', '.js', '.json', '.map', '.md', '.mjs', '.svg', '.ts', '.txt', '.wasm']);

/** Cross-origin isolation: what a browser asks of a page before it may share memory with threads. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** The policy the page runs under: only our own scripts, WebAssembly, nothing evaluated. */
export const strictCsp = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'", // KaTeX and plots set style attributes
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
].join('; ');

/** The file below `folder` that a request path names: { path } or { redirect } or undefined. */
async function resolveFile(folder, pathname) {
  let decoded;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  const parts = decoded.split('/').filter(Boolean);
  // Nothing above the root, nothing hidden, nothing spelled the Windows way.
  if (parts.some((part) => part.startsWith('.') || part.includes('\\') || part.includes('\0'))) return undefined;
  try {
    let path = await realpath(join(folder, ...parts));
    // A link may not lead out either.
    if (path !== folder && !path.startsWith(folder + sep)) return undefined;
    let info = await stat(path);
    if (info.isDirectory()) {
      if (!decoded.endsWith('/')) return { redirect: true };
      path = join(path, 'index.html');
      info = await stat(path);
    } else if (decoded.endsWith('/')) {
      return undefined;
    }
    return info.isFile() ? { path, info } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Serves the folder `root`.
 * - `port`: 0 takes any free one. `host`: the address to listen on.
 * - `isolation`: send the cross-origin isolation headers (false: like a server that knows nothing of them).
 * - `base`: the path everything is served under, e.g. '/course/lab/'.
 * - `csp`: a Content-Security-Policy. `headers`: further headers, on every answer.
 * Resolves to { url, port, close }; rejects as the socket does (EADDRINUSE …).
 */
export async function serve({
  root,
  port = 0,
  host = '127.0.0.1',
  isolation = true,
  base = '/',
  csp,
  headers = {},
}) {
  const folder = await realpath(root);
  const prefix = `/${base.split('/').filter(Boolean).join('/')}/`.replace('//', '/');
  const always = {
    'X-Content-Type-Options': 'nosniff',
    // The lab is made to be embedded: pages elsewhere may load its modules, isolated ones show its frames as well.
    'Access-Control-Allow-Origin': '*',
    ...(isolation ? { ...isolationHeaders, 'Cross-Origin-Resource-Policy': 'cross-origin' } : {}),
    ...(csp ? { 'Content-Security-Policy': csp } : {}),
    ...headers,
  };
  const packedFiles = new Map(); // path -> { etag, bytes }

  const answer = async (request, response) => {
    const finish = (status, text, extra = {}) => {
      const body = Buffer.from(`${text}\n`);
      const type = { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': body.length };
      response.writeHead(status, { ...always, ...type, 'Cache-Control': 'no-store', ...extra });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return finish(405, 'Only GET and HEAD are answered.', { Allow: 'GET, HEAD' });
    }
    // Not through URL: that would resolve "..", which is to be refused instead.
    const [pathname, query] = request.url.split(/[?#]/, 2);
    if (!pathname.startsWith(prefix)) return finish(404, 'Not found.');
    const found = await resolveFile(folder, pathname.slice(prefix.length - 1));
    if (!found) return finish(404, 'Not found.');
    if (found.redirect) {
      // The leading slashes are made one, so that the target is never read as another host.
      const target = `${pathname.replace(/^\/+/, '/')}/${query ? `?${query}` : ''}`;
      return finish(301, 'Moved.', { Location: target });
    }
    const { path, info } = found;
    const kind = extname(path);
    const canPack = packed.has(kind);
    const accepts = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(request.headers['accept-encoding'] ?? '');
    const usePacked = canPack && accepts && info.size > 512;
    const identity = createHash('sha1').update(`${info.ino} ${info.size} ${info.mtimeMs}`).digest('base64url');
    const etag = `"${identity}${usePacked ? '-gz' : ''}"`;
    const head = {
      ...always,
      'Content-Type': types[kind] ?? 'application/octet-stream',
      'Cache-Control': 'no-cache', // keep it, but ask each time: a rebuilt lab shows at once
      ETag: etag,
      ...(canPack ? { Vary: 'Accept-Encoding' } : {}),
    };
    const known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    if (known.includes(etag) || known.includes('*')) {
      response.writeHead(304, head);
      return response.end();
    }
    if (usePacked) {
      let entry = packedFiles.get(path);
      if (entry?.etag !== etag) {
        entry = { etag, bytes: await pack(await readFile(path), { level: 6 }) };
        packedFiles.set(path, entry);
      }
      response.writeHead(200, { ...head, 'Content-Encoding': 'gzip', 'Content-Length': entry.bytes.length });
      return response.end(request.method === 'HEAD' ? undefined : entry.bytes);
    }
    response.writeHead(200, { ...head, 'Content-Length': info.size });
    if (request.method === 'HEAD' || info.size === 0) return response.end();
    // No byte beyond the announced length, even where a build appends to the file meanwhile: it would be taken for
    // the beginning of the connection's next answer.
    return pipeline(createReadStream(path, { end: info.size - 1 }), response);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      // A reader that went away is no error of ours; anything else ends this answer, not the server.
      if (response.headersSent) return response.destroy();
      response.writeHead(500, { ...always, 'Content-Type': 'text/plain; charset=utf-8' });
      return response.end(`${error.message}\n`);
    });
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const actual = server.address().port;
  const local = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host);
  const name = local ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${actual}${prefix}`,
    port: actual,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
