// Nonlinear conjugate gradients (Fletcher & Reeves 1964; Polak & Ribiere 1969).
#pragma once

#include "core/optim/line_search.hpp"

namespace descent {

/// p <- -g + beta p, then a strong-Wolfe search along p (c2 = 0.1: conjugacy wants a nearly exact search),
/// with
/// - fletcher-reeves: beta = g.g / (previous g.g)
/// - polak-ribiere: beta = max(0, g.(g - previous g) / (previous g.g)), known as PR+ (Gilbert & Nocedal 1992)
///
/// Starts anew with p = -g when p would not descend, and by `restart`:
/// - powell: when successive gradients are far from orthogonal, |g.previous g| >= 0.1 g.g (Powell 1977)
/// - periodic: every n iterations; with few variables that throws away what was learned and slows things down
/// - none: never
///
/// lr scales the first trial step, which is min(1, 1/|g|_1) at a first iteration and afterwards the one that
/// promises the decrease of the iteration before (Nocedal & Wright 2006, eq. 3.60 f.).
/// State: p, alpha the step length, beta.
template <class T>
class ConjugateGradient final : public Optimizer<T> {
 public:
  enum class Variant { kFletcherReeves, kPolakRibiere };
  static constexpr std::string_view kVariants[] = {"fletcher-reeves", "polak-ribiere"};
  enum class Restart { kPowell, kPeriodic, kNone };
  static constexpr std::string_view kRestarts[] = {"powell", "periodic", "none"};
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(1, 1e-2, 2),
      ParamSpec::choice("variant", kVariants, 1),
      ParamSpec::choice("restart", kRestarts),
      // Below 1/2 every Fletcher-Reeves direction is sure to descend (Al-Baali 1985).
      {"c2", "c_2", 0.1, 1e-12, 0.5, 0.01, 0.49, Scale::kLinear, false, true},
      ParamSpec::choice("zoom", kZooms),
  };

  explicit ConjugateGradient(const Params& params)
      : variant_(params.choice<Variant>("variant")), restart_(params.choice<Restart>("restart")) {
    options_.c2 = params["c2"];
    options_.c1 = std::min(options_.c1, options_.c2 / 2);
    options_.zoom = params.choice<Zoom>("zoom");
    last_.rememberedBy(this->memory_);
    this->memory_.add(previous_);
    this->memory_.add(previousSquare_);
    this->memory_.add(decrease_);
    this->memory_.add(age_, kMostSteps);
  }

  void reset(const Layout& layout) override {
    this->state_.clear();
    last_.reset(layout.size);
    line_.reset(layout.size);
    previous_.setZero(layout.size);
    this->addState("p", layout.size);
    this->addState("alpha", 1);
    this->addState("beta", 1);
    age_ = 0;
    decrease_ = 0;
  }

  StepReport step(Problem<T>& problem, VecRef<T> x, T lr) override {
    StepReport report;
    // After a jump or on another mini-batch the old direction means nothing.
    if (!last_.at(problem, x)) age_ = 0;
    if (nothingToDo(last_.f(), last_.g(), report)) return report;
    const double gg = dot(last_.g(), last_.g());
    double slope = conjugate(gg);
    double alpha = firstTrial(slope) * static_cast<double>(lr);
    auto found = line_.strongWolfe(problem, x, p(), last_.f(), slope, alpha, options_);
    if (!found.ok && age_ > 0) {
      slope = restart(gg);
      alpha = firstTrial(slope) * static_cast<double>(lr);
      found = line_.strongWolfe(problem, x, p(), last_.f(), slope, alpha, options_);
    }
    this->state_[1].values[0] = static_cast<T>(found.alpha);
    if (!found.ok) {
      age_ = 0;
      return stuck<T>(report, -slope * alpha, found.unbounded ? reason::kUnbounded : reason::kNoDescent);
    }
    previous_ = last_.g();
    previousSquare_ = gg;
    decrease_ = found.alpha * slope;
    ++age_;
    if (restart_ == Restart::kPeriodic && age_ >= x.size()) age_ = 0;
    std::copy(line_.point().data(), line_.point().data() + x.size(), x.data());
    last_.keep(problem, line_.point().data(), found.f, line_.gradient());
    return report;
  }

 private:
  Vec<T>& p() { return this->state_[0].values; }

  double restart(double gg) {
    age_ = 0;
    p() = -last_.g();
    this->state_[2].values[0] = T(0);
    return -gg;
  }

  /// Makes p the next direction and returns the slope along it.
  double conjugate(double gg) {
    if (age_ == 0) return restart(gg);
    const double mixed = dot(last_.g(), previous_);
    if (restart_ == Restart::kPowell && std::abs(mixed) >= 0.1 * gg) return restart(gg);
    const double beta = variant_ == Variant::kFletcherReeves ? gg / previousSquare_
                                                             : std::max(0.0, (gg - mixed) / previousSquare_);
    this->state_[2].values[0] = static_cast<T>(beta);
    p() = static_cast<T>(beta) * p() - last_.g();
    const double slope = dot(last_.g(), p());
    return slope < 0 && std::isfinite(slope) ? slope : restart(gg);
  }

  double firstTrial(double slope) const {
    const double cautious = std::min(1.0, 1 / sumNorm(last_.g()));
    if (decrease_ == 0) return cautious;
    const double alpha = decrease_ / slope;
    return std::isfinite(alpha) && alpha > 0 ? alpha : cautious;
  }

  Variant variant_;
  Restart restart_;
  typename LineSearch<T>::Options options_;
  LineSearch<T> line_;
  LastGradient<T> last_;
  Vec<T> previous_;            ///< the gradient one iteration ago
  double previousSquare_ = 0;  ///< its square
  double decrease_ = 0;        ///< alpha * slope of the last search
  Index age_ = 0;              ///< iterations since p was -g; 0 asks for a restart
};

}  // namespace descent
