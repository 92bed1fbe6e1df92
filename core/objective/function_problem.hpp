// From a struct with formulas to a Problem: what every function of the catalogue shares.
#pragma once

#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/dual.hpp"
#include "core/base/lanes.hpp"
#include "core/base/param.hpp"
#include "core/objective/problem.hpp"

namespace descent {

/// A point and what is computed there, as plain spans of n numbers.
template <class S>
using Point = std::span<const S>;

/// A function with analytic derivatives over double and dual numbers. Directional derivatives are its value,
/// and Hessian-vector products its gradient, carried out in dual numbers: exact, without forming the Hessian.
class AnalyticProblem : public Problem<double> {
 public:
  using D = Dual<double>;

  explicit AnalyticProblem(Index n)
      : dualX_(static_cast<std::size_t>(n)), dualG_(static_cast<std::size_t>(n)) {}

  Index size() const override { return static_cast<Index>(dualX_.size()); }
  unsigned features() const override;
  /// 0, or residualCount() when the function is c * sum of squares.
  Index residualCount() const override { return 0; }

 protected:
  virtual double valueAt(Point<double> x) const = 0;
  virtual D valueAt(Point<D> x) const = 0;
  virtual void gradientAt(Point<double> x, std::span<double> g) const = 0;
  virtual void gradientAt(Point<D> x, std::span<D> g) const = 0;
  virtual void hessianAt(Point<double> x, Mat<double>& h) const = 0;

  double doValue(ConstVecRef<double> x) override;
  double doGradient(ConstVecRef<double> x, VecRef<double> g) override;
  double doDirectional(ConstVecRef<double> x, ConstVecRef<double> v, double* value) override;
  void doHessian(ConstVecRef<double> x, Mat<double>& h) override;
  void doHessianVector(ConstVecRef<double> x, ConstVecRef<double> v, VecRef<double> out) override;
  void doGaussNewtonVector(ConstVecRef<double> x, ConstVecRef<double> v, VecRef<double> out) override;

  static Point<double> spanOf(ConstVecRef<double> x) {
    return {x.data(), static_cast<std::size_t>(x.size())};
  }
  Point<D> seed(ConstVecRef<double> x, ConstVecRef<double> v);

 private:
  std::vector<D> dualX_, dualG_;
  Vec<double> residuals_;
  Mat<double> jacobian_;
};

/// F offers, for S = double and Dual<double>,
///   template <class S> S value(Point<S> x) const;
///   template <class S> void gradient(Point<S> x, std::span<S> g) const;
///   void hessian(Point<double> x, Mat<double>& h) const;              // h comes as n x n zeros
/// and, where it is a sum of squares, f = kResidualScale * sum of r_i^2,
///   static constexpr double kResidualScale;
///   Index residualCount(Index n) const;
///   void residuals(Point<double> x, Vec<double>& r, Mat<double>& j) const;   // sized, j comes as zeros
/// and, where value and gradient are plain arithmetic, so that Lanes will do for S as well,
///   static constexpr bool kInLanes = true;   // many points of two variables are evaluated at once
template <class F>
class FunctionProblem final : public AnalyticProblem {
  static constexpr bool kHasResiduals = requires { F::kResidualScale; };
  static constexpr bool kHasLanes = requires { F::kInLanes; };

 public:
  FunctionProblem(F f, Index n) : AnalyticProblem(n), f_(std::move(f)) {}

  Index residualCount() const override {
    if constexpr (kHasResiduals) return f_.residualCount(size());
    return 0;
  }
  double residualScale() const override {
    if constexpr (kHasResiduals) return F::kResidualScale;
    return 0.5;
  }
  // Everything is inlined into the loop, so that the lanes stay in registers.
  [[gnu::flatten]] bool gradients(const double* x, double* g, double* f, Index lanes, bool& finite) override {
    finite = false;
    if constexpr (kHasLanes) {
      if (size() != 2) return false;
      Lanes zero = 0.0;  // not for long, if a number is not finite: 0 times it is NaN
      for (Index l = 0; l < lanes; l += Lanes::kCount) {
        const Lanes point[] = {Lanes::load(x + l), Lanes::load(x + lanes + l)};
        Lanes slope[2];
        f_.template gradient<Lanes>(point, slope);
        const Lanes value = f_.template value<Lanes>(point);
        value.store(f + l);
        slope[0].store(g + l);
        slope[1].store(g + lanes + l);
        zero += 0.0 * (point[0] + point[1] + slope[0] + slope[1] + value);
      }
      finite = !any(zero != zero);
    }
    return kHasLanes;
  }

 protected:
  double valueAt(Point<double> x) const override { return f_.template value<double>(x); }
  D valueAt(Point<D> x) const override { return f_.template value<D>(x); }
  void gradientAt(Point<double> x, std::span<double> g) const override { f_.template gradient<double>(x, g); }
  void gradientAt(Point<D> x, std::span<D> g) const override { f_.template gradient<D>(x, g); }
  void hessianAt(Point<double> x, Mat<double>& h) const override { f_.hessian(x, h); }
  void doResiduals(ConstVecRef<double> x, Vec<double>& r, Mat<double>& j) override {
    if constexpr (kHasResiduals) {
      r.resize(residualCount());
      j.setZero(residualCount(), size());
      f_.residuals(spanOf(x), r, j);
    } else {
      AnalyticProblem::doResiduals(x, r, j);
    }
  }

 private:
  F f_;
};

/// The factory of a row of the table: F from the parameters where it takes them, else by default.
template <class F>
std::unique_ptr<Problem<double>> makeFunction(const Params& params, Index n) {
  if constexpr (std::is_constructible_v<F, const Params&, Index>) {
    return std::make_unique<FunctionProblem<F>>(F(params, n), n);
  } else {
    return std::make_unique<FunctionProblem<F>>(F{}, n);
  }
}

}  // namespace descent
