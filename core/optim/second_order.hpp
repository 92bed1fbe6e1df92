// What the second-order methods share: when to stop, what to say, and a gradient that is not computed twice.
#pragma once

#include <type_traits>

#include "core/base/dense.hpp"
#include "core/optim/optimizer.hpp"

namespace descent {

/// A method has converged when no gradient component exceeds this.
template <class T>
inline constexpr double kGradientTolerance = std::is_same_v<T, float> ? 1e-7 : 1e-10;

/// Where f should change by less than this fraction of itself, rounding may hide the change: slopes decide
/// then, not f. (The idea of the approximate Wolfe conditions, Hager & Zhang 2005.)
template <class T>
inline constexpr double kValueNoise = std::is_same_v<T, float> ? 1e-5 : 1e-10;

namespace reason {
inline constexpr const char* kGradientVanishes = "the gradient is zero within the method's tolerance";
inline constexpr const char* kAtRounding = "f cannot be lowered further in floating-point arithmetic";
inline constexpr const char* kNotFinite = "the function or its derivatives are not finite here";
inline constexpr const char* kStepNotFinite = "the step would leave the range of finite numbers";
inline constexpr const char* kUnbounded =
    "f keeps falling along the search direction: it seems to have no minimum there";
inline constexpr const char* kNoDescent = "the line search found no step that lowers f enough";
}  // namespace reason

/// Fills in the report and returns true where a step has nothing to do: f or g broken, or g zero.
template <class T>
bool nothingToDo(double f, const Vec<T>& g, StepReport& report) {
  report.value = f;
  const double size = maxNorm(g);
  if (!std::isfinite(f) || !std::isfinite(size)) {
    report.outcome = Outcome::kFailed;
    report.reason = reason::kNotFinite;
    return true;
  }
  if (size <= kGradientTolerance<T>) {
    report.outcome = Outcome::kConverged;
    report.reason = reason::kGradientVanishes;
    return true;
  }
  return false;
}

/// The report of a step that found nothing better although it expected f to fall by `expected`: converged if
/// that much cannot be seen in f at all (f near 0 is taken to carry the rounding of terms near 1e-4), failed
/// otherwise.
template <class T>
StepReport stuck(StepReport report, double expected, const char* why) {
  const bool runaway = report.value < -1e100;
  const bool rounding = !runaway && expected <= kValueNoise<T> * std::max(std::abs(report.value), 1e-4);
  report.outcome = rounding ? Outcome::kConverged : Outcome::kFailed;
  report.reason = rounding ? reason::kAtRounding : runaway ? reason::kUnbounded : why;
  return report;
}

/// f and g at the last point, so that a method whose line search has already been there does not pay twice.
/// They are used again only for the same point of the same function: a new mini-batch or a moved x is
/// evaluated afresh.
template <class T>
class LastGradient {
 public:
  void reset(Index n) {
    x_.setZero(n);
    g_.setZero(n);
    problem_ = nullptr;
  }
  /// Evaluates unless known. Returns whether it was known.
  bool at(Problem<T>& problem, const VecRef<T>& x) {
    const bool same = problem_ == &problem || Memory<T>::some(problem_);
    const bool known =
        same && revision_ == problem.revision() && std::equal(x.data(), x.data() + x.size(), x_.data());
    if (!known) {
      f_ = problem.gradient(x, g_);
      remember(problem, x.data());
    }
    return known;
  }
  /// Takes over the gradient g (by exchange) and value f at x.
  void keep(Problem<T>& problem, const T* x, double f, Vec<T>& g) {
    f_ = f;
    g_.swap(g);
    remember(problem, x);
  }
  double f() const { return f_; }
  const Vec<T>& g() const { return g_; }
  /// What was known will be known of whichever problem comes next with the same revision and point.
  void rememberedBy(Memory<T>& memory) {
    memory.add(x_);
    memory.add(g_);
    memory.add(f_);
    memory.add(revision_);
    memory.addAcquaintance(problem_);
  }

 private:
  void remember(const Problem<T>& problem, const T* x) {
    problem_ = &problem;
    revision_ = problem.revision();
    std::copy(x, x + x_.size(), x_.data());
  }
  Vec<T> x_, g_;
  double f_ = 0;
  const void* problem_ = nullptr;
  std::uint64_t revision_ = 0;
};

}  // namespace descent
