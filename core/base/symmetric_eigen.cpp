#include "core/base/symmetric_eigen.hpp"

#include <cmath>
#include <utility>

#include "core/base/dense.hpp"

namespace descent {

void SymmetricEigen::resize(Index n) {
  work_.setZero(n, n);
  vectors_.setZero(n, n);
  values_.setZero(n);
}

bool SymmetricEigen::compute(const Mat<double>& a) {
  const Index n = values_.size();
  for (Index j = 0; j < n; ++j) {
    for (Index i = 0; i < n; ++i) {
      work_(i, j) = i >= j ? a(i, j) : a(j, i);
      vectors_(i, j) = i == j ? 1 : 0;
    }
  }
  if (!allFinite(work_.data(), n * n)) return false;
  // Convergence is quadratic; ten sweeps are plenty for any size met here, the bound only guards against
  // surprises.
  for (int sweep = 0; sweep < 60; ++sweep) {
    bool rotated = false;
    for (Index p = 0; p + 1 < n; ++p) {
      for (Index q = p + 1; q < n; ++q) {
        // An element that no longer changes either diagonal neighbour is zero for all purposes.
        const double off = std::abs(work_(p, q));
        if (off <= 1e-17 * std::sqrt(std::abs(work_(p, p))) * std::sqrt(std::abs(work_(q, q))) ||
            off < 1e-300) {
          continue;
        }
        rotate(p, q);
        rotated = true;
      }
    }
    if (!rotated) break;
  }
  for (Index i = 0; i < n; ++i) values_[i] = work_(i, i);
  sortAscending();
  return allFinite(values_.data(), n);
}

void SymmetricEigen::rotate(Index p, Index q) {
  const Index n = values_.size();
  const double apq = work_(p, q);
  const double theta = (work_(q, q) - work_(p, p)) / (2 * apq);
  // The smaller root of t^2 + 2 theta t - 1, in the form that does not cancel; hypot cannot overflow.
  const double t = (theta >= 0 ? 1.0 : -1.0) / (std::abs(theta) + std::hypot(theta, 1.0));
  const double c = 1 / std::sqrt(t * t + 1);
  const double s = t * c;
  work_(p, p) -= t * apq;
  work_(q, q) += t * apq;
  work_(p, q) = work_(q, p) = 0;
  for (Index k = 0; k < n; ++k) {
    if (k != p && k != q) {
      const double akp = work_(k, p);
      const double akq = work_(k, q);
      work_(k, p) = work_(p, k) = c * akp - s * akq;
      work_(k, q) = work_(q, k) = s * akp + c * akq;
    }
    const double vkp = vectors_(k, p);
    const double vkq = vectors_(k, q);
    vectors_(k, p) = c * vkp - s * vkq;
    vectors_(k, q) = s * vkp + c * vkq;
  }
}

void SymmetricEigen::sortAscending() {
  const Index n = values_.size();
  for (Index i = 0; i < n; ++i) {
    Index least = i;
    for (Index j = i + 1; j < n; ++j) {
      if (values_[j] < values_[least]) least = j;
    }
    if (least != i) {
      std::swap(values_[i], values_[least]);
      for (Index k = 0; k < n; ++k) std::swap(vectors_(k, i), vectors_(k, least));
    }
    Index largest = 0;
    for (Index k = 1; k < n; ++k) {
      if (std::abs(vectors_(k, i)) > std::abs(vectors_(largest, i))) largest = k;
    }
    if (vectors_(largest, i) < 0) {
      for (Index k = 0; k < n; ++k) vectors_(k, i) = -vectors_(k, i);
    }
  }
}

}  // namespace descent
