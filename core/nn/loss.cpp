#include "core/nn/loss.hpp"

#include <cmath>

#include "core/linalg/reference.hpp"

namespace descent {
namespace {

template <class T>
T target(Targets<T> targets, Index row, Index outputs, Index j) {
  if (targets.values != nullptr) return targets.values[row * outputs + j];
  const std::int32_t c = targets.classes[row];
  return outputs == 1 ? static_cast<T>(c) : (c == static_cast<std::int32_t>(j) ? T(1) : T(0));
}

// Either form keeps the exponent's argument negative, so nothing overflows.
template <class T>
T logistic(T z) {
  const T e = std::exp(-std::abs(z));
  return z >= T(0) ? T(1) / (T(1) + e) : e / (T(1) + e);
}

}  // namespace

Loss::Loss(const Choice<LossRow>& choice) : kind_(choice.row->kind) {
  if (kind_ == LossKind::kMeanSquaredError) {
    factor_ = choice.params.flag("half") ? 0.5 : 1.0;
    meanOutputs_ = choice.params["reduction"] != 0;
  }
}

template <class T>
void Loss::evaluate(Index rows, Index outputs, const T* z, Targets<T> targets, double* losses, T* delta,
                    T scale) const {
  if (kind_ == LossKind::kSoftmaxCrossEntropy) {
    linalg::softmaxCrossEntropy(rows, outputs, z, targets.classes, losses, delta, scale);
    return;
  }
  const double factor = meanOutputs_ ? factor_ / static_cast<double>(outputs) : factor_;
  for (Index i = 0; i < rows; ++i) {
    double loss = 0;
    for (Index j = 0; j < outputs; ++j) {
      const T zj = z[i * outputs + j], y = target(targets, i, outputs, j);
      T slope;
      if (kind_ == LossKind::kBinaryCrossEntropy) {
        loss += static_cast<double>((zj > T(0) ? zj : T(0)) - y * zj) +
                std::log1p(std::exp(-std::abs(static_cast<double>(zj))));
        slope = logistic(zj) - y;
      } else {
        const double error = static_cast<double>(zj) - static_cast<double>(y);
        loss += factor * error * error;
        slope = static_cast<T>(2 * factor) * (zj - y);
      }
      if (delta != nullptr) delta[i * outputs + j] = scale * slope;
    }
    if (losses != nullptr) losses[i] = loss;
  }
}

template <class T>
void Loss::curvature(Index rows, Index outputs, const T* z, const T* v, T* out, T scale) const {
  if (kind_ == LossKind::kMeanSquaredError) {
    const double factor = meanOutputs_ ? factor_ / static_cast<double>(outputs) : factor_;
    const T c = scale * static_cast<T>(2 * factor);
    for (Index i = 0; i < rows * outputs; ++i) out[i] = c * v[i];
    return;
  }
  if (kind_ == LossKind::kBinaryCrossEntropy) {
    for (Index i = 0; i < rows * outputs; ++i) {
      const T p = logistic(z[i]);
      out[i] = scale * p * (T(1) - p) * v[i];
    }
    return;
  }
  // (diag p − p pᵀ) v, with the probabilities built in `out` first.
  linalg::softmaxCrossEntropy<T>(rows, outputs, z, nullptr, nullptr, out, T(1));
  for (Index i = 0; i < rows; ++i) {
    T mean(0);
    for (Index j = 0; j < outputs; ++j) mean += out[i * outputs + j] * v[i * outputs + j];
    for (Index j = 0; j < outputs; ++j) out[i * outputs + j] *= scale * (v[i * outputs + j] - mean);
  }
}

template <class T>
void Loss::predict(Index rows, Index outputs, const T* z, T* prediction) const {
  if (kind_ == LossKind::kSoftmaxCrossEntropy) {
    linalg::softmaxCrossEntropy(rows, outputs, z, nullptr, nullptr, prediction, T(1));
    return;
  }
  for (Index i = 0; i < rows * outputs; ++i) {
    prediction[i] = kind_ == LossKind::kBinaryCrossEntropy ? logistic(z[i]) : z[i];
  }
}

template <class T>
std::int32_t Loss::decide(Index outputs, const T* z) const {
  if (outputs == 1) return z[0] > (kind_ == LossKind::kBinaryCrossEntropy ? T(0) : T(0.5)) ? 1 : 0;
  Index best = 0;
  for (Index j = 1; j < outputs; ++j) {
    if (z[j] > z[best]) best = j;
  }
  return static_cast<std::int32_t>(best);
}

template void Loss::evaluate(Index, Index, const float*, Targets<float>, double*, float*, float) const;
template void Loss::evaluate(Index, Index, const double*, Targets<double>, double*, double*, double) const;
template void Loss::curvature(Index, Index, const float*, const float*, float*, float) const;
template void Loss::curvature(Index, Index, const double*, const double*, double*, double) const;
template void Loss::predict(Index, Index, const float*, float*) const;
template void Loss::predict(Index, Index, const double*, double*) const;
template std::int32_t Loss::decide(Index, const float*) const;
template std::int32_t Loss::decide(Index, const double*) const;

}  // namespace descent
