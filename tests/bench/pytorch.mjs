// PyTorch as one more engine: a Python process that trains when asked, so that its repetitions alternate with the
// browser's in the same run.

import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { UserError, capture } from '../../wasm/toolchain/system.mjs';
import { dataFolder } from './data.mjs';

const script = join(dirname(fileURLToPath(import.meta.url)), 'pytorch.py');

/** A Python that has torch: PYTHON, the system's own (Debian's python3-torch), or the first on PATH; or undefined. */
export function findTorch() {
  const candidates = [process.env.PYTHON, '/usr/bin/python3', 'python3'].filter(Boolean);
  return candidates.find((python) => capture(python, ['-c', 'import torch, numpy']).code === 0);
}

const asked = `
import torch, re
torch.ones(64, 64) @ torch.ones(64, 64)
maps = open('/proc/self/maps').read()
found = re.search(r'(openblas|libmkl|libblis|libatlas)', maps)
print(torch.__version__, found.group(1) if found else 'reference BLAS' if 'libblas' in maps else 'own BLAS')
`;

/** "1.13.0a0 with openblas": its speed depends on the library it multiplies with (Linux; elsewhere the version alone). */
export function torchVersion() {
  const said = capture(findTorch(), ['-c', asked]);
  if (said.code !== 0) return capture(findTorch(), ['-c', 'import torch; print(torch.__version__)']).stdout.trim();
  return said.stdout.trim().replace(' ', ' with ');
}

/** Debian's package takes any BLAS, and the reference one is ten times slower. */
export const slowBlas = 'PyTorch multiplies with the reference BLAS here, ten times slower than it can. On Debian: apt-get install libopenblas0.';

export const torchMissing =
  'PyTorch is missing: no Python here can import torch. On Debian: apt-get install python3-torch; elsewhere: pip install torch numpy, and PYTHON=/path/to/python.';

/** A PyTorch process with so many threads (undefined: as many as it likes). */
export class Torch {
  constructor(threads) {
    const python = findTorch();
    if (!python) throw new UserError(torchMissing);
    this.child = spawn(python, [script, dataFolder, ...(threads ? [String(threads)] : [])], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...(threads ? { OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) } : {}) },
    });
    this.waiting = [];
    createInterface({ input: this.child.stdout }).on('line', (line) => this.waiting.shift().resolve(JSON.parse(line)));
    this.child.on('close', (code) => {
      for (const { reject } of this.waiting) reject(new Error(`pytorch.py ended with code ${code}`));
    });
    this.child.stdin.on('error', () => {}); // it says why it ended above
  }
  ask(request) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }

  // As the page's window.bench offers it for the other engines.
  open() {
    return this.ask({ what: 'info' });
  }
  prepare(job) {
    return this.ask({ what: 'prepare', ...job });
  }
  async time(key, steps) {
    await this.ask({ what: 'reset', key });
    return this.ask({ what: 'train', key, steps });
  }
  async pace(key, atLeast) {
    await this.ask({ what: 'reset', key });
    let spent = 0;
    for (let steps = 4; ; steps *= 2) {
      const { seconds } = await this.ask({ what: 'train', key, steps });
      spent += seconds;
      if (spent >= atLeast && seconds >= atLeast / 4) return steps / seconds;
    }
  }
  async losses(key, steps) {
    await this.ask({ what: 'reset', key });
    const values = [];
    for (let i = 0; i < steps; ++i) values.push((await this.ask({ what: 'train', key, steps: 1 })).loss);
    return values;
  }
  epochs(job, epochs, folder) {
    return this.ask({ what: 'epochs', ...job, epochs, folder });
  }
  close() {
    this.child.stdin.end();
  }
}
