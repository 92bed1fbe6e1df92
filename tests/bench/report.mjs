// The results in words and tables: for the terminal, and as docs/benchmarks.md.

import { jobs, lossTolerance } from './compare.mjs';
import { medianRatio, shown, spread, table } from './stats.mjs';
import { againstFirst, targets } from './targets.mjs';

const title = ({ optimizer, batch }) => `${optimizer === 'sgd' ? 'SGD' : 'Adam'}, ${batch}`;
const kilobytes = (bytes) => (bytes === undefined ? '–' : `${shown(bytes / 1000)} kB`);
const megabytes = (bytes) => (bytes === undefined ? '–' : `${shown(bytes / 2 ** 20)} MiB`);
const times = (ratio) => (Number.isFinite(ratio) ? `${shown(ratio)} ×` : '–');

function comparison({ seats, losses }) {
  const names = seats.map(({ name, group }) => `${name}, ${group}`);
  const rates = seats.map((seat, i) => [names[i], ...jobs.map(({ key }) => spread(seat.results[key].rates))]);
  const perJob = jobs.map(({ key }) => againstFirst(seats, key));
  const ratios = names.slice(1).map((name, i) => [name, ...perJob.map((column) => times(column[i + 1]))]);
  const deviation = Math.max(...seats.flatMap(({ results }) => Object.values(results).map((result) => result.deviation)));
  return [
    '## Training side by side',
    'Samples per second, median (lowest–highest) of the repetitions, by optimizer and batch size. Network 784-128-128-10, relu, softmax'
    + ' cross-entropy, float32. All start from the same weights and see the same batches in the same order. The other libraries'
    + ' are given their batches as ready float tensors; Descent Lab gathers its own from bytes, as in the page, and its time'
    + ' includes the messages between page and worker.',
    table(['', ...jobs.map(title)], rates),
    `How many times as fast ${names[0]} is (median of the ratios of each repetition):`,
    table(['', ...jobs.map(title)], ratios),
    `Do all learn the same? Over the first ${seats[0].results[jobs[0].key].losses.length} steps the loss of no step differs by more than`
    + ` ${shown(100 * deviation)} % from the first row's (allowed: ${100 * lossTolerance} %).${losses.map((problem) => `\n- ${problem}`).join('')}`,
  ];
}

function startTable(start) {
  const rows = start.map(({ name, group, fetch, seconds, heap, page }) =>
    [`${name}, ${group}`, kilobytes(fetch), spread(seconds.map((s) => 1000 * s)), megabytes(heap), megabytes(page)]);
  return [
    '## Size, first step, memory',
    'Fetched: scripts and modules, gzipped, as the browser asked for them. First step: from nothing loaded to the loss of one Adam step'
    + ' at batch 128, data already on the page, files from a local server. Heap: the WebAssembly memory after 51 steps; page:'
    + ' `performance.measureUserAgentSpecificMemory()`, in which Chromium counts the memory of modules only where threads share it.'
    + ' Both hold 4,096 images, as bytes in Descent Lab, as float tensors elsewhere. The threaded bundles of the lab reserve a fixed'
    + ' heap, of which only what is used is backed by memory.',
    table(['', 'fetched', 'first step (ms)', 'heap', 'page'], rows),
  ];
}

function threadTable({ count, results }) {
  const rows = Object.entries(results).map(([key, { one, pages, threads }]) =>
    [key, spread(one), spread(pages), spread(threads), times(medianRatio(threads, pages)), times(medianRatio(threads, one))]);
  return [
    '## Threads',
    `Samples per second of the relaxed bundle: one page with one thread; ${count} such pages together; one page with ${count} threads.`,
    table(['', 'one thread', `${count} pages`, `${count} threads`, 'threads / pages', 'threads / one'], rows),
  ];
}

function epochTable({ epochs, rows }) {
  const lines = rows.map(({ name, seconds, accuracy }) =>
    [name, spread(seconds), ...[Math.min(...accuracy), Math.max(...accuracy)].map((a) => `${(100 * a).toFixed(1)} %`)]);
  return [
    `## ${epochs} epochs of Fashion-MNIST`,
    'Seconds from the decoded bytes to the accuracy on the test set: Adam, batch 128, a new order each epoch, 60,000 images.',
    table(['', 'seconds', 'accuracy from', 'to'], lines),
  ];
}

function mapTable({ rows, same }) {
  const lines = rows.map(({ name, seconds, first }) => [name, spread(seconds), first.length ? spread(first.map((s) => 1000 * s)) : '–', times(medianRatio(rows.at(-1).seconds, seconds))]);
  return [
    '## A basin map',
    'Himmelblau\'s function, 256 × 256 starts, 200 steps of Adam from each, in float64; the lab\'s sweep through its worker, beside the same'
    + ` loop in plain JavaScript on the page. They agree on ${shown(100 * same)} % of the pixels (the loop corrects the bias by a running product).`,
    table(['', 'seconds', 'first picture (ms)', 'times as fast'], lines),
  ];
}

const networkText = ({ count, few, early, late }) => [
  '## Memory of many networks',
  `${count} networks created, trained and disposed of one after another: the module held ${megabytes(early)} after ${few} of them and`
  + ` ${megabytes(late)} after the last.`,
];

function targetTable(rows) {
  const lines = rows.map(({ what, value, bound, atMost, met }) =>
    [what, shown(value), `${atMost ? '≤' : '≥'} ${bound}`, met ? 'yes' : '**no**']);
  return ['## What the lab asks of itself', table(['', 'measured', 'asked', 'met'], lines)];
}

/** The tables of whatever was measured, as Markdown. */
export function sections(results) {
  const parts = [];
  const asked = targets(results);
  if (asked.length > 0) parts.push(...targetTable(asked));
  if (results.seats) parts.push(...comparison(results));
  if (results.threads) parts.push(...threadTable(results.threads));
  if (results.maps) parts.push(...mapTable(results.maps));
  if (results.epochs) parts.push(...epochTable(results.epochs));
  if (results.start) parts.push(...startTable(results.start));
  if (results.networks) parts.push(...networkText(results.networks));
  if (results.native) parts.push(...results.native.sections);
  return parts.join('\n\n');
}

/** docs/benchmarks.md. */
export function document(results) {
  const { machine, versions, reps, loadBefore, missing } = results;
  const facts = [
    `- Date: ${machine.date}. Descent Lab ${machine.lab}.`,
    `- Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memory}, ${machine.system}. Load when it began: ${loadBefore.toFixed(2)}.`,
    `- Versions: ${versions.join(', ')}.`,
    `- Repetitions: ${reps}, interleaved (A B C A B C …) in one run; warm-up not counted.`,
    ...missing.map((what) => `- Not measured: ${what}`),
  ];
  return `# Benchmarks

Generated by \`npm run bench\`; not edited by hand.

${facts.join('\n')}

To repeat: \`npm run bench\` (everything, and this file); \`npm run bench -- browser\`, \`-- pytorch\`, \`-- epochs\` or \`-- native\` for
a part; \`--reps N\`; \`--help\`. The machine must be idle otherwise: the run waits for a load below its limit and leaves this
file alone when that does not come.

${sections(results)}
`;
}
