// Every bundle the package holds, as options of createLab. Relaxed SIMD is behind a flag in Node 20.
import v8 from 'node:v8';
v8.setFlagsFromString('--experimental-wasm-relaxed-simd');

export const bundles = [
  { simd: 'baseline', threads: 1 },
  { simd: 'relaxed', threads: 1 },
  { simd: 'baseline', threads: 2 },
  { simd: 'relaxed', threads: 2 },
];

export const nameOf = ({ simd, threads }) => `${simd}${threads > 1 ? `, ${threads} threads` : ''}`;
