// What theory says exactly: on quadratics every method has a known number of steps.
#include <gtest/gtest.h>

#include <Eigen/LU>

#include "core/optim/bfgs.hpp"
#include "core/optim/conjugate_gradient.hpp"
#include "core/optim/hessian_free.hpp"
#include "core/optim/lbfgs.hpp"
#include "core/optim/levenberg_marquardt.hpp"
#include "core/optim/newton.hpp"
#include "core/optim/saddle_free_newton.hpp"
#include "core/optim/scaled_conjugate_gradient.hpp"
#include "tests/core/optim_second_problems.hpp"

namespace descent::second {
namespace {

TEST(ClosedForms, NewtonNeedsOneStepOnAQuadratic) {
  auto quadratic = rotatedQuadratic<double>(10, 1e4);
  const Vec<double> start = Vec<double>::Ones(10);
  for (double damping : {0.0, 1.0}) {
    const auto d = descend<double>(*with<Newton>({{"damping", damping}}), quadratic, start, 1e-8, 5);
    EXPECT_EQ(d.steps, 1);
    EXPECT_LT((d.x - quadratic.solution()).norm(), 1e-9);
  }
  // lr is the fraction of the Newton step: the error halves.
  auto newton = with<Newton>({{"damping", 0.0}});
  newton->reset(Layout::flat(10));
  Vec<double> x = start;
  newton->step(quadratic, x, 0.5);
  EXPECT_LT((x - 0.5 * (start + quadratic.solution())).norm(), 1e-9);
}

TEST(ClosedForms, ExactLineSearchEndsInNSteps) {
  for (Index n : {2, 5, 10}) {
    auto quadratic = rotatedQuadratic<double>(n, 50);
    const Vec<double> start = Vec<double>::Ones(n);
    for (double variant : {0.0, 1.0}) {
      const auto d = descend<double>(*with<ConjugateGradient>({{"variant", variant}, {"c2", 1e-10}}),
                                     quadratic, start, 1e-7, 100);
      EXPECT_LE(d.steps, n + 2) << "conjugate gradient, n = " << n;
      EXPECT_GE(d.steps, n) << "conjugate gradient, n = " << n;
    }
    const auto d = descend<double>(*with<Bfgs>({{"c2", 1e-10}}), quadratic, start, 1e-7, 100);
    EXPECT_LE(d.steps, n + 2) << "bfgs, n = " << n;
    EXPECT_GE(d.steps, n) << "bfgs, n = " << n;
    EXPECT_LT((d.x - quadratic.solution()).norm(), 1e-6);
  }
}

TEST(ClosedForms, BfgsEndsWithTheInverseHessian) {
  auto quadratic = rotatedQuadratic<double>(4, 20);
  auto bfgs = with<Bfgs>({{"c2", 1e-10}});
  bfgs->reset(Layout::flat(4));
  Vec<double> x = Vec<double>::Ones(4);
  for (int i = 0; i < 4; ++i) ASSERT_EQ(bfgs->step(quadratic, x, 1).outcome, Outcome::kOk);
  const auto shown = bfgs->state()[2];
  ASSERT_EQ(shown.name, "inverseHessian");
  const Eigen::Map<const Mat<double>> h(shown.values.data(), 4, 4);
  EXPECT_LT((h * quadratic.matrix() - Mat<double>::Identity(4, 4)).norm(), 1e-5);
}

TEST(ClosedForms, LbfgsIsBfgsIsConjugateGradientWhereMemorySuffices) {
  // With exact searches all three visit the same points, whatever scale their first H has.
  auto quadratic = rotatedQuadratic<double>(6, 30);
  auto bfgs = with<Bfgs>({{"c2", 1e-11}});
  auto lbfgs = with<Lbfgs>({{"c2", 1e-11}, {"memory", 6}});
  auto cg = with<ConjugateGradient>({{"c2", 1e-11}});
  for (Optimizer<double>* o :
       {static_cast<Optimizer<double>*>(bfgs.get()), static_cast<Optimizer<double>*>(lbfgs.get()),
        static_cast<Optimizer<double>*>(cg.get())}) {
    o->reset(Layout::flat(6));
  }
  Vec<double> x = Vec<double>::Ones(6), y = x, z = x;
  for (int i = 0; i < 6; ++i) {
    bfgs->step(quadratic, x, 1);
    lbfgs->step(quadratic, y, 1);
    cg->step(quadratic, z, 1);
    EXPECT_LT((x - y).norm(), 1e-8) << i;
    EXPECT_LT((x - z).norm(), 1e-8) << i;
  }
}

TEST(ClosedForms, ScaledConjugateGradientMeasuresCurvatureExactlyOnAQuadratic) {
  // Without damping its step is the exact minimiser along p: the new gradient is orthogonal to p.
  auto quadratic = rotatedQuadratic<double>(5, 10);
  auto scg = with<ScaledConjugateGradient>({{"lambda", 1e-12}});
  scg->reset(Layout::flat(5));
  Vec<double> x = Vec<double>::Ones(5), g(5);
  for (int i = 0; i < 4; ++i) {
    ASSERT_EQ(scg->step(quadratic, x, 1).outcome, Outcome::kOk);
    const Vec<double>& p = scg->state()[0].values;
    quadratic.gradient(x, g);
    EXPECT_LT(std::abs(g.dot(p)) / (g.norm() * p.norm()), 1e-7);
    EXPECT_NEAR(scg->state()[3].values[0], 1, 1e-6);  // true decrease = predicted decrease
  }
}

TEST(ClosedForms, GaussNewtonTrajectoryOnRosenbrock) {
  Rosenbrock<double> rosenbrock;
  auto gn = with<GaussNewton>();
  Layout layout = Layout::flat(2);
  layout.residuals = 2;
  gn->reset(layout);
  Vec<double> x = point({-1.2, 1});
  ASSERT_EQ(gn->step(rosenbrock, x, 1).outcome, Outcome::kOk);
  EXPECT_NEAR(x[0], 1, 1e-12);
  EXPECT_NEAR(x[1], -3.84, 1e-12);
  EXPECT_NEAR(rosenbrock.value(x), 2342.56, 1e-7);
  ASSERT_EQ(gn->step(rosenbrock, x, 1).outcome, Outcome::kOk);
  EXPECT_NEAR(x[0], 1, 1e-12);
  EXPECT_NEAR(x[1], 1, 1e-12);
  EXPECT_EQ(gn->step(rosenbrock, x, 1).outcome, Outcome::kConverged);
}

TEST(ClosedForms, LevenbergMarquardtFirstSteps) {
  // From (-1.2, 1): J = [[-1, 0], [24, 10]], r = (2.2, -4.4), J^T r = (-107.8, -44), J^T J = [[577, 240],
  // [240, 100]].
  Rosenbrock<double> rosenbrock;
  for (const bool diagonal : {false, true}) {
    Mat<double> a(2, 2);
    a << 577, 240, 240, 100;
    const Vec<double> right = point({107.8, 44});
    // The accepted damping is known from the state; the step must solve its equations.
    auto lm = with<LevenbergMarquardt>({{"damping", diagonal ? 1.0 : 0.0}});
    Layout layout = Layout::flat(2);
    layout.residuals = 2;
    lm->reset(layout);
    Vec<double> x = point({-1.2, 1});
    const double before = rosenbrock.value(x);
    ASSERT_EQ(lm->step(rosenbrock, x, 1).outcome, Outcome::kOk);
    const double mu = lm->state()[1].values[0];
    Mat<double> damped = a;
    for (Index i = 0; i < 2; ++i) damped(i, i) += mu * (diagonal ? a(i, i) : 1);
    const Vec<double> expected = damped.partialPivLu().solve(right);
    EXPECT_LT((lm->state()[0].values - expected).norm(), 1e-9 * expected.norm());
    EXPECT_LT(rosenbrock.value(x), before);
    // mu is 0.01 times a power of ten.
    EXPECT_NEAR(std::log10(mu / 0.01), std::round(std::log10(mu / 0.01)), 1e-9);
  }
}

TEST(ClosedForms, HessianFreeSolvesTheDampedSystem) {
  auto quadratic = rotatedQuadratic<double>(6, 10);
  auto hf = with<HessianFree>({{"backtracking", 0}});
  hf->reset(Layout::flat(6));
  const Vec<double> start = Vec<double>::Ones(6);
  Vec<double> x = start, g(6);
  quadratic.gradient(x, g);
  ASSERT_EQ(hf->step(quadratic, x, 1).outcome, Outcome::kOk);
  const Vec<double> expected = (quadratic.matrix() + Mat<double>::Identity(6, 6)).partialPivLu().solve(-g);
  EXPECT_LT((x - start - expected).norm(), 1e-7 * expected.norm());
}

TEST(ClosedForms, NewtonIsDrawnToTheSaddleThatSaddleFreeNewtonLeaves) {
  BoundedSaddle saddle;
  const Vec<double> start = point({1, 1e-3});
  const auto pure = descend<double>(*with<Newton>({{"damping", 0.0}}), saddle, start, 1e-10, 50);
  EXPECT_LT(pure.x.norm(), 1e-10);
  const auto free = descend<double>(*with<SaddleFreeNewton>(), saddle, start, 1e-10, 50);
  EXPECT_NEAR(free.x[0], 0, 1e-10);
  EXPECT_NEAR(free.x[1], std::sqrt(2.0), 1e-10);
  EXPECT_NEAR(saddle.value(free.x), -1, 1e-12);
  EXPECT_NEAR(free.steps, 14, 2);
  std::printf("bounded saddle: newton %d steps to the saddle, saddle-free newton %d to the minimum\n",
              pure.steps, free.steps);
  const auto damped = descend<double>(*with<Newton>(), saddle, start, 1e-10, 50);
  EXPECT_NEAR(saddle.value(damped.x), -1, 1e-12);
}

}  // namespace
}  // namespace descent::second
