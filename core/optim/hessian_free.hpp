// Hessian-free optimisation (Martens, Deep learning via Hessian-free optimization, 2010).
#pragma once

#include <array>

#include "core/optim/line_search.hpp"

namespace descent {

/// Each step minimises the model q(d) = g.d + 1/2 d.(B + lambda I)d by preconditioned conjugate gradients,
/// knowing B only through products B v: the Gauss-Newton matrix where the problem has it (and `curvature`
/// asks for it), else the Hessian.
/// - Preconditioner: (g_i^2 + lambda)^0.75. Martens sums the squared gradients of the samples, which a
/// problem
///   does not tell apart, so the square of their mean stands in.
/// - Start: 0.95 times the solution of the step before, if the model likes it better than 0.
/// - Stop: at iteration i > k = max(10, 0.1 i) if q < 0 and q fell by less than k 5e-4 |q| in the last k;
/// after
///   `iterations`; where the residual is gone; at negative curvature (Hessian only).
/// - Backtracking: solutions at i = 1, 2, 3, 4, 6, 8, 11 ... (factor 1.3) are kept; from the last one
/// backwards
///   f is compared as long as it improves.
/// - Damping: rho = (f(x + d) - f)/(q(d) without lambda) for the d taken; lambda x 3/2 if rho < 1/4, x 2/3 if
///   rho > 3/4.
/// - Step length: Armijo with c1 = 0.01, tau = 0.8 from lr; if nothing lowers f, the same along -g.
/// For full batches. State: p the direction taken, alpha its length, lambda, cgIterations.
template <class T>
class HessianFree final : public Optimizer<T> {
 public:
  static constexpr int kMostIterations = 1000;
  static constexpr std::string_view kCurvatures[] = {"gauss-newton", "hessian"};
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(1, 1e-2, 2),
      ParamSpec::choice("curvature", kCurvatures),
      {"lambda", "\\lambda_0", 1, 0, 1e6, 1e-4, 100, Scale::kLog, true},
      ParamSpec::integer("iterations", "i_{\\max}", 250, 1, kMostIterations, 250),
      ParamSpec::flag("backtracking", true),
  };

  explicit HessianFree(const Params& params)
      : hessian_(params["curvature"] != 0),
        backtracking_(params.flag("backtracking")),
        firstLambda_(params["lambda"]),
        most_(static_cast<int>(params["iterations"])) {
    this->memory_.add(d_);
    this->memory_.add(lambda_);
    armijo_.c1 = 1e-2;
    armijo_.tau = 0.8;
    armijo_.trials = 150;  // down to 3e-15 of the first
  }

  void reset(const Layout& layout) override {
    const Index n = layout.size;
    this->state_.clear();
    for (Vec<T>* v : {&gradient_, &d_, &residual_, &direction_, &product_, &trial_}) v->setZero(n);
    kept_.setZero(n, std::min<Index>(keepable(most_), kMostKept));
    line_.reset(n);
    this->addState("p", n);
    this->addState("alpha", 1);
    this->addState("lambda", 1, static_cast<T>(firstLambda_));
    this->addState("cgIterations", 1);
    lambda_ = firstLambda_;
  }

  StepReport step(Problem<T>& problem, VecRef<T> x, T lr) override {
    StepReport report;
    const double f = problem.gradient(x, gradient_);
    if (nothingToDo(f, gradient_, report)) return report;
    Vec<T>& p = this->state_[0].values;
    solve(problem, x);
    Index taken = keptCount_ - 1;
    double best = valueAt(problem, x, kept(taken));
    for (Index k = taken - 1; k >= 0 && backtracking_; --k) {
      const double candidate = valueAt(problem, x, kept(k));
      if (!(candidate < best) && std::isfinite(best)) break;
      best = candidate;
      taken = k;
    }
    std::copy(kept(taken), kept(taken) + p.size(), p.data());
    const double rho = (best - f) / keptModel_[static_cast<std::size_t>(taken)];
    double slope = dot(gradient_, p);
    auto found = typename LineSearch<T>::Found{};
    if (slope < 0 && std::isfinite(slope)) {
      found = line_.armijo(problem, x, p, f, slope, lr, armijo_, lr == T(1) ? best : kNaN);
    }
    if (!found.ok) {
      // The model misled: forget it and go downhill, cautiously. What fails then fails for good.
      d_.setZero();
      p = -gradient_;
      const double alpha = static_cast<double>(lr) * std::min(1.0, 1 / sumNorm(gradient_));
      slope = -dot(p, p);
      found = line_.armijo(problem, x, p, f, slope, alpha, armijo_);
      slope *= alpha;
    }
    if (!(rho >= 0.25)) lambda_ = std::min(lambda_ * 1.5, kLambdaMost);
    if (rho > 0.75) lambda_ = std::max(lambda_ / 1.5, kLambdaLeast);
    this->state_[1].values[0] = static_cast<T>(found.alpha);
    this->state_[2].values[0] = static_cast<T>(lambda_);
    if (!found.ok) return stuck<T>(report, -slope, reason::kNoDescent);
    x = line_.point();
    return report;
  }

