/** One question: what it asks, what the simulator found, what the reader has given. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { parse, vector } from '../../state/format.ts';
import { givenText, groupOf, isQuizId, isRight, parseGiven, solve, variantOf, type Given, type Quiz, type Solution } from '../../state/quiz.ts';
import { getLab } from '../engine.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
import { loadQuiz } from './content.ts';
import { record } from './keeper.ts';

export const letters = 'abcdefgh';

export class QuizModel implements ReactiveController {
  id = '';
  /** From 0. */
  variant = 0;
  /** As the variant asks it; undefined until loaded. */
  quiz?: Quiz;
  solution?: Solution;
  trouble?: Trouble;
  unknown = false;
  done = false;
  correct = false;
  /** The draft: an option, the typed text, the placed points with what was typed for each coordinate. */
  option = '';
  typed = '';
  points: (number[] | null)[] = [];
  /** Points of which only some coordinates are typed yet. */
  halves: (number[] | undefined)[] = [];
  private pending = '';
  private awake = false;
  private busy = false;
  private turn = 0;

  constructor(private host: ReactiveControllerHost & HTMLElement) {
    host.addController(this);
  }
  hostDisconnected() { /* nothing is held */ }

  get group(): string { return groupOf(this.id); }
  /** How many coordinates a point has. */
  get dim(): number {
    const answer = this.solution?.answer;
    return answer?.kind === 'place' || answer?.kind === 'path' ? answer.points[0].length : 1;
  }
  pointText(point: number[]): string { return vector(point, this.quiz?.digits ?? 4); }

  /** Reads address keys. A missing key means its default. */
  take(fields: Map<string, string>): void {
    const id = fields.get('quiz') ?? '', variant = Math.min(98, Math.max(0, Math.round(Number(fields.get('variant') ?? 1)) - 1 || 0));
    this.pending = fields.get('given') ?? '';
    const done = fields.get('done') === '1';
    if (id === this.id && variant === this.variant && this.solution) {
      this.restore(done);
    } else {
      Object.assign(this, { id, variant, quiz: undefined, solution: undefined });
      this.clear();
      this.done = done; // until there is something to judge
      if (this.awake) void this.load(done);
    }
    this.host.requestUpdate();
  }

  fields(): [string, string][] {
    const fields: [string, string][] = [['quiz', this.id]], given = this.given();
    if (this.variant > 0) fields.push(['variant', String(this.variant + 1)]);
    if (given !== null) fields.push(['given', givenText(given)]);
    if (this.done) fields.push(['done', '1']);
    return fields;
  }

  wake(): void {
    this.awake = true;
    if (!this.solution && !this.busy) void this.load(this.done);
  }

  /** What is shown stays until the new question is there. */
  private async load(done: boolean): Promise<void> {
    const { id, variant } = this, turn = ++this.turn, current = () => turn === this.turn;
    this.busy = true;
    this.trouble = undefined;
    this.unknown = false;
    try {
      const whole = isQuizId(id) ? await loadQuiz(id) : undefined;
      const at = whole?.variants ? variant % whole.variants.length : 0;
      const quiz = whole && variantOf(whole, at), solution = quiz && await solve(await getLab(), quiz);
      if (!current()) return;
      Object.assign(this, { variant: at, quiz, solution });
      this.unknown = !quiz;
      if (quiz) this.restore(done);
    } catch (error) {
      if (current()) this.trouble = asTrouble(error);
    }
    if (current()) this.busy = false;
    this.host.requestUpdate();
  }

  private clear(): void {
    const answer = this.solution?.answer;
    this.done = this.correct = false;
    this.option = this.typed = '';
    this.halves = [];
    this.points = answer?.kind === 'place' || answer?.kind === 'path' ? answer.points.map(() => null) : [];
  }

  /** Takes the answer that the address or a caller gave, as far as it is one of this question. */
  private restore(done: boolean): void {
    const given = parseGiven(this.quiz!, this.pending);
    this.pending = '';
    this.clear();
    if (given === null || (Array.isArray(given) && given[0].length !== this.dim)) return;
    if (Array.isArray(given)) this.points = given;
    else if (this.quiz!.kind === 'choice') this.option = String(given);
    else this.typed = String(given);
    this.done = done;
    this.correct = done && isRight(this.solution!.answer, given);
  }

  /** The answer as it stands; null while it is none. */
  given(): Given | null {
    switch (this.quiz?.kind) {
      case 'choice': return this.option || null;
      case 'number': return parse(this.typed);
      case undefined: return null;
      default: return this.points.length > 0 && this.points.every((p) => p !== null) ? (this.points as number[][]) : null;
    }
  }

  change(change: Partial<Pick<QuizModel, 'option' | 'typed' | 'points'>>): void {
    if (this.done) return;
    Object.assign(this, change);
    this.changed();
  }
  /** Puts a point where the reader wants it; coordinates that are no numbers are still missing. */
  put(index: number, point: number[]): void {
    const whole = point.length === this.dim && point.every(Number.isFinite);
    this.halves[index] = whole ? undefined : point;
    this.change({ points: this.points.map((p, i) => (i === index ? (whole ? point : null) : p)) });
  }
  private changed(): void {
    this.host.requestUpdate();
    this.host.dispatchEvent(new CustomEvent('change', { detail: { state: Object.fromEntries(this.fields()) }, bubbles: true, composed: true }));
  }

  check(): { id: string; given: Given; correct: boolean } {
    const given = this.given()!;
    this.correct = isRight(this.solution!.answer, given);
    this.done = true;
    record(this.id, this.correct);
    this.changed();
    return { id: this.id, given, correct: this.correct };
  }

  again(variant: number): void {
    if (variant === this.variant) this.clear();
    else {
      this.variant = variant;
      void this.load(false);
    }
    this.changed();
  }
}
