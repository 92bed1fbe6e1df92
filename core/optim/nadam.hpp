// Nadam (Dozat, Incorporating Nesterov momentum into Adam, 2016).
#pragma once

#include "core/optim/moments.hpp"

namespace descent {

/// mu_t = b1 (1 - 0.96^(t psi)/2),  P_t = mu_1 ... mu_t;  m and v as in Adam;
/// theta <- theta - lr (mu_{t+1} m/(1-P_{t+1}) + (1-mu_t) g/(1-P_t)) / (sqrt(v^) + eps).
/// psi = 0.004 is the paper's warm-up (PyTorch), psi = 1 what Keras 3 computes. constMu sets mu_t = b1
/// (optax's Nesterov Adam and the usual textbook form).
template <class T>
class Nadam final : public MomentMethod<T> {
 public:
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(0.002),
      kBeta1,
      kBeta2,
      epsSpec(1e-8),
      ParamSpec::nonNegative("psi", "\\psi", 0.004, 1e-4, 1),
      ParamSpec::flag("constMu", false),
  };

  explicit Nadam(const Params& params)
      : MomentMethod<T>(params), psi_(params["psi"]), constMu_(params.flag("constMu")) {
    this->memory_.add(product_);
  }

 private:
  void onReset(const Layout& layout) override {
    this->start(layout, "v");
    product_ = 1;
  }
  double mu(std::int64_t t) const {
    if (constMu_) return this->beta1_;
    return this->beta1_ * (1 - 0.5 * std::pow(0.96, static_cast<double>(t) * psi_));
  }
  void beginStep(T lr) override {
    const std::int64_t t = ++this->t_;
    const double now = mu(t), next = mu(t + 1), rate = static_cast<double>(lr);
    product_ *= now;
    ofM_ = static_cast<T>(rate * next / (1 - product_ * next));
    ofG_ = static_cast<T>(rate * (1 - now) / (1 - product_));
    scale_ = static_cast<T>(1 / totalWeight(this->beta2_, t));
  }
  void update(T* const* arrays, Index n) override {
    const auto d = this->decay();
    const T ofM = ofM_, ofG = ofG_, scale = scale_, eps = static_cast<T>(this->eps_);
    eachPack<4>(arrays, n, [=](auto& x, auto g, auto& m, auto& v) {
      m = d.keep1 * m + d.take1 * g;
      v = d.keep2 * v + d.take2 * g * g;
      x -= ratio(ofM * m + ofG * g, root(v * scale) + eps);
    });
  }

  double psi_;
  bool constMu_;
  double product_ = 1;
  T ofM_ = 0, ofG_ = 0, scale_ = 1;
};

}  // namespace descent
