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
  void update(T* const* arrays, Index n) override {
    const T lr = lr_;
    eachPack<2>(arrays, n, [=](auto& x, auto g) { x -= lr * g; });
  }
  T lr_ = 0;
};

}  // namespace descent
