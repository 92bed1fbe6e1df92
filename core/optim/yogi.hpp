// Yogi (Zaheer, Reddi, Sachan, Kale & Kumar, Adaptive methods for nonconvex optimization, 2018).
#pragma once

#include "core/optim/moments.hpp"

namespace descent {

/// v <- v - (1-b2) sign(v - g^2) g^2, otherwise Adam with epsilon outside: v moves by a bounded amount, so
/// that a sudden small gradient does not raise the rate at once. m and v start at accumulatorInit; the paper
/// takes them from a first batch, the libraries 1e-6.
template <class T>
class Yogi final : public MomentMethod<T> {
 public:
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(0.01),
      kBeta1,
      kBeta2,
      epsSpec(1e-3),
      ParamSpec::nonNegative("accumulatorInit", "v_0", 1e-6, 1e-8, 1),
  };

  explicit Yogi(const Params& params)
      : MomentMethod<T>(params), initial_(static_cast<T>(params["accumulatorInit"])) {}

 private:
  void onReset(const Layout& layout) override { this->start(layout, "v", initial_); }
  void beginStep(T lr) override {
    const std::int64_t t = ++this->t_;
    rate_ = static_cast<T>(static_cast<double>(lr) / totalWeight(this->beta1_, t));
    scale_ = static_cast<T>(1 / totalWeight(this->beta2_, t));
  }
  void update(T* const* arrays, Index n) override {
    const auto d = this->decay();
    const T rate = rate_, scale = scale_, eps = static_cast<T>(this->eps_);
    eachPack<4>(arrays, n, [=](auto& x, auto g, auto& m, auto& v) {
      m = d.keep1 * m + d.take1 * g;
      const auto square = g * g;
      v -= d.take2 * signOf(v - square) * square;
      x -= rate * ratio(m, root(v * scale) + eps);
    });
  }

  T initial_;
  T rate_ = 0, scale_ = 1;
};

}  // namespace descent