 private:
  static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  static constexpr Index kMostKept = 32;
  static constexpr double kLambdaLeast = 1e-20;
  static constexpr double kLambdaMost = 1e20;

  /// The iteration after i whose solution is kept.
  static int nextKept(int i) { return std::max(i + 1, (i * 13 + 9) / 10); }
  static Index keepable(int iterations) {
    Index count = 1;  // the last one is always kept
    for (int i = 1; i <= iterations; i = nextKept(i)) ++count;
    return count;
  }
  const T* kept(Index k) const { return kept_.data() + k * kept_.rows(); }
  /// Keeps d_ and its model value without the damping.
  void keep() {
    keptModel_[static_cast<std::size_t>(keptCount_)] = model() - 0.5 * lambda_ * dot(d_, d_);
    std::copy(d_.data(), d_.data() + d_.size(), kept_.data() + keptCount_ * kept_.rows());
    ++keptCount_;
  }

  double valueAt(Problem<T>& problem, const VecRef<T>& x, const T* d) {
    addScaled(x.data(), 1, d, trial_.data(), x.size());
    return allFinite(trial_.data(), x.size()) ? problem.value(trial_) : kNaN;
  }

  /// product = (B + lambda I) v.
  void multiply(Problem<T>& problem, const VecRef<T>& x, const Vec<T>& v) {
    if (problem.has(Feature::kGaussNewtonVector) && !(hessian_ && problem.has(Feature::kHessianVector))) {
      problem.gaussNewtonVector(x, v, product_);
    } else {
      problem.hessianVector(x, v, product_);
    }
    addScaled(product_.data(), lambda_, v.data(), product_.data(), v.size());
  }

  double preconditioner(Index i) const {
    const double g = gradient_[i];
    const double base = g * g + lambda_;
    return std::sqrt(base) * std::sqrt(std::sqrt(base));  // base^0.75, the same in every math library
  }
  /// r . M^-1 r
  double preconditionedSquare() const {
    double sum = 0;
    for (Index i = 0; i < residual_.size(); ++i) {
      const double r = residual_[i];
      sum += r * r / preconditioner(i);
    }
    return sum;
  }

  /// q(d) = -1/2 d.(b + r) with b = -g and r = b - (B + lambda I) d.
  double model() const { return -0.5 * (dot(d_, residual_) - dot(d_, gradient_)); }

  /// Leaves the solution in d_ and, as the last one, among the kept.
  void solve(Problem<T>& problem, const VecRef<T>& x) {
    residual_ = -gradient_;
    double q = 0;
    d_ *= T(0.95);
    if (maxNorm(d_) > 0) {
      multiply(problem, x, d_);
      residual_ -= product_;
      q = model();
      if (!(q <= 0)) {
        d_.setZero();
        residual_ = -gradient_;
        q = 0;
      }
    }
    history_[0] = q;
    keptCount_ = 0;
    double rr = preconditionedSquare();
    const double gone = rr * 1e-30;
    for (Index i = 0; i < x.size(); ++i) direction_[i] = static_cast<T>(residual_[i] / preconditioner(i));
    int nextToKeep = 1;
    int i = 0;
    while (i < most_ && rr > gone) {
      multiply(problem, x, direction_);
      const double curvature = dot(direction_, product_);
      if (!(curvature > 0) || !std::isfinite(curvature)) {
        // Negative curvature: nothing beats going downhill along it, and Armijo will say how far.
        if (i == 0 && maxNorm(d_) == 0) {
          d_ = direction_;
          residual_ -= product_;
        }
        break;
      }
      ++i;
      const double a = rr / curvature;
      addScaled(d_.data(), a, direction_.data(), d_.data(), x.size());
      addScaled(residual_.data(), -a, product_.data(), residual_.data(), x.size());
      q = model();
      history_[static_cast<std::size_t>(i)] = q;
      if (i == nextToKeep) {
        keep();
        nextToKeep = nextKept(i);
      }
      const int k = std::max(10, i / 10);
      if (i > k && q < 0 && (q - history_[static_cast<std::size_t>(i - k)]) / q < k * 5e-4) break;
      const double before = rr;
      rr = preconditionedSquare();
      const double beta = rr / before;
      for (Index j = 0; j < x.size(); ++j) {
        direction_[j] =
            static_cast<T>(residual_[j] / preconditioner(j) + beta * static_cast<double>(direction_[j]));
      }
    }
    // The last solution ends the list, once.
    if (keptCount_ == 0 || !std::equal(d_.data(), d_.data() + d_.size(), kept(keptCount_ - 1))) keep();
    this->state_[3].values[0] = static_cast<T>(i);
  }

  bool hessian_, backtracking_;
  double firstLambda_;
  int most_;
  typename LineSearch<T>::Options armijo_;
  Vec<T> gradient_, d_, residual_, direction_, product_, trial_;
  Mat<T> kept_;
  Index keptCount_ = 0;
  std::array<double, kMostIterations + 1> history_{};  ///< the model's value, iteration by iteration
  std::array<double, kMostKept> keptModel_{};
  LineSearch<T> line_;
  double lambda_ = 0;
};

}  // namespace descent
