// Newton's method, pure or damped.
#pragma once

#include "core/optim/line_search.hpp"

namespace descent {

/// Solves (H + mu I) p = -g.
/// - damping off: mu = 0 and x <- x + lr p, whatever happens to f: the method of the textbooks, which is
/// drawn
///   to saddles and maxima as much as to minima.
/// - damping on: the first mu of 0, 1e-3, 2e-3, 4e-3 ... with a Cholesky factorisation, then Armijo's
///   backtracking from the step lr (Nocedal & Wright 2006, Alg. 3.2 and 3.3).
///
/// Functions only. State: p the Newton direction, alpha the step length, mu.
template <class T>
class Newton final : public Optimizer<T> {
 public:
  static constexpr ParamSpec kParams[] = {ParamSpec::learningRate(1, 1e-2, 2),
                                          ParamSpec::flag("damping", true)};

  explicit Newton(const Params& params) : damped_(params.flag("damping")) {}

  void reset(const Layout& layout) override {
    this->state_.clear();
    gradient_.setZero(layout.size);
    hessian_.setZero(layout.size, layout.size);
    factor_.setZero(damped_ ? layout.size : 0, damped_ ? layout.size : 0);
    line_.reset(layout.size);
    this->addState("p", layout.size);
    this->addState("alpha", 1);
    this->addState("mu", 1);
  }

  StepReport step(Problem<T>& problem, VecRef<T> x, T lr) override {
    StepReport report;
    const double f = problem.gradient(x, gradient_);
    if (nothingToDo(f, gradient_, report)) return report;
    problem.hessian(x, hessian_);
    if (!allFinite(hessian_.data(), hessian_.size())) {
      report.outcome = Outcome::kFailed;
      report.reason = reason::kNotFinite;
      return report;
    }
    Vec<T>& p = this->state_[0].values;
    p = -gradient_;
    return damped_ ? dampedStep(problem, x, p, lr, report) : pureStep(x, p, lr, report);
  }

 private:
  StepReport pureStep(VecRef<T> x, Vec<T>& p, T lr, StepReport report) {
    const bool solved = solveLinear(hessian_, p);
    const auto found = solved ? line_.fixed(x, p, lr) : typename LineSearch<T>::Found{};
    this->state_[1].values[0] = found.alpha;
    if (!solved) {
      p.setZero();
      report.outcome = Outcome::kFailed;
      report.reason = "the Hessian is singular here: Newton's step is not defined";
      return report;
    }
    if (!found.ok) {
      // A step too short to move x is the end of convergence, not a failure.
      return stuck<T>(report, std::abs(dot(gradient_, p)), reason::kStepNotFinite);
    }
    x = line_.point();
    return report;
  }

  StepReport dampedStep(Problem<T>& problem, VecRef<T> x, Vec<T>& p, T lr, StepReport report) {
    double mu = 0;
    while (!choleskyFactor(hessian_, mu, factor_)) {
      mu = mu == 0 ? kFirstShift : 2 * mu;
      if (mu > kLargestShift) {
        report.outcome = Outcome::kFailed;
        report.reason = "no reasonable shift makes the Hessian positive definite";
        return report;
      }
    }
    choleskySolve(factor_, p);
    this->state_[2].values[0] = mu;
    const double slope = dot(gradient_, p);
    const auto found = line_.armijo(problem, x, p, report.value, slope, lr, {});
    this->state_[1].values[0] = found.alpha;
    if (!found.ok) return stuck<T>(report, -slope, reason::kNoDescent);
    x = line_.point();
    return report;
  }

  static constexpr double kFirstShift = 1e-3;
  static constexpr double kLargestShift = 1e30;
  bool damped_;
  Vec<T> gradient_;
  Mat<T> hessian_, factor_;
  LineSearch<T> line_;
};

}  // namespace descent
