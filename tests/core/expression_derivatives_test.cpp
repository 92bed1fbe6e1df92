// Derivatives of expressions against two references that share no code with them: the hand-written catalogue,
// and jets (value, gradient, Hessian by the chain rule) built along with seeded random formulas.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "core/base/rng.hpp"
#include "core/objective/table.hpp"
#include "tests/core/function_check.hpp"

namespace descent {
namespace {

using testing::distance;

/// Every function of the catalogue as somebody would type it.
const std::map<std::string, std::string> kTyped = {
    {"square", "x^2"},
    {"square-9", "9x²"},
    {"square-20", "20*x**2"},
    {"composite", "(x^2+3x)^3 + (x^2+3x) + 2"},
    {"log-square", "log(x^2)"},
    {"pit", "x^2 - 3.5 sin(1.6x + 0.5)"},
    {"plateau", "1 - exp(-x^2)"},
    {"bowl", "x^2 + y^2"},
    {"valley", "0.1x^2 + 2y^2"},
    {"ill-conditioned", "0.5(x^2 + 100y^2)"},
    {"rosenbrock", "(1-x)^2 + 100(y-x^2)^2"},
    {"himmelblau", "(x^2+y-11)^2 + (x+y^2-7)^2"},
    {"beale", "(1.5-x+x*y)^2 + (2.25-x+x*y^2)^2 + (2.625-x+x*y^3)^2"},
    {"booth", "(x+2y-7)^2 + (2x+y-5)^2"},
    {"matyas", "0.26(x^2+y^2) - 0.48x*y"},
    {"rastrigin", "20 + x^2 - 10cos(2pi*x) + y^2 - 10cos(2π·y)"},
    {"ackley", "-20exp(-0.2sqrt((x^2+y^2)/2)) - exp((cos(2pi x)+cos(2pi y))/2) + e + 20"},
    {"styblinski-tang", "0.5(x^4-16x^2+5x + y^4-16y^2+5y)"},
    {"six-hump-camel", "(4-2.1x^2+x^4/3)x^2 + x*y + (4y^2-4)y^2"},
    {"three-hump-camel", "2x^2 - 1.05x^4 + x^6/6 + x*y + y^2"},
    {"griewank", "1 + (x^2+y^2)/4000 - cos(x)*cos(y/sqrt(2))"},
    {"levy",
     "sin(pi(1+(x-1)/4))^2 + ((x-1)/4)^2*(1+10sin(pi(1+(x-1)/4)+1)^2) + "
     "((y-1)/4)^2*(1+sin(2pi(1+(y-1)/4))^2)"},
    {"levy-13", "sin(3pi x)^2 + (x-1)^2*(1+sin(3pi y)^2) + (y-1)^2*(1+sin(2pi y)^2)"},
    {"goldstein-price",
     "(1+(x+y+1)^2*(19-14x+3x^2-14y+6x*y+3y^2))*(30+(2x-3y)^2*(18-32x+12x^2+48y-36x*y+27y^2))"},
    {"easom", "-cos(x)*cos(y)*exp(-(x-pi)^2-(y-pi)^2)"},
    {"mccormick", "sin(x+y) + (x-y)^2 - 1.5x + 2.5y + 1"},
    {"bukin-6", "100sqrt(abs(y-0.01x^2)) + 0.01abs(x+10)"},
    {"saddle", "x^2 - y^2"},
    {"bounded-saddle", "x^2 - y^2 + y^4/4"},
    {"monkey-saddle", "x^3 - 3x*y^2"},
};

TEST(ExpressionDerivatives, AgreeWithTheHandWrittenCatalogue) {
  Rng rng(12);
  int compared = 0;
  for (const auto& row : objectives()) {
    if (row.family == "data fit") continue;
    const auto typed = kTyped.find(std::string(row.id));
    ASSERT_NE(typed, kTyped.end()) << row.id << " has no typed form here";
    auto expression = parseObjective(Value::object().set("expression", typed->second), 0);
    ASSERT_TRUE(expression.ok()) << row.id << ": " << expression.error().message();
    auto written = parseObjective(Value(row.id), 0);
    const Index n = row.dimension;
    ASSERT_EQ(expression->problem->size(), n) << row.id;
    Vec<double> x(n), g(n), ge(n), v(n), hv(n), hve(n);
    Mat<double> h(n, n), he(n, n);
    for (int k = 0; k < 200; ++k) {
      for (Index i = 0; i < n; ++i) {
        x[i] = rng.uniform(row.lo[static_cast<std::size_t>(i)], row.hi[static_cast<std::size_t>(i)]);
        v[i] = rng.normal();
      }
      const double f = written->problem->gradient(x, g), fe = expression->problem->gradient(x, ge);
      // Sums that cancel leave rounding of the size of their terms, which f + |g| + |H| bound well enough.
      written->problem->hessian(x, h);
      expression->problem->hessian(x, he);
      const double scale = 1 + std::abs(f) + 1e-3 * h.cwiseAbs().maxCoeff();
      EXPECT_LT(distance(f, fe, scale), 1e-11) << row.id;
      EXPECT_LT((g - ge).cwiseAbs().maxCoeff(), 1e-10 * (scale + g.cwiseAbs().maxCoeff())) << row.id;
      EXPECT_LT((h - he).cwiseAbs().maxCoeff(), 1e-10 * (scale + h.cwiseAbs().maxCoeff())) << row.id;
      EXPECT_NEAR(expression->problem->directional(x, v), ge.dot(v),
                  1e-12 * (scale + ge.norm()) * (1 + v.norm()));
      expression->problem->hessianVector(x, v, hve);
      EXPECT_LT((he * v - hve).cwiseAbs().maxCoeff(), 1e-12 * (scale + he.norm()) * (1 + v.norm())) << row.id;
      ++compared;
    }
  }
  EXPECT_EQ(compared, 200 * static_cast<int>(kTyped.size()));
}

/// Value, gradient and Hessian of a function of two variables, and the size of what was added up on the way.
struct Jet {
  double f = 0;
  Eigen::Vector2d g = Eigen::Vector2d::Zero();
  Eigen::Matrix2d h = Eigen::Matrix2d::Zero();

