// The dense routines, and that the line searches return what they promise.
#include <gtest/gtest.h>

#include <Eigen/LU>

#include "core/base/rng.hpp"
#include "core/base/symmetric_eigen.hpp"
#include "core/optim/line_search.hpp"
#include "tests/core/optim_second_problems.hpp"

namespace descent::second {
namespace {

Mat<double> randomSymmetric(Index n, std::uint64_t seed) {
  Rng rng(seed);
  Mat<double> a(n, n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j <= i; ++j) a(i, j) = a(j, i) = rng.normal();
  }
  return a;
}

TEST(Dense, SolversAgreeWithTheMatrixTheySolve) {
  for (Index n : {1, 2, 3, 7, 20}) {
    const Mat<double> a = randomSymmetric(n, 11 + static_cast<std::uint64_t>(n));
    const Vec<double> b = Vec<double>::LinSpaced(n, -1, 2);
    Mat<double> work = a;
    Vec<double> x = b;
    ASSERT_TRUE(solveLinear(work, x));
    EXPECT_LT((a * x - b).norm(), 1e-10 * (1 + x.norm())) << n;

    const Mat<double> positive = a * a.transpose() + Mat<double>::Identity(n, n);
    Mat<double> l = Mat<double>::Zero(n, n);
    x = b;
    ASSERT_TRUE(choleskyFactor(positive, 0.5, l));
    choleskySolve(l, x);
    EXPECT_LT((positive * x + 0.5 * x - b).norm(), 1e-10) << n;
  }
}

TEST(Dense, SingularAndIndefiniteMatricesAreRefused) {
  Mat<double> a(2, 2), l(2, 2);
  Vec<double> b = point({1, 1});
  a << 1, 2, 2, 4;
  EXPECT_FALSE(choleskyFactor(a, 0, l));
  Mat<double> work = a;
  EXPECT_FALSE(solveLinear(work, b));
  a << 1, 2, 2, 1;
  EXPECT_FALSE(choleskyFactor(a, 0, l));
  EXPECT_TRUE(choleskyFactor(a, 1.5, l));
  a.setConstant(std::numeric_limits<double>::quiet_NaN());
  EXPECT_FALSE(choleskyFactor(a, 0, l));
}

TEST(SymmetricEigen, ReconstructsTheMatrix) {
  for (Index n : {1, 2, 5, 12, 40}) {
    const Mat<double> a = randomSymmetric(n, 5 + static_cast<std::uint64_t>(n));
    SymmetricEigen eigen;
    eigen.resize(n);
    ASSERT_TRUE(eigen.compute(a));
    const Mat<double>& q = eigen.vectors();
    EXPECT_LT((q.transpose() * q - Mat<double>::Identity(n, n)).norm(), 1e-12);
    EXPECT_LT((q * eigen.values().asDiagonal() * q.transpose() - a).norm(),
              1e-12 * a.norm() * static_cast<double>(n));
    for (Index i = 1; i < n; ++i) EXPECT_LE(eigen.values()[i - 1], eigen.values()[i]);
  }
}

TEST(SymmetricEigen, KnownValuesAndExtremes) {
  SymmetricEigen eigen;
  eigen.resize(2);
  Mat<double> a(2, 2);
  a << 2, 1, 1, 2;
  ASSERT_TRUE(eigen.compute(a));
  EXPECT_NEAR(eigen.values()[0], 1, 1e-15);
  EXPECT_NEAR(eigen.values()[1], 3, 1e-15);
  a.setZero();
  ASSERT_TRUE(eigen.compute(a));
  EXPECT_EQ(eigen.values()[1], 0);
  a << 1e150, 1, 1, 1e-150;
  ASSERT_TRUE(eigen.compute(a));
  EXPECT_EQ(eigen.values()[1], 1e150);
  a << 0, std::numeric_limits<double>::infinity(), 0, 0;
  a(1, 0) = a(0, 1);
  EXPECT_FALSE(eigen.compute(a));
}

struct Case {
  Zoom zoom;
  double c2, alpha0;
};

class StrongWolfe : public ::testing::TestWithParam<Case> {};

TEST_P(StrongWolfe, ConditionsHoldAtTheReturnedPoint) {
  const auto [zoom, c2, alpha0] = GetParam();
  Rosenbrock<double> problem;
  LineSearch<double> line;
  line.reset(2);
  LineSearch<double>::Options options;
  options.c2 = c2;
  options.c1 = std::min(1e-4, c2 / 2);
  options.zoom = zoom;
  Rng rng(42);
  int searched = 0;
  for (int k = 0; k < 200; ++k) {
    Vec<double> x = point({rng.uniform(-2, 2), rng.uniform(-1, 3)});
    Vec<double> g(2), p(2), after(2);
    const double f0 = problem.gradient(x, g);
    p << rng.normal(), rng.normal();
    if (g.dot(p) >= 0) p = -p;
    const double slope0 = g.dot(p);
    const auto found = line.strongWolfe(problem, x, p, f0, slope0, alpha0, options);
    ASSERT_TRUE(found.ok);
    ASSERT_TRUE(found.wolfe);
    const double f = problem.gradient(line.point(), after);
    EXPECT_EQ(f, found.f);
    EXPECT_EQ(after, line.gradient());
    EXPECT_LE(f, f0 + options.c1 * found.alpha * slope0 + 1e-12);
    EXPECT_LE(std::abs(after.dot(p)), c2 * std::abs(slope0));
    EXPECT_LT((line.point() - x - found.alpha * p).norm(), 1e-12);
    ++searched;
  }
  EXPECT_EQ(searched, 200);
}

INSTANTIATE_TEST_SUITE_P(Searches, StrongWolfe,
                         ::testing::Values(Case{Zoom::kCubic, 0.9, 1}, Case{Zoom::kCubic, 0.1, 1},
                                           Case{Zoom::kBisection, 0.9, 1}, Case{Zoom::kBisection, 0.1, 1e-3},
                                           Case{Zoom::kCubic, 0.1, 1e-6}, Case{Zoom::kCubic, 0.01, 50}));

TEST(Armijo, DecreaseHoldsAndTheStepIsAPowerOfTau) {
  Rosenbrock<double> problem;
  LineSearch<double> line;
  line.reset(2);
  const Vec<double> x = point({-1.2, 1});
  Vec<double> start = x, g(2);
  const double f0 = problem.gradient(x, g);
  const Vec<double> p = -g;
  const auto found = line.armijo(problem, start, p, f0, -g.squaredNorm(), 1, {});
  ASSERT_TRUE(found.ok);
  EXPECT_LE(problem.value(line.point()), f0 - 1e-4 * found.alpha * g.squaredNorm());
  EXPECT_GT(problem.value(x + 2 * found.alpha * p), f0 - 2e-4 * found.alpha * g.squaredNorm());
  EXPECT_EQ(std::exp2(std::round(std::log2(found.alpha))), found.alpha);
}

TEST(LineSearches, StopWhereTheFunctionEndsOrHasNoMinimum) {
  // -log(1 - x) - 3x: minimum at 2/3, no value beyond 1.
  Given barrier(
      1, [](const Vec<double>& x) { return -std::log(1 - x[0]) - 3 * x[0]; },
      [](const Vec<double>& x, Vec<double>& g) { g[0] = 1 / (1 - x[0]) - 3; });
  LineSearch<double> line;
  line.reset(1);
  Vec<double> x = point({0});
  const Vec<double> p = point({1});
  auto found = line.strongWolfe(barrier, x, p, 0, -2, 16, {});
  ASSERT_TRUE(found.ok);
  EXPECT_LT(line.point()[0], 1);
  EXPECT_TRUE(line.armijo(barrier, x, p, 0, -2, 16, {}).ok);

  Given slope(
      1, [](const Vec<double>& y) { return -y[0]; }, [](const Vec<double>&, Vec<double>& g) { g[0] = -1; });
  found = line.strongWolfe(slope, x, p, 0, -1, 1, {});
  EXPECT_FALSE(found.ok);
  EXPECT_TRUE(found.unbounded);

  // A gradient with the wrong sign: nothing along it lowers f.
  Given liar(
      1, [](const Vec<double>& y) { return y[0]; }, [](const Vec<double>&, Vec<double>& g) { g[0] = -1; });
  EXPECT_FALSE(line.strongWolfe(liar, x, p, 0, -1, 1, {}).ok);
  EXPECT_FALSE(line.armijo(liar, x, p, 0, -1, 1, {}).ok);
}

}  // namespace
}  // namespace descent::second
