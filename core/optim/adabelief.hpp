// AdaBelief (Zhuang et al., AdaBelief optimizer: adapting stepsizes by the belief in observed gradients,
// 2020).
#pragma once

#include "core/optim/moments.hpp"

namespace descent {

/// m as in Adam;  s <- b2 s + (1-b2)(g - m)^2 + eps, with m already updated and eps kept in s;
/// theta <- theta - lr m^ / (sqrt(s^) + eps). The first step is lr/b1, because then g - m = b1 g.
/// rectify: RAdam's switch, as in the authors' code (default there, not in the paper's algorithm; off here).
template <class T>
class AdaBelief final : public MomentMethod<T> {
 public:
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(0.001), kBeta1, kBeta2, epsSpec(1e-16), ParamSpec::flag("rectify", false),
  };

  explicit AdaBelief(const Params& params) : MomentMethod<T>(params), rectify_(params.flag("rectify")) {}

 private:
  void onReset(const Layout& layout) override { this->start(layout, "s"); }
  void beginStep(T lr) override {
    const std::int64_t t = ++this->t_;
    const double c2 = totalWeight(this->beta2_, t);
    double rate = static_cast<double>(lr) / totalWeight(this->beta1_, t), scale = 1 / c2;
    adaptive_ = true;
    if (rectify_) {
      const double r = rectification(this->beta2_, t);
      adaptive_ = r > 0;
      if (adaptive_) rate *= r * std::sqrt(c2);
      scale = 1;
    }
    rate_ = static_cast<T>(rate);
    scale_ = static_cast<T>(scale);
  }
  void update(T* const* arrays, Index n) override {
    const auto d = this->decay();
    const T rate = rate_, scale = scale_, eps = static_cast<T>(this->eps_);
    const bool adaptive = adaptive_;
    eachPack<4>(arrays, n, [=](auto& x, auto g, auto& m, auto& s) {
      m = d.keep1 * m + d.take1 * g;
      const auto surprise = g - m;
      s = d.keep2 * s + d.take2 * surprise * surprise + eps;
      x -= rate * (adaptive ? ratio(m, root(s * scale) + eps) : m);
    });
  }

  bool rectify_;
  bool adaptive_ = true;
  T rate_ = 0, scale_ = 1;
};

}  // namespace descent
