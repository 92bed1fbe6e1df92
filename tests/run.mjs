// `npm test`: every check of the house, stage by stage, from a bare checkout.
//
//   npm test                        everything
//   npm test -- --list              the stages
//   npm test -- --only native,types
//
// A stage fails when a command of it fails, when a test fails, or when it found no test at all. The
// last line is `N passed, N failed`, summed over all stages.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { UserError, cli, root, since } from '../wasm/toolchain/system.mjs';
import { relaxedSimdOptions } from '../wasm/toolchain/check.mjs';
import { prepareData } from '../web/tools/data.mjs';
import { findChromium, findClangFormat, findFirefox, setup } from '../web/tools/setup.mjs';
import { build } from '../web/tools/steps.mjs';
import { countTests } from './count.mjs';

/** Runs a command in the root, its output shown and also returned; throws when it fails. */
function shell(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kept = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        kept.push(chunk);
        process.stdout.write(chunk);
      });
    }
    child.on('error', (error) => reject(new UserError(`cannot run ${command}: ${error.message}`)));
    child.on('close', (code, signal) => {
      const output = Buffer.concat(kept).toString();
      if (code === 0) return resolve(output);
      const failure = new UserError(`${command} ended with ${signal ?? `exit code ${code}`}`);
      reject(Object.assign(failure, { output }));
    });
  });
}

