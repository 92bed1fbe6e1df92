/** Jobs that wait for each other in one line. */

export type Phase = 'idle' | 'building' | 'training' | 'evaluating';

export class JobLine {
  phase: Phase = 'idle';
  /** Jobs in the line, the one at work included. */
  waiting = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private changed: () => void) {}

  /** Does a job when those before it are done, whether or not they succeeded. */
  enqueue(phase: Phase, job: () => Promise<void>): Promise<void> {
    this.waiting++;
    const done = this.last.then(async () => {
      this.phase = phase;
      this.changed();
      try {
        await job();
      } finally {
        this.waiting--;
        this.phase = 'idle';
        this.changed();
      }
    });
    this.last = done.catch(() => undefined);
    return done;
  }
}
