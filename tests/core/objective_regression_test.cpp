// Regression problems: batches are drawn as promised, and all, one and m samples are the same method.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/objective/expression.hpp"
#include "core/objective/regression.hpp"
#include "core/objective/table.hpp"
#include "core/run/descend.hpp"
#include "tests/core/function_check.hpp"

namespace descent {
namespace {

Value spec(const char* id, double batchSize, double samples = 60) {
  return Value::object().set("id", id).set("batchSize", batchSize).set("samples", samples);
}
ObjectiveConfig make(const Value& v) {
  auto config = parseObjective(v, 0);
  EXPECT_TRUE(config.ok());
  return std::move(config).value();
}
Vec<double> gradientAt(Problem<double>& problem, const Vec<double>& x) {
  Vec<double> g(problem.size());
  problem.gradient(x, g);
  return g;
}

TEST(MiniBatches, EveryEpochVisitsEverySampleOnce) {
  for (const auto& [count, size] : {std::pair{10, 3}, {12, 4}, {7, 1}, {5, 5}, {5, 9}}) {
    MiniBatches batches(count, size, 42);
    const int perEpoch = (count + std::min(count, size) - 1) / std::min(count, size);
    for (int epoch = 0; epoch < 4; ++epoch) {
      std::multiset<std::uint32_t> seen;
      for (int k = 0; k < perEpoch; ++k) {
        batches.select(epoch * perEpoch + k);
        EXPECT_LE(static_cast<int>(batches.current().size()), size);
        seen.insert(batches.current().begin(), batches.current().end());
      }
      ASSERT_EQ(static_cast<int>(seen.size()), count);
      for (int i = 0; i < count; ++i) EXPECT_EQ(seen.count(static_cast<std::uint32_t>(i)), 1u);
    }
  }
}

TEST(MiniBatches, DependOnSeedAndStepAlone) {
  const auto list = [](MiniBatches& b, std::int64_t step) {
    b.select(step);
    return std::vector<std::uint32_t>(b.current().begin(), b.current().end());
  };
  MiniBatches forwards(20, 6, 3), jumping(20, 6, 3), other(20, 6, 4);
  std::vector<std::vector<std::uint32_t>> visited;
  for (int s = 0; s < 12; ++s) visited.push_back(list(forwards, s));
  for (const int s : {11, 2, 7, 0, 5}) EXPECT_EQ(list(jumping, s), visited[static_cast<std::size_t>(s)]);
  EXPECT_NE(list(other, 0), visited[0]);
  EXPECT_NE(visited[0], visited[4]) << "epochs differ";
}

class EveryRegression : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Table, EveryRegression,
                         ::testing::Values("linear-regression", "logistic-regression", "softmax-regression"),
                         [](const auto& test) {
                           const std::string id = test.param;
                           return id.substr(0, id.find('-'));
                         });

TEST_P(EveryRegression, BatchGradientsAverageToTheFullOne) {
  const ObjectiveConfig config = make(spec(GetParam(), 10));
  const auto full = config.observer();
  const Vec<double> x = Vec<double>::LinSpaced(full->size(), -1, 1.5);
  const Vec<double> expected = gradientAt(*full, x);
  EXPECT_LT((gradientAt(*config.problem, x) - expected).norm(), 1e-15)
      << "all data before the first beginStep";
  Vec<double> mean = Vec<double>::Zero(full->size());
  double value = 0, spread = 0;
  for (int s = 0; s < 6; ++s) {
    config.problem->beginStep(s);
    const Vec<double> g = gradientAt(*config.problem, x);
    mean += g / 6;
    value += config.problem->value(x) / 6;
    spread = std::max(spread, (g - expected).norm());
  }
  EXPECT_LT((mean - expected).norm(), 1e-13);
  EXPECT_NEAR(value, full->value(x), 1e-13);
  EXPECT_GT(spread, 0.01 * expected.norm()) << "the noise of the batches is visible";
}

TEST_P(EveryRegression, DerivativesAreExactOnEveryBatch) {
  const ObjectiveConfig config = make(spec(GetParam(), 7));
  for (int s = 0; s < 20; ++s) {
    config.problem->beginStep(s);
    const Vec<double> x = Vec<double>::LinSpaced(config.problem->size(), -2, 0.1 * s);
    const auto report = testing::check(*config.problem, x);
    EXPECT_LT(report.gradientVsDual, 1e-10);
    EXPECT_LT(report.hessianVsDual, 1e-10);
    EXPECT_LT(report.gradientVsDifference, 1e-8);
    EXPECT_EQ(report.valueMismatch, 0);
  }
}

TEST_P(EveryRegression, FullBatchIgnoresTheStepAndDataDependOnTheSeed) {
  const ObjectiveConfig config = make(spec(GetParam(), 60));
  const Vec<double> x = Vec<double>::LinSpaced(config.problem->size(), -1, 1);
  const double before = config.problem->value(x);
  config.problem->beginStep(17);
  EXPECT_EQ(config.problem->value(x), before);
  EXPECT_EQ(make(spec(GetParam(), 60)).problem->value(x), before);
  EXPECT_NE(make(spec(GetParam(), 60).set("seed", 2.0)).problem->value(x), before);
  EXPECT_NE(make(spec(GetParam(), 60).set("noise", 0.123)).problem->value(x), before);
}

TEST_P(EveryRegression, GradientDescentFindsTheMinimumAndSingleSamplesWander) {
  const auto after = [&](double batchSize, int steps) {
    const ObjectiveConfig config = make(spec(GetParam(), batchSize));
    const auto full = config.observer();
    Vec<double> x = Vec<double>::Zero(full->size());
    for (int s = 0; s < steps; ++s) {
      config.problem->beginStep(s);
      x -= 0.2 * gradientAt(*config.problem, x);
    }
    const double lowest = config.minima().back();
    return full->value(x) - lowest;
  };
  EXPECT_NEAR(after(60, 20000), 0, 1e-12);
  EXPECT_GT(after(1, 3000), 1e-6) << "a constant rate keeps the noise";
  EXPECT_LT(after(1, 3000), 1.0);
}

/// The same loss written as a formula in the parameters, from the data the catalogue shows.
std::string formula(const Value& data, bool logistic) {
  std::string text = "(";
  const auto& inputs = data["inputs"].array_();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::string z = "(x*(" + formatNumber(inputs[i].array_()[0].number()) + ")+y)";
    const std::string v = "(" + formatNumber(data["targets"].array_()[i].number()) + ")";
    text +=
        (i > 0 ? "+" : "") + (logistic ? "softplus" + z + "-" + v + "*" + z : "0.5*(" + z + "-" + v + ")^2");
  }
  return text + ")/" + std::to_string(inputs.size());
}

