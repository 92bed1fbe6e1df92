// Looking at an objective without running anything: values on a grid for a plot, derivatives at a point.
#pragma once

#include <vector>

#include "core/base/value.hpp"

namespace descent {

struct Grid {
  std::vector<double>
      values;  ///< f, row-major: the last coordinate varies slowest in 2-D (rows of constant y)
  std::vector<double> gradient;  ///< f' in 1-D, else empty
};
/// The most points a grid may have.
inline constexpr std::int64_t kMaxGridPoints = 4'000'000;

/// Reads { objective, lo, hi, points }: one or two numbers each; evaluates f at `points` equidistant places
/// per axis, ends included.
Result<Grid> evaluateGrid(const Value& request);

struct PointReport {
  double f = 0;
  std::vector<double> gradient;     ///< n
  std::vector<double> hessian;      ///< n x n
  std::vector<double> eigenvalues;  ///< of the Hessian, ascending; empty where it is not finite
};
/// Reads { objective, x }; up to 64 variables.
Result<PointReport> evaluatePoint(const Value& request);

/// Reads { schedule?, lr, steps }: the learning rates of the first `steps` steps (at most 1,000,000).
Result<std::vector<double>> learningRates(const Value& request);

}  // namespace descent
