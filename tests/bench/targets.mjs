// What the lab asks of itself: each a ratio of this very run, and the bound it is held to.

import { median, medianRatio } from './stats.mjs';

/** Rows of { what, value, bound, atMost?, met }; those whose measurements are missing are left out. */
export function targets({ seats, threads, epochs, networks, maps }) {
  const rows = [];
  const hold = (what, value, bound, atMost = false) => {
    if (value === undefined || Number.isNaN(value)) return;
    rows.push({ what, value, bound, atMost, met: atMost ? value <= bound : value >= bound });
  };

  const find = (start, group = 'one thread') => seats?.find((seat) => seat.name.startsWith(start) && seat.group === group);
  const ratio = (a, b, keyA, keyB = keyA) => a && b && medianRatio(a.results[keyA].rates, b.results[keyB].rates);
  const relaxed = find('Descent Lab, relaxed');
  const baseline = find('Descent Lab, baseline');
  const [jax, loop, tfjs, torch] = [find('jax-js'), find('jax-js', 'one thread, never waiting'), find('TensorFlow.js'), find('PyTorch')];
  hold('relaxed / jax-js, one thread, SGD, batch 128', ratio(relaxed, jax, 'sgd 128'), 2.2);
  hold('relaxed / TensorFlow.js, one thread, SGD, batch 128', ratio(relaxed, tfjs, 'sgd 128'), 7);
  hold('relaxed / jax-js, one thread, SGD, batch 32', ratio(relaxed, jax, 'sgd 32'), 5);
  hold('relaxed / jax-js, one thread, Adam, batch 32', ratio(relaxed, jax, 'adam 32'), 5);
  hold('baseline / jax-js, one thread, SGD, batch 128', ratio(baseline, jax, 'sgd 128'), 1.6);
  hold('relaxed / jax-js never waiting, one thread, SGD, batch 128', ratio(relaxed, loop, 'sgd 128'), 2.2);
  hold('relaxed / jax-js never waiting, one thread, SGD, batch 32', ratio(relaxed, loop, 'sgd 32'), 5);
  hold('relaxed / jax-js never waiting, one thread, Adam, batch 32', ratio(relaxed, loop, 'adam 32'), 5);
  hold('baseline / jax-js never waiting, one thread, SGD, batch 128', ratio(baseline, loop, 'sgd 128'), 1.6);
  hold('time of Adam / time of SGD, relaxed, one thread, batch 128', ratio(relaxed, relaxed, 'sgd 128', 'adam 128'), 1.25, true);
  hold('relaxed / native PyTorch, one thread, SGD, batch 128', ratio(relaxed, torch, 'sgd 128'), 0.5);
  hold('relaxed / native PyTorch, one thread, Adam, batch 32', ratio(relaxed, torch, 'adam 32'), 1);

  if (threads) {
    const { count, results } = threads;
    const few = `${count} threads`;
    for (const key of ['sgd 32', 'adam 32', 'sgd 128', 'adam 128']) {
      hold(`${few} / ${count} pages of one thread, ${key}`, medianRatio(results[key].threads, results[key].pages), 0.85);
    }
    for (const [key, { threads: many, one }] of Object.entries(results)) {
      hold(`${few} / one thread, ${key}`, medianRatio(many, one), 1);
    }
  }
  const [ours, theirs] = ['Descent Lab', 'PyTorch'].map((start) =>
    epochs?.rows.filter(({ name }) => name.startsWith(start)).map(({ seconds }) => seconds));
  ours?.forEach((seconds, i) => {
    if (theirs[i]) hold(`${epochs.epochs} epochs: time in Chromium / in PyTorch, ${i === 0 ? 'one thread' : 'all threads'}`, medianRatio(seconds, theirs[i]), 2, true);
  });
  if (maps) {
    const plain = maps.rows.at(-1);
    for (const { name, seconds, first } of maps.rows.slice(0, -1)) {
      hold(`basin map, plain JavaScript / ${name}: time`, medianRatio(plain.seconds, seconds), 4);
      hold(`basin map, ${name}: first picture (ms)`, 1000 * median(first), 50, true);
    }
  }
  if (networks) hold(`bytes the module grows from network ${networks.few} to ${networks.count}`, networks.growth, 0, true);
  return rows;
}

/** The ratio of each seat to the first, per job: medians of the ratios of each repetition. */
export const againstFirst = (seats, key) => seats.map((seat) => medianRatio(seats[0].results[key].rates, seat.results[key].rates));

/** Median samples per second. */
export const rateOf = (seat, key) => median(seat.results[key].rates);
