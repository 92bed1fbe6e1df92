// The second-order methods reach the minima they should, in about as many iterations as the literature's
// forms take.
#include <gtest/gtest.h>

#include <cstdio>

#include "core/objective/table.hpp"
#include "core/optim/bfgs.hpp"
#include "core/optim/conjugate_gradient.hpp"
#include "core/optim/hessian_free.hpp"
#include "core/optim/lbfgs.hpp"
#include "core/optim/levenberg_marquardt.hpp"
#include "core/optim/newton.hpp"
#include "core/optim/saddle_free_newton.hpp"
#include "core/optim/scaled_conjugate_gradient.hpp"
#include "core/optim/table.hpp"
#include "tests/core/optim_second_problems.hpp"

namespace descent::second {
namespace {

struct Count {
  const char* what;
  std::unique_ptr<Optimizer<double>> (*make)();
  double tolerance;  ///< of the largest gradient component
  int expected;      ///< iterations of an independent prototype from (-1.2, 1)
  int band;          ///< how far another rounding or search detail may take it from there
};

constexpr double kBisection = 1;

const Count kCounts[] = {
    {"newton",
     [] {
       return std::unique_ptr<Optimizer<double>>(with<Newton>({{"damping", 0}}));
     },
     1e-10, 7, 0},
    {"newton, damped", [] { return std::unique_ptr<Optimizer<double>>(with<Newton>()); }, 1e-10, 22, 1},
    {"saddle-free newton", [] { return std::unique_ptr<Optimizer<double>>(with<SaddleFreeNewton>()); }, 1e-10,
     22, 1},
    {"cg fletcher-reeves, no restart, bisection",
     [] {
       return std::unique_ptr<Optimizer<double>>(
           with<ConjugateGradient>({{"variant", 0}, {"restart", 2}, {"zoom", kBisection}}));
     },
     1e-8, 114, 25},
    {"cg polak-ribiere+, no restart, bisection",
     [] {
       return std::unique_ptr<Optimizer<double>>(
           with<ConjugateGradient>({{"variant", 1}, {"restart", 2}, {"zoom", kBisection}}));
     },
     1e-8, 31, 7},
    {"cg polak-ribiere+", [] { return std::unique_ptr<Optimizer<double>>(with<ConjugateGradient>()); }, 1e-8,
     31, 7},
    {"scg moller", [] { return std::unique_ptr<Optimizer<double>>(with<ScaledConjugateGradient>()); }, 1e-8,
     100, 15},
    {"bfgs, bisection",
     [] {
       return std::unique_ptr<Optimizer<double>>(with<Bfgs>({{"zoom", kBisection}}));
     },
     1e-8, 36, 1},
    {"bfgs", [] { return std::unique_ptr<Optimizer<double>>(with<Bfgs>()); }, 1e-8, 36, 5},
    {"l-bfgs, bisection",
     [] {
       return std::unique_ptr<Optimizer<double>>(with<Lbfgs>({{"zoom", kBisection}}));
     },
     1e-8, 36, 1},
    {"l-bfgs", [] { return std::unique_ptr<Optimizer<double>>(with<Lbfgs>()); }, 1e-8, 36, 3},
    {"gauss-newton", [] { return std::unique_ptr<Optimizer<double>>(with<GaussNewton>()); }, 1e-10, 2, 0},
    {"levenberg-marquardt, identity",
     [] { return std::unique_ptr<Optimizer<double>>(with<LevenbergMarquardt>()); }, 1e-10, 27, 1},
    {"levenberg-marquardt, diagonal",
     [] {
       return std::unique_ptr<Optimizer<double>>(with<LevenbergMarquardt>({{"damping", 1}}));
     },
     1e-10, 24, 1},
    {"hessian-free, no backtracking",
     [] {
       return std::unique_ptr<Optimizer<double>>(with<HessianFree>({{"backtracking", 0}}));
     },
     1e-8, 18, 1},
    {"hessian-free", [] { return std::unique_ptr<Optimizer<double>>(with<HessianFree>()); }, 1e-8, 18, 5},
};

TEST(SecondOrderMinima, IterationsOnRosenbrock) {
  Rosenbrock<double> problem;
  std::printf("%-44s %9s %9s %8s %9s %8s\n", "rosenbrock from (-1.2, 1)", "steps", "expected", "values",
              "gradients", "hessians");
  for (const auto& count : kCounts) {
    const auto d = descend<double>(*count.make(), problem, point({-1.2, 1}), count.tolerance, 1000);
    std::printf("%-44s %9d %9d %8d %9d %8d\n", count.what, d.steps, count.expected,
                static_cast<int>(d.evaluations.value), static_cast<int>(d.evaluations.gradient),
                static_cast<int>(d.evaluations.hessian));
    EXPECT_NEAR(d.steps, count.expected, count.band) << count.what;
    EXPECT_LT((d.x - point({1, 1})).norm(), 1e-6) << count.what;
  }
}

/// The row's method with its defaults on one objective from its first start; true if it can run there.
bool runRow(const OptimizerRow& row, std::string_view objective, const Value& spec,
            const Vec<double>& start) {
  auto parsed = parseObjective(spec, start.size());
  if (!parsed.ok()) {
    ADD_FAILURE() << parsed.error().message();
    return false;
  }
  auto& problem = *parsed->problem;
  const bool needsResiduals = (row.needs & static_cast<unsigned>(Needs::kResiduals)) != 0;
  if (needsResiduals && !problem.has(Feature::kResiduals)) return false;
  auto optimizer = parseOptimizer(Value(row.id)).value().make<double>();
  const auto d = descend<double>(*optimizer, problem, start, 1e-8, 400);
  const std::string where = std::string(row.id) + " on " + std::string(objective);
  std::printf("%-28s %-18s %5d steps, %4d values, %4d gradients, %4d hessians\n", row.id.data(),
              objective.data(), d.steps, static_cast<int>(d.evaluations.value),
              static_cast<int>(d.evaluations.gradient), static_cast<int>(d.evaluations.hessian));
  // The Jacobian of Beale's residuals is singular at its usual start: the one place where a method must
  // refuse.
  if (row.id == "gauss-newton" && objective == "beale") {
    EXPECT_EQ(d.last.outcome, Outcome::kFailed) << where;
    EXPECT_EQ(d.x, start) << where;
    return true;
  }
  EXPECT_NE(d.last.outcome, Outcome::kFailed) << where << ": " << d.last.reason;
  EXPECT_LT(gradientSize(problem, d.x), 1e-8) << where;
  double nearest = std::numeric_limits<double>::infinity();
  const auto& minima = parsed->row->minima;
  const auto n = static_cast<std::size_t>(start.size());
  if (objective == "ill-conditioned") {
    nearest = problem.value(d.x);
  } else {
    for (std::size_t i = 0; i + n < minima.size(); i += n + 1) {
      nearest = std::min(nearest, std::abs(problem.value(d.x) - minima[i + n]));
    }
  }
  EXPECT_LT(nearest, 1e-12) << where;
  return true;
}

TEST(SecondOrderMinima, ReachedByEveryRow) {
  int rows = 0, runs = 0;
  for (const auto& row : optimizers()) {
    if (row.family != "second-order") continue;
    ++rows;
    for (const std::string_view id : {"rosenbrock", "beale", "booth", "himmelblau"}) {
      const auto* objective = findObjective(id);
      ASSERT_NE(objective, nullptr) << id;
      runs += runRow(row, id, Value(id), point({objective->starts[0], objective->starts[1]}));
    }
    Value spec = Value::object();
    spec.set("id", "ill-conditioned").set("kappa", 1000.0).set("angle", 30.0);
    Vec<double> start(10);
    for (Index i = 0; i < 10; ++i) start[i] = 5 - static_cast<double>(i);
    runs += runRow(row, "ill-conditioned", spec, start);
  }
  EXPECT_EQ(rows, 9);
  EXPECT_GE(runs, 7 * 5 + 2);
}

TEST(SecondOrderMinima, ClaimsHold) {
  for (const auto& row : optimizers()) {
    if (row.family != "second-order") continue;
    EXPECT_FALSE(claimsOf(row).empty()) << row.id;
    for (const auto& claim : claimsOf(row)) {
      auto parsed = parseObjective(Value(claim.objective), 0);
      ASSERT_TRUE(parsed.ok()) << claim.objective;
      const auto n = static_cast<std::size_t>(parsed->problem->size());
      Vec<double> x(parsed->problem->size());
      std::copy_n(parsed->row->starts.begin(), n, x.data());
      auto optimizer = parseOptimizer(Value(row.id)).value().make<double>();
      const auto d = descend<double>(*optimizer, *parsed->problem, x, 0, claim.steps, claim.lr);
      double nearest = std::numeric_limits<double>::infinity();
      for (std::size_t i = 0; i + n < parsed->row->minima.size(); i += n + 1) {
        nearest = std::min(nearest, std::abs(parsed->problem->value(d.x) - parsed->row->minima[i + n]));
      }
      EXPECT_LE(nearest, claim.tolerance) << row.id << " on " << claim.objective << " after " << d.steps;
    }
  }
}

}  // namespace
}  // namespace descent::second
