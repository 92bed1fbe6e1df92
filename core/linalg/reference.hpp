// The same operations as kernels.hpp for any scalar, as plain loops: the double networks of gradient checks
// and references run on them, and so would Muon in double. (Eigen's blocked products would be 25 KB of
// WebAssembly.) Overload resolution prefers the float kernels.
#pragma once

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "core/linalg/kernels.hpp"

namespace descent::linalg {

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
T inputAt(const Inputs<T>& x, Index row, Index column, Index columns) {
  return x.bytes != nullptr ? static_cast<T>(x.bytesOf(row, columns)[column]) / T(255)
                            : x.numbers[row * columns + column];
}

template <class T>
void forward(DenseSize s, std::type_identity_t<Inputs<T>> x, const T* w, const T* bias, Activation act, T* z,
             T* y, PackBuffer&, parallel::Executor&) {
  T* const linear = needsArgument(act) ? z : y;
  for (Index i = 0; i < s.batch; ++i) {
    for (Index o = 0; o < s.outputs; ++o) {
      T sum = bias ? bias[o] : T(0);
      for (Index k = 0; k < s.inputs; ++k) sum += inputAt(x, i, k, s.inputs) * w[o * s.inputs + k];
      linear[i * s.outputs + o] = sum;
    }
  }
  activate(act, s.batch * s.outputs, linear, y);
}

/// out (a row-major matrix of `rows` rows) += l r, where l(row, k) and r(k, column) are numbers.
template <class T, class Left, class Right>
void addProduct(Index rows, Index columns, Index depth, Left l, Right r, T* out) {
  for (Index i = 0; i < rows; ++i) {
    for (Index k = 0; k < depth; ++k) {
      const T factor = l(i, k);
      for (Index j = 0; j < columns; ++j) out[i * columns + j] += factor * r(k, j);
    }
  }
}

template <class T>
void inputGradient(DenseSize s, const T* dy, const T* w, Activation act, const T* z, const T* a, T* dx,
                   PackBuffer&, parallel::Executor&) {
  std::fill_n(dx, s.batch * s.inputs, T(0));
  addProduct(
      s.batch, s.inputs, s.outputs, [&](Index i, Index k) { return dy[i * s.outputs + k]; },
      [&](Index k, Index j) { return w[k * s.inputs + j]; }, dx);
  multiplySlope(act, s.batch * s.inputs, z, a, dx);
}

template <class T>
void weightGradients(Index batch, std::span<const LayerGradient<T>> layers, PackBuffer&,
                     parallel::Executor&) {
  for (const auto& l : layers) {
    std::fill_n(l.dw, l.outputs * l.inputs, T(0));
    addProduct(
        l.outputs, l.inputs, batch, [&](Index o, Index k) { return l.dy[k * l.outputs + o]; },
        [&](Index k, Index j) { return inputAt(l.x, k, j, l.inputs); }, l.dw);
    if (!l.dbias) continue;
    std::fill_n(l.dbias, l.outputs, T(0));
    for (Index i = 0; i < batch; ++i) {
      for (Index o = 0; o < l.outputs; ++o) l.dbias[o] += l.dy[i * l.outputs + o];
    }
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
