/** Makes the site work without a network after the first visit. Comes when the page has nothing better to do. */

const site = new URL('../', import.meta.url); // built scripts lie in a folder of the site

async function start(): Promise<void> {
  const registration = await navigator.serviceWorker.register(new URL('sw.js', site), { scope: site.pathname });
  await navigator.serviceWorker.ready;
  // What the engine loaded before the service worker was there.
  const { choose } = await import('../engine/detect.ts');
  const { simd, threads } = await choose({});
  // Functions run in the single-threaded bundle, networks and maps in the threaded one where there are threads.
  const bundles = (threads > 1 ? ['', '-mt'] : ['']).map((kind) => new URL(`${__LAB_BASE__}descent-${simd}${kind}`, import.meta.url).href);
  registration.active?.postMessage({ keep: bundles.flatMap((bundle) => [`${bundle}.mjs`, `${bundle}.wasm`]) });
}

/** Does nothing where it cannot work: no service workers, a frame of another page, a reader who saves data. */
export function workOffline(): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (!import.meta.env.PROD || !('serviceWorker' in navigator) || connection?.saveData || window.top !== window) return;
  const later = () => setTimeout(() => void start().catch(() => undefined), 2500); // refused: the site works as before
  if (document.readyState === 'complete') later();
  else addEventListener('load', later, { once: true });
}
