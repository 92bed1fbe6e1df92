#include "core/run/probe.hpp"

#include <cmath>

#include "core/base/symmetric_eigen.hpp"
#include "core/objective/table.hpp"
#include "core/schedule/schedule.hpp"

namespace descent {
namespace {

Result<Vec<double>> readVector(const Value& request, const char* key, std::size_t minSize,
                               std::size_t maxSize) {
  const Value& v = request[key];
  if (!v.isArray() || v.array_().size() < minSize || v.array_().size() > maxSize) {
    return Error{ErrorCode::kInvalidType,
                 filled("# must be an array of # to # numbers", {key, minSize, maxSize}), key};
  }
  Vec<double> x(static_cast<Index>(v.array_().size()));
  for (std::size_t i = 0; i < v.array_().size(); ++i) {
    const Value& n = v.array_()[i];
    if (!n.isNumber() || !std::isfinite(n.number())) {
      return Error{ErrorCode::kInvalidType, filled("# needs finite numbers; # was given", {key, n.shown()}),
                   filled("#[#]", {key, i})};
    }
    x[static_cast<Index>(i)] = n.number();
  }
  return x;
}

Result<ObjectiveConfig> readObjective(const Value& request, Index n) {
  auto objective = parseObjective(request["objective"], n);
  if (!objective.ok()) return std::move(objective).error().within("objective");
  if (objective->problem->size() != n) {
    return Error{ErrorCode::kOutOfRange,
                 filled("this objective has # variables, not #", {objective->problem->size(), n}),
                 "objective"};
  }
  return objective;
}

}  // namespace

Result<Grid> evaluateGrid(const Value& request) {
  DESCENT_CHECK(onlyKeys(request, {"objective", "lo", "hi", "points"}));
  DESCENT_TRY(const Vec<double> lo, readVector(request, "lo", 1, 2));
  const auto dims = static_cast<std::size_t>(lo.size());
  DESCENT_TRY(const Vec<double> hi, readVector(request, "hi", dims, dims));
  DESCENT_TRY(const Vec<double> points, readVector(request, "points", dims, dims));
  double total = 1;
  for (const double p : points) {
    if (p < 2 || p != std::floor(p))
      return Error{ErrorCode::kOutOfRange, "points needs whole numbers of at least 2", "points"};
    total *= p;
  }
  if (total > static_cast<double>(kMaxGridPoints)) {
    return Error{ErrorCode::kTooLarge, filled("a grid has at most # points", {kMaxGridPoints}), "points"};
  }
  DESCENT_TRY(const ObjectiveConfig objective, readObjective(request, lo.size()));
  auto& problem = *objective.problem;
  const auto at = [&](Index axis, Index i) {
    return lo[axis] + (hi[axis] - lo[axis]) * static_cast<double>(i) / (points[axis] - 1);
  };
  Grid grid;
  grid.values.reserve(static_cast<std::size_t>(total));
  Vec<double> x(lo.size());
  if (dims == 1) {
    Vec<double> g(1);
    grid.gradient.reserve(static_cast<std::size_t>(total));
    for (Index i = 0; i < static_cast<Index>(points[0]); ++i) {
      x[0] = at(0, i);
      grid.values.push_back(problem.gradient(x, g));
      grid.gradient.push_back(g[0]);
    }
    return grid;
  }
  for (Index j = 0; j < static_cast<Index>(points[1]); ++j) {
    x[1] = at(1, j);
    for (Index i = 0; i < static_cast<Index>(points[0]); ++i) {
      x[0] = at(0, i);
      grid.values.push_back(problem.value(x));
    }
  }
  return grid;
}

Result<PointReport> evaluatePoint(const Value& request) {
  DESCENT_CHECK(onlyKeys(request, {"objective", "x"}));
  DESCENT_TRY(const Vec<double> x, readVector(request, "x", 1, 64));
  DESCENT_TRY(const ObjectiveConfig objective, readObjective(request, x.size()));
  PointReport report;
  Vec<double> g(x.size());
  report.f = objective.problem->gradient(x, g);
  report.gradient.assign(g.begin(), g.end());
  Mat<double> h(x.size(), x.size());
  objective.problem->hessian(x, h);
  report.hessian.assign(h.data(), h.data() + h.size());
  SymmetricEigen eigen;
  eigen.resize(x.size());
  if (eigen.compute(h)) report.eigenvalues.assign(eigen.values().begin(), eigen.values().end());
  return report;
}

Result<std::vector<double>> learningRates(const Value& request) {
  DESCENT_CHECK(onlyKeys(request, {"schedule", "lr", "steps"}));
  DESCENT_TRY(const double lr, requireNumber(request, "lr", 1e-300, 1e12));
  DESCENT_TRY(const std::int64_t steps, readInteger(request, "steps", 100, 0, 1'000'000));
  auto schedule = parseSchedule(request["schedule"]);
  if (!schedule.ok()) return std::move(schedule).error().within("schedule");
  std::vector<double> rates(static_cast<std::size_t>(steps));
  for (std::size_t s = 0; s < rates.size(); ++s)
    rates[s] = (*schedule)->rate(lr, static_cast<std::int64_t>(s));
  return rates;
}

}  // namespace descent
