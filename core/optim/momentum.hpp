// Gradient descent with momentum in the four forms that textbooks, lectures and libraries print.
// Polyak 1964; Sutskever, Martens, Dahl & Hinton 2013.
#pragma once

#include "core/optim/first_order.hpp"

namespace descent {

/// heavy:     v <- m v - lr g;           theta <- theta + v
/// ema:       v <- m v + (1-m) g;        theta <- theta - lr v
/// betaAlpha: v <- m v + lr g;           theta <- theta - v
/// torch:     v <- m v + (1-tau) g;      theta <- theta - lr v, with v_1 = g_1 undamped (PyTorch's SGD)
/// heavy and betaAlpha fold the learning rate into the buffer, ema and torch do not: under a schedule they
/// differ.
template <class T>
class Momentum final : public FirstOrder<T> {
 public:
  enum class Form { kHeavy, kEma, kBetaAlpha, kTorch };
  static constexpr std::string_view kForms[] = {"heavy", "ema", "betaAlpha", "torch"};
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(0.1),
      ParamSpec::choice("form", kForms),
      ParamSpec::decay("momentum", "m", 0.9),
      ParamSpec::linear("dampening", "\\tau", 0, 0, 1),
  };

  explicit Momentum(const Params& params)
      : FirstOrder<T>(params),
        form_(params.choice<Form>("form")),
        m_(static_cast<T>(params["momentum"])),
        tau_(static_cast<T>(params["dampening"])) {
    this->memory_.add(first_, 1);
  }

  void setMomentum(T m) override { m_ = m; }

 private:
  void onReset(const Layout& layout) override {
    this->addState("v", layout.size);
    first_ = true;
  }

  void beginStep(T lr) override {
    lr_ = lr;
    // The buffer's coefficients of v and g, and what theta gains of v, for this step.
    keep_ = m_;
    switch (form_) {
      case Form::kHeavy:
        take_ = -lr;
        gain_ = T(1);
        break;
      case Form::kEma:
        take_ = T(1) - m_;
        gain_ = -lr;
        break;
      case Form::kBetaAlpha:
        take_ = lr;
        gain_ = T(-1);
        break;
      case Form::kTorch:
        take_ = first_ ? T(1) : T(1) - tau_;
        gain_ = -lr;
        break;
    }
    first_ = false;
  }

  void update(T* const* arrays, Index n) override {
    const T keep = keep_, take = take_, gain = gain_;
    eachPack<3>(arrays, n, [=](auto& x, auto g, auto& v) {
      v = keep * v + take * g;
      x += gain * v;
    });
  }

  Form form_;
  T m_, tau_;
  T lr_ = 0, keep_ = 0, take_ = 0, gain_ = 0;
  bool first_ = true;
};

}  // namespace descent
