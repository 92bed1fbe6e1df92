// The element-wise functions between layers, one value at a time: the definition every kernel is held to.
#pragma once

#include <cmath>

namespace descent::linalg {

enum class Act : unsigned char { kIdentity, kRelu, kLeakyRelu, kSigmoid, kTanh, kGelu };

/// An activation with its one parameter: the slope of leaky relu left of zero.
struct Activation {
  Act kind = Act::kIdentity;
  double slope = 0.01;
};

/// True where the derivative cannot be had from the value alone, so that the argument must be kept.
constexpr bool needsArgument(Activation act) { return act.kind == Act::kGelu; }

/// a = act(z).
template <class T>
T activationValue(Activation act, T z) {
  switch (act.kind) {
    case Act::kIdentity:
      return z;
    case Act::kRelu:
      return z > T(0) ? z : (z == z ? T(0) : z);  // a NaN must stay one
    case Act::kLeakyRelu:
      return z > T(0) ? z : static_cast<T>(act.slope) * z;
    case Act::kSigmoid:
      return T(1) / (T(1) + std::exp(-z));
    case Act::kTanh:
      return std::tanh(z);
    case Act::kGelu:
      return T(0.5) * z * (T(1) + std::erf(z * T(0.70710678118654752440)));
  }
  return z;
}

/// act'(z), from the value a and, where needsArgument(act), the argument z. relu'(0) = 0; leaky relu's slope
/// at 0 is the left one.
template <class T>
T activationSlope(Activation act, T z, T a) {
  switch (act.kind) {
    case Act::kIdentity:
      return T(1);
    case Act::kRelu:
      return a > T(0) ? T(1) : T(0);
    case Act::kLeakyRelu:
      return a > T(0) ? T(1) : static_cast<T>(act.slope);
    case Act::kSigmoid:
      return a * (T(1) - a);
    case Act::kTanh:
      return T(1) - a * a;
    case Act::kGelu: {
      const T cdf = T(0.5) * (T(1) + std::erf(z * T(0.70710678118654752440)));
      return cdf + z * T(0.39894228040143267794) * std::exp(T(-0.5) * z * z);
    }
  }
  return T(1);
}

/// act''(z); zero at the kinks.
template <class T>
T activationCurvature(Activation act, T z, T a) {
  switch (act.kind) {
    case Act::kIdentity:
    case Act::kRelu:
    case Act::kLeakyRelu:
      return T(0);
    case Act::kSigmoid:
      return a * (T(1) - a) * (T(1) - T(2) * a);
    case Act::kTanh:
      return T(-2) * a * (T(1) - a * a);
    case Act::kGelu:
      return T(0.39894228040143267794) * std::exp(T(-0.5) * z * z) * (T(2) - z * z);
  }
  return T(0);
}

}  // namespace descent::linalg
