// The site without a network, after the first visit. The build fills in the two lines below and puts this at the site's root.
// Pages come from the network and, without it, from here; hashed files and the engine come from here first. A page of
// another build than this worker's is a sign that all else is newer, too: then everything comes from the network until
// the new worker takes over. The full data set is never kept.
const version = '__VERSION__';
const files = ['__FILES__'];

const name = `descent-lab ${version}`;
const root = new URL('./', self.location.href);
const address = (path) => new URL(path, root).href;
let outdated = false;
/** Asked for by the pages of a site whose host cannot send headers (sw.js?isolate): every answer gets those that threads need. */
const isolating = new URL(self.location.href).searchParams.has('isolate');

/** The very answer, or a copy that says it belongs to an isolated page. What has no body to copy stays as it is. */
async function answer(promise) {
  const response = await promise;
  if (!isolating || response.status === 0 || response.type === 'opaqueredirect') return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
  const empty = [101, 204, 205, 304].includes(response.status);
  return new Response(empty ? null : response.body, { status: response.status, statusText: response.statusText, headers });
}

/** Hashed files that an older cache holds need not be fetched again. */
async function fill() {
  const cache = await caches.open(name);
  await Promise.all(files.map(async (path) => {
    const old = path.startsWith('assets/') ? await caches.match(address(path)) : undefined;
    const response = old ?? (await fetch(address(path), { cache: 'no-cache' }));
    if (!response.ok) throw new Error(`${response.status} ${path}`);
    await cache.put(address(path), response);
  }));
}

async function tidy() {
  const names = (await caches.keys()).filter((one) => one.startsWith('descent-lab ') && one !== name);
  await Promise.all(names.map((one) => caches.delete(one)));
  await self.clients.claim();
}

async function keep(request, response) {
  if (response.status === 200 && response.type === 'basic') await (await caches.open(name)).put(request, response);
}

/** Pages: the network's answer if there is one. */
async function page(request) {
  const kept = new URL(request.url);
  kept.search = kept.hash = '';
  kept.pathname = kept.pathname.replace(/\/index\.html$/, '/');
  try {
    const response = await fetch(request);
    if (response.ok) outdated = !(await response.clone().text()).includes(version);
    return response;
  } catch (error) {
    const found = await caches.match(kept.href, { cacheName: name });
    if (found) return found;
    throw error;
  }
}

async function hereFirst(request) {
  const found = outdated ? undefined : await caches.match(request.url, { cacheName: name });
  if (found) return found;
  const response = await fetch(request);
  void keep(request.url, response.clone());
  return response;
}

async function networkFirst(request, remember) {
  try {
    const response = await fetch(request);
    if (remember) void keep(request.url, response.clone());
    return response;
  } catch (error) {
    const found = await caches.match(request.url, { cacheName: name });
    if (found) return found;
    throw error;
  }
}

self.addEventListener('install', (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(tidy()));

// A page says which of the engine's files this browser uses: they were loaded before this worker could see them.
self.addEventListener('message', (event) => {
  const wanted = (event.data && event.data.keep) || [];
  event.waitUntil(Promise.all(wanted.map(String).filter((url) => url.startsWith(address('lib/'))).map(async (url) => {
    if (!(await caches.match(url, { cacheName: name }))) await keep(url, await fetch(url));
  })).then(() => event.source && event.source.postMessage({ kept: version }), () => undefined));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(root.href) || request.headers.has('range')) return;
  const path = request.url.slice(root.href.length).split(/[?#]/)[0];
  const reply = (promise) => event.respondWith(answer(promise));
  if (request.mode === 'navigate') reply(page(request));
  else if (path.startsWith('assets/') || path.startsWith('lib/') || path === 'theme.js') reply(hereFirst(request));
  else if (path.startsWith('data/')) reply(networkFirst(request, /manifest\.json$|quick/.test(path)));
  else reply(networkFirst(request, false));
});
