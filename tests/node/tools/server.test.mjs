import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { serve, strictCsp } from '../../../web/tools/server.mjs';

const script = `export const answer = 42;\n// ${'long enough to be packed '.repeat(40)}\n`;
let folder;
let site;
const servers = [];

const start = async (options = {}) => {
  const server = await serve({ root: site, ...options });
  servers.push(server);
  return server;
};

// fetch() would tidy the path before sending it, so requests are made by hand.
const get = (server, path, { method = 'GET', headers = {} } = {}) =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'descent-lab-server-'));
  site = join(folder, 'site');
  mkdirSync(join(site, 'lib'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'site-secret.txt'), 'secret');
  writeFileSync(join(site, 'index.html'), '<!doctype html><title>home</title>');
  writeFileSync(join(site, '.hidden'), 'secret');
  writeFileSync(join(site, 'lib', 'module.mjs'), script);
  writeFileSync(join(site, 'lib', 'module.wasm'), Buffer.alloc(4096, 7));
  writeFileSync(join(site, 'lib', 'data.gz'), Buffer.from([0x1f, 0x8b, 1, 2]));
  writeFileSync(join(site, 'lib', 'with space.txt'), 'spaced');
  symlinkSync(join(folder, 'secret.txt'), join(site, 'escape.txt'));
});

after(async () => {
  await Promise.all(servers.map((server) => server.close()));
  rmSync(folder, { recursive: true, force: true });
});

test('isolation headers and types', async () => {
  const server = await start();
  const page = await get(server, '/');
  assert.equal(page.status, 200);
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
  assert.equal(page.headers['cross-origin-opener-policy'], 'same-origin');
  assert.equal(page.headers['cross-origin-embedder-policy'], 'require-corp');
  assert.equal(page.headers['cross-origin-resource-policy'], 'cross-origin');
  assert.equal((await get(server, '/lib/module.mjs')).headers['content-type'], 'text/javascript; charset=utf-8');
  assert.equal((await get(server, '/lib/module.wasm')).headers['content-type'], 'application/wasm');
  assert.equal((await get(server, '/lib/with%20space.txt')).body.toString(), 'spaced');
});

test('without isolation there is no trace of it', async () => {
  const { headers } = await get(await start({ isolation: false }), '/');
  assert.deepEqual(Object.keys(headers).filter((name) => name.startsWith('cross-origin')), []);
  assert.equal(headers['access-control-allow-origin'], '*', 'pages elsewhere may load its modules all the same');
});

test('gzip where it helps and is wanted, never for data that is packed already', async () => {
  const server = await start();
  const wanted = { headers: { 'accept-encoding': 'br, gzip' } };
  const packed = await get(server, '/lib/module.mjs', wanted);
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.equal(packed.headers.vary, 'Accept-Encoding');
  assert.equal(gunzipSync(packed.body).toString(), script);
  const refused = await get(server, '/lib/module.mjs', { headers: { 'accept-encoding': 'gzip;q=0, br' } });
  assert.equal(refused.headers['content-encoding'], undefined);
  assert.equal(refused.body.toString(), script);
  const data = await get(server, '/lib/data.gz', wanted);
  assert.equal(data.headers['content-encoding'], undefined);
  assert.equal(data.headers['content-type'], 'application/gzip');
  assert.equal(data.body.length, 4);
});

test('revalidation: 304 until the file changes', async () => {
  const server = await start();
  const headers = { 'accept-encoding': 'gzip' };
  const first = await get(server, '/lib/module.mjs', { headers });
  const again = { headers: { ...headers, 'if-none-match': first.headers.etag } };
  const second = await get(server, '/lib/module.mjs', again);
  assert.equal(second.status, 304);
  assert.equal(second.body.length, 0);
  // The packed and the plain form are different things.
  const plain = await get(server, '/lib/module.mjs', { headers: { 'if-none-match': first.headers.etag } });
  assert.equal(plain.status, 200);
  writeFileSync(join(site, 'lib', 'module.mjs'), `${script}// changed\n`);
  const third = await get(server, '/lib/module.mjs', again);
  assert.equal(third.status, 200);
  assert.match(gunzipSync(third.body).toString(), /changed/);
  writeFileSync(join(site, 'lib', 'module.mjs'), script);
});

test('nothing outside the folder, nothing hidden', async () => {
  const server = await start();
  const paths = [
    ...['/../secret.txt', '/%2e%2e/secret.txt', '/lib/../../secret.txt', '/lib/%2e%2e%2f%2e%2e%2fsecret.txt'],
    ...['/..%5csecret.txt', '/../site-secret.txt', '//etc/passwd', '/%00', '/%', '/.hidden', '/escape.txt'],
    ...['/lib/module.mjs/', '/absent'],
  ];
  for (const path of paths) {
    const { status, body } = await get(server, path);
    assert.equal(status, 404, path);
    assert.doesNotMatch(body.toString(), /secret|root:/, path);
  }
});

test('folders: an index where there is one, a slash where it is missing', async () => {
  const server = await start();
  assert.equal((await get(server, '/lib/')).status, 404);
  const moved = await get(server, '/lib?x=1');
  assert.equal(moved.status, 301);
  assert.equal(moved.headers.location, '/lib/?x=1');
  const other = await get(server, '//lib');
  assert.equal(other.headers.location, '/lib/', 'never a location another host could be read into');
});

test('a base path, a policy, further headers, HEAD, and no other method', async () => {
  const server = await start({ base: 'course/lab', csp: strictCsp, headers: { 'X-Test': 'yes' } });
  assert.match(server.url, /\/course\/lab\/$/);
  const page = await get(server, '/course/lab/');
  assert.equal(page.status, 200);
  assert.equal(page.headers['content-security-policy'], strictCsp);
  assert.equal(page.headers['x-test'], 'yes');
  assert.equal((await get(server, '/')).status, 404);
  const head = await get(server, '/course/lab/', { method: 'HEAD' });
  assert.equal(head.body.length, 0);
  assert.equal(head.headers['content-length'], page.headers['content-length']);
  assert.equal((await get(server, '/course/lab/', { method: 'POST' })).status, 405);
});

test('a busy port is refused as the socket refuses it', async () => {
  const { port } = await start();
  await assert.rejects(serve({ root: site, port }), { code: 'EADDRINUSE' });
});
