// Scaled conjugate gradients: no line search, the step comes from a damped curvature along the direction.
#pragma once

#include "core/optim/second_order.hpp"

namespace descent {

/// Moller, A scaled conjugate gradient algorithm for fast supervised learning, 1993; variant netlab as in
/// Nabney's Netlab (2002), which starts with a large scale and changes it by factors of 4 and 1/2 instead.
/// Both start again along -g regularly: Moller when the number of iterations, refused ones included, is a
/// multiple of n; Netlab after every n successes. The curvature along p is a difference of gradients at x and
/// x + (sigma/|p|) p. A step that does not lower f leaves x where it is and raises lambda: it is one
/// iteration too, and costs one value only. lambda stays within [1e-15, 1e25]; at the upper bound the method
/// gives up. No learning rate: lr is ignored. State: p the direction, alpha the step length (0 if refused),
/// lambda, comparison the ratio of true to predicted decrease.
template <class T>
class ScaledConjugateGradient final : public Optimizer<T> {
 public:
  enum class Variant { kMoller, kNetlab };
  static constexpr std::string_view kVariants[] = {"moller", "netlab"};
  static constexpr ParamSpec kParams[] = {
      ParamSpec::choice("variant", kVariants),
      {"sigma", "\\sigma", 1e-4, 0, 1, 1e-6, 1e-2, Scale::kLog, true},
      {"lambda", "\\lambda_1", 1e-6, 0, 1, 1e-10, 1e-3, Scale::kLog, true},  // netlab starts from 1 instead
  };

  explicit ScaledConjugateGradient(const Params& params)
      : variant_(params.choice<Variant>("variant")), sigma_(params["sigma"]), firstLambda_(params["lambda"]) {
    last_.rememberedBy(this->memory_);
    for (double* number : {&lambda_, &lambdaBar_, &beta_, &mu_, &pp_, &curvature_})
      this->memory_.add(*number);
    this->memory_.add(successes_, kMostSteps);
    this->memory_.add(iterations_, kMostSteps);
    this->memory_.add(nextP_, 1);
    this->memory_.add(fresh_, 1);
    this->memory_.add(started_, 1);
  }

  void reset(const Layout& layout) override {
    this->state_.clear();
    last_.reset(layout.size);
    trial_.setZero(layout.size);
    gradient_.setZero(layout.size);
    this->addState("p", layout.size);
    this->addState("alpha", 1);
    lambda_ = variant_ == Variant::kMoller ? firstLambda_ : 1;
    this->addState("lambda", 1, static_cast<T>(lambda_));
    this->addState("comparison", 1);
    lambdaBar_ = 0;
    started_ = false;
  }

  StepReport step(Problem<T>& problem, VecRef<T> x, T) override {
    StepReport report;
    // A first step, a moved x or another mini-batch: begin again along -g, with the curvature to be measured.
    if (!last_.at(problem, x) || !started_) begin();
    if (nothingToDo(last_.f(), last_.g(), report)) return report;
    ++iterations_;
    if (fresh_) measure(problem, x);
    double delta = curvature_;
    if (variant_ == Variant::kMoller) {
      delta += (lambda_ - lambdaBar_) * pp_;
      if (delta <= 0) {
        lambdaBar_ = 2 * (lambda_ - delta / pp_);
        delta = lambda_ * pp_ - delta;
        lambda_ = lambdaBar_;
      }
      // What a refused step adds to lambda is added to this very curvature next time.
      curvature_ = delta;
    } else {
      delta += lambda_ * pp_;
      if (delta <= 0) {
        delta = lambda_ * pp_;
        lambda_ -= curvature_ / pp_;
      }
    }
    const double alpha = mu_ / delta;
    addScaled(x.data(), alpha, p().data(), trial_.data(), x.size());
    const bool moved = !std::equal(x.data(), x.data() + x.size(), trial_.data());
    if (!moved || lambda_ >= kLambdaMost) {
      started_ = false;
      return stuck<T>(report, moved ? mu_ * alpha : 0,
                      "lambda has reached its bound without a step that lowers f");
    }
    // Where rounding may hide the decrease it is taken from the slopes at both ends (exact for a parabola).
    const bool finite = allFinite(trial_.data(), x.size());
    const bool bySlopes = finite && mu_ * alpha <= kValueNoise<T> * std::abs(last_.f());
    double decrease = kNaN;
    double f = kNaN;
    if (bySlopes) {
      f = problem.gradient(trial_, gradient_);
      decrease = 0.5 * alpha * (mu_ - dot(gradient_, p()));
    } else if (finite) {
      f = problem.value(trial_);
      decrease = last_.f() - f;
    }
    const double comparison = 2 * delta * decrease / (mu_ * mu_);
    const bool success = comparison >= 0 && std::isfinite(f);
    this->state_[1].values[0] = success ? static_cast<T>(alpha) : T(0);
    this->state_[3].values[0] = std::isfinite(comparison) ? static_cast<T>(comparison) : T(-1);
    if (success) accept(problem, x, bySlopes, f);
    fresh_ = success;
    rescale(success, comparison, delta);
    this->state_[2].values[0] = static_cast<T>(lambda_);
    return report;
  }

