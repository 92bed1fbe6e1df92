// Forward gradients (Baydin, Pearlmutter, Syme, Wood & Torr, Gradients without backpropagation, 2022).
#pragma once

#include "core/base/rng.hpp"
#include "core/optim/kernel.hpp"
#include "core/optim/wrapper.hpp"

namespace descent {

/// Draws a direction v with E[v v'] = I, asks for the slope d = grad f . v (one forward pass, no
/// backpropagation) and takes d v for the gradient, averaged over `samples` directions. It is unbiased; its
/// mean square is (n+2)|g|^2 for normal directions and n|g|^2 for Rademacher ones and the sphere of radius
/// sqrt(n), so lr must shrink with n.
template <class T>
class ForwardGradient final : public Wrapper<T> {
 public:
  enum class Tangent { kNormal, kRademacher, kSphere };
  static constexpr std::string_view kTangents[] = {"normal", "rademacher", "sphere"};
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(0.01),
      ParamSpec::choice("tangent", kTangents),
      ParamSpec::integer("samples", "K", 1, 1, 1000, 32),
      ParamSpec::integer("seed", "", 1, 0, 4294967295.0, 100),
  };

  ForwardGradient(const Params& params, std::unique_ptr<Optimizer<T>> base)
      : Wrapper<T>(std::move(base)),
        tangent_(params.template choice<Tangent>("tangent")),
        samples_(static_cast<int>(params["samples"])),
        seed_(static_cast<std::uint64_t>(params["seed"])),
        rng_(seed_, kStream) {
    rng_.rememberedBy(this->memory_);
  }

 private:
  void onReset(const Layout& layout) override {
    this->addState("tangent", layout.size);
    rng_ = Rng(seed_, kStream);
  }

  double estimate(Problem<T>& problem, ConstVecRef<T> x, VecRef<T> g) override {
    auto& v = this->state_[0].values;
    double f = 0;
    g.setZero();
    for (int k = 0; k < samples_; ++k) {
      draw(v);
      const double slope = problem.directional(x, v, &f);
      g += static_cast<T>(slope / samples_) * v;
    }
    return f;
  }

  void draw(Vec<T>& v) {
    if (tangent_ == Tangent::kRademacher) {
      for (Index i = 0; i < v.size(); ++i) v[i] = static_cast<T>(rng_.rademacher());
      return;
    }
    for (Index i = 0; i < v.size(); ++i) v[i] = static_cast<T>(rng_.normal());
    if (tangent_ == Tangent::kSphere) {
      v *= static_cast<T>(std::sqrt(static_cast<double>(v.size()) / sumSquares(v.data(), v.size())));
    }
  }

  static constexpr std::uint64_t kStream = 0x66776467;  // "fwdg"
  Tangent tangent_;
  int samples_;
  std::uint64_t seed_;
  Rng rng_;
};

}  // namespace descent
