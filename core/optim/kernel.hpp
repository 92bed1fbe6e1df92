// Scalars and small loops that the element-wise methods share.
#pragma once

#include <cmath>
#include <cstdint>

#include "core/base/dense.hpp"

namespace descent {

/// n / d, where a denominator of exactly 0 counts as 1: 0/0 is 0, so a coordinate whose history is all zeros
/// stays where it is even without epsilon. NaN stays NaN. Written without a branch so that loops vectorise.
template <class T>
inline T ratio(T n, T d) {
  return n / (d + static_cast<T>(d == T(0)));
}

/// -1, 0 or 1; NaN stays NaN, so that a broken gradient is seen and not stepped over.
template <class T>
inline T signOf(T a) {
  const T s = static_cast<T>(a > T(0)) - static_cast<T>(a < T(0));
  return a == a ? s : a;
}

/// 1 - beta^t: the total weight of a moving average that started at zero, after t terms.
inline double totalWeight(double beta, std::int64_t t) { return 1 - std::pow(beta, static_cast<double>(t)); }

/// Sum of squares in double, always in the same order.
template <class T>
double sumSquares(const T* a, Index n) {
  return dot(a, a, n);
}

}  // namespace descent
