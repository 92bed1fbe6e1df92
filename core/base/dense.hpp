// A few dense routines on small problems, written out so that the WebAssembly module need not carry a
// library's blocked decompositions. Nothing here allocates; sums are double whatever the element type.
#pragma once

#include <algorithm>
#include <cmath>

#include "core/base/types.hpp"

namespace descent {

/// a . b over n elements in four interleaved double sums: the order is fixed, so the result is too.
template <class T>
double dot(const T* a, const T* b, Index n) {
  double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  Index i = 0;
  for (; i + 4 <= n; i += 4) {
    s0 += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    s1 += static_cast<double>(a[i + 1]) * static_cast<double>(b[i + 1]);
    s2 += static_cast<double>(a[i + 2]) * static_cast<double>(b[i + 2]);
    s3 += static_cast<double>(a[i + 3]) * static_cast<double>(b[i + 3]);
  }
  for (; i < n; ++i) s0 += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return (s0 + s1) + (s2 + s3);
}

template <class T>
double dot(const Vec<T>& a, const Vec<T>& b) {
  return dot(a.data(), b.data(), a.size());
}

/// Largest absolute element; NaN if any element is NaN.
template <class T>
double maxNorm(const Vec<T>& a) {
  double largest = 0;
  for (Index i = 0; i < a.size(); ++i) {
    const double v = std::abs(static_cast<double>(a[i]));
    if (!(v <= largest)) largest = v;
    if (v != v) return v;
  }
  return largest;
}

/// Sum of absolute elements.
template <class T>
double sumNorm(const Vec<T>& a) {
  double sum = 0;
  for (Index i = 0; i < a.size(); ++i) sum += std::abs(static_cast<double>(a[i]));
  return sum;
}

/// out = a + s * b, element by element.
template <class T>
void addScaled(const T* a, double s, const T* b, T* out, Index n) {
  const T scale = static_cast<T>(s);
  for (Index i = 0; i < n; ++i) out[i] = a[i] + scale * b[i];
}

template <class T>
bool allFinite(const T* a, Index n) {
  for (Index i = 0; i < n; ++i) {
    if (!std::isfinite(a[i])) return false;
  }
  return true;
}

/// Writes the Cholesky factor of a + shift * I into the lower triangle of l (the rest of l is left alone);
/// reads only the lower triangle of a. False if the shifted matrix is not positive definite to working
/// precision.
inline bool choleskyFactor(const Mat<double>& a, double shift, Mat<double>& l) {
  const Index n = a.rows();
  double largest = 0;
  for (Index i = 0; i < n; ++i) largest = std::max(largest, std::abs(a(i, i)) + shift);
  const double floor = largest * 1e-16 * static_cast<double>(n);
  for (Index j = 0; j < n; ++j) {
    double pivot = a(j, j) + shift;
    for (Index k = 0; k < j; ++k) pivot -= l(j, k) * l(j, k);
    if (!(pivot > floor) || !std::isfinite(pivot)) return false;
    const double root = std::sqrt(pivot);
    l(j, j) = root;
    for (Index i = j + 1; i < n; ++i) {
      double s = a(i, j);
      for (Index k = 0; k < j; ++k) s -= l(i, k) * l(j, k);
      l(i, j) = s / root;
    }
  }
  return true;
}

/// Replaces b by the solution of l l^T z = b.
inline void choleskySolve(const Mat<double>& l, Vec<double>& b) {
  const Index n = l.rows();
  for (Index i = 0; i < n; ++i) {
    for (Index k = 0; k < i; ++k) b[i] -= l(i, k) * b[k];
    b[i] /= l(i, i);
  }
  for (Index i = n - 1; i >= 0; --i) {
    for (Index k = i + 1; k < n; ++k) b[i] -= l(k, i) * b[k];
    b[i] /= l(i, i);
  }
}

/// Solves a z = b for any square a by Gaussian elimination with row pivoting; destroys a, replaces b by z.
/// False if a is singular to working precision (b is then meaningless).
inline bool solveLinear(Mat<double>& a, Vec<double>& b) {
  const Index n = a.rows();
  double largest = 0;
  for (Index i = 0; i < n * n; ++i) largest = std::max(largest, std::abs(a.data()[i]));
  const double floor = largest * 1e-16 * static_cast<double>(n);
  for (Index j = 0; j < n; ++j) {
    Index pivot = j;
    for (Index i = j + 1; i < n; ++i) {
      if (std::abs(a(i, j)) > std::abs(a(pivot, j))) pivot = i;
    }
    if (!(std::abs(a(pivot, j)) > floor)) return false;
    if (pivot != j) {
      for (Index k = j; k < n; ++k) std::swap(a(j, k), a(pivot, k));
      std::swap(b[j], b[pivot]);
    }
    for (Index i = j + 1; i < n; ++i) {
      const double factor = a(i, j) / a(j, j);
      for (Index k = j + 1; k < n; ++k) a(i, k) -= factor * a(j, k);
      b[i] -= factor * b[j];
    }
  }
  for (Index i = n - 1; i >= 0; --i) {
    for (Index k = i + 1; k < n; ++k) b[i] -= a(i, k) * b[k];
    b[i] /= a(i, i);
  }
  return allFinite(b.data(), n);
}

}  // namespace descent
