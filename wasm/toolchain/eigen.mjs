// Where Eigen's headers are on this machine, if anywhere.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from './system.mjs';

const usualPlaces = ['/usr/include/eigen3', '/usr/local/include/eigen3', '/opt/homebrew/include/eigen3'];

/** The folder that holds `Eigen/Core`, or undefined. */
export function findEigen() {
  const asked = capture('pkg-config', ['--cflags-only-I', 'eigen3']).stdout;
  const fromPkgConfig = [...asked.matchAll(/-I(\S+)/g)].map((match) => match[1]);
  return [...usualPlaces, ...fromPkgConfig].find((folder) => existsSync(join(folder, 'Eigen', 'Core')));
}
