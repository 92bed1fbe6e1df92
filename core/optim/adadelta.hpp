// AdaDelta (Zeiler, ADADELTA: an adaptive learning rate method, 2012).
#pragma once

#include "core/optim/first_order.hpp"
#include "core/optim/kernel.hpp"

namespace descent {

/// a <- rho a + (1-rho) g^2;  delta = sqrt(u + eps) / sqrt(a + eps) g;  u <- rho u + (1-rho) delta^2;
/// theta <- theta - lr delta. u is used before its update, so the very first step is of size
/// sqrt(eps/(1-rho)).
template <class T>
class AdaDelta final : public FirstOrder<T> {
 public:
  // The paper's rho and epsilon; it has no learning rate, which is lr = 1 (PyTorch: rho 0.9; Keras: lr
  // 0.001).
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(1, 1e-3, 100),
      ParamSpec::decay("rho", "\\rho", 0.95),
      ParamSpec::nonNegative("eps", "\\varepsilon", 1e-6, 1e-10, 1e-2),
  };

  explicit AdaDelta(const Params& params)
      : FirstOrder<T>(params),
        rho_(static_cast<T>(params["rho"])),
        take_(static_cast<T>(1 - params["rho"])),
        eps_(static_cast<T>(params["eps"])) {}

 private:
  void onReset(const Layout& layout) override {
    this->addState("a", layout.size);
    this->addState("u", layout.size);
  }
  void beginStep(T lr) override { lr_ = lr; }
  void update(T* const* arrays, Index n) override {
    const T lr = lr_, rho = rho_, take = take_, eps = eps_;
    eachPack<4>(arrays, n, [=](auto& x, auto g, auto& a, auto& u) {
      a = rho * a + take * g * g;
      const auto delta = ratio(root(u + eps), root(a + eps)) * g;
      u = rho * u + take * delta * delta;
      x -= lr * delta;
    });
  }

  T rho_, take_, eps_;
  T lr_ = 0;
};

}  // namespace descent
