// What an optimizer sees: something with a value, a gradient and perhaps more, that counts what is asked of
// it.
#pragma once

#include <cstdint>
#include <limits>

#include "core/base/types.hpp"
#include "core/parallel/executor.hpp"

namespace descent {

/// How often a problem was evaluated. A gradient includes the value at the same point (one reverse pass
/// yields both); Hessian-vector and curvature products count as `hessian`.
struct Evaluations {
  std::uint64_t value = 0, gradient = 0, directional = 0, hessian = 0;
};

/// What a problem can answer beyond value and gradient.
enum class Feature : unsigned {
  kDirectional = 1,        ///< exact directional derivative by forward mode
  kHessian = 2,            ///< the dense Hessian
  kHessianVector = 4,      ///< exact Hessian-vector products
  kGaussNewtonVector = 8,  ///< products with the (generalised) Gauss-Newton matrix
  kResiduals = 16,         ///< the problem is 1/2 * sum of squared residuals, up to scale
};

/// Who wants to keep or to check parameters as a step changes them. Methods that say so
/// (Optimizer::watched()) call it around the update of each range of parameters, by the thread that updates
/// them and while they are in its cache: passes of its own would cost a small network a twentieth of its
/// step. Ranges are disjoint and cover everything.
class StepWatch {
 public:
  virtual ~StepWatch() = default;
  virtual void before(Index begin, Index end) = 0;
  virtual void after(Index begin, Index end) = 0;
};

/// A function R^n -> R to be minimised; T is the type of its arguments (double for the test functions, float
/// for networks). Values are double throughout: sums over a batch are accumulated in double.
/// Evaluating outside the domain yields a non-finite value, never an error.
template <class T>
class Problem {
 public:
  virtual ~Problem() = default;

  virtual Index size() const = 0;
  /// Bitwise or of Feature.
  virtual unsigned features() const { return 0; }
  bool has(Feature f) const { return (features() & static_cast<unsigned>(f)) != 0; }
  virtual parallel::Executor& executor() { return parallel::serial(); }
  /// Who watches the steps taken on this problem; null for nobody.
  virtual StepWatch* watch() { return nullptr; }
  /// Chooses the mini-batch of step `step` (0, 1, ...); a pure function of the problem's seed and `step`, so
  /// that runs can be resumed and replayed. Problems without batches ignore it; before the first call all
  /// data are used.
  virtual void beginStep(std::int64_t step) { static_cast<void>(step); }
  /// Changes whenever the function itself does (a new mini-batch): what was computed before no longer holds
  /// then.
  virtual std::uint64_t revision() const { return 0; }

  double value(ConstVecRef<T> x) {
    ++evaluations_.value;
    return doValue(x);
  }
  /// Writes the gradient at x into g and returns the value at x.
  double gradient(ConstVecRef<T> x, VecRef<T> g) {
    ++evaluations_.gradient;
    return doGradient(x, g);
  }
  /// Returns the directional derivative grad f(x) . v; writes f(x) to *value if given.
  double directional(ConstVecRef<T> x, ConstVecRef<T> v, double* value = nullptr) {
    ++evaluations_.directional;
    return doDirectional(x, v, value);
  }
  /// Writes the symmetric n x n Hessian.
  void hessian(ConstVecRef<T> x, Mat<T>& h) {
    ++evaluations_.hessian;
    doHessian(x, h);
  }
  void hessianVector(ConstVecRef<T> x, ConstVecRef<T> v, VecRef<T> out) {
    ++evaluations_.hessian;
    doHessianVector(x, v, out);
  }
  void gaussNewtonVector(ConstVecRef<T> x, ConstVecRef<T> v, VecRef<T> out) {
    ++evaluations_.hessian;
    doGaussNewtonVector(x, v, out);
  }
  /// Number of residuals; 0 where the problem has none.
  virtual Index residualCount() const { return 0; }
  /// The factor c in f = c * sum r_i^2 (1/2 for the textbook form, 1 for Rosenbrock as usually written).
  virtual double residualScale() const { return 0.5; }
  /// Residuals r (m) and their Jacobian j (m x n); counted as one gradient.
  void residuals(ConstVecRef<T> x, Vec<T>& r, Mat<T>& j) {
    ++evaluations_.gradient;
    doResiduals(x, r, j);
  }

  /// Value and gradient at `lanes` points at once, as far as the problem can do that faster than one by one
  /// (false where it cannot): coordinate i of point l is x[i * lanes + l], likewise g; f[l] its value. The
  /// same bits as gradient() at each point; not counted. `lanes` is a multiple of Lanes::kCount. `finite`
  /// says whether all of x, g and f are for certain: that costs least where they are at hand.
  virtual bool gradients(const T* x, T* g, double* f, Index lanes, bool& finite) {
    static_cast<void>(x), static_cast<void>(g), static_cast<void>(f), static_cast<void>(lanes);
    finite = false;
    return false;
  }

  const Evaluations& evaluations() const { return evaluations_; }
  void resetEvaluations() { evaluations_ = {}; }

 protected:
  virtual double doValue(ConstVecRef<T> x) = 0;
  virtual double doGradient(ConstVecRef<T> x, VecRef<T> g) = 0;
  virtual double doDirectional(ConstVecRef<T>, ConstVecRef<T>, double*) { return missing(); }
  virtual void doHessian(ConstVecRef<T>, Mat<T>& h) { h.setConstant(static_cast<T>(missing())); }
  virtual void doHessianVector(ConstVecRef<T>, ConstVecRef<T>, VecRef<T> out) {
    out.setConstant(static_cast<T>(missing()));
  }
  virtual void doGaussNewtonVector(ConstVecRef<T>, ConstVecRef<T>, VecRef<T> out) {
    out.setConstant(static_cast<T>(missing()));
  }
  virtual void doResiduals(ConstVecRef<T>, Vec<T>& r, Mat<T>& j) {
    r.setConstant(static_cast<T>(missing()));
    j.setConstant(static_cast<T>(missing()));
  }

 private:
  // Asking for what features() does not offer is a bug in the caller; NaN makes the run stop and say so.
  static double missing() { return std::numeric_limits<double>::quiet_NaN(); }
  Evaluations evaluations_;
};

}  // namespace descent
