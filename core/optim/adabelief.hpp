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
  void updateRange(T* x, const T* g, Index begin, Index end) override {
    adaptive_ ? sweep<true>(x, g, begin, end) : sweep<false>(x, g, begin, end);
  }
  template <bool kAdaptive>
  void sweep(T* x, const T* g, Index begin, Index end) {
    T* const m = this->stateData(0);
    T* const s = this->stateData(1);
    const auto d = this->decay();
    const T rate = rate_, scale = scale_, eps = static_cast<T>(this->eps_);
    for (Index i = begin; i < end; ++i) {
      const T gi = g[i];
      const T mi = d.keep1 * m[i] + d.take1 * gi;
      const T surprise = gi - mi;
      const T si = d.keep2 * s[i] + d.take2 * surprise * surprise + eps;
      m[i] = mi;
      s[i] = si;
      x[i] -= rate * (kAdaptive ? ratio(mi, std::sqrt(si * scale) + eps) : mi);
    }
  }

  bool rectify_;
  bool adaptive_ = true;
  T rate_ = 0, scale_ = 1;
};

}  // namespace descent
