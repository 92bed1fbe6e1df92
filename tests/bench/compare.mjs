// The comparison: engines and jobs in turn, A B C A B C, so that whatever drifts falls on all alike.

import { say } from '../../wasm/toolchain/system.mjs';
import { makeJob } from './data.mjs';
import { shown } from './stats.mjs';

const topic = 'bench';
export const jobs = [makeJob(32, 'sgd'), makeJob(32, 'adam'), makeJob(128, 'sgd'), makeJob(128, 'adam')];
const lossSteps = 40;
/** How far the loss of a step may be from the first engine's, relative: same weights, same batches, other rounding. */
export const lossTolerance = 0.02;

/** The rows: { name, group, kind, options }. `others`: versions of the libraries to compare with; `torch`: whether it is here. */
export function rows({ cores, others, torch, browser = true }) {
  const lab = (simd, threads) => ({ name: `Descent Lab, ${simd}`, kind: 'descent', options: { simd, threads } });
  const one = [
    lab('relaxed', 1),
    ...(browser ? [lab('baseline', 1)] : []),
    ...(browser && others ? [
      { name: `jax-js ${others.jax}`, kind: 'jax', options: { threads: 1 } },
      // The loop one writes first; its documentation advises the other.
      { name: `jax-js ${others.jax}`, kind: 'jax', options: { threads: 1, wait: false }, group: 'one thread, never waiting' },
      { name: `TensorFlow.js ${others.tfjs}`, kind: 'tfjs', options: { threads: 1 } },
    ] : []),
    ...(torch ? [{ name: 'PyTorch, native', kind: 'torch', options: { threads: 1 } }] : []),
  ].map((row) => ({ group: 'one thread', ...row }));
  if (cores < 2 || !browser) return one;
  const all = [
    lab('relaxed', 'auto'),
    lab('baseline', 'auto'),
    ...(others ? [
      { name: `jax-js ${others.jax}`, kind: 'jax', options: { threads: 'auto' } },
      { name: `TensorFlow.js ${others.tfjs}`, kind: 'tfjs', options: { threads: 'auto' } },
    ] : []),
  ].map((row) => ({ ...row, group: `all threads (${Math.min(8, cores)})` }));
  return [...one, ...all];
}

/**
 * Measures. `seats`: rows with an `engine` (see browser.mjs, pytorch.mjs), opened. Returns the seats with
 * results: per job key { rates: samples per second of each repetition, losses, deviation from the first seat's }.
 */
export async function compare(seats, { reps, seconds }) {
  for (const seat of seats) {
    seat.results = {};
    for (const job of jobs) {
      await seat.engine.prepare(job);
      const losses = await seat.engine.losses(job.key, lossSteps);
      const reference = (seats[0].results[job.key] ?? { losses }).losses;
      const deviation = Math.max(...losses.map((loss, i) => Math.abs(loss - reference[i]) / reference[i]));
      const pace = await seat.engine.pace(job.key, Math.max(1, seconds));
      seat.results[job.key] = { rates: [], losses, deviation, steps: Math.max(10, Math.ceil(pace * seconds)) };
      say(topic, `${seat.name}, ${seat.group}, ${job.key}: about ${shown(pace * job.batch)} samples/s, loss ${losses[0].toFixed(3)} → ${losses.at(-1).toFixed(3)}`);
    }
  }
  for (let rep = 0; rep < reps; ++rep) {
    for (const job of jobs) {
      for (const seat of seats) {
        const result = seat.results[job.key];
        const { seconds: spent } = await seat.engine.time(job.key, result.steps);
        result.rates.push((result.steps * job.batch) / spent);
      }
    }
    say(topic, `repetition ${rep + 1} of ${reps}`);
  }
  return seats;
}

/** What is wrong with the losses, as sentences: nothing when every engine learned the same job. */
export function lossProblems(seats) {
  const problems = [];
  for (const { name, group, results } of seats) {
    for (const [key, { losses, deviation }] of Object.entries(results)) {
      const where = `${name}, ${group}, ${key}`;
      if (!(losses.at(-1) < losses[0] / 2)) problems.push(`${where}: the loss went from ${losses[0]} to ${losses.at(-1)} only`);
      if (!(deviation <= lossTolerance)) problems.push(`${where}: its losses are up to ${(100 * deviation).toFixed(1)} % from ${seats[0].name}'s`);
    }
  }
  return problems;
}
