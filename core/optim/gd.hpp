// Gradient descent (Cauchy, 1847); on mini-batches stochastic gradient descent (Robbins & Monro, 1951).
#pragma once

#include "core/optim/first_order.hpp"

namespace descent {

/// theta <- theta - lr * g. No state.
template <class T>
class GradientDescent final : public FirstOrder<T> {
 public:
  static constexpr ParamSpec kParams[] = {ParamSpec::learningRate(0.1)};
  using FirstOrder<T>::FirstOrder;

 private:
  void onReset(const Layout&) override {}
  void beginStep(T lr) override { lr_ = lr; }
  void updateRange(T* x, const T* g, Index begin, Index end) override {
    for (Index i = begin; i < end; ++i) x[i] -= lr_ * g[i];
  }
  T lr_ = 0;
};

}  // namespace descent