  bool tame(double bound) const { return std::abs(f) < bound && g.norm() < bound && h.norm() < bound; }
};
Jet operator+(const Jet& a, const Jet& b) { return {a.f + b.f, a.g + b.g, a.h + b.h}; }
Jet operator-(const Jet& a, const Jet& b) { return {a.f - b.f, a.g - b.g, a.h - b.h}; }
Jet operator*(const Jet& a, const Jet& b) {
  return {a.f * b.f, a.f * b.g + b.f * a.g,
          a.f * b.h + b.f * a.h + a.g * b.g.transpose() + b.g * a.g.transpose()};
}
/// u(a) from u, u', u'' at a.
Jet chain(const Jet& a, double u, double du, double ddu) {
  return {u, du * a.g, du * a.h + ddu * a.g * a.g.transpose()};
}

/// A random formula and its jet at one point, grown together.
class Grower {
 public:
  Grower(Rng& rng, double x, double y) : rng_(rng), x_(x), y_(y) {}

  struct Grown {
    std::string text;
    Jet jet;
  };

  Grown grow(int depth) {
    if (depth == 0 || rng_.below(8) == 0) return leaf();
    const std::uint32_t kind = rng_.below(14);
    const Grown a = grow(depth - 1);
    const double t = a.jet.f;
    const std::string arg = "(" + a.text + ")";
    switch (kind) {
      case 0:
        return {"sin" + arg, chain(a.jet, std::sin(t), std::cos(t), -std::sin(t))};
      case 1:
        return {"cos" + arg, chain(a.jet, std::cos(t), -std::sin(t), -std::cos(t))};
      case 2: {
        const double u = std::tanh(t), d = 1 - u * u;
        return {"tanh" + arg, chain(a.jet, u, d, -2 * u * d)};
      }
      case 3: {  // 1 / (1 + a^2) keeps quotients away from poles
        const double q = 1 + t * t;
        return {"1/(1 + " + arg + "²)", chain(a.jet, 1 / q, -2 * t / (q * q), (6 * t * t - 2) / (q * q * q))};
      }
      case 4: {
        const double q = std::sqrt(1 + t * t);
        return {"sqrt(1 + " + arg + "^2)", chain(a.jet, q, t / q, 1 / (q * q * q))};
      }
      case 5: {
        const double q = 2 + t * t;
        return {"ln(2 + " + arg + "^2)", chain(a.jet, std::log(q), 2 * t / q, (4 - 2 * t * t) / (q * q))};
      }
      case 6: {
        const double e = std::exp(-t * t);
        return {"exp(-" + arg + "^2)", chain(a.jet, e, -2 * t * e, (4 * t * t - 2) * e)};
      }
      case 7: {
        const double s = 1 / (1 + std::exp(-t));
        return {"sigmoid" + arg, chain(a.jet, s, s * (1 - s), s * (1 - s) * (1 - 2 * s))};
      }
      case 8:
        return {"atan" + arg,
                chain(a.jet, std::atan(t), 1 / (1 + t * t), -2 * t / ((1 + t * t) * (1 + t * t)))};
      case 9:
        return {arg + "³", chain(a.jet, t * t * t, 3 * t * t, 6 * t)};
      case 10:
        return {"-" + arg, chain(a.jet, -t, -1, 0)};
      default:
        break;
    }
    const Grown b = grow(depth - 1);
    if (kind == 11) return {a.text + " + " + b.text, a.jet + b.jet};
    if (kind == 12) return {a.text + " - (" + b.text + ")", a.jet - b.jet};
    return {"(" + a.text + ")·(" + b.text + ")", a.jet * b.jet};
  }

