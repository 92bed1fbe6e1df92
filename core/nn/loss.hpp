// The losses, from the outputs z of the last layer: value, gradient and curvature of one batch.
#pragma once

#include "core/base/types.hpp"
#include "core/nn/tables.hpp"

namespace descent {

/// What the outputs should be: a class per row (the one-hot row stands for it; with a single output, the
/// class itself is the target), or a row of numbers per sample. Exactly one is set.
template <class T>
struct Targets {
  const std::int32_t* classes = nullptr;
  const T* values = nullptr;  ///< rows × outputs

  /// Those of the rows from `row` on.
  Targets from(Index row, Index outputs) const {
    return {classes != nullptr ? classes + row : nullptr,
            values != nullptr ? values + row * outputs : nullptr};
  }
};

/// One of the table's losses with its options. All sums run over the outputs of a sample; what is made of a
/// batch (the mean) is the caller's, through `scale`.
class Loss {
 public:
  explicit Loss(const Choice<LossRow>& choice);

  LossKind kind() const { return kind_; }

  /// losses[i] = loss of row i (accumulated in double); delta (unless null) = scale · ∂loss_i/∂z, rows ×
  /// outputs.
  template <class T>
  void evaluate(Index rows, Index outputs, const T* z, Targets<T> targets, double* losses, T* delta,
                T scale) const;

  /// out = scale · (∂²loss/∂z²) v for each row: the middle of both the R-operator and the Gauss-Newton
  /// product.
  template <class T>
  void curvature(Index rows, Index outputs, const T* z, const T* v, T* out, T scale) const;

  /// What the network says: probabilities (softmax, sigmoid) or the outputs themselves.
  template <class T>
  void predict(Index rows, Index outputs, const T* z, T* prediction) const;

  /// The class a row of outputs stands for: the largest output, or with one output whether it is past the
  /// middle.
  template <class T>
  std::int32_t decide(Index outputs, const T* z) const;

 private:
  LossKind kind_;
  double factor_ = 1;         // of the squared error: 1/2 or 1
  bool meanOutputs_ = false;  // divide the squared error by the number of outputs
};

}  // namespace descent
