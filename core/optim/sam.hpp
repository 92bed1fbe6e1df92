// Sharpness-aware minimisation: SAM (Foret, Kleiner, Mobahi & Neyshabur, Sharpness-aware minimization for
// efficiently improving generalization, 2021) and ASAM (Kwon, Kim, Park & Choi, ASAM: adaptive
// sharpness-aware minimization, 2021).
#pragma once

#include "core/optim/kernel.hpp"
#include "core/optim/wrapper.hpp"

namespace descent {

/// The base steps from theta with the gradient taken at theta + p, two gradients of the same batch a step:
///   sam:  p = radius g / (|g| + 1e-12), the norm over all tensors together;
///   asam: p = radius T^2 g / (|T g| + 1e-12) with T = |theta| + offset on weights and T = 1 on biases, so
///   that scaling a
///         layer up and the next one down does not change what is seen.
/// With radius 0 the base takes exactly its own steps.
template <class T, bool kAdaptive>
class SharpnessAware : public Wrapper<T> {
 public:
  SharpnessAware(const Params& params, std::unique_ptr<Optimizer<T>> base)
      : Wrapper<T>(std::move(base)), radius_(params["radius"]), offset_(static_cast<T>(params["offset"])) {}

 private:
  void onReset(const Layout& layout) override {
    this->addState("perturbation", layout.size);
    point_.setZero(layout.size);
    if constexpr (kAdaptive) {
      scale_.setOnes(layout.size);
      layout_ = layout;
    }
  }

  double estimate(Problem<T>& problem, ConstVecRef<T> x, VecRef<T> g) override {
    const double f = problem.gradient(x, g);
    const Index n = g.size();
    T* const p = this->stateData(0);
    if constexpr (kAdaptive) {
      for (const auto& block : layout_.blocks) {
        if (!block.weights) continue;
        const Index end = block.offset + block.rows * block.cols;
        for (Index i = block.offset; i < end; ++i) scale_[i] = std::abs(x[i]) + offset_;
      }
      for (Index i = 0; i < n; ++i) p[i] = scale_[i] * g[i];
    } else {
      std::copy(g.data(), g.data() + n, p);
    }
    const T factor = static_cast<T>(radius_ / (std::sqrt(sumSquares(p, n)) + kTiny));
    for (Index i = 0; i < n; ++i) {
      p[i] *= kAdaptive ? factor * scale_[i] : factor;
      point_[i] = x[i] + p[i];
    }
    problem.gradient(point_, g);
    return f;
  }

  static constexpr double kTiny = 1e-12;  // keeps a zero gradient finite
  double radius_;
  T offset_;
  Layout layout_;
  Vec<T> point_, scale_;
};

template <class T>
class Sam final : public SharpnessAware<T, false> {
 public:
  static constexpr ParamSpec kParams[] = {ParamSpec::learningRate(0.1),
                                          ParamSpec::nonNegative("radius", "\\rho", 0.05, 1e-3, 2)};
  using SharpnessAware<T, false>::SharpnessAware;
};

template <class T>
class Asam final : public SharpnessAware<T, true> {
 public:
  static constexpr ParamSpec kParams[] = {ParamSpec::learningRate(0.1),
                                          ParamSpec::nonNegative("radius", "\\rho", 0.5, 1e-3, 5),
                                          ParamSpec::nonNegative("offset", "\\eta_a", 0.01, 1e-4, 1)};
  using SharpnessAware<T, true>::SharpnessAware;
};

}  // namespace descent
