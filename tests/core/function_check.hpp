// Checks the derivatives of a Problem<double> against each other by routes that share no formula: the
// hand-written gradient against the value in dual numbers and central differences, the Hessian against the
// gradient in dual numbers.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include "core/objective/problem.hpp"

namespace descent::testing {

/// |a - b| relative to the larger of them and `scale`; 0 where both are the same infinity or both NaN.
inline double distance(double a, double b, double scale) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return 0;
  return std::abs(a - b) / std::max({std::abs(a), std::abs(b), scale});
}

struct CheckReport {
  double gradientVsDual = 0;  ///< largest relative errors found
  double hessianVsDual = 0;
  double asymmetry = 0;
  double valueMismatch = 0;  ///< value() against the value gradient() and directional() return
  double gradientVsDifference = 0;
};

/// Everything at x. `h` is the step of the central differences (4th order), relative to 1 + |x_i|.
/// Errors are relative to the largest entry of gradient or Hessian (at least 1e-8 of 1 + |f|, where all
/// cancels).
inline CheckReport check(Problem<double>& problem, const Vec<double>& x, double h = 1e-3) {
  const Index n = problem.size();
  CheckReport report;
  Vec<double> g(n), v = Vec<double>::Zero(n), hv(n), y = x;
  Mat<double> hessian(n, n);
  const double f = problem.value(x);
  report.valueMismatch = distance(f, problem.gradient(x, g), 1);
  problem.hessian(x, hessian);
  // Rounding of the terms that cancelled is no error of the derivative: its size is bounded by f and g.
  const double gScale = std::max(g.cwiseAbs().maxCoeff(), 1e-3 * (1 + std::abs(f)));
  const double hScale = std::max(hessian.cwiseAbs().maxCoeff(), 1e-3 * (1 + gScale));
  for (Index i = 0; i < n; ++i) {
    v.setZero();
    v[i] = 1;
    double value = 0;
    report.gradientVsDual =
        std::max(report.gradientVsDual, distance(problem.directional(x, v, &value), g[i], gScale));
    report.valueMismatch = std::max(report.valueMismatch, distance(f, value, 1));
    problem.hessianVector(x, v, hv);
    for (Index j = 0; j < n; ++j) {
      report.hessianVsDual = std::max(report.hessianVsDual, distance(hv[j], hessian(j, i), hScale));
      report.asymmetry = std::max(report.asymmetry, distance(hessian(i, j), hessian(j, i), hScale));
    }
    const double step = h * (1 + std::abs(x[i]));
    const auto at = [&](double t) {
      y[i] = x[i] + t * step;
      return problem.value(y);
    };
    const double slope = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step);
    y[i] = x[i];
    report.gradientVsDifference = std::max(report.gradientVsDifference, distance(slope, g[i], gScale));
  }
  return report;
}

}  // namespace descent::testing
