// Every row of the table of objectives: gradient and Hessian against dual numbers and differences, and a
// proof that the checker would notice.
#include <gtest/gtest.h>

#include "core/base/rng.hpp"
#include "core/objective/table.hpp"
#include "tests/core/function_check.hpp"

namespace descent {
namespace {

using testing::check;
using testing::CheckReport;

constexpr double kExact = 1e-10;

std::vector<std::string> ids() {
  std::vector<std::string> all;
  for (const auto& row : objectives()) all.emplace_back(row.id);
  return all;
}

std::string testName(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return name;
}

class EveryObjective : public ::testing::TestWithParam<std::string> {
 protected:
  const ObjectiveRow& row() const { return *findObjective(GetParam()); }

  Vec<double> randomPoint(Rng& rng, Index n) const {
    Vec<double> x(n);
    for (Index i = 0; i < n; ++i) {
      const auto shown = static_cast<std::size_t>(std::min<Index>(i, row().dimension - 1));
      x[i] = rng.uniform(row().lo[shown], row().hi[shown]);
    }
    return x;
  }
};
INSTANTIATE_TEST_SUITE_P(Table, EveryObjective, ::testing::ValuesIn(ids()), testName);

void expectExact(const CheckReport& report, const Vec<double>& x) {
  EXPECT_LT(report.gradientVsDual, kExact) << x.transpose();
  EXPECT_LT(report.hessianVsDual, kExact) << x.transpose();
  EXPECT_LT(report.asymmetry, 1e-14) << x.transpose();
  EXPECT_EQ(report.valueMismatch, 0) << x.transpose();
}

TEST_P(EveryObjective, DerivativesAgreeWithDualNumbersInEveryDimension) {
  std::vector<Index> dimensions{row().dimension};
  if (row().anyDimension) dimensions.insert(dimensions.end(), {1, 3, 7});
  Rng rng(2024);
  for (const Index n : dimensions) {
    auto config = parseObjective(Value(row().id), n);
    ASSERT_TRUE(config.ok());
    ASSERT_EQ(config->problem->size(), n);
    for (int k = 0; k < 100; ++k) {
      const Vec<double> x = randomPoint(rng, n);
      expectExact(check(*config->problem, x), x);
    }
  }
}

TEST_P(EveryObjective, DerivativesAgreeWithDualNumbersAtTheStarts) {
  auto config = parseObjective(Value(row().id), 0);
  const auto n = static_cast<std::size_t>(row().dimension);
  ASSERT_GE(row().starts.size(), n);
  ASSERT_EQ(row().starts.size() % n, 0u);
  for (std::size_t i = 0; i < row().starts.size(); i += n) {
    const Vec<double> x = Eigen::Map<const Vec<double>>(row().starts.data() + i, row().dimension);
    expectExact(check(*config->problem, x), x);
    for (std::size_t k = 0; k < n; ++k) {
      EXPECT_GE(row().starts[i + k], row().lo[k]);
      EXPECT_LE(row().starts[i + k], row().hi[k]);
    }
  }
}

TEST_P(EveryObjective, GradientAgreesWithDifferences) {
  auto config = parseObjective(Value(row().id), 0);
  Rng rng(7);
  int close = 0;
  for (int k = 0; k < 100; ++k) {
    const Vec<double> x = randomPoint(rng, row().dimension);
    // A kink or a fine ripple within the step spoils the difference, not the gradient: nearly all points must
    // agree.
    if (check(*config->problem, x, 2e-5).gradientVsDifference < 1e-6) ++close;
  }
  EXPECT_GE(close, GetParam() == "bukin-6" ? 97 : 100);
}

TEST_P(EveryObjective, ResidualsSquaredGiveValueAndGradient) {
  auto config = parseObjective(Value(row().id), 0);
  auto& problem = *config->problem;
  if (!problem.has(Feature::kResiduals)) {
    EXPECT_EQ(problem.residualCount(), 0);
    return;
  }
  Rng rng(3);
  const Index n = problem.size();
  Vec<double> r, g(n), gn(n), v(n);
  Mat<double> j;
  for (int k = 0; k < 50; ++k) {
    const Vec<double> x = randomPoint(rng, n);
    problem.residuals(x, r, j);
    ASSERT_EQ(r.size(), problem.residualCount());
    const double c = problem.residualScale(), f = problem.gradient(x, g);
    EXPECT_NEAR(c * r.squaredNorm(), f, 1e-13 * (1 + std::abs(f)));
    const Vec<double> fromResiduals = 2 * c * (j.transpose() * r);
    EXPECT_LT((fromResiduals - g).cwiseAbs().maxCoeff(), 1e-12 * (1 + g.cwiseAbs().maxCoeff() + std::abs(f)));
    for (Index i = 0; i < n; ++i) v[i] = rng.normal();
    problem.gaussNewtonVector(x, v, gn);
    const Vec<double> expected = 2 * c * (j.transpose() * (j * v));
    EXPECT_LT((expected - gn).cwiseAbs().maxCoeff(), 1e-12 * (1 + expected.cwiseAbs().maxCoeff()));
  }
}

TEST_P(EveryObjective, CountsWhatIsAskedOfIt) {
  auto config = parseObjective(Value(row().id), 0);
  auto& problem = *config->problem;
  const Index n = problem.size();
  Vec<double> x = Eigen::Map<const Vec<double>>(row().starts.data(), n), g(n);
  Mat<double> h(n, n);
  problem.value(x);
  problem.gradient(x, g);
  problem.gradient(x, g);
  problem.directional(x, g);
  problem.hessian(x, h);
  problem.hessianVector(x, x, g);
  EXPECT_EQ(problem.evaluations().value, 1u);
  EXPECT_EQ(problem.evaluations().gradient, 2u);
  EXPECT_EQ(problem.evaluations().directional, 1u);
  EXPECT_EQ(problem.evaluations().hessian, 2u);
}

TEST(IllConditioned, RotationTurnsTheAxes) {
  Rng rng(9);
  for (const Index n : {2, 3, 6}) {
    for (const double angle : {0.0, 30.0, -75.0, 180.0}) {
      const Value spec = Value::object().set("id", "ill-conditioned").set("kappa", 250.0).set("angle", angle);
      auto config = parseObjective(spec, n);
      ASSERT_TRUE(config.ok());
      for (int k = 0; k < 20; ++k) {
        Vec<double> x(n);
        for (Index i = 0; i < n; ++i) x[i] = rng.normal();
        expectExact(check(*config->problem, x), x);
      }
      Mat<double> h(n, n);
      config->problem->hessian(Vec<double>::Zero(n), h);
      EXPECT_NEAR(
          h.trace(),
          [&] {
            double sum = 0;
            for (Index i = 0; i < n; ++i)
              sum += std::pow(250.0, static_cast<double>(i) / static_cast<double>(n - 1));
            return sum;
          }(),
          1e-10);
    }
  }
  // The flat axis, where f = s^2/2, lies at `angle`.
  auto config = parseObjective(Value::object().set("id", "ill-conditioned").set("angle", 30.0), 2);
  const double phi = std::acos(-1.0) / 6;
  EXPECT_NEAR(config->problem->value(Vec<double>{{std::cos(phi), std::sin(phi)}}), 0.5, 1e-12);
  EXPECT_NEAR(config->problem->value(Vec<double>{{-std::sin(phi), std::cos(phi)}}), 50, 1e-12);
}

/// A problem with one deliberate mistake.
class Mistaken final : public Problem<double> {
 public:
  enum class Mistake { kNone, kGradientSign, kGradientSlightly, kHessianEntry, kHessianAsymmetric, kValue };
  Mistaken(std::unique_ptr<Problem<double>> inner, Mistake mistake)
      : inner_(std::move(inner)), mistake_(mistake) {}
  Index size() const override { return inner_->size(); }
  unsigned features() const override { return inner_->features(); }

