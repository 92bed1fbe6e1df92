/** What the engine refused, in the shape every widget shows it. */
export interface Trouble { code: string; message: string; path: string }

export function asTrouble(error: unknown): Trouble {
  const e = error as Partial<Trouble> | undefined;
  return { code: e?.code ?? 'crashed', message: e?.message ?? String(error), path: e?.path ?? '' };
}