 private:
  Grown leaf() {
    switch (rng_.below(3)) {
      case 0:
        return {"x", {x_, {1, 0}, Eigen::Matrix2d::Zero()}};
      case 1:
        return {"y", {y_, {0, 1}, Eigen::Matrix2d::Zero()}};
      default: {
        const double c = static_cast<double>(rng_.below(40)) / 8;
        return {formatNumber(c), {c, {0, 0}, Eigen::Matrix2d::Zero()}};
      }
    }
  }

  Rng& rng_;
  double x_, y_;
};

TEST(ExpressionDerivatives, AgreeWithJetsOnRandomFormulas) {
  Rng rng(20240601);
  int compared = 0;
  for (int k = 0; k < 4000; ++k) {
    const double x = rng.uniform(-2, 2), y = rng.uniform(-2, 2);
    const auto grown = Grower(rng, x, y).grow(1 + static_cast<int>(rng.below(5)));
    Value variables = Value::array().push("x").push("y");
    auto config = parseObjective(
        Value::object().set("expression", grown.text).set("variables", std::move(variables)), 0);
    if (!config.ok()) {
      EXPECT_EQ(config.error().code(), ErrorCode::kTooLarge)
          << grown.text << ": " << config.error().message();
      continue;
    }
    if (!grown.jet.tame(1e4)) continue;
    auto& problem = *config->problem;
    const Vec<double> at{{x, y}};
    Vec<double> g(2);
    Mat<double> h(2, 2);
    const double f = problem.gradient(at, g);
    problem.hessian(at, h);
    EXPECT_LT(distance(f, grown.jet.f, 1), 1e-10) << grown.text;
    EXPECT_LT((g - grown.jet.g).norm(), 1e-10 * (1 + std::abs(f) + grown.jet.g.norm())) << grown.text;
    EXPECT_LT((h - grown.jet.h).norm(), 1e-10 * (1 + std::abs(f) + grown.jet.g.norm() + grown.jet.h.norm()))
        << grown.text;
    const auto report = testing::check(problem, at);
    EXPECT_LT(report.gradientVsDual, 1e-14) << grown.text;
    EXPECT_LT(report.hessianVsDual, 1e-14) << grown.text;
    EXPECT_EQ(report.valueMismatch, 0) << grown.text;
    ++compared;
  }
  EXPECT_GT(compared, 3000);
}

TEST(ExpressionDerivatives, ThreeVariables) {
  auto config = parseObjective(Value::object().set("expression", "x*y^2*z^3 + x^y"), 0);
  ASSERT_TRUE(config.ok());
  ASSERT_EQ(config->problem->size(), 3);
  const Vec<double> at{{2, 3, -1}};
  Vec<double> g(3);
  Mat<double> h(3, 3), expected(3, 3);
  EXPECT_EQ(config->problem->gradient(at, g), -18 + 8);
  const double l = std::log(2.0);
  EXPECT_LT((g - Vec<double>{{-9 + 12, -12 + 8 * l, 54}}).norm(), 1e-13);
  config->problem->hessian(at, h);
  expected << 12, -6 + 4 * (1 + 3 * l), 27,  //
      -6 + 4 * (1 + 3 * l), -4 + 8 * l * l, 36, 27, 36, -108;
  EXPECT_LT((h - expected).norm(), 1e-12);
}

TEST(ExpressionDerivatives, NotFiniteOutsideTheDomain) {
  const auto gradientOf = [](const char* text, double x) {
    auto config = parseObjective(Value::object().set("expression", text), 0);
    Vec<double> g(1);
    const double f = config->problem->gradient(Vec<double>{{x}}, g);
    return std::pair{f, g[0]};
  };
  for (const auto& [text, x] :
       {std::pair{"log(x)", -1.0}, {"sqrt(x)", -1.0}, {"1/x", 0.0}, {"asin(x)", 2.0}, {"x^0.5", -2.0}}) {
    const auto [f, g] = gradientOf(text, x);
    EXPECT_FALSE(std::isfinite(f)) << text;
    EXPECT_FALSE(std::isfinite(g)) << text;
  }
  EXPECT_EQ(gradientOf("abs(x)", 0).second, 0);
  EXPECT_EQ(gradientOf("x^2", 0).second, 0);
  EXPECT_EQ(gradientOf("x^1", 0).second, 1);
  EXPECT_EQ(gradientOf("x^0", 0), (std::pair{1.0, 0.0}));
}

TEST(ExpressionDerivatives, TypedParabolaHasTheBitsOfTheCatalogue) {
  auto typed = parseObjective(Value::object().set("expression", "x^2"), 0);
  auto row = parseObjective(Value("square"), 0);
  Rng rng(8);
  Vec<double> a(1), b(1);
  for (int k = 0; k < 1000; ++k) {
    const Vec<double> x{{rng.normal() * 50}};
    EXPECT_EQ(typed->problem->gradient(x, a), row->problem->gradient(x, b));
    EXPECT_EQ(a[0], b[0]);
  }
}

}  // namespace
}  // namespace descent
