// Adam (Kingma & Ba, Adam: a method for stochastic optimization, 2015) with every placement of epsilon and
// every bias correction that papers, lectures and libraries print.
#pragma once

#include "core/optim/first_order.hpp"
#include "core/optim/kernel.hpp"

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
class Adam : public FirstOrder<T> {
 public:
  enum class EpsPlace { kOutside, kInside, kOutsideHat, kBoth };
  enum class Correction { kBoth, kNone, kFirstOnly, kBeta1Both };
  static constexpr std::string_view kEpsPlaces[] = {"outside", "inside", "outsideHat", "both"};
  static constexpr std::string_view kCorrections[] = {"both", "none", "firstOnly", "beta1Both"};
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(0.001),
      ParamSpec::decay("beta1", "\\beta_1", 0.9),
      ParamSpec::decay("beta2", "\\beta_2", 0.999),
      ParamSpec::nonNegative("eps", "\\varepsilon", 1e-8, 1e-10, 1e-2),
      ParamSpec::choice("epsPlace", kEpsPlaces),
      ParamSpec::nonNegative("epsRoot", "\\varepsilon_{\\text{root}}", 0, 1e-16, 1e-2),
      ParamSpec::choice("biasCorrection", kCorrections),
  };

  explicit Adam(const Params& params)
      : FirstOrder<T>(params),
        beta1_(params["beta1"]),
        beta2_(params["beta2"]),
        eps_(params["eps"]),
        epsRoot_(params["epsRoot"]),
        place_(params.template choice<EpsPlace>("epsPlace")),
        correction_(params.template choice<Correction>("biasCorrection")) {}

  void setMomentum(T m) override { beta1_ = static_cast<double>(m); }

 private:
  void onReset(const Layout& layout) override {
    this->addState("m", layout.size);
    this->addState("v", layout.size);
    t_ = 0;
  }

  void beginStep(T lr) override {
    ++t_;
    double c1 = totalWeight(beta1_, t_), c2 = totalWeight(beta2_, t_);
    if (correction_ == Correction::kNone) c1 = 1;
    if (correction_ == Correction::kNone || correction_ == Correction::kFirstOnly) c2 = 1;
    if (correction_ == Correction::kBeta1Both) c2 = c1;
    double rate = static_cast<double>(lr) / c1, scale = 1 / c2;
    if (place_ == EpsPlace::kOutsideHat) {
      rate *= std::sqrt(c2);
      scale = 1;
    }
    const double inside = place_ == EpsPlace::kInside ? eps_ : place_ == EpsPlace::kBoth ? epsRoot_ : 0;
    step_ = {.keep1 = static_cast<T>(beta1_),
             .take1 = static_cast<T>(1 - beta1_),
             .keep2 = static_cast<T>(beta2_),
             .take2 = static_cast<T>(1 - beta2_),
             .rate = static_cast<T>(rate),
             .scale = static_cast<T>(scale),
             .inside = static_cast<T>(inside),
             .outside = static_cast<T>(place_ == EpsPlace::kInside ? 0 : eps_)};
  }

  void updateRange(T* x, const T* g, Index begin, Index end) override {
    T* const m = this->stateData(0);
    T* const v = this->stateData(1);
    const Scalars c = step_;
    for (Index i = begin; i < end; ++i) {
      const T gi = g[i];
      const T mi = c.keep1 * m[i] + c.take1 * gi;
      const T vi = c.keep2 * v[i] + c.take2 * gi * gi;
      m[i] = mi;
      v[i] = vi;
      x[i] -= c.rate * ratio(mi, std::sqrt(vi * c.scale + c.inside) + c.outside);
    }
  }

  struct Scalars {
    T keep1 = 0, take1 = 0, keep2 = 0, take2 = 0, rate = 0, scale = 0, inside = 0, outside = 0;
  };

  double beta1_, beta2_, eps_, epsRoot_;
  EpsPlace place_;
  Correction correction_;
  std::int64_t t_ = 0;
  Scalars step_;
};

}  // namespace descent
