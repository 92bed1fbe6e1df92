/** Makes the site work without a network after the first visit. Comes when the page has nothing better to do. */

const site = new URL('../', import.meta.url); // built scripts lie in a folder of the site
/** Set by web/tools/hosting.mjs --isolate: the host cannot send the headers that threads need, so the service worker adds them. */
const isolating = document.querySelector('meta[name="isolation"][content="worker"]') !== null;

async function start(): Promise<void> {
  const registration = await navigator.serviceWorker.register(new URL(isolating ? 'sw.js?isolate' : 'sw.js', site), { scope: site.pathname });
  await navigator.serviceWorker.ready;
  // What the engine loaded before the service worker was there.
  const { choose } = await import('../engine/detect.ts');
  const { bundleOf } = await import('../engine/bundles.ts');
  const { simd, threads } = await choose({});
  // Figures with threads are on some pages, figures without on others.
  const bundles = [...new Set([1, threads])].flatMap((count) => (['functions', 'networks'] as const).map((kind) =>
    new URL(`${__LAB_BASE__}${bundleOf(kind, { simd, threads: count })}`, import.meta.url).href));
  registration.active?.postMessage({ keep: bundles.flatMap((bundle) => [`${bundle}.mjs`, `${bundle}.wasm`]) });
}

/**
 * A page came without the headers; from the worker it would have them. A page that uses threads is loaded again, once, as
 * soon as the worker answers for it, unless somebody has begun to use it: then the next page has them.
 */
function isolateSoon(): void {
  const done = 'descent-isolated';
  if (crossOriginIsolated || !document.querySelector('descent-network, descent-map, descent-landscape, descent-case')) return;
  try { if (sessionStorage.getItem(done)) return; } catch { return; /* nothing could stop it from doing this for ever */ }
  const touch = new AbortController(), { signal } = touch;
  for (const type of ['pointerdown', 'keydown', 'change']) addEventListener(type, () => touch.abort(), { capture: true, signal });
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    sessionStorage.setItem(done, '1');
    location.reload();
  }, { once: true, signal });
}

/** Does nothing where it cannot work: no service workers, a frame of another page, a reader who saves data. */
export function workOffline(): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (!import.meta.env.PROD || !('serviceWorker' in navigator) || connection?.saveData || window.top !== window) return;
  if (isolating) isolateSoon();
  const later = () => setTimeout(() => void start().catch(() => undefined), isolating && !crossOriginIsolated ? 0 : 2500); // refused: the site works as before
  if (document.readyState === 'complete') later();
  else addEventListener('load', later, { once: true });
}