TEST(Regression, AgreesWithItsFormulaWrittenOut) {
  for (const char* id : {"linear-regression", "logistic-regression"}) {
    const ObjectiveConfig config = make(spec(id, 6, 8));
    const auto text = formula(describeObjective(config)["data"], id[1] == 'o');
    const auto expression = parseObjective(Value::object().set("expression", text), 0);
    ASSERT_TRUE(expression.ok()) << expression.error().message();
    for (const auto& x : {Vec<double>{{0.3, -1.2}}, Vec<double>{{-2, 1}}, Vec<double>{{4, 0.5}}}) {
      Vec<double> a(2), b(2);
      EXPECT_NEAR(config.problem->gradient(x, a), expression->problem->gradient(x, b), 1e-13) << id;
      EXPECT_LT((a - b).norm(), 1e-13) << id;
      Mat<double> ha(2, 2), hb(2, 2);
      config.problem->hessian(x, ha);
      expression->problem->hessian(x, hb);
      EXPECT_LT((ha - hb).norm(), 1e-13) << id;
    }
  }
}

TEST(Regression, SoftmaxIgnoresACommonShift) {
  const ObjectiveConfig config = make(Value("softmax-regression"));
  Vec<double> x = Vec<double>::LinSpaced(9, -1, 2);
  const double before = config.problem->value(x);
  const Vec<double> g = gradientAt(*config.problem, x);
  for (Index i = 0; i < 3; ++i) EXPECT_NEAR(g[i] + g[3 + i] + g[6 + i], 0, 1e-15);
  for (Index k = 0; k < 3; ++k) x.segment(3 * k, 3) += Vec<double>{{5, -3, 700}};
  EXPECT_NEAR(config.problem->value(x), before, 1e-11);
}

TEST(Regression, SmallerLastBatchPadsItsResiduals) {
  const ObjectiveConfig config = make(spec("linear-regression", 4, 6));
  auto& problem = *config.problem;
  Vec<double> r;
  Mat<double> j;
  const Vec<double> x{{1, 1}};
  for (const int step : {0, 1}) {
    problem.beginStep(step);
    problem.residuals(x, r, j);
    ASSERT_EQ(r.size(), 4);
    EXPECT_NEAR(problem.residualScale() * r.squaredNorm(), problem.value(x), 1e-14);
    EXPECT_LT((2 * problem.residualScale() * (j.transpose() * r) - gradientAt(problem, x)).norm(), 1e-13);
  }
  EXPECT_EQ(r[2], 0);
  EXPECT_EQ(r[3], 0);
}

TEST(Regression, RunsOnBatchesAndRecordsTheFullObjective) {
  const auto run = [](double batchSize, std::initializer_list<int> chunks) {
    const Value config = Value::object()
                             .set("objective", spec("linear-regression", batchSize))
                             .set("optimizer", Value::object().set("id", "gd").set("lr", 0.1));
    auto result = std::move(DescendRun::create(config)).value();
    for (const int steps : chunks) EXPECT_TRUE(result->advance(steps).ok());
    return result;
  };
  const auto whole = run(8, {40}), chunked = run(8, {1, 16, 23}), full = run(60, {40});
  EXPECT_EQ(whole->trace().x, chunked->trace().x) << "chunks change nothing";
  EXPECT_NE(whole->trace().x, full->trace().x) << "the optimizer sees batches";
  const auto truth = make(Value("linear-regression")).observer();
  for (std::size_t i = 0; i < whole->trace().f.size(); ++i) {
    const Vec<double> x = Eigen::Map<const Vec<double>>(whole->trace().x.data() + 2 * i, 2);
    EXPECT_EQ(whole->trace().f[i], truth->value(x)) << "the record is of all the data";
    EXPECT_EQ(whole->trace().gradient[2 * i], gradientAt(*truth, x)[0]);
  }
}

}  // namespace
}  // namespace descent
