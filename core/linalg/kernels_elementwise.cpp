// Element-wise passes, four elements at a time. The last elements of an array go through the same vector code
// as the rest, so a value never depends on where it stands.
#include <algorithm>
#include <cmath>

#include "core/linalg/kernels.hpp"
#include "core/linalg/simd.hpp"

namespace descent::linalg {
namespace {

using namespace simd;

// exp(x): x = n ln 2 + r with |r| <= ln 2 / 2, exp(r) by the polynomial of Cephes' expf (Moshier, 1992), 2^n
// in the exponent bits, in two factors so that subnormal results and the last power of two come out. Within 2
// ulp; 0 and infinity beyond the range of floats; NaN stays NaN.
// Not inlined, as errorFunction: eight callers, and a call costs little beside thirty instructions.
[[gnu::noinline]] F4 exponential(F4 x) {
  const F4 kept = x;
  x = smaller(larger(x, splat(-104.0f)), splat(89.0f));
  const F4 magic = splat(12582912.0f);  // 1.5 · 2^23: adding it rounds to whole numbers
  const F4 n = (x * splat(1.44269504088896341f) + magic) - magic;
  F4 r = madd(n, splat(-0.693359375f), x);
  r = madd(n, splat(2.12194440e-4f), r);
  F4 p = splat(1.9875691500e-4f);
  p = madd(p, r, splat(1.3981999507e-3f));
  p = madd(p, r, splat(8.3334519073e-3f));
  p = madd(p, r, splat(4.1665795894e-2f));
  p = madd(p, r, splat(1.6666665459e-1f));
  p = madd(p, r, splat(5.0000001201e-1f));
  const F4 y = madd(p, r * r, r) + splat(1.0f);
  const I4 whole = __builtin_convertvector(n, I4);
  const I4 half = whole >> 1;
  const F4 low = floats((half + 127) << 23), high = floats((whole - half + 127) << 23);
  return select(kept == kept, y * low * high, kept);
}

inline F4 logistic(F4 x) {
  // exp of a negative argument only: nothing overflows, and both tails keep their relative accuracy.
  const F4 e = exponential(-absolute(x));
  const F4 denominator = splat(1.0f) + e;
  return select(x >= splat(0.0f), splat(1.0f), e) / denominator;
}

// tanh(x) = x + x³ p(x²) near zero (Cephes' tanhf), 1 − 2 / (exp(2|x|) + 1) beyond.
inline F4 hyperbolicTangent(F4 x) {
  const F4 s = x * x, t = absolute(x);
  F4 p = splat(-5.70498872745e-3f);
  p = madd(p, s, splat(2.06390887954e-2f));
  p = madd(p, s, splat(-5.37397155531e-2f));
  p = madd(p, s, splat(1.33314422036e-1f));
  p = madd(p, s, splat(-3.33332819422e-1f));
  const F4 near = madd(p * s, x, x);
  const F4 far = splat(1.0f) - splat(2.0f) / (exponential(t + t) + splat(1.0f));
  return select(t < splat(0.625f), near, copySign(far, x));
}

// erf by two minimax polynomials: one in x² below 0.93, one for −log(1 − erf) above; within 2 ulp of float.
[[gnu::noinline]] F4 errorFunction(F4 x) {
  const F4 t = absolute(x), s = x * x;
  F4 far = madd(splat(-1.72853470e-5f), t, splat(3.83197126e-4f));
  const F4 u = madd(splat(-3.88396438e-3f), t, splat(2.42546219e-2f));
  far = madd(far, s, u);
  far = madd(far, t, splat(-1.06777877e-1f));
  far = madd(far, t, splat(-6.34846687e-1f));
  far = madd(far, t, splat(-1.28717512e-1f));
  far = madd(far, t, -t);
  far = copySign(splat(1.0f) - exponential(far), x);
  F4 near = splat(-5.96761703e-4f);
  near = madd(near, s, splat(4.99119423e-3f));
  near = madd(near, s, splat(-2.67681349e-2f));
  near = madd(near, s, splat(1.12819925e-1f));
  near = madd(near, s, splat(-3.76125336e-1f));
  near = madd(near, s, splat(1.28379166e-1f));
  near = madd(near, x, x);
  // Beyond 4 erf is 1 in float, and the polynomial is not to be trusted.
  far = select(t > splat(4.0f), copySign(splat(1.0f), x), far);
  return select(t == t, select(t > splat(0.927734375f), far, near), x);
}

inline F4 normalCdf(F4 z) {
  return splat(0.5f) * (splat(1.0f) + errorFunction(z * splat(0.70710678118654752440f)));
}

// out = f(a, b) on vectors covering 0..n; the last, shorter one is padded with zeros. One loop for both, so
// that f, which is inlined, is there once.
template <class F>
inline void forVectors(Index n, const float* a, const float* b, float* out, F&& f) {
  for (Index i = 0; i < n; i += 4) {
    const Index rest = n - i;
    if (rest >= 4) {
      store(out + i, f(load(a + i), load(b + i)));
    } else {
      storePart(out + i, f(loadPart(a + i, rest), loadPart(b + i, rest)), rest);
    }
  }
}

}  // namespace

void activate(Activation act, Index n, const float* z, float* a) {
  const F4 zero = splat(0.0f);
  const auto map = [&](auto f) { forVectors(n, z, z, a, [&](F4 x, F4) { return f(x); }); };
  switch (act.kind) {
    case Act::kIdentity:
      if (a != z) std::copy(z, z + n, a);
      return;
    case Act::kRelu:
      return map([&](F4 x) { return larger(zero, x); });  // NaN stays NaN
    case Act::kLeakyRelu: {
      const F4 slope = splat(static_cast<float>(act.slope));
      return map([&](F4 x) { return select(x > zero, x, slope * x); });
    }
    case Act::kSigmoid:
      return map([](F4 x) { return logistic(x); });
    case Act::kTanh:
      return map([](F4 x) { return hyperbolicTangent(x); });
    case Act::kGelu:
      return map([](F4 x) { return x * normalCdf(x); });
  }
}

void multiplySlope(Activation act, Index n, const float* z, const float* a, float* d) {
  const F4 zero = splat(0.0f), one = splat(1.0f);
  const auto map = [&](const float* of, auto f) { forVectors(n, d, of, d, f); };
  switch (act.kind) {
    case Act::kIdentity:
      return;
    case Act::kRelu:
      return map(a, [&](F4 x, F4 y) { return select(y > zero, x, zero); });
    case Act::kLeakyRelu: {
      const F4 slope = splat(static_cast<float>(act.slope));
      return map(a, [&](F4 x, F4 y) { return select(y > zero, x, slope * x); });
    }
    case Act::kSigmoid:
      return map(a, [&](F4 x, F4 y) { return x * (y * (one - y)); });
    case Act::kTanh:
      return map(a, [&](F4 x, F4 y) { return x * (one - y * y); });
    case Act::kGelu:
      return map(z, [&](F4 x, F4 y) {
        const F4 density = splat(0.39894228040143267794f) * exponential(splat(-0.5f) * y * y);
        return x * (normalCdf(y) + y * density);
      });
  }
}

void decode(const Inputs<float>& x, Index rows, Index columns, float* out) {
  for (Index i = 0; i < rows; ++i, out += columns) {
    const std::uint8_t* const row = x.bytesOf(i, columns);
    Index j = 0;
    for (; j + 4 <= columns; j += 4) store(out + j, load(row + j));
    for (; j < columns; ++j) out[j] = number(row + j);
  }
}

void softmaxCrossEntropy(Index rows, Index columns, const float* logits, const std::int32_t* classes,
                         double* losses, float* delta, float scale) {
  for (Index i = 0; i < rows; ++i) {
    const float* const z = logits + i * columns;
    float top = z[0];
    for (Index j = 1; j < columns; ++j) top = z[j] > top ? z[j] : top;
    // The exponentials go to delta, to be divided by their sum; without it only the sum is wanted.
    float* const e = delta == nullptr ? nullptr : delta + i * columns;
    F4 sums = splat(0.0f);
    Index j = 0;
    for (; j + 4 <= columns; j += 4) {
      const F4 v = exponential(load(z + j) - splat(top));
      sums = sums + v;
      if (e != nullptr) store(e + j, v);
    }
    if (j < columns) {
      float part[4] = {};
      const Index rest = columns - j;
      storePart(part, exponential(loadPart(z + j, rest) - splat(top)),
                rest);  // the padding must not be summed
      sums = sums + load(part);
      for (Index k = 0; e != nullptr && k < rest; ++k) e[j + k] = part[k];
    }
    const float total = sum(sums);
    const Index target = classes != nullptr ? classes[i] : -1;
    if (losses != nullptr) {
      losses[i] = target < 0 ? 0.0
                             : std::log(static_cast<double>(total)) +
                                   (static_cast<double>(top) - static_cast<double>(z[target]));
    }
    if (e == nullptr) continue;
    const float factor = scale / total;
    for (Index k = 0; k < columns; ++k) e[k] *= factor;
    if (target >= 0) e[target] -= scale;
  }
}

bool allFinite(const float* values, Index n) {
  // Without its sign a number's bits are ordered as the number is, and those of infinity and NaN come last.
  constexpr std::int32_t kInfinity = 0x7f800000;
  const I4 magnitude = splat(std::int32_t{0x7fffffff});
  I4 largest[2] = {splat(std::int32_t{0}), splat(std::int32_t{0})};
  Index i = 0;
  for (; i + 8 <= n; i += 8) {
    for (Index k = 0; k < 2; ++k) {
      const I4 v = bits(load(values + i + 4 * k)) & magnitude;
      largest[k] = v > largest[k] ? v : largest[k];
    }
  }
  bool finite = true;
  for (const I4& v : largest) {
    for (int k = 0; k < 4; ++k) finite = finite && v[k] < kInfinity;
  }
  for (; i < n; ++i) finite = finite && std::isfinite(values[i]);
  return finite;
}

}  // namespace descent::linalg
