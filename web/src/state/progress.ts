/** Which lessons a reader has begun and read, kept in this browser only. Checked when read: storage may hold anything. */

export type Stage = 'begun' | 'read';
export type Progress = Record<string, Stage>;

const key = 'descent-progress';

export function fromText(text: string | null): Progress {
  let raw: unknown;
  try { raw = JSON.parse(text ?? '{}'); } catch { return {}; }
  if (typeof raw !== 'object' || raw === null) return {};
  return Object.fromEntries(Object.entries(raw).filter(([slug, stage]) => /^[\w-]{1,60}$/.test(slug) && (stage === 'begun' || stage === 'read')).slice(0, 200));
}

export function progress(): Progress {
  try { return fromText(localStorage.getItem(key)); } catch { return {}; /* storage refused */ }
}

/** A lesson once read stays read. */
export function advance(slug: string, stage: Stage): void {
  const now = progress();
  if (now[slug] === 'read' || now[slug] === stage) return;
  try { localStorage.setItem(key, JSON.stringify({ ...now, [slug]: stage })); } catch { /* storage refused */ }
}

export function forget(): void {
  try { localStorage.removeItem(key); } catch { /* storage refused */ }
}
