// Small helpers every script of the house shares: running commands, finding programs, saying what
// is going on, and a lock. No dependencies: these run before `npm ci`.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A failure the user can act on: its message is printed alone, without a stack. */
export class UserError extends Error {}

/** One line of progress, `[topic] text`, on standard error so that standard output stays usable. */
export function say(topic, text) {
  process.stderr.write(`[${topic}] ${text}\n`);
}

/** Seconds since `start` (from `performance.now()`), as "3.2 s". */
export function since(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/** Runs a CLI's main function: a UserError ends in its sentence, anything else in a stack. */
export async function cli(main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(error instanceof UserError ? `\n${error.message}\n` : `\n${error.stack}\n`);
    process.exitCode = 1;
  }
}

/** True when this module is the program Node was started with. */
export function isMain(url) {
  return process.argv[1] !== undefined && fileURLToPath(url) === resolve(process.argv[1]);
}

/** The full path of a program on PATH, or undefined. */
export function which(name, path = process.env.PATH ?? '') {
  for (const folder of path.split(delimiter)) {
    if (!folder) continue;
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not here: try the next folder.
    }
  }
  return undefined;
}

/** Runs a command to its end and returns { code, stdout, stderr }; never throws for a bad exit. */
export function capture(command, args = [], options = {}) {
  const done = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  return {
    code: done.error ? 127 : (done.status ?? 128),
    stdout: done.stdout ?? '',
    stderr: done.error ? String(done.error.message) : (done.stderr ?? ''),
  };
}

/**
 * Runs a command, its output going to the terminal, and resolves when it succeeded.
 * With `quiet`, the output is kept back and only shown when the command fails.
 */
export function run(command, args = [], { quiet = false, ...options } = {}) {
  return new Promise((resolve_, reject) => {
    const kept = [];
    // Standard output is sent to standard error: `--print-env` and friends own standard output.
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2];
    const child = spawn(command, args, { stdio, ...options });
    child.stdout?.on('data', (chunk) => kept.push(chunk));
    child.stderr?.on('data', (chunk) => kept.push(chunk));
    child.on('error', (error) => reject(new UserError(`Cannot run ${command}: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve_(Buffer.concat(kept).toString());
      process.stderr.write(Buffer.concat(kept));
      const how = signal ? `was stopped by ${signal}` : `failed with exit code ${code}`;
      reject(new UserError(`${[command, ...args].join(' ')}\n${how}.`));
    });
  });
}

/** -1, 0 or 1: compares dotted versions number by number; what follows the numbers is ignored. */
export function compareVersions(a, b) {
  const numbers = (text) => (/\d+(\.\d+)*/.exec(text)?.[0] ?? '0').split('.').map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < Math.max(left.length, right.length); ++i) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

/** The project's folder in the user's cache. */
export function cacheDirectory() {
  // The XDG specification says a relative path is to be ignored.
  const xdg = process.env.XDG_CACHE_HOME;
  return join(xdg?.startsWith('/') ? xdg : join(homedir(), '.cache'), 'descent-lab');
}

/** SHA-256 of texts or buffers, in hexadecimal. */
export function sha256(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** A file's text, or undefined when there is none. */
export function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Makes a folder and those above it; a UserError says where it may not. */
export function makeFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UserError(`Cannot make the folder ${folder}: ${error.message}`);
  }
}

/**
 * Runs `work` while holding an exclusive lock on `file`. The kernel frees the lock when the holder
 * ends in whatever way, so none is ever left behind. `waiting` is called once if another holds it.
 */
export async function withLock(file, waiting, work) {
  makeFolder(dirname(file));
  if (!which('flock')) return work();
  const hold = (args) =>
    new Promise((resolve_) => {
      const child = spawn('flock', [...args, file, 'sh', '-c', 'echo held; exec cat'], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      child.stdout.once('data', () => resolve_(child));
      child.once('close', () => resolve_(undefined));
    });
  let holder = await hold(['--nonblock']);
  if (!holder) {
    waiting();
    holder = await hold([]);
  }
  if (!holder) throw new UserError(`Cannot lock ${file}.`);
  try {
    return await work();
  } finally {
    const released = new Promise((resolve_) => holder.once('close', resolve_));
    holder.stdin.end();
    await released;
  }
}
