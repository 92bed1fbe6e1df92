// Lion (Chen et al., Symbolic discovery of optimization algorithms, 2023).
#pragma once

#include "core/optim/moments.hpp"

namespace descent {

/// theta <- theta - lr (sign(b1 m + (1-b1) g) + lambda theta);  m <- b2 m + (1-b2) g, updated after its use.
/// Every coordinate moves by exactly lr; sign(0) = 0. The decay is decoupled, 0 unless given.
template <class T>
class Lion final : public FirstOrder<T> {
 public:
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(1e-4, 1e-5, 1),
      kBeta1,
      ParamSpec::decay("beta2", "\\beta_2", 0.99),
      ParamSpec::choice("weightDecayMode", kWeightDecayModes, 2),
  };

  explicit Lion(const Params& params)
      : FirstOrder<T>(params), beta1_(params["beta1"]), beta2_(params["beta2"]) {}

  void setMomentum(T m) override { beta1_ = static_cast<double>(m); }

 private:
  void onReset(const Layout& layout) override { this->addState("m", layout.size); }
  void beginStep(T lr) override { lr_ = lr; }
  void update(T* const* arrays, Index n) override {
    const T lr = lr_, keep1 = static_cast<T>(beta1_), take1 = static_cast<T>(1 - beta1_);
    const T keep2 = static_cast<T>(beta2_), take2 = static_cast<T>(1 - beta2_);
    eachPack<3>(arrays, n, [=](auto& x, auto g, auto& m) {
      x -= lr * signOf(keep1 * m + take1 * g);
      m = keep2 * m + take2 * g;
    });
  }

  double beta1_, beta2_;
  T lr_ = 0;
};

}  // namespace descent