 private:
  static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  static constexpr double kLambdaLeast = 1e-15;
  static constexpr double kLambdaMost = 1e25;

  Vec<T>& p() { return this->state_[0].values; }

  void begin() {
    nextP_ = NextP::kSteepest;
    lambdaBar_ = 0;
    successes_ = iterations_ = 0;
    started_ = fresh_ = true;
  }

  /// The direction of the coming iterations and the curvature along it.
  void measure(Problem<T>& problem, const VecRef<T>& x) {
    if (nextP_ == NextP::kConjugate) p() = static_cast<T>(beta_) * p() - last_.g();
    mu_ = -dot(p(), last_.g());
    if (nextP_ == NextP::kSteepest || !(mu_ > 0) || !std::isfinite(mu_)) {
      p() = -last_.g();
      mu_ = dot(p(), p());
    }
    pp_ = dot(p(), p());
    const double shift = sigma_ / std::sqrt(pp_);
    addScaled(x.data(), shift, p().data(), trial_.data(), x.size());
    problem.gradient(trial_, gradient_);
    curvature_ = (dot(p(), gradient_) + mu_) / shift;
    // Outside the function's domain nothing is known of the curvature; lambda takes its place.
    if (!std::isfinite(curvature_)) curvature_ = 0;
    lambdaBar_ = 0;
  }

  void accept(Problem<T>& problem, VecRef<T> x, bool known, double f) {
    x = trial_;
    if (!known) f = problem.gradient(trial_, gradient_);
    const double mixed = dot(gradient_, last_.g());
    const double square = dot(gradient_, gradient_);
    beta_ = (square - mixed) / mu_;
    ++successes_;
    const Index age = variant_ == Variant::kMoller ? iterations_ : successes_;
    nextP_ = age % x.size() == 0 ? NextP::kSteepest : NextP::kConjugate;
    last_.keep(problem, trial_.data(), f, gradient_);
  }

  void rescale(bool success, double comparison, double delta) {
    if (variant_ == Variant::kMoller) {
      lambdaBar_ = success ? 0 : lambda_;
      if (comparison >= 0.75) {
        lambda_ /= 4;
      } else if (!(comparison >= 0.25)) {
        // If f overflowed the comparison is useless; the growth is bounded so that lambda stays a number.
        const double growth = delta * (1 - comparison) / pp_;
        const double most = 1e3 * std::max(lambda_, delta / pp_);
        lambda_ += std::isfinite(growth) ? std::min(growth, most) : most;
      }
    } else if (comparison > 0.75) {
      lambda_ *= 0.5;
    } else if (!(comparison >= 0.25)) {
      lambda_ *= 4;
    }
    lambda_ = std::clamp(lambda_, kLambdaLeast, kLambdaMost);
  }

  enum class NextP { kSteepest, kConjugate };
  Variant variant_;
  double sigma_, firstLambda_;
  LastGradient<T> last_;
  Vec<T> trial_, gradient_;
  double lambda_ = 0, lambdaBar_ = 0, beta_ = 0;
  double mu_ = 0, pp_ = 0, curvature_ = 0;  ///< -p.g, p.p and p.Hp of the current direction
  Index successes_ = 0, iterations_ = 0;    ///< since the last new beginning
  NextP nextP_ = NextP::kSteepest;
  bool fresh_ = true;  ///< a new direction is due
  bool started_ = false;
};

}  // namespace descent
