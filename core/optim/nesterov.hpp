// Nesterov's accelerated gradient (Nesterov 1983; Sutskever et al. 2013) in its two forms.
#pragma once

#include "core/optim/first_order.hpp"

namespace descent {

/// interim:   g = grad f(theta + m v); v <- m v - lr g; theta <- theta + v       (Goodfellow et al.,
/// Alg. 8.3) lookahead: v <- m v + g; theta <- theta - lr (g + m v)                        (PyTorch; stores
/// theta + m v) With a constant rate the lookahead parameter equals theta + m v of the interim form.
template <class T>
class Nesterov final : public FirstOrder<T> {
 public:
  enum class Form { kInterim, kLookahead };
  static constexpr std::string_view kForms[] = {"interim", "lookahead"};
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(0.1),
      ParamSpec::choice("form", kForms),
      ParamSpec::decay("momentum", "m", 0.9),
  };

  explicit Nesterov(const Params& params)
      : FirstOrder<T>(params), form_(params.choice<Form>("form")), m_(static_cast<T>(params["momentum"])) {}

  void setMomentum(T m) override { m_ = m; }

 private:
  void onReset(const Layout& layout) override {
    this->addState("v", layout.size);
    // The point where the gradient is taken, kept among the state so that the page can draw it.
    if (form_ == Form::kInterim) this->addState("interim", layout.size);
  }
  Eigen::Ref<const Vec<T>> evaluationPoint(const VecRef<T>& x) override {
    if (form_ == Form::kLookahead) return x;
    auto& interim = this->state_[1].values;
    interim = x + m_ * this->state_[0].values;
    return interim;
  }
  void beginStep(T lr) override { lr_ = lr; }

  void update(T* const* arrays, Index n) override {
    const T m = m_, lr = lr_;
    if (form_ == Form::kInterim) {
      eachPack<3>(arrays, n, [=](auto& x, auto g, auto& v) {
        v = m * v - lr * g;
        x += v;
      });
    } else {
      eachPack<3>(arrays, n, [=](auto& x, auto g, auto& v) {
        v = m * v + g;
        x -= lr * (g + m * v);
      });
    }
  }

  Form form_;
  T m_;
  T lr_ = 0;
};

}  // namespace descent
