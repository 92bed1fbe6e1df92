// A Python that can import what a test needs: PYTHON, the system's own, or the first on PATH.
import { spawnSync } from 'node:child_process';

/** Its command, or undefined where no Python here has these modules. */
export const findPython = (...modules) =>
  [process.env.PYTHON, '/usr/bin/python3', 'python3'].filter(Boolean).find((python) => spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0);
