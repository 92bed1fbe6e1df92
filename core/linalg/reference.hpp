// The same operations as kernels.hpp for any scalar, as plain Eigen expressions: the double networks of
// gradient checks and references run on them. Overload resolution prefers the float kernels.
#pragma once

#include <cmath>

#include "core/linalg/kernels.hpp"

namespace descent::linalg {

template <class T>
using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T>
using ConstMatMap = Eigen::Map<const RowMajor<T>>;
template <class T>
using MatMap = Eigen::Map<RowMajor<T>>;

template <class T>
void activate(Activation act, Index n, const T* z, T* a) {
  for (Index i = 0; i < n; ++i) a[i] = activationValue(act, z[i]);
}

template <class T>
void multiplySlope(Activation act, Index n, const T* z, const T* a, T* d) {
  if (act.kind == Act::kIdentity) return;
  for (Index i = 0; i < n; ++i) d[i] *= activationSlope(act, needsArgument(act) ? z[i] : T(0), a[i]);
}

template <class T>
void forward(DenseSize s, const T* x, const T* w, const T* bias, Activation act, T* z, T* y, PackBuffer&,
             parallel::Executor&) {
  T* const linear = needsArgument(act) ? z : y;
  MatMap<T> out(linear, s.batch, s.outputs);
  out.noalias() = ConstMatMap<T>(x, s.batch, s.inputs) * ConstMatMap<T>(w, s.outputs, s.inputs).transpose();
  if (bias) out.rowwise() += Eigen::Map<const Eigen::Matrix<T, 1, Eigen::Dynamic>>(bias, s.outputs);
  activate(act, s.batch * s.outputs, linear, y);
}

template <class T>
void inputGradient(DenseSize s, const T* dy, const T* w, Activation act, const T* z, const T* a, T* dx,
                   PackBuffer&, parallel::Executor&) {
  MatMap<T>(dx, s.batch, s.inputs).noalias() =
      ConstMatMap<T>(dy, s.batch, s.outputs) * ConstMatMap<T>(w, s.outputs, s.inputs);
  multiplySlope(act, s.batch * s.inputs, z, a, dx);
}

template <class T>
void weightGradient(DenseSize s, const T* dy, const T* x, T* dw, T* dbias, PackBuffer&, parallel::Executor&) {
  const ConstMatMap<T> d(dy, s.batch, s.outputs);
  MatMap<T>(dw, s.outputs, s.inputs).noalias() = d.transpose() * ConstMatMap<T>(x, s.batch, s.inputs);
  if (dbias) Eigen::Map<Eigen::Matrix<T, 1, Eigen::Dynamic>>(dbias, s.outputs) = d.colwise().sum();
}

template <class T>
void gatherBytes(const std::uint8_t* source, Index columns, const std::uint32_t* rows, Index count, T* out) {
  for (Index i = 0; i < count; ++i) {
    const std::uint8_t* const row = source + static_cast<Index>(rows[i]) * columns;
    for (Index j = 0; j < columns; ++j) out[i * columns + j] = static_cast<T>(row[j]) / T(255);
  }
}

template <class T>
void softmaxCrossEntropy(Index rows, Index columns, const T* logits, const std::int32_t* classes,
                         double* losses, T* delta, T scale) {
  for (Index i = 0; i < rows; ++i) {
    const T* const z = logits + i * columns;
    T top = z[0];
    for (Index j = 1; j < columns; ++j) top = z[j] > top ? z[j] : top;
    T sum(0);
    for (Index j = 0; j < columns; ++j) sum += std::exp(z[j] - top);
    const Index target = classes ? classes[i] : -1;
    if (losses)
      losses[i] =
          target < 0 ? 0.0 : std::log(static_cast<double>(sum)) + static_cast<double>(top - z[target]);
    if (!delta) continue;
    for (Index j = 0; j < columns; ++j) {
      delta[i * columns + j] = scale * (std::exp(z[j] - top) / sum - (j == target ? T(1) : T(0)));
    }
  }
}

template <class T>
bool allFinite(const T* values, Index n) {
  for (Index i = 0; i < n; ++i) {
    if (!std::isfinite(values[i])) return false;
  }
  return true;
}

}  // namespace descent::linalg
