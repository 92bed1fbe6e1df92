// A problem whose gradients carry seeded Gaussian noise: what a mini-batch does to a gradient, in its
// simplest form.
#pragma once

#include <memory>

#include "core/base/rng.hpp"
#include "core/objective/problem.hpp"

namespace descent {

/// Adds N(0, sigma^2) to every gradient coordinate, and the matching N(0, sigma^2 |v|^2) to directional
/// derivatives. Values, Hessians and residuals stay exact.
class NoisyProblem final : public Problem<double> {
 public:
  NoisyProblem(std::unique_ptr<Problem<double>> inner, double sigma, std::uint64_t seed)
      : inner_(std::move(inner)), sigma_(sigma), seed_(seed), rng_(generator(seed)) {}

  /// The noise of a run with this seed: one normal number a coordinate, gradient after gradient.
  static Rng generator(std::uint64_t seed) { return Rng(seed, kStream); }
  /// The same noise from the beginning.
  void restart() { rng_ = generator(seed_); }

  Index size() const override { return inner_->size(); }
  unsigned features() const override { return inner_->features(); }
  Index residualCount() const override { return inner_->residualCount(); }
  double residualScale() const override { return inner_->residualScale(); }
  void beginStep(std::int64_t step) override { inner_->beginStep(step); }

 protected:
  double doValue(ConstVecRef<double> x) override { return inner_->value(x); }
  double doGradient(ConstVecRef<double> x, VecRef<double> g) override {
    const double f = inner_->gradient(x, g);
    for (Index i = 0; i < g.size(); ++i) g[i] += sigma_ * rng_.normal();
    return f;
  }
  double doDirectional(ConstVecRef<double> x, ConstVecRef<double> v, double* value) override {
    return inner_->directional(x, v, value) + sigma_ * v.norm() * rng_.normal();
  }
  void doHessian(ConstVecRef<double> x, Mat<double>& h) override { inner_->hessian(x, h); }
  void doHessianVector(ConstVecRef<double> x, ConstVecRef<double> v, VecRef<double> out) override {
    inner_->hessianVector(x, v, out);
  }
  void doGaussNewtonVector(ConstVecRef<double> x, ConstVecRef<double> v, VecRef<double> out) override {
    inner_->gaussNewtonVector(x, v, out);
  }
  void doResiduals(ConstVecRef<double> x, Vec<double>& r, Mat<double>& j) override {
    inner_->residuals(x, r, j);
  }

 private:
  static constexpr std::uint64_t kStream = 0x6e6f6973;  // "nois"
  std::unique_ptr<Problem<double>> inner_;
  double sigma_;
  std::uint64_t seed_;
  Rng rng_;
};

}  // namespace descent
