// Levenberg-Marquardt (Levenberg 1944; Marquardt 1963).
#pragma once

#include "core/optim/gauss_newton.hpp"

namespace descent {

/// (J^T J + mu D) d = -J^T r with D = I (Levenberg) or diag(J^T J) (Marquardt). If f falls, mu <- mu/10, else
/// mu <- 10 mu and again from the same point, until mu exceeds 1e10: one step is one accepted d. No learning
/// rate: lr is ignored. Functions with residuals only. State: p the accepted step, mu the damping it was
/// taken with.
template <class T>
class LevenbergMarquardt final : public Optimizer<T> {
 public:
  static constexpr std::string_view kDampings[] = {"identity", "diagonal"};
  static constexpr ParamSpec kParams[] = {
      ParamSpec::choice("damping", kDampings),
      {"mu", "\\mu_0", 1e-2, 0, 1e10, 1e-6, 1e3, Scale::kLog, true},
  };
  explicit LevenbergMarquardt(const Params& params)
      : diagonal_(params["damping"] != 0), firstMu_(params["mu"]) {}

  void reset(const Layout& layout) override {
    this->state_.clear();
    normal_.reset(layout.size, layout.residuals);
    next_.setZero(layout.size);
    this->addState("p", layout.size);
    this->addState("mu", 1, firstMu_);
    mu_ = firstMu_;
  }

  StepReport step(Problem<T>& problem, VecRef<T> x, T) override {
    StepReport report;
    const double f = normal_.evaluate(problem, x);
    if (nothingToDo(f, normal_.gradient(), report)) return report;
    Vec<T>& p = this->state_[0].values;
    double expected = 0;
    for (; mu_ <= kMostMu; mu_ *= 10) {
      if (!normal_.solve(mu_, diagonal_, p)) continue;
      expected = std::max(expected, -dot(p, normal_.gradient()));
      addScaled(x.data(), 1, p.data(), next_.data(), x.size());
      const double trial = allFinite(next_.data(), x.size()) ? problem.value(next_) : f;
      if (!(trial < f) || !std::isfinite(trial)) continue;
      x = next_;
      this->state_[1].values[0] = mu_;
      mu_ = std::max(mu_ / 10, kLeastMu);
      return report;
    }
    mu_ = firstMu_;
    p.setZero();
    return stuck<T>(report, expected, "no step lowers f, however strong the damping");
  }

 private:
  static constexpr double kLeastMu = 1e-20;
  static constexpr double kMostMu = 1e10;
  bool diagonal_;
  double firstMu_;
  double mu_ = 0;
  NormalEquations<T> normal_;
  Vec<T> next_;
};

}  // namespace descent
