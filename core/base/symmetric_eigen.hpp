// Eigenvalues and eigenvectors of small symmetric matrices by Jacobi's rotations.
#pragma once

#include "core/base/types.hpp"

namespace descent {

/// Cyclic Jacobi method (Jacobi 1846; Golub & Van Loan, Matrix Computations, 8.5): accurate, short and fast
/// enough up to about a hundred rows. resize() allocates, compute() does not.
class SymmetricEigen {
 public:
  void resize(Index n);
  /// Reads the lower triangle of the n x n matrix a. False if a is not finite; values and vectors are then
  /// meaningless.
  bool compute(const Mat<double>& a);
  /// Ascending.
  const Vec<double>& values() const { return values_; }
  /// Column k is the unit eigenvector of values()[k]; its largest component is positive.
  const Mat<double>& vectors() const { return vectors_; }

 private:
  void rotate(Index p, Index q);
  void sortAscending();

  Mat<double> work_, vectors_;
  Vec<double> values_;
};

}  // namespace descent
