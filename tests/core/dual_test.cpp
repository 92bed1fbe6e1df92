#include "core/base/dual.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "core/base/rng.hpp"

namespace descent {
namespace {

using D = Dual<double>;
using DD = Dual<D>;

constexpr double kInf = std::numeric_limits<double>::infinity();

/// A function of one variable under all the types it is used with.
struct Unary {
  const char* name;
  double (*f)(double);
  D (*d)(const D&);
  DD (*dd)(const DD&);
  double lo, hi;  // where it is smooth
};
#define UNARY(name, lo, hi) \
  Unary { #name, math::name, math::name < double>, math::name < D>, lo, hi }

const Unary kUnaries[] = {
    UNARY(sin, -4, 4),      UNARY(cos, -4, 4),      UNARY(tan, -1.4, 1.4), UNARY(asin, -0.9, 0.9),
    UNARY(acos, -0.9, 0.9), UNARY(atan, -4, 4),     UNARY(sinh, -3, 3),    UNARY(cosh, -3, 3),
    UNARY(tanh, -3, 3),     UNARY(exp, -3, 3),      UNARY(log, 0.2, 5),    UNARY(log2, 0.2, 5),
    UNARY(log10, 0.2, 5),   UNARY(sqrt, 0.2, 5),    UNARY(cbrt, 0.2, 5),   UNARY(cbrt, -5, -0.2),
    UNARY(abs, 0.1, 3),     UNARY(abs, -3, -0.1),   UNARY(sign, 0.1, 3),   UNARY(floor, 1.1, 1.9),
    UNARY(ceil, 1.1, 1.9),  UNARY(round, 1.6, 2.4), UNARY(sigmoid, -8, 8), UNARY(softplus, -8, 8),
    UNARY(relu, 0.1, 3),    UNARY(relu, -3, -0.1)};

/// Fourth-order central difference.
template <class F>
double slope(F f, double x, double h) {
  return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

TEST(Dual, FirstAndSecondDerivativesMatchDifferences) {
  Rng rng(11);
  for (const Unary& u : kUnaries) {
    for (int k = 0; k < 200; ++k) {
      const double h = 1e-3 * (u.hi - u.lo);
      const double x = rng.uniform(u.lo + 2 * h, u.hi - 2 * h);
      const D first = u.d(D(x, 1.0));
      EXPECT_EQ(first.value, u.f(x)) << u.name;
      EXPECT_NEAR(first.derivative, slope(u.f, x, h), 1e-6 * (1 + std::abs(first.derivative)))
          << u.name << " at " << x;
      const DD second = u.dd(DD(D(x, 1.0), D(1.0, 0.0)));
      EXPECT_NEAR(second.value.derivative, first.derivative, 1e-14 * (1 + std::abs(first.derivative)))
          << u.name;
      EXPECT_NEAR(second.derivative.value, first.derivative, 1e-14 * (1 + std::abs(first.derivative)))
          << u.name;
      const auto derivative = [&](double t) { return u.d(D(t, 1.0)).derivative; };
      EXPECT_NEAR(second.derivative.derivative, slope(derivative, x, h),
                  1e-6 * (1 + std::abs(second.derivative.derivative)))
          << u.name << " at " << x;
    }
  }
}

TEST(Dual, ArithmeticFollowsTheProductAndQuotientRules) {
  const D a(3, 5), b(-2, 7);
  EXPECT_EQ((a + b).derivative, 12);
  EXPECT_EQ((a - b).derivative, -2);
  EXPECT_EQ((a * b).derivative, 5 * -2 + 3 * 7);
  EXPECT_EQ((a / b).derivative, (5.0 * -2 - 3 * 7) / 4);
  EXPECT_EQ((-a).derivative, -5);
  EXPECT_EQ((2 * a + 1).derivative, 10);
  EXPECT_EQ((1 - a).derivative, -5);
  EXPECT_EQ((a / 4).derivative, 1.25);
  EXPECT_EQ((1 / D(4, 1)).derivative, -1.0 / 16);
}

/// x^y and its derivatives of first and second order, from nested duals.
struct PowDerivatives {
  double value, dx, dy, dxx, dxy, dyy;
};
PowDerivatives powDerivatives(double x, double y) {
  const auto at = [&](D x1, D x2, D y1, D y2) { return math::pow(DD(x1, x2), DD(y1, y2)); };
  const DD xx = at(D(x, 1), D(1), D(y), D(0.0));
  const DD xy = at(D(x, 1), D(0.0), D(y), D(1));
  const DD yy = at(D(x), D(0.0), D(y, 1), D(1));
  return {xx.value.value,           xx.value.derivative,      yy.value.derivative,
          xx.derivative.derivative, xy.derivative.derivative, yy.derivative.derivative};
}

TEST(DualPow, BothArgumentsVary) {
  Rng rng(5);
  for (int k = 0; k < 200; ++k) {
    const double x = rng.uniform(0.2, 4), y = rng.uniform(-3, 3);
    const PowDerivatives p = powDerivatives(x, y);
    const double f = std::pow(x, y), lx = std::log(x);
    const double scale = 1e-13 * (1 + f * (1 + lx * lx) * (1 + y * y) / (x * x));
    EXPECT_NEAR(p.value, f, scale);
    EXPECT_NEAR(p.dx, y * std::pow(x, y - 1), scale);
    EXPECT_NEAR(p.dy, f * lx, scale);
    EXPECT_NEAR(p.dxx, y * (y - 1) * std::pow(x, y - 2), scale);
    EXPECT_NEAR(p.dxy, std::pow(x, y - 1) * (1 + y * lx), scale);
    EXPECT_NEAR(p.dyy, f * lx * lx, scale);
  }
}

TEST(DualPow, WholeExponentsAreProducts) {
  Rng rng(6);
  for (int k = 0; k < 1000; ++k) {
    const double x = rng.uniform(-10, 10);
    EXPECT_EQ(math::pow(x, 2.0), x * x);
    EXPECT_EQ(math::pow(x, 3.0), x * (x * x));
    EXPECT_EQ(math::pow(x, 1.0), x);
    EXPECT_EQ(math::pow(x, -1.0), 1 / x);
    EXPECT_EQ(math::pow(D(x, 1), 2.0).derivative, 2 * x);
    EXPECT_NEAR(math::pow(x, 63.0) / std::pow(x, 63.0), 1, 1e-13);
  }
}

TEST(DualPow, AwkwardPoints) {
  EXPECT_EQ(math::pow(0.0, 0.0), 1);
  EXPECT_EQ(math::pow(D(0, 1), 0.0).derivative, 0);
  EXPECT_EQ(math::pow(D(0, 1), 1.0).derivative, 1);
  EXPECT_EQ(math::pow(D(0, 1), 2.0).derivative, 0);
  EXPECT_EQ(math::pow(DD(D(0, 1), D(1)), 1.0).derivative.derivative, 0);
  EXPECT_EQ(math::pow(DD(D(0, 1), D(1)), 2.0).derivative.derivative, 2);
  EXPECT_EQ(math::pow(DD(D(0, 1), D(1)), 3.0).derivative.derivative, 0);
  EXPECT_EQ(math::pow(DD(D(-2, 1), D(1)), 3.0).derivative.derivative, -12);
  EXPECT_EQ(math::pow(D(0, 1), 0.5).derivative, kInf);
  EXPECT_EQ(math::pow(D(0, 0), 0.5).derivative, 0);  // a direction that does not move x
  EXPECT_EQ(math::pow(D(0.0), -1.0).value, kInf);
  EXPECT_TRUE(std::isnan(math::pow(D(-2, 1), 0.5).value));
  // A negative base with a whole exponent has a value; the derivative by the exponent it has not.
  EXPECT_EQ(math::pow(D(-2, 1), D(2, 0)).derivative, -4);
  EXPECT_EQ(math::pow(D(-2, 1), D(2, 1)).value, 4);
  EXPECT_TRUE(std::isnan(math::pow(D(-2, 1), D(2, 1)).derivative));
  EXPECT_EQ(math::pow(D(0.0), D(2, 1)).derivative, 0);  // d/dy 0^y = 0 for y > 0
}

TEST(Dual, ConventionsWhereThereIsNoDerivative) {
  EXPECT_EQ(math::abs(D(0, 1)).derivative, 0);
  EXPECT_EQ(math::sign(D(0, 1)).value, 0);
  EXPECT_EQ(math::relu(D(0, 1)).derivative, 0);
  EXPECT_EQ(math::floor(D(2, 1)).derivative, 0);
  EXPECT_EQ(math::sqrt(D(0, 1)).derivative, kInf);
  EXPECT_EQ(math::sqrt(D(0, 0)).derivative, 0);
  EXPECT_EQ(math::min(D(1, 5), D(1, 7)).derivative, 5);
  EXPECT_EQ(math::max(D(1, 5), D(1, 7)).derivative, 5);
  EXPECT_EQ(math::min(D(1, 5), D(0, 7)).derivative, 7);
  EXPECT_EQ(math::max(D(1, 5), D(2, 7)).derivative, 7);
}

TEST(Dual, NotANumberIsNeverHidden) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Unary& u : kUnaries) EXPECT_TRUE(std::isnan(u.f(nan))) << u.name;
  EXPECT_TRUE(std::isnan(math::min(nan, 1.0)));
  EXPECT_TRUE(std::isnan(math::min(1.0, nan)));
  EXPECT_TRUE(std::isnan(math::max(nan, 1.0)));
  EXPECT_TRUE(std::isnan(math::max(1.0, nan)));
  EXPECT_TRUE(std::isnan(math::sqrt(D(-1, 1)).value));
  EXPECT_TRUE(std::isnan(math::log(D(-1, 1)).value));
  EXPECT_TRUE(std::isnan(math::asin(D(2, 1)).value));
}

TEST(Dual, SigmoidAndSoftplusKeepTheirTails) {
  EXPECT_EQ(math::sigmoid(1000.0), 1);
  EXPECT_EQ(math::sigmoid(-1000.0), 0);
  EXPECT_GT(math::sigmoid(D(-700, 1)).derivative, 0);
  EXPECT_NEAR(math::sigmoid(D(40, 1)).derivative / std::exp(-40.0), 1, 1e-14);
  EXPECT_EQ(math::softplus(1000.0), 1000);
  EXPECT_NEAR(math::softplus(-40.0) / std::exp(-40.0), 1, 1e-14);
}

}  // namespace
}  // namespace descent
