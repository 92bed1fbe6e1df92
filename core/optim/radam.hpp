// Rectified Adam (Liu et al., On the variance of the adaptive learning rate and beyond, 2020).
#pragma once

#include "core/optim/moments.hpp"

namespace descent {

/// While the variance of the adaptive rate is intractable (the first five steps at b2 = 0.999):
///   theta <- theta - lr m^;    afterwards:  theta <- theta - lr r_t m^ sqrt(1-b2^t) / (sqrt(v) + eps)
///   (PyTorch)
/// The first steps follow the raw gradient: where gradients are large, lr must be small.
template <class T>
class RAdam final : public MomentMethod<T> {
 public:
  static constexpr ParamSpec kParams[] = {ParamSpec::learningRate(0.001), kBeta1, kBeta2, epsSpec(1e-8)};
  using MomentMethod<T>::MomentMethod;

 private:
  void onReset(const Layout& layout) override { this->start(layout, "v"); }
  void beginStep(T lr) override {
    const std::int64_t t = ++this->t_;
    const double r = rectification(this->beta2_, t);
    adaptive_ = r > 0;
    const double rate = static_cast<double>(lr) / totalWeight(this->beta1_, t);
    rate_ = static_cast<T>(adaptive_ ? rate * r * std::sqrt(totalWeight(this->beta2_, t)) : rate);
  }
  void update(T* const* arrays, Index n) override {
    const auto d = this->decay();
    const T rate = rate_, eps = static_cast<T>(this->eps_);
    const bool adaptive = adaptive_;
    eachPack<4>(arrays, n, [=](auto& x, auto g, auto& m, auto& v) {
      m = d.keep1 * m + d.take1 * g;
      v = d.keep2 * v + d.take2 * g * g;
      x -= rate * (adaptive ? ratio(m, root(v) + eps) : m);
    });
  }

  bool adaptive_ = false;
  T rate_ = 0;
};

}  // namespace descent
