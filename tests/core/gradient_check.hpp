// Derivatives against central differences, for any Problem<double>. Header only; shared by all suites.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/objective/problem.hpp"

namespace descent::testing {

/// The worst disagreement found: |given - measured| / max(1, |given|, |measured|), and the coordinate it was
/// at.
struct Disagreement {
  double error = 0;
  Index at = -1;
  void see(double given, double measured, Index i) {
    const double e = std::abs(given - measured) / std::max({1.0, std::abs(given), std::abs(measured)});
    if (!(e <= error)) {
      error = std::isnan(e) ? std::numeric_limits<double>::infinity() : e;
      at = i;
    }
  }
};

/// Central differences of the value against the gradient, coordinate by coordinate. With step h the error of
/// a smooth function is about h² f'''/6 + 1e-16/h, some 1e-10 for h = 1e-5.
inline Disagreement checkGradient(Problem<double>& problem, const Vec<double>& x, double h = 1e-5) {
  Vec<double> g(x.size());
  problem.gradient(x, g);
  Disagreement worst;
  Vec<double> moved = x;
  for (Index i = 0; i < x.size(); ++i) {
    const double step = h * std::max(1.0, std::abs(x[i]));
    moved[i] = x[i] + step;
    const double above = problem.value(moved), up = moved[i];
    moved[i] = x[i] - step;
    const double below = problem.value(moved), down = moved[i];
    moved[i] = x[i];
    worst.see(g[i], (above - below) / (up - down), i);
  }
  return worst;
}

/// The directional derivative against a central difference of the value along v.
inline Disagreement checkDirectional(Problem<double>& problem, const Vec<double>& x, const Vec<double>& v,
                                     double h = 1e-5) {
  Disagreement worst;
  const double above = problem.value(x + h * v), below = problem.value(x - h * v);
  worst.see(problem.directional(x, v), (above - below) / (2 * h), 0);
  return worst;
}

/// The Hessian-vector product against a central difference of the gradient along v.
inline Disagreement checkHessianVector(Problem<double>& problem, const Vec<double>& x, const Vec<double>& v,
                                       double h = 1e-5) {
  Vec<double> above(x.size()), below(x.size()), product(x.size());
  problem.gradient(x + h * v, above);
  problem.gradient(x - h * v, below);
  problem.hessianVector(x, v, product);
  Disagreement worst;
  for (Index i = 0; i < x.size(); ++i) worst.see(product[i], (above[i] - below[i]) / (2 * h), i);
  return worst;
}

}  // namespace descent::testing
