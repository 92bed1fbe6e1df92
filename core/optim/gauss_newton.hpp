// Gauss-Newton and Levenberg-Marquardt for sums of squared residuals.
#pragma once

#include "core/optim/second_order.hpp"

namespace descent {

/// r, J and from them J^T J and J^T r, for f = c sum r_i^2. Whether r is model - data or its
/// negative does not matter as long as J is its derivative: the step is d = -(J^T J)^-1 J^T r in either case.
template <class T>
class NormalEquations {
 public:
  /// `residuals` may be 0 if it is not known yet: the first step then makes room.
  void reset(Index n, Index residuals) {
    r_.setZero(residuals);
    j_.setZero(residuals, n);
    square_.setZero(n, n);
    right_.setZero(n);
    gradient_.setZero(n);
    factor_.setZero(n, n);
  }
  /// Evaluates at x and returns f; gradient() is then 2 c J^T r.
  double evaluate(Problem<T>& problem, const VecRef<T>& x) {
    const Index n = x.size();
    const Index m = problem.residualCount();
    if (r_.size() != m) {
      r_.setZero(m);
      j_.setZero(m, n);
    }
    problem.residuals(x, r_, j_);
    for (Index a = 0; a < n; ++a) {
      const T* ja = j_.data() + a * m;
      right_[a] = -dot(ja, r_.data(), m);
      gradient_[a] = -2 * problem.residualScale() * right_[a];
      for (Index b = 0; b <= a; ++b) square_(a, b) = square_(b, a) = dot(ja, j_.data() + b * m, m);
    }
    return problem.residualScale() * dot(r_.data(), r_.data(), m);
  }
  const Vec<T>& gradient() const { return gradient_; }
  /// Solves (J^T J + mu D) d = -J^T r with D = I, or diag(J^T J) (entries at least 1e-12 of the largest).
  /// False if singular.
  bool solve(double mu, bool diagonal, Vec<T>& d) {
    d = right_;
    if (!diagonal) return choleskyFactor(square_, mu, factor_) && finish(d);
    const Index n = d.size();
    double largest = 0;
    for (Index i = 0; i < n; ++i) largest = std::max(largest, square_(i, i));
    factor_ = square_;
    for (Index i = 0; i < n; ++i) factor_(i, i) += mu * std::max(square_(i, i), 1e-12 * largest);
    return choleskyFactor(factor_, 0, factor_) && finish(d);
  }

 private:
  bool finish(Vec<T>& d) const {
    choleskySolve(factor_, d);
    return allFinite(d.data(), d.size());
  }
  Vec<T> r_, right_, gradient_;
  Mat<T> j_, square_, factor_;
};

/// x <- x + lr d with J^T J d = -J^T r (Gauss 1809): one residual evaluation a step, nothing else; f may
/// rise. Functions with residuals only. State: p the step d.
template <class T>
class GaussNewton final : public Optimizer<T> {
 public:
  static constexpr ParamSpec kParams[] = {ParamSpec::learningRate(1, 1e-2, 2)};
  explicit GaussNewton(const Params&) {}

  void reset(const Layout& layout) override {
    this->state_.clear();
    normal_.reset(layout.size, layout.residuals);
    next_.setZero(layout.size);
    this->addState("p", layout.size);
  }

  StepReport step(Problem<T>& problem, VecRef<T> x, T lr) override {
    StepReport report;
    const double f = normal_.evaluate(problem, x);
    if (nothingToDo(f, normal_.gradient(), report)) return report;
    Vec<T>& p = this->state_[0].values;
    if (!normal_.solve(0, false, p)) {
      p.setZero();
      report.outcome = Outcome::kFailed;
      report.reason =
          "the columns of the Jacobian are linearly dependent here: the Gauss-Newton step is not defined";
      return report;
    }
    addScaled(x.data(), lr, p.data(), next_.data(), x.size());
    if (!allFinite(next_.data(), x.size())) return stuck<T>(report, f, reason::kStepNotFinite);
    if (std::equal(x.data(), x.data() + x.size(), next_.data())) return stuck<T>(report, 0, "");
    x = next_;
    return report;
  }

 private:
  NormalEquations<T> normal_;
  Vec<T> next_;
};

}  // namespace descent
