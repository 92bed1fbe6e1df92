// Adam (Kingma & Ba, Adam: a method for stochastic optimization, 2015) with every placement of epsilon and
// every bias correction that papers, lectures and libraries print.
#pragma once

#include "core/optim/moments.hpp"

namespace descent {

/// m <- b1 m + (1-b1) g;  v <- b2 v + (1-b2) g^2;  m^ = m/(1-b1^t);  v^ = v/(1-b2^t); then theta <- theta -
/// lr m^ / D with
///   outside:    D = sqrt(v^) + eps                                         (the paper, PyTorch, optax)
///   inside:     D = sqrt(v^ + eps)                                         (lecture slides)
///   outsideHat: theta <- theta - lr sqrt(1-b2^t)/(1-b1^t) m / (sqrt(v) + eps)  (the paper's section 2
///   remark, Keras) both:       D = sqrt(v^ + epsRoot) + eps                               (optax)
/// biasCorrection: both; none ("simple Adam"); firstOnly (m alone); beta1Both (b1 in both corrections: a
/// misprint found in lectures, offered so that its effect can be shown). Every combination is the same loop
/// with other scalars: D = sqrt(v c + epsInside) + epsOutside.
template <class T>
class Adam : public MomentMethod<T> {
 public:
  enum class EpsPlace { kOutside, kInside, kOutsideHat, kBoth };
  enum class Correction { kBoth, kNone, kFirstOnly, kBeta1Both };
  static constexpr std::string_view kEpsPlaces[] = {"outside", "inside", "outsideHat", "both"};
  static constexpr std::string_view kCorrections[] = {"both", "none", "firstOnly", "beta1Both"};
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(0.001),
      kBeta1,
      kBeta2,
      epsSpec(1e-8),
      ParamSpec::choice("epsPlace", kEpsPlaces),
      ParamSpec::nonNegative("epsRoot", "\\varepsilon_{\\text{root}}", 0, 1e-16, 1e-2),
      ParamSpec::choice("biasCorrection", kCorrections),
  };

  explicit Adam(const Params& params)
      : MomentMethod<T>(params),
        epsRoot_(params["epsRoot"]),
        place_(params.template choice<EpsPlace>("epsPlace")),
        correction_(params.template choice<Correction>("biasCorrection")) {}

 private:
  void onReset(const Layout& layout) override { this->start(layout, "v"); }

  void beginStep(T lr) override {
    const std::int64_t t = ++this->t_;
    double c1 = totalWeight(this->beta1_, t), c2 = totalWeight(this->beta2_, t);
    if (correction_ == Correction::kBeta1Both) c2 = c1;
    if (correction_ == Correction::kNone) c1 = 1;
    if (correction_ == Correction::kNone || correction_ == Correction::kFirstOnly) c2 = 1;
    double rate = static_cast<double>(lr) / c1, scale = 1 / c2;
    if (place_ == EpsPlace::kOutsideHat) {
      rate *= std::sqrt(c2);
      scale = 1;
    }
    const double inside = place_ == EpsPlace::kInside ? this->eps_ : place_ == EpsPlace::kBoth ? epsRoot_ : 0;
    const double outside = place_ == EpsPlace::kInside ? 0 : this->eps_;
    step_ = {static_cast<T>(rate), static_cast<T>(scale), static_cast<T>(inside), static_cast<T>(outside)};
  }

  void update(T* const* arrays, Index n) override {
    const auto d = this->decay();
    const Scalars c = step_;
    eachPack<4>(arrays, n, [=](auto& x, auto g, auto& m, auto& v) {
      m = d.keep1 * m + d.take1 * g;
      v = d.keep2 * v + d.take2 * g * g;
      x -= c.rate * ratio(m, root(v * c.scale + c.inside) + c.outside);
    });
  }

  struct Scalars {
    T rate = 0, scale = 0, inside = 0, outside = 0;
  };

  double epsRoot_;
  EpsPlace place_;
  Correction correction_;
  Scalars step_;
};

/// Adam with decoupled weight decay: theta <- (1 - lr lambda) theta before the step (Loshchilov & Hutter,
/// Decoupled weight decay regularization, 2019). The paper's extra schedule factor is the schedule's business
/// here.
template <class T>
class AdamW final : public Adam<T> {
 public:
  // lambda = 0.01 is the authors' and PyTorch's default.
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(0.001),
      kBeta1,
      kBeta2,
      epsSpec(1e-8),
      ParamSpec::choice("epsPlace", Adam<T>::kEpsPlaces),
      ParamSpec::nonNegative("epsRoot", "\\varepsilon_{\\text{root}}", 0, 1e-16, 1e-2),
      ParamSpec::choice("biasCorrection", Adam<T>::kCorrections),
      ParamSpec::choice("weightDecayMode", kWeightDecayModes, 2),
      ParamSpec::nonNegative("weightDecay", "\\lambda", 0.01, 1e-6, 1),
  };
  using Adam<T>::Adam;
};

}  // namespace descent