/** All files below a folder of the root whose names end in one of `endings`. */
function filesBelow(folder, ...endings) {
  const path = join(root, folder);
  if (!existsSync(path)) throw new UserError(`${folder} does not exist`);
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** A CMake preset: configure, build, CTest. */
async function preset(name) {
  const jobs = String(availableParallelism());
  await shell('cmake', ['--preset', name]);
  await shell('cmake', ['--build', '--preset', name, '-j', jobs]);
  return shell('ctest', ['--preset', name, '-j', jobs, '--no-tests=error']);
}

/** The files *.test.mjs below folders, under Node's own runner. */
async function nodeTests(folders, { options = [], env } = {}) {
  const files = folders.flatMap((folder) => filesBelow(folder, '.test.mjs'));
  if (files.length === 0) throw new UserError(`no *.test.mjs in ${folders.join(', ')}`);
  return shell(process.execPath, [...options, '--test', '--test-reporter=spec', ...files], env);
}

/** More failing files than this are no accident. */
const mostRepeated = 5;

/**
 * Tests of a real browser also depend on what else the machine does. Files with failing tests are run once more, after all
 * others; a test that passes only then counts as passed, and the report names it. One that fails twice has failed.
 */
async function browserTests(folders, options) {
  try {
    return await nodeTests(folders, options);
  } catch (error) {
    const failing = (error.output ?? '').split(/^✖ failing tests:$/m)[1] ?? '';
    const files = [...new Set([...failing.matchAll(/^test at (\S+\.test\.mjs):\d+/gm)].map((match) => match[1]))];
    if (files.length === 0 || files.length > mostRepeated) throw error;
    const names = [...failing.matchAll(/^test at \S+\n✖ (.*?)(?: \([\d.]+ms\))?$/gm)].map((match) => match[1]);
    process.stdout.write(`\n---- once more: ${files.join(', ')}\n`);
    const again = await shell(process.execPath, [...(options.options ?? []), '--test', '--test-reporter=spec', ...files], options.env)
      .catch((second) => { throw Object.assign(second, { output: error.output }); }); // the counts are those of all files
    const [first, second] = [countTests(error.output), countTests(again)];
    if (second.passed === 0) throw error;
    process.stdout.write(`\npassed only when run again:\n${names.map((name) => `  ${name}\n`).join('')}`);
    return { passed: first.passed + first.failed, failed: 0, skipped: first.skipped, remark: `${first.failed} passed only when run again` };
  }
}

async function checkFormat() {
  const sources = ['core', 'wasm', 'tests'].flatMap((folder) => filesBelow(folder, '.cpp', '.hpp'));
  const clangFormat = findClangFormat();
  await shell(clangFormat, ['--version']);
  await shell(clangFormat, ['--dry-run', '-Werror', ...sources]);
}

/**
 * The stages in order. `run` resolves to output whose tests are counted, to their counts, or to nothing:
 * then the stage is one test by itself.
 */
const stages = [
  { name: 'format', what: 'C++ sources as clang-format lays them out', run: checkFormat },
  { name: 'native', what: 'core tests, native, optimised', run: () => preset('native') },
  { name: 'asan', what: 'core tests under AddressSanitizer and UBSan', run: () => preset('asan') },
  { name: 'wasm', what: 'the WebAssembly bundles are built', run: () => build('wasm') },
  {
    name: 'core-wasm',
    what: 'core tests as WebAssembly under Node',
    run: () => shell(process.execPath, ['wasm/toolchain/build.mjs', '--tests']),
  },
  {
    name: 'types',
    what: 'TypeScript, strict',
    run: async () => {
      await build('wasm'); // the declarations of the bindings come out of it
      await shell('npm', ['run', '--silent', 'check:types']);
    },
  },
  { name: 'page', what: 'the package and the page are built', run: () => build('web') },
  {
    name: 'node',
    what: 'the package and the tools under Node, every bundle',
    run: async () => {
      await build('lib');
      return nodeTests(['tests/node'], { options: relaxedSimdOptions() });
    },
  },
  {
    name: 'package',
    what: 'the packed package in a Node script and in a Vite app',
    run: async () => {
      await build('web');
      return browserTests(['tests/package'], { options: ['--test-concurrency=1'], env: { CHROMIUM: findChromium() } });
    },
  },
  {
    name: 'browser',
    what: 'the page in Chromium, with isolation headers and without',
    run: async () => {
      await build('web');
      await prepareData();
      return browserTests(['tests/web'], {
        options: ['--test-concurrency=1'],
        env: { CHROMIUM: findChromium(), FIREFOX: findFirefox() },
      });
    },
  },
  {
    name: 'bench',
    what: 'the benchmarks run',
    run: async () => {
      await shell('npm', ['run', '--silent', 'bench', '--', '--smoke']);
    },
  },
];

async function runStage(stage) {
  const start = performance.now();
  process.stdout.write(`\n==== ${stage.name}: ${stage.what}\n`);
  let [passed, failed, skipped, reason, remark] = [0, 0, 0, '', ''];
  try {
    const output = await stage.run();
    if (output === undefined) {
      passed = 1;
    } else {
      ({ passed, failed, skipped, remark = '' } = typeof output === 'string' ? countTests(output) : output);
      if (passed + failed === 0) throw new UserError('no test was found in the output');
      if (failed > 0) reason = 'tests failed';
    }
  } catch (error) {
    ({ passed, failed, skipped } = countTests(error.output ?? ''));
    failed = Math.max(failed, 1); // a stage that broke counts as a failure even when no test says so
    reason = error.message;
    process.stdout.write(`${error instanceof UserError ? error.message : error.stack}\n`);
  }
  return { ...stage, passed, failed, skipped, reason: reason || remark, time: since(start) };
}

function choose(given) {
  if (given.includes('--list')) return [];
  const index = given.findIndex((argument) => argument.startsWith('--only'));
  if (given.length === 0) return stages;
  const wanted = index === 0 ? (given[0].split('=')[1] ?? given[1]) : undefined;
  if (!wanted) throw new UserError('npm test -- [--list] [--only stage,stage]');
  return wanted.split(',').map((name) => {
    const stage = stages.find((one) => one.name === name);
    if (!stage) throw new UserError(`There is no stage ${name}. Stages: ${stages.map((one) => one.name).join(', ')}`);
    return stage;
  });
}

async function main() {
  const chosen = choose(process.argv.slice(2));
  if (chosen.length === 0) {
    for (const { name, what } of stages) process.stdout.write(`${name.padEnd(11)}${what}\n`);
    return;
  }
  const start = performance.now();
  await setup('test');
  process.stdout.write(`setup took ${since(start)}\n`);
  const results = [];
  for (const stage of chosen) results.push(await runStage(stage));

  process.stdout.write(`\n${'stage'.padEnd(11)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'skipped'.padStart(9)}${'time'.padStart(10)}\n`);
  for (const { name, passed, failed, skipped, time, reason } of results) {
    const numbers = `${String(passed).padStart(8)}${String(failed).padStart(8)}${String(skipped).padStart(9)}`;
    const note = reason ? `  ${reason.split('\n')[0]}` : '';
    process.stdout.write(`${name.padEnd(11)}${numbers}${time.padStart(10)}${note}\n`);
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  process.stdout.write(`\nin all ${since(start)}\n${sum('passed')} passed, ${sum('failed')} failed\n`);
  if (sum('failed') > 0) process.exitCode = 1;
}

await cli(main);