 protected:
  double doValue(ConstVecRef<double> x) override { return inner_->value(x); }
  double doGradient(ConstVecRef<double> x, VecRef<double> g) override {
    const double f = inner_->gradient(x, g);
    if (mistake_ == Mistake::kGradientSign) g[1] = -g[1];
    if (mistake_ == Mistake::kGradientSlightly) g[1] *= 1 + 1e-8;
    return mistake_ == Mistake::kValue ? f + 1e-3 : f;
  }
  double doDirectional(ConstVecRef<double> x, ConstVecRef<double> v, double* value) override {
    return inner_->directional(x, v, value);
  }
  void doHessian(ConstVecRef<double> x, Mat<double>& h) override {
    inner_->hessian(x, h);
    if (mistake_ == Mistake::kHessianEntry) h(0, 0) *= 1 + 1e-8;
    if (mistake_ == Mistake::kHessianAsymmetric) h(0, 1) += 1e-3;
  }
  void doHessianVector(ConstVecRef<double> x, ConstVecRef<double> v, VecRef<double> out) override {
    inner_->hessianVector(x, v, out);
  }

 private:
  std::unique_ptr<Problem<double>> inner_;
  Mistake mistake_;
};

TEST(FunctionCheck, RejectsWrongDerivatives) {
  using M = Mistaken::Mistake;
  const Vec<double> x{{-1.2, 1.7}};
  const auto report = [&](M mistake) {
    Mistaken problem(parseObjective(Value("rosenbrock"), 0)->observer(), mistake);
    return check(problem, x);
  };
  expectExact(report(M::kNone), x);
  EXPECT_LT(report(M::kNone).gradientVsDifference, 1e-9);
  EXPECT_GT(report(M::kGradientSign).gradientVsDual, 1e-3);
  EXPECT_GT(report(M::kGradientSign).gradientVsDifference, 1e-3);
  EXPECT_GT(report(M::kGradientSlightly).gradientVsDual, kExact);
  EXPECT_GT(report(M::kHessianEntry).hessianVsDual, kExact);
  EXPECT_GT(report(M::kHessianAsymmetric).asymmetry, 1e-14);
  EXPECT_GT(report(M::kValue).valueMismatch, 0);
}

}  // namespace
}  // namespace descent
