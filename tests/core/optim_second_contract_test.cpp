// What every second-order method owes the runs: resumable, repeatable, no allocation, honest ends, floats
// too.
#include <gtest/gtest.h>

#include "core/optim/conjugate_gradient.hpp"
#include "core/optim/hessian_free.hpp"
#include "core/optim/lbfgs.hpp"
#include "core/optim/newton.hpp"
#include "core/optim/scaled_conjugate_gradient.hpp"
#include "core/optim/table.hpp"
#include "tests/core/allocation_count.hpp"
#include "tests/core/optim_second_problems.hpp"

namespace descent::second {
namespace {

/// Every row of the family with every value of its choices and flags.
std::vector<OptimizerConfig> variants() {
  std::vector<OptimizerConfig> all;
  for (const auto& row : optimizers()) {
    if (row.family != "second-order") continue;
    const auto base = parseOptimizer(Value(row.id)).value();
    all.push_back(base);
    for (const auto& spec : row.params) {
      if (spec.scale != Scale::kChoice && spec.scale != Scale::kFlag) continue;
      for (double v = spec.min; v <= spec.max; ++v) {
        if (v == spec.initial) continue;
        all.push_back(base);
        all.back().params.set(spec.key, v);
      }
    }
  }
  return all;
}

std::string label(const OptimizerConfig& config) {
  std::string text(config.row->id);
  for (const auto& spec : config.row->params) {
    text += " " + std::string(spec.key) + "=" + std::to_string(config.params[spec.key]);
  }
  return text;
}

Layout layoutOf(const Problem<double>& problem) {
  Layout layout = Layout::flat(problem.size());
  layout.residuals = problem.residualCount();
  return layout;
}

TEST(SecondOrderContract, ChunkedIsWholeAndResetIsFresh) {
  for (const auto& config : variants()) {
    SCOPED_TRACE(label(config));
    Rosenbrock<double> problem, other;
    auto whole = config.make<double>();
    auto reused = config.make<double>();
    whole->reset(layoutOf(problem));
    reused->reset(layoutOf(problem));
    Vec<double> x = point({-1.2, 1}), y = point({0.3, -0.7});
    for (int i = 0; i < 7; ++i) reused->step(other, y, 1);
    reused->reset(layoutOf(problem));
    y = x;
    for (int i = 0; i < 25; ++i) {
      const auto a = whole->step(problem, x, 1);
      if (i % 5 == 0) y = Vec<double>(y);  // another memory address, as a resumed run may have
      const auto b = reused->step(other, y, 1);
      ASSERT_EQ(x, y) << i;
      ASSERT_EQ(a.outcome, b.outcome) << i;
      ASSERT_TRUE(x.allFinite());
      for (std::size_t k = 0; k < whole->state().size(); ++k) {
        ASSERT_EQ(whole->state()[k].values, reused->state()[k].values) << whole->state()[k].name;
      }
      if (a.outcome != Outcome::kOk) break;
    }
  }
}

TEST(SecondOrderContract, StateKeepsItsNamesAndSizes) {
  for (const auto& config : variants()) {
    SCOPED_TRACE(label(config));
    Rosenbrock<double> problem;
    auto optimizer = config.make<double>();
    optimizer->reset(layoutOf(problem));
    std::vector<std::pair<std::string, Index>> before;
    for (const auto& s : optimizer->state()) before.emplace_back(s.name, s.values.size());
    ASSERT_FALSE(before.empty());
    EXPECT_EQ(before[0].first, "p");
    Vec<double> x = point({-1.2, 1});
    for (int i = 0; i < 5; ++i) optimizer->step(problem, x, 1);
    ASSERT_EQ(optimizer->state().size(), before.size());
    for (std::size_t k = 0; k < before.size(); ++k) {
      EXPECT_EQ(optimizer->state()[k].name, before[k].first);
      EXPECT_EQ(optimizer->state()[k].values.size(), before[k].second);
    }
  }
}

TEST(SecondOrderContract, StepAllocatesNothing) {
  if (!test::allocationsAreCounted()) GTEST_SKIP() << "allocations cannot be watched in this build";
  const auto before = test::allocationCount();
  {
    std::vector<double> probe(100);
    ASSERT_NE(probe.data(), nullptr);
  }
  ASSERT_GT(test::allocationCount(), before) << "the counter does not count";
  for (const auto& config : variants()) {
    SCOPED_TRACE(label(config));
    Rosenbrock<double> problem;
    auto optimizer = config.make<double>();
    optimizer->reset(layoutOf(problem));
    Vec<double> x = point({-1.2, 1});
    const auto start = test::allocationCount();
    for (int i = 0; i < 60; ++i) optimizer->step(problem, x, 1);
    EXPECT_EQ(test::allocationCount(), start);
  }
}

TEST(SecondOrderContract, BrokenFunctionsStopWithoutMoving) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Given broken(
      2, [=](const Vec<double>&) { return nan; },
      [=](const Vec<double>&, Vec<double>& g) { g.setConstant(nan); });
  for (const auto& config : variants()) {
    if ((config.row->needs & (Needs::kHessian | Needs::kResiduals)) != 0) continue;
    SCOPED_TRACE(label(config));
    auto optimizer = config.make<double>();
    optimizer->reset(Layout::flat(2));
    Vec<double> x = point({1, 2});
    const auto report = optimizer->step(broken, x, 1);
    EXPECT_EQ(report.outcome, Outcome::kFailed);
    EXPECT_STRNE(report.reason, "");
    EXPECT_EQ(x, point({1, 2}));
  }
}

TEST(SecondOrderContract, FailureLeavesXAndNeverANumberOutOfRange) {
  // Falls without end, faster and faster, and overflows: every method must stop by itself at a finite point.
  Given cliff(
      2, [](const Vec<double>& x) { return -std::exp(x[0]) + x[1] * x[1]; },
      [](const Vec<double>& x, Vec<double>& g) {
        g[0] = -std::exp(x[0]);
        g[1] = 2 * x[1];
      });
  for (const auto& config : variants()) {
    const unsigned needs = Needs::kHessian | Needs::kResiduals;
    if ((config.row->needs & (needs | Needs::kCurvature)) != 0) continue;
    SCOPED_TRACE(label(config));
    auto optimizer = config.make<double>();
    optimizer->reset(Layout::flat(2));
    Vec<double> x = point({0, 1});
    StepReport report;
    for (int i = 0; i < 2000 && report.outcome == Outcome::kOk; ++i) {
      const Vec<double> before = x;
      report = optimizer->step(cliff, x, 1);
      ASSERT_TRUE(x.allFinite());
      if (report.outcome != Outcome::kOk) {
        EXPECT_EQ(x, before);
      }
    }
    EXPECT_EQ(report.outcome, Outcome::kFailed);
    EXPECT_STRNE(report.reason, "");
  }
}

TEST(SecondOrderContract, SingularHessianIsRefusedByPureNewtonOnly) {
  Quadratic<double> flat((Mat<double>(2, 2) << 1, 1, 1, 1).finished(), point({1, 1}));
  Vec<double> x = point({3, 0});
  auto pure = with<Newton>({{"damping", 0}});
  pure->reset(Layout::flat(2));
  EXPECT_EQ(pure->step(flat, x, 1).outcome, Outcome::kFailed);
  EXPECT_EQ(x, point({3, 0}));
  const auto damped = descend<double>(*with<Newton>(), flat, x, 1e-9, 50);
  EXPECT_LT(gradientSize(flat, damped.x), 1e-9);
}

TEST(SecondOrderContract, AMovedPointIsNoticed) {
  // Methods that keep the last gradient must not use it after someone else has moved x.
  for (const auto& config : variants()) {
    SCOPED_TRACE(label(config));
    Rosenbrock<double> problem;
    auto optimizer = config.make<double>();
    optimizer->reset(layoutOf(problem));
    Vec<double> x = point({-1.2, 1});
    for (int i = 0; i < 4; ++i) optimizer->step(problem, x, 1);
    x = point({0.5, 0.5});
    const auto report = optimizer->step(problem, x, 1);
    EXPECT_EQ(report.value, problem.value(point({0.5, 0.5})));
  }
}

TEST(SecondOrderContract, GradientsAreNotComputedTwice) {
  // One gradient per trial of the line search, none beside.
  Rosenbrock<double> problem;
  auto lbfgs = with<Lbfgs>();
  lbfgs->reset(Layout::flat(2));
  Vec<double> x = point({-1.2, 1});
  lbfgs->step(problem, x, 1);
  for (int i = 0; i < 20; ++i) {
    const auto before = problem.evaluations().gradient;
    lbfgs->step(problem, x, 1);
    EXPECT_LE(problem.evaluations().gradient - before, 4u);
  }
  EXPECT_LE(problem.evaluations().gradient, 32u);
  EXPECT_EQ(problem.evaluations().value, 0u);
}

template <template <class> class Method>
void floatReaches(std::initializer_list<std::pair<std::string_view, double>> params = {}) {
  auto quadratic = rotatedQuadratic<float>(8, 100);
  const Vec<float> start = Vec<float>::Ones(8);
  const auto d = descend<float>(*with<Method, float>(params), quadratic, start, 1e-4, 300);
  EXPECT_NE(d.last.outcome, Outcome::kFailed) << d.last.reason;
  EXPECT_LT((d.x.template cast<double>() - quadratic.solution()).norm(), 1e-3);
  Rosenbrock<float> rosenbrock;
  Vec<float> x(2);
  x << -1.2f, 1.0f;
  const auto r = descend<float>(*with<Method, float>(params), rosenbrock, x, 1e-3, 600);
  EXPECT_NE(r.last.outcome, Outcome::kFailed) << r.last.reason;
  EXPECT_LT(rosenbrock.value(r.x), 1e-5);
}

TEST(SecondOrderContract, RunInSinglePrecision) {
  floatReaches<Lbfgs>();
  floatReaches<Lbfgs>({{"lineSearch", 1}});
  floatReaches<ConjugateGradient>();
  floatReaches<ConjugateGradient>({{"variant", 0}});
  floatReaches<ScaledConjugateGradient>({{"sigma", 1e-3}});
  floatReaches<ScaledConjugateGradient>({{"sigma", 1e-3}, {"variant", 1}});
  floatReaches<HessianFree>();
  floatReaches<HessianFree>({{"curvature", 1}});
}

TEST(SecondOrderContract, WhichRunOnNetworks) {
  for (const auto& row : optimizers()) {
    if (row.family != "second-order") continue;
    const bool vectorsOnly = row.id == "lbfgs" || row.id == "conjugate-gradient" ||
                             row.id == "scaled-conjugate-gradient" || row.id == "hessian-free";
    EXPECT_EQ(row.networks, vectorsOnly) << row.id;
    EXPECT_TRUE(row.functions) << row.id;
  }
}

}  // namespace
}  // namespace descent::second
