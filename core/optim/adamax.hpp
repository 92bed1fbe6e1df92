// AdaMax: Adam with the infinity norm (Kingma & Ba, Adam, 2015, section 7.1).
#pragma once

#include "core/optim/moments.hpp"

namespace descent {

/// m as in Adam;  u <- max(b2 u, |g|);  theta <- theta - lr/(1-b1^t) m/u. u needs no correction.
/// eps: inMax takes |g| + eps into the maximum (PyTorch, optax); outside adds it to u (Keras); none is the
/// paper, where 0/0 is 0.
template <class T>
class AdaMax final : public MomentMethod<T> {
 public:
  enum class EpsPlace { kInMax, kOutside, kNone };
  static constexpr std::string_view kEpsPlaces[] = {"inMax", "outside", "none"};
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(0.002),
      kBeta1,
      kBeta2,
      epsSpec(1e-8),
      ParamSpec::choice("epsPlace", kEpsPlaces),
  };

  explicit AdaMax(const Params& params) : MomentMethod<T>(params) {
    const auto place = params.template choice<EpsPlace>("epsPlace");
    if (place == EpsPlace::kInMax) inMax_ = static_cast<T>(this->eps_);
    if (place == EpsPlace::kOutside) outside_ = static_cast<T>(this->eps_);
  }

 private:
  void onReset(const Layout& layout) override { this->start(layout, "u"); }
  void beginStep(T lr) override {
    rate_ = static_cast<T>(static_cast<double>(lr) / totalWeight(this->beta1_, ++this->t_));
  }
  void update(T* const* arrays, Index n) override {
    const auto d = this->decay();
    const T rate = rate_, inMax = inMax_, outside = outside_;
    eachPack<4>(arrays, n, [=](auto& x, auto g, auto& m, auto& u) {
      m = d.keep1 * m + d.take1 * g;
      u = larger(d.keep2 * u, magnitude(g) + inMax);
      x -= rate * ratio(m, u + outside);
    });
  }

  T inMax_ = 0, outside_ = 0;
  T rate_ = 0;
};

}  // namespace descent
