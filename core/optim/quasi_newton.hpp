// The loop that BFGS and L-BFGS share: a direction -H g, a search along it, and the pair (s, y) to learn
// from.
#pragma once

#include "core/optim/line_search.hpp"

namespace descent {

enum class Search {
  kStrongWolfe,
  kArmijo,
  kNone,  ///< always the step lr
};
inline constexpr std::string_view kSearches[] = {"strong-wolfe", "armijo", "none"};

/// Parameters of both rows: lr is the first trial step (1 is the quasi-Newton step); the very first
/// iteration, which has no curvature yet, tries min(1, 1/|g|_1) lr as PyTorch does.
inline constexpr ParamSpec kQuasiNewtonLr = ParamSpec::learningRate(1, 1e-2, 2);
inline constexpr ParamSpec kSearchSpec = ParamSpec::choice("lineSearch", kSearches);
inline constexpr ParamSpec kZoomSpec = ParamSpec::choice("zoom", kZooms);
constexpr ParamSpec slopeSpec(double initial) {
  return {"c2", "c_2", initial, 1e-12, 1, 0.01, 0.99, Scale::kLinear, false, true};
}

/// State: p the direction, alpha the step length along it.
template <class T>
class QuasiNewton : public Optimizer<T> {
 public:
  explicit QuasiNewton(const Params& params) : search_(params.choice<Search>("lineSearch")) {
    options_.c2 = params["c2"];
    // The slope condition can only be met everywhere if it is weaker than the decrease condition.
    options_.c1 = std::min(options_.c1, options_.c2 / 2);
    options_.zoom = params.choice<Zoom>("zoom");
    last_.rememberedBy(this->memory_);
  }

  void reset(const Layout& layout) override {
    this->state_.clear();
    last_.reset(layout.size);
    line_.reset(layout.size);
    s_.setZero(layout.size);
    y_.setZero(layout.size);
    this->addState("p", layout.size);
    this->addState("alpha", 1);
    onReset(layout.size);
  }

  StepReport step(Problem<T>& problem, VecRef<T> x, T lr) override {
    StepReport report;
    last_.at(problem, x);
    if (nothingToDo(last_.f(), last_.g(), report)) return report;
    Vec<T>& p = this->state_[0].values;
    direction(last_.g(), p);
    double slope = dot(last_.g(), p);
    if (!(slope < 0) || !std::isfinite(slope)) slope = steepest(p);
    auto found = search(problem, x, p, slope, lr);
    if (!found.ok && hasHistory()) {
      slope = steepest(p);
      found = search(problem, x, p, slope, lr);
    }
    this->state_[1].values[0] = static_cast<T>(found.alpha);
    if (!found.ok) {
      return stuck<T>(report, -slope * firstTrial(lr),
                      search_ == Search::kNone ? reason::kStepNotFinite
                      : found.unbounded        ? reason::kUnbounded
                                               : reason::kNoDescent);
    }
    const T* next = line_.point().data();
    addScaled(next, -1, x.data(), s_.data(), x.size());
    addScaled(line_.gradient().data(), -1, last_.g().data(), y_.data(), x.size());
    std::copy(next, next + x.size(), x.data());
    last_.keep(problem, next, found.f, line_.gradient());
    // Curvature that is not clearly positive would spoil H. The bound is relative: an absolute one (1e-10 in
    // some libraries) stops learning exactly where superlinear convergence begins.
    const double sy = dot(s_, y_);
    const double yy = dot(y_, y_);
    if (sy > 1e-10 * std::sqrt(dot(s_, s_)) * std::sqrt(yy) && std::isfinite(yy)) learn(s_, y_, sy, yy);
    return report;
  }

 protected:
  virtual void onReset(Index n) = 0;
  /// p = -H g.
  virtual void direction(const Vec<T>& g, Vec<T>& p) = 0;
  /// Takes in a pair with s.y = sy > 0 and y.y = yy.
  virtual void learn(const Vec<T>& s, const Vec<T>& y, double sy, double yy) = 0;
  virtual bool hasHistory() const = 0;
  virtual void forget() = 0;

 private:
  double steepest(Vec<T>& p) {
    forget();
    p = -last_.g();
    return -dot(p, p);
  }
  double firstTrial(T lr) const {
    const double rate = static_cast<double>(lr);
    return hasHistory() ? rate : rate * std::min(1.0, 1 / sumNorm(last_.g()));
  }
  typename LineSearch<T>::Found search(Problem<T>& problem, const VecRef<T>& x, const Vec<T>& p, double slope,
                                       T lr) {
    const double alpha = firstTrial(lr);
    if (search_ == Search::kStrongWolfe)
      return line_.strongWolfe(problem, x, p, last_.f(), slope, alpha, options_);
    auto found = search_ == Search::kArmijo ? line_.armijo(problem, x, p, last_.f(), slope, alpha, options_)
                                            : line_.fixed(x, p, alpha);
    if (found.ok) {
      found.f = problem.gradient(line_.point(), line_.gradient());
      found.ok = std::isfinite(found.f) && std::isfinite(maxNorm(line_.gradient()));
    }
    return found;
  }

  Search search_;
  typename LineSearch<T>::Options options_;
  LineSearch<T> line_;
  LastGradient<T> last_;
  Vec<T> s_, y_;
};

}  // namespace descent
