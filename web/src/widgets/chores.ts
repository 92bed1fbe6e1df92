/**
 * Work that may wait for a moment: each piece in a task of its own, so that together they never hold the page up, and only the
 * latest of those with one name. What `run` was given last is what will be done.
 */
export class Chores {
  private readonly waiting = new Map<string, () => void>();
  private going = false;

  run(name: string, work: () => void): void {
    this.waiting.delete(name); // the latest goes to the end of the queue
    this.waiting.set(name, work);
    if (!this.going) { this.going = true; setTimeout(this.turn); }
  }
  private readonly turn = (): void => {
    const [next] = this.waiting;
    if (!next) { this.going = false; return; }
    this.waiting.delete(next[0]);
    setTimeout(this.turn); // asked for first: work that fails does not stop the others
    next[1]();
  };
}
