// Vectors of four floats for kernels*.cpp: the compiler's own vector type, which is v128 in WebAssembly and
// an SSE register natively, so that the kernels of the browser run (and are tested, and sanitized) in the
// native build too.
#pragma once

#include <cstdint>
#include <cstring>

#ifdef DESCENT_RELAXED_SIMD
#include <wasm_simd128.h>
#endif

namespace descent::linalg::simd {

using F4 = float __attribute__((vector_size(16)));
using I4 = std::int32_t __attribute__((vector_size(16)));

inline F4 load(const float* p) {
  F4 v;
  std::memcpy(&v, p, sizeof v);
  return v;
}
/// One byte, and four, each worth 1/255 of itself.
inline float number(const std::uint8_t* p) { return static_cast<float>(*p) * (1.0f / 255.0f); }
inline F4 load(const std::uint8_t* p) {
  using B4 = std::uint8_t __attribute__((vector_size(4)));
  B4 four;
  std::memcpy(&four, p, sizeof four);
  // As the low bits of 2^23 they are numbers already. Compilers know that bytes are not negative and choose
  // the conversion of unsigned numbers, for which processors have no instruction.
  const I4 numbers = __builtin_convertvector(four, I4) | std::int32_t{0x4b000000};
  return (reinterpret_cast<F4>(numbers) - 0x1p23f) * (1.0f / 255.0f);
}
inline float number(const float* p) { return *p; }
inline void store(float* p, F4 v) { std::memcpy(p, &v, sizeof v); }
inline F4 splat(float x) { return F4{x, x, x, x}; }
inline I4 splat(std::int32_t x) { return I4{x, x, x, x}; }
inline I4 bits(F4 v) { return reinterpret_cast<I4>(v); }
inline F4 floats(I4 v) { return reinterpret_cast<F4>(v); }

/// a·b + c; rounded once where the instruction set offers it by name, twice elsewhere.
inline F4 madd(F4 a, F4 b, F4 c) {
#ifdef DESCENT_RELAXED_SIMD
  return reinterpret_cast<F4>(wasm_f32x4_relaxed_madd(
      reinterpret_cast<v128_t>(a), reinterpret_cast<v128_t>(b), reinterpret_cast<v128_t>(c)));
#else
  return a * b + c;
#endif
}

/// a where the mask is set, else b.
inline F4 select(I4 mask, F4 a, F4 b) { return floats((bits(a) & mask) | (bits(b) & ~mask)); }
inline F4 absolute(F4 v) { return floats(bits(v) & splat(std::int32_t{0x7fffffff})); }
inline F4 copySign(F4 magnitude, F4 sign) {
  const I4 top = splat(std::int32_t{-0x7fffffff - 1});
  return floats((bits(magnitude) & ~top) | (bits(sign) & top));
}
/// The larger; the second operand where either is NaN.
inline F4 larger(F4 a, F4 b) { return select(a > b, a, b); }
inline F4 smaller(F4 a, F4 b) { return select(a < b, a, b); }
/// Sum of the four, in one fixed order.
inline float sum(F4 v) { return (v[0] + v[1]) + (v[2] + v[3]); }

/// The first n (1..3) floats at p, zeros beyond.
inline F4 loadPart(const float* p, std::ptrdiff_t n) {
  float part[4] = {0, 0, 0, 0};
  for (std::ptrdiff_t i = 0; i < n; ++i) part[i] = p[i];
  return load(part);
}
inline void storePart(float* p, F4 v, std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n; ++i) p[i] = v[i];
}

/// Rows become columns.
inline void transpose(F4& a, F4& b, F4& c, F4& d) {
  const F4 ab0 = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab1 = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const F4 cd0 = __builtin_shufflevector(c, d, 0, 4, 1, 5), cd1 = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  a = __builtin_shufflevector(ab0, cd0, 0, 1, 4, 5);
  b = __builtin_shufflevector(ab0, cd0, 2, 3, 6, 7);
  c = __builtin_shufflevector(ab1, cd1, 0, 1, 4, 5);
  d = __builtin_shufflevector(ab1, cd1, 2, 3, 6, 7);
}

}  // namespace descent::linalg::simd
