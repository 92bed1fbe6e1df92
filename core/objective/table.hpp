// The table of functions to be minimised. A new function is a struct of formulas and a row in the file of its
// family; its name and description in the page's languages are content.
#pragma once

#include <memory>
#include <vector>

#include "core/base/param.hpp"
#include "core/objective/problem.hpp"

namespace descent {

class Expression;

struct ObjectiveRow {
  std::string_view id, name,
      family;  ///< family: "one variable", "quadratic", "valley", "many minima", "saddle", "data fit"
  std::string_view citation;
  std::string_view formula;        ///< TeX of f
  int dimension;                   ///< of the shown form
  bool anyDimension = false;       ///< whether other dimensions are defined (rastrigin, ackley ...)
  std::span<const double> lo, hi;  ///< the shown box, `dimension` numbers each
  std::span<const double>
      starts;  ///< one or more starting points, dimension numbers each; the first is the default
  std::span<const double> minima =
      {};  ///< (x..., f) rows of dimension + 1 numbers; empty if unbounded or none
  std::span<const ParamSpec> params = {};  ///< e.g. the condition number
  /// A problem in n dimensions; n is `dimension` unless anyDimension.
  std::unique_ptr<Problem<double>> (*make)(const Params&, Index n);
  /// The minima for other parameters or dimensions, (x..., f) rows of n + 1 numbers; null where `minima`
  /// serves for all (for anyDimension: the first coordinate of the one minimum repeated, which must have f =
  /// 0).
  std::vector<double> (*minimaFor)(const Params&, Index n) = nullptr;
  /// The data a data-fit row is about, for the page to draw: { x: [...], y: [...] }; null for plain
  /// functions.
  Value (*data)(const Params&) = nullptr;
};

/// The largest dimension of functions that are defined in any.
inline constexpr Index kMaxDimension = 1000;

std::span<const ObjectiveRow> objectives();
const ObjectiveRow* findObjective(std::string_view id);

/// A validated choice of objective.
struct ObjectiveConfig {
  const ObjectiveRow* row = nullptr;  ///< null for expressions
  Params params;
  std::shared_ptr<const Expression> expression;  ///< null for rows
  Value source;                                  ///< what was asked for
  /// A fresh problem in n dimensions (n from the start point, or the shown dimension).
  std::unique_ptr<Problem<double>> problem;

  /// Another fresh problem of the same kind. For data fits: as long as nobody calls its beginStep it uses all
  /// the data, so a second instance that only records gives the true value and gradient beside the batches of
  /// the first.
  std::unique_ptr<Problem<double>> observer() const;
  /// Known minima as configured, (x..., f) rows of n + 1 numbers; empty if there are none or none is known.
  std::vector<double> minima() const;
};

/// Reads "rosenbrock", { id: "ill-conditioned", kappa: 50 } or { expression: "x^2 + 3*sin(y)", variables:
/// ["x", "y"] }. `dimension` 0 means the objective's own; one it does not have is ignored, so compare
/// problem->size() with what was wanted. Paths are relative to `spec` ("expression", "variables[1]", "kappa"
/// ...).
Result<ObjectiveConfig> parseObjective(const Value& spec, Index dimension);

/// A configured objective in the shape of a catalogue row (formula, domain, starts, minima as configured); an
/// expression adds `expression` and `variables`, a data fit adds `data`.
Value describeObjective(const ObjectiveConfig& config);

Value describeObjectives();

}  // namespace descent
