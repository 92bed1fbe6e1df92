// Saddle-free Newton (Dauphin et al., Identifying and attacking the saddle point problem, 2014).
#pragma once

#include "core/base/symmetric_eigen.hpp"
#include "core/optim/line_search.hpp"

namespace descent {

/// p = -Q (|Lambda| + lambda I)^-1 Q^T g with H = Q Lambda Q^T, then Armijo's backtracking from the step lr.
/// Directions of negative curvature are followed downhill instead of uphill, so saddles repel. |Lambda| is
/// kept above 1e-12 of its largest entry, which only matters for singular Hessians when lambda = 0. Functions
/// only. State: p, alpha the step length, eigenvalues (ascending).
template <class T>
class SaddleFreeNewton final : public Optimizer<T> {
 public:
  static constexpr ParamSpec kParams[] = {ParamSpec::learningRate(1, 1e-2, 2),
                                          ParamSpec::nonNegative("lambda", "\\lambda", 1e-6, 1e-8, 10)};

  explicit SaddleFreeNewton(const Params& params) : lambda_(params["lambda"]) {}

  void reset(const Layout& layout) override {
    this->state_.clear();
    gradient_.setZero(layout.size);
    hessian_.setZero(layout.size, layout.size);
    eigen_.resize(layout.size);
    line_.reset(layout.size);
    this->addState("p", layout.size);
    this->addState("alpha", 1);
    this->addState("eigenvalues", layout.size);
  }

  StepReport step(Problem<T>& problem, VecRef<T> x, T lr) override {
    StepReport report;
    const double f = problem.gradient(x, gradient_);
    if (nothingToDo(f, gradient_, report)) return report;
    problem.hessian(x, hessian_);
    if (!eigen_.compute(hessian_)) {
      report.outcome = Outcome::kFailed;
      report.reason = reason::kNotFinite;
      return report;
    }
    Vec<T>& p = this->state_[0].values;
    const double slope = direction(p);
    this->state_[2].values = eigen_.values();
    const auto found = line_.armijo(problem, x, p, f, slope, lr, {});
    this->state_[1].values[0] = found.alpha;
    if (!found.ok) return stuck<T>(report, -slope, reason::kNoDescent);
    x = line_.point();
    return report;
  }

 private:
  /// Writes p and returns the slope along it.
  double direction(Vec<T>& p) const {
    const Index n = p.size();
    const auto& values = eigen_.values();
    const double largest = std::max(std::abs(values[0]), std::abs(values[n - 1]));
    const double floor = largest > 0 ? 1e-12 * largest : 1;
    p.setZero();
    for (Index k = 0; k < n; ++k) {
      const double* q = eigen_.vectors().data() + k * n;
      const double along = dot(q, gradient_.data(), n) / std::max(std::abs(values[k]) + lambda_, floor);
      addScaled(p.data(), -along, q, p.data(), n);
    }
    return dot(gradient_, p);
  }

  double lambda_;
  Vec<T> gradient_;
  Mat<T> hessian_;
  SymmetricEigen eigen_;
  LineSearch<T> line_;
};

}  // namespace descent
