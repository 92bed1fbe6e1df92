// Proves that a compiler can build what the project ships: a tiny program with SIMD, one with
// relaxed SIMD and threads, both linked as the bundles are (Embind, ES module) and run under Node.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError, capture } from './system.mjs';

// Inputs are volatile so that the instruction is executed, not folded away by the compiler.
const source = `
#include <emscripten/bind.h>
#include <wasm_simd128.h>
#include <string>
#ifdef __EMSCRIPTEN_PTHREADS__
#include <thread>
#endif
static float multiplyAdd() {
  volatile float a = 2, b = 3, c = 1;
  const v128_t x = wasm_f32x4_splat(a), y = wasm_f32x4_splat(b), z = wasm_f32x4_splat(c);
#ifdef __wasm_relaxed_simd__
  return wasm_f32x4_extract_lane(wasm_f32x4_relaxed_madd(x, y, z), 2);
#else
  return wasm_f32x4_extract_lane(wasm_f32x4_add(wasm_f32x4_mul(x, y), z), 2);
#endif
}
static std::string answer() {
  float r = 0;
#ifdef __EMSCRIPTEN_PTHREADS__
  std::thread([&] { r = multiplyAdd(); }).join();
#else
  r = multiplyAdd();
#endif
  return "answer " + std::to_string(int(r));
}
EMSCRIPTEN_BINDINGS(check) { emscripten::function("answer", &answer); }
`;

const flavours = [
  { name: 'SIMD', flags: ['-msimd128'] },
  {
    name: 'relaxed SIMD with threads',
    flags: ['-msimd128', '-mrelaxed-simd', '-pthread', '-sPTHREAD_POOL_SIZE=1', '-sEXIT_RUNTIME=1'],
  },
];

// (module (func (result v128) i32.const 1 i8x16.splat i32.const 2 i8x16.splat i8x16.relaxed_swizzle))
const relaxedModule = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253,
  15, 65, 2, 253, 15, 253, 128, 2, 11,
]);

/** The options Node needs to run relaxed SIMD: Node 20 still hides it behind a flag. */
export function relaxedSimdOptions() {
  return WebAssembly.validate(relaxedModule) ? [] : ['--experimental-wasm-relaxed-simd'];
}

/** Compiles and runs the check programs; throws a UserError saying which flavour failed and how. */
export function checkCompiler({ emxx, env }) {
  const folder = mkdtempSync(join(tmpdir(), 'descent-lab-check-'));
  try {
    writeFileSync(join(folder, 'check.cpp'), source);
    writeFileSync(
      join(folder, 'check.mjs'),
      "const m = await (await import('./program.mjs')).default();\nconsole.log(m.answer());\nprocess.exit(0);\n",
    );
    for (const { name, flags } of flavours) {
      const compiled = capture(
        emxx,
        [
          ...['-std=c++20', '-O1', '-fno-exceptions', '-fno-rtti', '-DEMSCRIPTEN_HAS_UNBOUND_TYPE_NAMES=0'],
          ...[...flags, '--bind', '-sMODULARIZE=1', '-sEXPORT_ES6=1'],
          ...['check.cpp', '-o', 'program.mjs'],
        ],
        { cwd: folder, env },
      );
      if (compiled.code !== 0) {
        throw new UserError(`${emxx} cannot compile a program with ${name}:\n${compiled.stderr}`);
      }
      const ran = capture(process.execPath, [...relaxedSimdOptions(), 'check.mjs'], { cwd: folder });
      if (ran.code !== 0 || ran.stdout.trim() !== 'answer 7') {
        throw new UserError(
          `A program with ${name} compiled by ${emxx} does not run under Node ${process.version}:\n${ran.stdout}${ran.stderr}`,
        );
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
