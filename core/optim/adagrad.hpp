// AdaGrad (Duchi, Hazan & Singer, Adaptive subgradient methods for online learning and stochastic
// optimization, 2011).
#pragma once

#include "core/optim/first_order.hpp"
#include "core/optim/kernel.hpp"

namespace descent {

/// s <- s + g^2;  theta <- theta - lr_t g / D with D = sqrt(s) + eps (outside: Goodfellow et al. Alg. 8.4,
/// PyTorch) or D = sqrt(s + eps) (inside: Keras, optax). s starts at accumulatorInit; lr_t = lr / (1 + (t-1)
/// lrDecay). With s = 0 at the start the first step is lr in every coordinate, whatever the gradient.
template <class T>
class AdaGrad final : public FirstOrder<T> {
 public:
  enum class EpsPlace { kOutside, kInside };
  static constexpr std::string_view kEpsPlaces[] = {"outside", "inside"};
  // The paper leaves its constants open; these are Goodfellow's algorithm with PyTorch's rate. Keras and
  // optax start from accumulatorInit 0.1 with inside.
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(0.01),
      ParamSpec::nonNegative("eps", "\\varepsilon", 1e-7, 1e-10, 1e-2),
      ParamSpec::choice("epsPlace", kEpsPlaces),
      ParamSpec::nonNegative("accumulatorInit", "s_0", 0, 1e-4, 10),
      ParamSpec::nonNegative("lrDecay", "\\gamma", 0, 1e-5, 1),
  };

  explicit AdaGrad(const Params& params)
      : FirstOrder<T>(params),
        initial_(static_cast<T>(params["accumulatorInit"])),
        lrDecay_(params["lrDecay"]) {
    const bool inside = params.template choice<EpsPlace>("epsPlace") == EpsPlace::kInside;
    this->memory_.add(t_, kMostSteps);
    (inside ? inside_ : outside_) = static_cast<T>(params["eps"]);
  }

 private:
  void onReset(const Layout& layout) override {
    this->addState("s", layout.size, initial_);
    t_ = 0;
  }
  void beginStep(T lr) override {
    lr_ = static_cast<T>(static_cast<double>(lr) / (1 + static_cast<double>(t_) * lrDecay_));
    ++t_;
  }
  void update(T* const* arrays, Index n) override {
    const T lr = lr_, inside = inside_, outside = outside_;
    eachPack<3>(arrays, n, [=](auto& x, auto g, auto& s) {
      s += g * g;
      x -= lr * ratio(g, root(s + inside) + outside);
    });
  }

  T initial_;
  double lrDecay_;
  T inside_ = 0, outside_ = 0;
  T lr_ = 0;
  std::int64_t t_ = 0;
};

}  // namespace descent
