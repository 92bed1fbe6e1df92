// Walking with an optimizer without the run around it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/objective/table.hpp"
#include "core/optim/table.hpp"
#include "core/schedule/schedule.hpp"
#include "tests/core/json.hpp"

namespace descent::test {

/// A function of the table, or an expression object, as a problem; fails the test if it cannot be had.
inline std::unique_ptr<Problem<double>> problemFor(const Value& spec, Index n = 0) {
  auto parsed = parseObjective(spec, n);
  if (!parsed.ok()) {
    ADD_FAILURE() << parsed.error().message();
    return nullptr;
  }
  return std::move(parsed->problem);
}

inline OptimizerConfig configFor(const Value& spec) {
  auto parsed = parseOptimizer(spec);
  if (!parsed.ok()) ADD_FAILURE() << parsed.error().path() << ": " << parsed.error().message();
  return parsed.ok() ? std::move(parsed).value() : OptimizerConfig{};
}

inline Vec<double> vec(std::initializer_list<double> numbers) {
  Vec<double> v(static_cast<Index>(numbers.size()));
  Index i = 0;
  for (const double x : numbers) v[i++] = x;
  return v;
}

/// Start and the points after each of `steps` steps.
inline std::vector<Vec<double>> walk(const OptimizerConfig& config, Problem<double>& problem, Vec<double> x,
                                     int steps, const Schedule* schedule = nullptr) {
  auto optimizer = config.make<double>();
  optimizer->reset(Layout::flat(x.size()));
  std::vector<Vec<double>> points{x};
  for (int s = 0; s < steps; ++s) {
    optimizer->step(problem, x, schedule == nullptr ? config.lr : schedule->rate(config.lr, s));
    points.push_back(x);
  }
  return points;
}

inline std::vector<Vec<double>> walk(std::string_view optimizer, std::string_view objective,
                                     const Vec<double>& x, int steps) {
  const auto problem = problemFor(Value(objective), x.size());
  return walk(configFor(json(optimizer)), *problem, x, steps);
}

}  // namespace descent::test
