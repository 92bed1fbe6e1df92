// How far to go along a direction: Armijo's backtracking and a search for the strong Wolfe conditions.
#pragma once

#include "core/optim/second_order.hpp"

namespace descent {

/// How zoom picks the next trial inside its bracket.
enum class Zoom {
  kCubic,      ///< minimiser of the cubic through both ends' values and slopes, kept off the ends
  kBisection,  ///< the midpoint
};
inline constexpr std::string_view kZooms[] = {"cubic", "bisection"};

/// Both searches work on phi(a) = f(x + a p) from phi(0) = f0 with slope phi'(0) = slope0 < 0.
/// - armijo: phi(a) <= f0 + c1 a slope0 (Armijo 1966)
/// - strongWolfe: that and |phi'(a)| <= c2 |slope0| (Wolfe 1969; Nocedal & Wright 2006, Alg. 3.5 and 3.6)
///
/// Close to a minimum differences in f are rounding errors and nothing else: once a trial is expected to
/// change f by less than kValueNoise |f|, f may rise by that much and the slopes decide. A trial whose value
/// or slope is not finite counts as too far. reset() allocates, the searches do not.
template <class T>
class LineSearch {
 public:
  struct Options {
    double c1 = 1e-4;
    double c2 = 0.9;   ///< 0.9 for quasi-Newton directions, 0.1 for conjugate ones; must exceed c1
    double tau = 0.5;  ///< the factor of Armijo's backtracking
    Zoom zoom = Zoom::kCubic;
    int trials = 60;  ///< evaluations before giving up
  };
  struct Found {
    bool ok = false;         ///< a point with sufficient decrease was found
    bool unbounded = false;  ///< f fell as far as the search went (strongWolfe only; ok is false then)
    bool wolfe = false;      ///< ... and the slope condition holds there too (strongWolfe only)
    double alpha = 0;
    double f = 0;
  };

  void reset(Index n) {
    point_.setZero(n);
    gradient_.setZero(n);
    lowGradient_.setZero(n);
  }

  /// Tries alpha, alpha tau, alpha tau^2 ... If f at the first trial is known already, `first` says so.
  Found armijo(Problem<T>& problem, const VecRef<T>& x, const Vec<T>& p, double f0, double slope0,
               double alpha, const Options& options,
               double first = std::numeric_limits<double>::quiet_NaN()) {
    for (int i = 0; i < options.trials; ++i, alpha *= options.tau) {
      addScaled(x.data(), alpha, p.data(), point_.data(), x.size());
      const double f = i == 0 && std::isfinite(first) ? first : problem.value(point_);
      if (std::isfinite(f) && f <= f0 + options.c1 * alpha * slope0 + slack(f0, alpha * slope0) && moved(x)) {
        return {true, false, false, alpha, f};
      }
    }
    return {};
  }

  /// No search: the step alpha, refused only if it leaves the finite numbers or does not move. f is not
  /// evaluated.
  Found fixed(const VecRef<T>& x, const Vec<T>& p, double alpha) {
    addScaled(x.data(), alpha, p.data(), point_.data(), x.size());
    return {moved(x), false, false, alpha, 0};
  }

  /// Afterwards gradient() is the gradient at point(). If trials run out, the best point with sufficient
  /// decrease is returned, with wolfe = false.
  Found strongWolfe(Problem<T>& problem, const VecRef<T>& x, const Vec<T>& p, double f0, double slope0,
                    double alpha, const Options& options) {
    Trial low{0, f0, slope0, true};
    Trial high;
    const auto tooHigh = [&](const Trial& t) {
      const double allowed = slack(f0, t.alpha * slope0);
      return !t.finite || t.f > f0 + options.c1 * t.alpha * slope0 + allowed || t.f > low.f + allowed;
    };
    const auto flat = [&](const Trial& t) { return std::abs(t.slope) <= -options.c2 * slope0; };
    bool bracketed = false;
    int left = options.trials;
    for (int doublings = 0; left-- > 0; ++doublings) {
      if (doublings == kMostDoublings) return {false, true, false, 0, f0};
      const Trial t = evaluate(problem, x, p, alpha);
      if (tooHigh(t)) {
        high = t;
        bracketed = true;
        break;
      }
      if (flat(t)) return accept(x, t, true);
      const Trial before = low;
      low = t;
      lowGradient_.swap(gradient_);
      if (t.slope >= 0) {
        high = before;
        bracketed = true;
        break;
      }
      alpha = beyond(before, t, options.zoom);
    }
    bool nearEnd = false;
    while (bracketed && left-- > 0) {
      alpha = between(low, high, options.zoom, nearEnd);
      if (alpha == low.alpha || alpha == high.alpha) break;
      const Trial t = evaluate(problem, x, p, alpha);
      if (tooHigh(t)) {
        high = t;
        continue;
      }
      if (flat(t)) return accept(x, t, true);
      if (t.slope * (high.alpha - low.alpha) >= 0) high = low;
      low = t;
      lowGradient_.swap(gradient_);
    }
    if (low.alpha == 0) return {};
    addScaled(x.data(), low.alpha, p.data(), point_.data(), x.size());
    gradient_.swap(lowGradient_);
    return accept(x, low, false);
  }

