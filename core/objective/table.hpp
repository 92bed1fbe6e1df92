// The table of functions to be minimised.
#pragma once

#include <memory>
#include <vector>

#include "core/base/param.hpp"
#include "core/objective/problem.hpp"

namespace descent {

struct ObjectiveRow {
  std::string_view id, name, family;  ///< family: "one variable", "convex", "valley", "many minima", "saddle" ...
  std::string_view citation;
  std::string_view formula;           ///< TeX of f
  int dimension;                      ///< of the shown form
  bool anyDimension;                  ///< whether other dimensions are defined (rastrigin, ackley ...)
  std::span<const double> lo, hi;     ///< the shown box, `dimension` numbers each
  std::span<const double> starts;     ///< one or more starting points, dimension numbers each; the first is the default
  std::span<const double> minima;     ///< (x..., f) rows of dimension + 1 numbers; empty if unbounded or none
  std::span<const ParamSpec> params;  ///< e.g. the condition number
  /// A problem in n dimensions; n is `dimension` unless anyDimension.
  std::unique_ptr<Problem<double>> (*make)(const Params&, Index n);
};

std::span<const ObjectiveRow> objectives();
const ObjectiveRow* findObjective(std::string_view id);

/// A validated choice of objective.
struct ObjectiveConfig {
  const ObjectiveRow* row = nullptr;  ///< null for expressions
  Params params;
  Value source;                       ///< what was asked for
  /// A fresh problem in n dimensions (n from the start point, or the shown dimension).
  std::unique_ptr<Problem<double>> problem;
};

/// Reads "rosenbrock", { id: "ill-conditioned", kappa: 50 } or { expression: "x^2 + 3*sin(y)", variables: ["x", "y"] }.
/// `dimension` 0 means the row's own. Paths are relative to `spec` ("expression", "kappa" ...).
Result<ObjectiveConfig> parseObjective(const Value& spec, Index dimension);

Value describeObjectives();

}  // namespace descent
