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

  void updateRange(T* x, const T* g, Index begin, Index end) override {
    T* v = this->stateData(0);
    if (form_ == Form::kInterim) {
      for (Index i = begin; i < end; ++i) {
        v[i] = m_ * v[i] - lr_ * g[i];
        x[i] += v[i];
      }
    } else {
      for (Index i = begin; i < end; ++i) {
        v[i] = m_ * v[i] + g[i];
        x[i] -= lr_ * (g[i] + m_ * v[i]);
      }
    }
  }

  Form form_;
  T m_;
  T lr_ = 0;
};

}  // namespace descent
