/** What a learner has typed into an exercise, kept on this machine until it is cleared. */

export interface Answer { typed: string; shown?: boolean }

export class Answers {
  private key = '';
  private kept = new Map<string, Answer>();

  /** Turns to the exercise of this address. */
  open(exercise: string): void {
    const key = `descent-worked:${exercise}`;
    if (key === this.key) return;
    this.key = key;
    try {
      this.kept = new Map(Object.entries(JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, Answer>)
        .filter(([, answer]) => typeof answer?.typed === 'string'));
    } catch {
      this.kept = new Map(); // storage refused, or not ours
    }
  }
  get(place: string): Answer | undefined { return this.kept.get(place); }
  get any(): boolean { return this.kept.size > 0; }

  set(place: string, answer: Answer | undefined): void {
    if (answer) this.kept.set(place, answer);
    else this.kept.delete(place);
    this.keep();
  }
  clear(): void {
    this.kept.clear();
    this.keep();
  }
  private keep(): void {
    try {
      if (this.kept.size) localStorage.setItem(this.key, JSON.stringify(Object.fromEntries(this.kept)));
      else localStorage.removeItem(this.key);
    } catch { /* storage refused: kept while the page is open */ }
  }
}
