// What the descendants of Adam share: two moving averages, their decay rates and a step counter.
#pragma once

#include "core/optim/first_order.hpp"
#include "core/optim/kernel.hpp"

namespace descent {

inline constexpr ParamSpec kBeta1 = ParamSpec::decay("beta1", "\\beta_1", 0.9);
inline constexpr ParamSpec kBeta2 = ParamSpec::decay("beta2", "\\beta_2", 0.999);
constexpr ParamSpec epsSpec(double initial) {
  return ParamSpec::nonNegative("eps", "\\varepsilon", initial, 1e-16, 1e-2);
}

/// Reads beta1, beta2 and eps, holds the first moment m and a second vector of the method's own, counts the
/// steps. A schedule that moves the momentum moves beta1, as PyTorch's one-cycle does.
template <class T>
class MomentMethod : public FirstOrder<T> {
 public:
  explicit MomentMethod(const Params& params)
      : FirstOrder<T>(params), beta1_(params["beta1"]), beta2_(params["beta2"]), eps_(params["eps"]) {
    this->memory_.add(t_, kMostSteps);
  }

  void setMomentum(T m) override { beta1_ = static_cast<double>(m); }

 protected:
  /// The factors of the two averages in the arithmetic of T.
  struct Decay {
    T keep1, take1, keep2, take2;
  };
  Decay decay() const {
    return {static_cast<T>(beta1_), static_cast<T>(1 - beta1_), static_cast<T>(beta2_),
            static_cast<T>(1 - beta2_)};
  }
  void start(const Layout& layout, std::string_view secondName, T initial = T(0)) {
    this->addState("m", layout.size, initial);
    this->addState(secondName, layout.size, initial);
    t_ = 0;
  }

  double beta1_, beta2_, eps_;
  std::int64_t t_ = 0;  ///< 1 during the first step
};

/// The factor by which RAdam scales an adaptive step at step t, or 0 while the variance of that step is
/// intractable (Liu et al., 2020, with the threshold 5 of the authors' code; the paper prints 4).
inline double rectification(double beta2, std::int64_t t) {
  const double longest = 2 / (1 - beta2) - 1;
  const double decayed = std::pow(beta2, static_cast<double>(t));
  const double length = longest - 2 * static_cast<double>(t) * decayed / (1 - decayed);
  if (!(length > 5)) return 0;
  return std::sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
}

}  // namespace descent
