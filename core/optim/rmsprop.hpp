// RMSProp (Tieleman & Hinton, Lecture 6.5 of Neural Networks for Machine Learning, 2012); centered and with
// momentum after Graves, Generating sequences with recurrent neural networks, 2013.
#pragma once

#include <tuple>

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

  void update(T* const* arrays, Index n) override {
    if (centered_) {
      hasMomentum_ ? sweep<true, true>(arrays, n) : sweep<true, false>(arrays, n);
    } else {
      hasMomentum_ ? sweep<false, true>(arrays, n) : sweep<false, false>(arrays, n);
    }
  }

  template <bool kCentered, bool kMomentum>
  void sweep(T* const* arrays, Index n) {
    const T rho = rho_, take = oneMinusRho_, lr = lr_, momentum = momentum_, inside = epsInside_,
            outside = epsOutside_;
    eachPack<3 + kCentered + kMomentum>(arrays, n, [=](auto& x, auto g, auto& s, auto&... qb) {
      s = rho * s + take * g * g;
      auto spread = s;
      if constexpr (kCentered) {
        auto& q = std::get<0>(std::tie(qb...));
        q = rho * q + take * g;
        spread = s - q * q;
        spread = spread < Pack<T>{} ? Pack<T>{} : spread;
      }
      auto move = ratio(g, root(spread + inside) + outside);
      if constexpr (kMomentum) {
        auto& b = std::get<kCentered>(std::tie(qb...));
        move = momentum * b + move;
        b = move;
      }
      x -= lr * move;
    });
  }

  T rho_, oneMinusRho_, momentum_;
  bool centered_, hasMomentum_;
  T epsInside_ = 0, epsOutside_ = 0;
  T lr_ = 0;
};

}  // namespace descent