  const Vec<T>& point() const { return point_; }
  Vec<T>& gradient() { return gradient_; }

 private:
  static constexpr int kMostDoublings = 30;
  struct Trial {
    double alpha = 0, f = 0, slope = 0;
    bool finite = false;
  };

  static double slack(double f0, double expected) {
    const double noise = kValueNoise<T> * std::abs(f0);
    return std::abs(expected) <= noise
               ? noise
               : 2 * static_cast<double>(std::numeric_limits<T>::epsilon()) * std::abs(f0);
  }
  /// Whether the values of two trials differ by more than rounding.
  static bool distinct(const Trial& a, const Trial& b) {
    const double expected = (std::abs(a.slope) + std::abs(b.slope)) * std::abs(a.alpha - b.alpha);
    return expected > kValueNoise<T> * std::max(std::abs(a.f), std::abs(b.f));
  }

  bool moved(const VecRef<T>& x) const {
    return !std::equal(x.data(), x.data() + x.size(), point_.data()) &&
           allFinite(point_.data(), point_.size());
  }

  Found accept(const VecRef<T>& x, const Trial& t, bool wolfe) const {
    return {moved(x), false, wolfe, t.alpha, t.f};
  }

  Trial evaluate(Problem<T>& problem, const VecRef<T>& x, const Vec<T>& p, double alpha) {
    addScaled(x.data(), alpha, p.data(), point_.data(), x.size());
    const double f = problem.gradient(point_, gradient_);
    const double slope = dot(gradient_, p);
    return {alpha, f, slope, std::isfinite(f) && std::isfinite(slope)};
  }

  /// Minimiser of the cubic with the values and slopes of both trials, or where the values are equal but for
  /// rounding of the parabola with their slopes; NaN where there is none.
  static double modelMinimum(const Trial& a, const Trial& b) {
    if (!distinct(a, b)) return a.alpha - a.slope * (b.alpha - a.alpha) / (b.slope - a.slope);
    const double d1 = a.slope + b.slope - 3 * (a.f - b.f) / (a.alpha - b.alpha);
    const double square = d1 * d1 - a.slope * b.slope;
    const double d2 = std::copysign(std::sqrt(square), b.alpha - a.alpha);
    return b.alpha - (b.alpha - a.alpha) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2));
  }

  /// The next trial while f still falls: twice as far, or where the cubic has its minimum (at most ten times
  /// as far).
  static double beyond(const Trial& before, const Trial& now, Zoom zoom) {
    if (zoom == Zoom::kBisection) return 2 * now.alpha;
    const double least = now.alpha + 0.01 * (now.alpha - before.alpha);
    const double most = 10 * now.alpha;
    const double guess = modelMinimum(before, now);
    return std::isfinite(guess) ? std::clamp(guess, least, most) : 2 * now.alpha;
  }

  /// The next trial inside the bracket. A cubic guess in the outer tenth is taken once, then moved inside:
  /// otherwise the bracket may shrink from one side only.
  static double between(const Trial& low, const Trial& high, Zoom zoom, bool& nearEnd) {
    const double lo = std::min(low.alpha, high.alpha);
    const double hi = std::max(low.alpha, high.alpha);
    const double middle = lo + (hi - lo) / 2;
    if (zoom == Zoom::kBisection || !high.finite) return middle;
    const double guess = modelMinimum(low, high);
    if (!std::isfinite(guess)) return middle;
    const double margin = 0.1 * (hi - lo);
    if (guess - lo >= margin && hi - guess >= margin) {
      nearEnd = false;
      return guess;
    }
    if (nearEnd || guess <= lo || guess >= hi) {
      nearEnd = false;
      return guess - lo < hi - guess ? lo + margin : hi - margin;
    }
    nearEnd = true;
    return guess;
  }

  Vec<T> point_, gradient_, lowGradient_;
};

}  // namespace descent
