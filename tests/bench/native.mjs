// The native benchmarks: compiled for this processor by the preset `bench`, run by Google Benchmark, medians of
// interleaved repetitions.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError, capture, root, run, say } from '../../wasm/toolchain/system.mjs';
import { shown, table } from './stats.mjs';

const program = join(root, 'build/bench/tests/bench/descent_bench');

/** Configures and compiles, with one job so that a small machine stays usable. */
export async function buildNative() {
  say('bench', 'compiling the native benchmarks');
  await run('cmake', ['--preset', 'bench'], { cwd: root, quiet: true });
  await run('cmake', ['--build', '--preset', 'bench', '--target', 'descent_bench', '-j', '1'], { cwd: root, quiet: true });
  if (!existsSync(program)) throw new UserError(`${program} was not built`);
}

/** { 'kernel/...': { counter: value } }: the median over the repetitions of every benchmark. */
function measure(reps, minTime) {
  const { code, stdout, stderr } = capture(program, [
    '--benchmark_format=json', `--benchmark_repetitions=${reps}`, '--benchmark_report_aggregates_only=true',
    '--benchmark_enable_random_interleaving=true', `--benchmark_min_time=${minTime}`,
  ]);
  if (code !== 0) throw new UserError(`${program} failed:\n${stderr}`);
  const { benchmarks } = JSON.parse(stdout);
  return new Map(benchmarks.filter(({ aggregate_name: kind }) => kind === 'median').map((one) => [one.run_name, one]));
}

/** Measured values and their report; { medians, sections }. */
export function measureNative({ reps, minTime = 0.05 }) {
  say('bench', 'native benchmarks: a minute or two');
  const medians = measure(reps, minTime);
  const names = [...medians.keys()].map((name) => name.split('/'));
  const value = (...path) => medians.get(path.join('/'));

  const shapes = [...new Set(names.filter(([kind]) => kind === 'product').map(([, , product, shape]) => `${product}/${shape}`))];
  const gflops = (who, shape) => (value('product', who, ...shape.split('/'))?.flops ?? NaN) / 1e9;
  const products = shapes.map((shape) => {
    const [own, core, eigen] = ['own', 'core', 'eigen'].map((who) => gflops(who, shape));
    return [shape.replace('/', ', '), shown(own), shown(core), shown(eigen), `${shown(own / eigen)} ×`];
  });

  const sizes = [...new Set(names.filter(([kind]) => kind === 'optimizer').map(([, , size]) => size))];
  const rate = (name, size) => (value('optimizer', name, size)?.bytes_per_second ?? NaN) / 1e9;
  const methods = [...new Set(names.filter(([kind]) => kind === 'optimizer').map(([, name]) => name))];
  const optimizers = methods.map((name) => [
    name, ...sizes.flatMap((size) => [shown(rate(name, size)), `${shown(rate(name, size) / rate('copy', size))} ×`]),
  ]);
  const sections = [
    '## Native: products of a layer',
    'GFLOP/s, one thread, compiled for this processor. Own: the kernels of the browser bundles (four-wide, without fused'
    + ' multiply-add, as the baseline bundle), bias and activation included; core: what the native core runs, bias and activation'
    + ' included; Eigen: the bare product. Shapes are batch × inputs × outputs.',
    table(['', 'own', 'core', 'Eigen', 'own / Eigen'], products),
    '## Native: optimizers',
    'GB/s that one step moves (gradient read, parameters and every state vector read and written), and the ratio to a plain copy'
    + ' of the same number of floats (`copy`), by number of parameters.',
    table(['', ...sizes.flatMap((size) => [shown(Number(size)), '/ copy'])], optimizers),
  ];
  return { medians: Object.fromEntries([...medians].map(([name, one]) => [name, { seconds: one.real_time, unit: one.time_unit }])), sections };
}
