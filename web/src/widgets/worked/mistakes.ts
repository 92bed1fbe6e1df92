/** Which slip would give the number a learner typed: the line's own formula is tried again with each usual slip made. */
import { rewrite, evaluate, num, call, power, type Lookup, type Node } from './formula.ts';
import type { Row } from './steps.ts';

export const slips = [
  'sign', 'previous', 'present', 'share', 'swapped', 'root', 'square', 'eps', 'rate', 'power', 'correction', 'other', 'decimal', 'step', 'unknown',
] as const;
export type Slip = (typeof slips)[number];

export type Judgement = { verdict: 'right' | 'near' } | { verdict: 'wrong'; slip: Slip };

/** What a row may be confused with. */
export interface Surroundings {
  /** The names' values one step earlier. */
  earlier?: Lookup;
  /** The same row of the other coordinate. */
  other?: Row;
}

const close = (typed: number, truth: number, within: number) => Math.abs(typed - truth) <= within * Math.abs(truth) + 1e-12;
/** Rounded to four digits by hand, or exact to what was typed. */
const exact = 1e-3, rough = 0.02;

export function judge(typed: number, row: Row, around: Surroundings): Judgement {
  if (close(typed, row.value, exact)) return { verdict: 'right' };
  for (const [slip, value] of wrongValues(row, around))
    if (Number.isFinite(value) && !close(value, row.value, 4 * exact) && close(typed, value, 2 * exact)) return { verdict: 'wrong', slip };
  if (close(typed, row.value, rough)) return { verdict: 'near' };
  return { verdict: 'wrong', slip: 'unknown' };
}

function* wrongValues(row: Row, { earlier, other }: Surroundings): Generator<[Slip, number]> {
  yield ['sign', -row.value];
  const { node, lookup } = row;
  if (node) {
    for (const [slip, changed] of variants(node)) {
      const x = evaluate(changed, lookup);
      if (x !== undefined) yield [slip, x];
    }
    if (earlier) {
      // The gradient or the memory of the step before, or the new memory where the old one belongs.
      for (const name of ['g', 'v', 'm', 's']) {
        const x = evaluate(node, (n) => (n === name ? earlier(n) : lookup(n)));
        if (x !== undefined) yield ['previous', x];
      }
      const present = evaluate(node, (n) => (n.endsWith('-') ? lookup(n.slice(0, -1)) : lookup(n)));
      if (present !== undefined) yield ['present', present];
    }
  }
  if (other) yield ['other', other.value];
  for (const k of [-2, -1, 1, 2]) yield ['decimal', row.value * 10 ** k];
  // The change alone, where it should have been added to what was there.
  if (node?.kind === 'sum' && node.terms.length === 2) {
    const first = evaluate(node.terms[0].node, lookup), rest = evaluate(node.terms[1].node, lookup);
    if (first !== undefined && rest !== undefined) { yield ['step', rest]; yield ['step', -rest]; }
  }
}

/** The formula with one slip made in one place. */
function* variants(node: Node): Generator<[Slip, Node]> {
  const places = collect(node);
  for (const place of places) {
    const put = (slip: Slip, instead: Node): [Slip, Node] => [slip, rewrite(node, (n) => (n === place ? instead : undefined))];
    if (place.kind === 'sum') {
      const { terms } = place;
      if (terms.length > 1) for (let i = 0; i < terms.length; ++i) yield put('sign', { kind: 'sum', terms: terms.map((t, k) => (k === i ? { ...t, minus: !t.minus } : t)) });
      // 1 − β left out, or β in its place.
      if (terms.length === 2 && isOne(terms[0].node) && terms[1].minus) {
        yield put('share', num(1));
        yield put('correction', num(1));
        yield put('swapped', terms[1].node);
      }
    }
    if (place.kind === 'name' && /^p\.(beta\d?|rho|momentum)$/.test(place.name)) yield put('swapped', { kind: 'sum', terms: [{ minus: false, node: num(1) }, { minus: true, node: place }] });
    if (place.kind === 'call' && place.name === 'sqrt') {
      const [inside] = place.args;
      yield put('root', inside);
      if (inside.kind === 'sum') yield put('eps', { kind: 'sum', terms: inside.terms.map((t, i) => (i ? t : { ...t, node: call('sqrt', [t.node]) })) });
    }
    if (place.kind === 'sum' && place.terms.length === 2 && place.terms[0].node.kind === 'call' && place.terms[0].node.name === 'sqrt')
      yield put('eps', call('sqrt', [{ kind: 'sum', terms: [{ minus: false, node: place.terms[0].node.args[0] }, place.terms[1]] }]));
    if (place.kind === 'power') {
      const squares = place.exponent.kind === 'number';
      yield put(squares ? 'square' : 'power', place.base);
      if (!squares) yield put('power', power(place.base, num(1)));
    }
    if (place.kind === 'name' && place.name === 'lr') yield put('rate', num(1));
  }
}

const isOne = (n: Node) => n.kind === 'number' && n.value === 1;

function collect(node: Node): Node[] {
  const all: Node[] = [];
  rewrite(node, (n) => { all.push(n); return undefined; });
  return all;
}
