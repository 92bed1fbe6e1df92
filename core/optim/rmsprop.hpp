// RMSProp (Tieleman & Hinton, Lecture 6.5 of Neural Networks for Machine Learning, 2012); centered and with
// momentum after Graves, Generating sequences with recurrent neural networks, 2013.
#pragma once

#include <algorithm>

#include "core/optim/first_order.hpp"
#include "core/optim/kernel.hpp"

namespace descent {

/// s <- rho s + (1-rho) g^2;  theta <- theta - lr g / D, where
///   inside: D = sqrt(s + eps)   (Goodfellow et al. Alg. 8.5, Keras)     outside: D = sqrt(s) + eps (PyTorch)
///   none:   D = sqrt(s)
/// centered: q <- rho q + (1-rho) g, and D uses s - q^2 instead of s, never below 0 (rounding can make it
/// negative). momentum: b <- m b + g/D; theta <- theta - lr b   (PyTorch).
template <class T>
class RmsProp final : public FirstOrder<T> {
 public:
  enum class EpsPlace { kInside, kOutside, kNone };
  static constexpr std::string_view kEpsPlaces[] = {"inside", "outside", "none"};
  // The lecture gives rho = 0.9 and no epsilon; inside with 1e-7 is what course notes, Goodfellow and Keras
  // agree on.
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(0.01),
      ParamSpec::decay("rho", "\\rho", 0.9),
      ParamSpec::nonNegative("eps", "\\varepsilon", 1e-7, 1e-10, 1e-2),
      ParamSpec::choice("epsPlace", kEpsPlaces),
      ParamSpec::flag("centered", false),
      ParamSpec::decay("momentum", "m", 0),
  };

  explicit RmsProp(const Params& params)
      : FirstOrder<T>(params),
        rho_(static_cast<T>(params["rho"])),
        oneMinusRho_(static_cast<T>(1 - params["rho"])),
        momentum_(static_cast<T>(params["momentum"])),
        centered_(params.flag("centered")),
        // Decided once, so that a schedule that moves the momentum cannot change which vectors the state has.
        hasMomentum_(params["momentum"] != 0) {
    const auto place = params.template choice<EpsPlace>("epsPlace");
    const T eps = static_cast<T>(params["eps"]);
    epsInside_ = place == EpsPlace::kInside ? eps : T(0);
    epsOutside_ = place == EpsPlace::kOutside ? eps : T(0);
  }

  void setMomentum(T m) override {
    if (hasMomentum_) momentum_ = m;
  }

 private:
  void onReset(const Layout& layout) override {
    this->addState("s", layout.size);
    if (centered_) this->addState("q", layout.size);
    if (hasMomentum_) this->addState("b", layout.size);
  }
  void beginStep(T lr) override { lr_ = lr; }

  void updateRange(T* x, const T* g, Index begin, Index end) override {
    if (centered_) {
      hasMomentum_ ? sweep<true, true>(x, g, begin, end) : sweep<true, false>(x, g, begin, end);
    } else {
      hasMomentum_ ? sweep<false, true>(x, g, begin, end) : sweep<false, false>(x, g, begin, end);
    }
  }

  template <bool kCentered, bool kMomentum>
  void sweep(T* x, const T* g, Index begin, Index end) {
    T* const s = this->stateData(0);
    T* const q = kCentered ? this->stateData(1) : nullptr;
    T* const b = kMomentum ? this->stateData(kCentered ? 2 : 1) : nullptr;
    const T rho = rho_, take = oneMinusRho_, lr = lr_, m = momentum_, inside = epsInside_,
            outside = epsOutside_;
    for (Index i = begin; i < end; ++i) {
      const T gi = g[i];
      const T si = rho * s[i] + take * gi * gi;
      s[i] = si;
      T spread = si;
      if constexpr (kCentered) {
        const T qi = rho * q[i] + take * gi;
        q[i] = qi;
        spread = si - qi * qi;
        spread = spread < T(0) ? T(0) : spread;
      }
      T move = ratio(gi, std::sqrt(spread + inside) + outside);
      if constexpr (kMomentum) {
        move = m * b[i] + move;
        b[i] = move;
      }
      x[i] -= lr * move;
    }
  }

  T rho_, oneMinusRho_, momentum_;
  bool centered_, hasMomentum_;
  T epsInside_ = 0, epsOutside_ = 0;
  T lr_ = 0;
};

}  // namespace descent
