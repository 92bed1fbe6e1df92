// The functions themselves: published minima and values, symmetries, the edges of their domains.
#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>

#include "core/base/rng.hpp"
#include "core/objective/table.hpp"

namespace descent {
namespace {

ObjectiveConfig make(std::string_view id, Index n = 0) {
  auto config = parseObjective(Value(id), n);
  EXPECT_TRUE(config.ok()) << id;
  return std::move(config).value();
}
Vec<double> at(std::initializer_list<double> x) {
  Vec<double> v(static_cast<Index>(x.size()));
  std::copy(x.begin(), x.end(), v.data());
  return v;
}
double f(std::string_view id, std::initializer_list<double> x) {
  return make(id, static_cast<Index>(x.size())).problem->value(at(x));
}
Vec<double> gradient(std::string_view id, std::initializer_list<double> x) {
  Vec<double> g(static_cast<Index>(x.size()));
  make(id, static_cast<Index>(x.size())).problem->gradient(at(x), g);
  return g;
}
Mat<double> hessian(std::string_view id, std::initializer_list<double> x) {
  const auto n = static_cast<Index>(x.size());
  Mat<double> h(n, n);
  make(id, n).problem->hessian(at(x), h);
  return h;
}
Vec<double> curvatures(std::string_view id, std::initializer_list<double> x) {
  return Eigen::SelfAdjointEigenSolver<Mat<double>>(hessian(id, x)).eigenvalues();
}

TEST(ObjectiveMinima, AreStationaryLowestNearbyAndHaveTheStatedValue) {
  Rng rng(1);
  int rows = 0;
  for (const auto& row : objectives()) {
    for (const Index n : {static_cast<Index>(row.dimension), Index{5}}) {
      if (n != row.dimension && !row.anyDimension) continue;
      const ObjectiveConfig config = make(row.id, n);
      const std::vector<double> minima = config.minima();
      const auto width = static_cast<std::size_t>(n) + 1;
      ASSERT_EQ(minima.size() % width, 0u);
      for (std::size_t i = 0; i < minima.size(); i += width) {
        const Vec<double> x = Eigen::Map<const Vec<double>>(minima.data() + i, n);
        const double stated = minima[i + width - 1];
        Vec<double> g(n);
        const double value = config.problem->gradient(x, g);
        ++rows;
        EXPECT_NEAR(value, stated, 4e-16 * std::max(1.0, std::abs(stated))) << row.id;
        EXPECT_LT(g.cwiseAbs().maxCoeff(), 1e-11) << row.id;
        for (int k = 0; k < 200; ++k) {
          Vec<double> y = x;
          for (Index j = 0; j < n; ++j) y[j] += 1e-3 * rng.normal();
          EXPECT_GE(config.problem->value(y), value) << row.id << " at " << y.transpose();
        }
      }
    }
  }
  EXPECT_GE(rows, 30);
}

TEST(ObjectiveMinima, FirstIsLowestInTheBox) {
  Rng rng(2);
  for (const auto& row : objectives()) {
    const ObjectiveConfig config = make(row.id);
    const std::vector<double> minima = config.minima();
    if (minima.empty()) continue;
    const Index n = row.dimension;
    const double lowest = minima[static_cast<std::size_t>(n)];
    for (int k = 0; k < 5000; ++k) {
      Vec<double> x(n);
      for (Index i = 0; i < n; ++i) {
        x[i] = rng.uniform(row.lo[static_cast<std::size_t>(i)], row.hi[static_cast<std::size_t>(i)]);
      }
      EXPECT_GE(config.problem->value(x), lowest - 1e-12) << row.id << " at " << x.transpose();
    }
  }
}

TEST(ObjectiveMinima, NoneWhereThereAreNone) {
  for (const char* id : {"log-square", "saddle", "monkey-saddle"})
    EXPECT_TRUE(make(id).minima().empty()) << id;
  // No classes overlap without noise: the best line is infinitely steep.
  const auto separable =
      parseObjective(Value::object().set("id", "logistic-regression").set("noise", 0.0), 0);
  EXPECT_TRUE(separable->minima().empty());
}

TEST(Pit, StationaryPointsAndInflections) {
  // x, f, f'' of the three stationary points.
  const double points[][3] = {{-2.5448704754460865, 5.016681340685, 5.736792},
                              {-1.7028307248105472, 5.677999669457, -5.112620},
                              {0.5464780091795456, -3.134054284065, 10.787693}};
  for (const auto& [x, value, curvature] : points) {
    EXPECT_NEAR(f("pit", {x}), value, 1e-12);
    EXPECT_NEAR(gradient("pit", {x})[0], 0, 1e-14);
    EXPECT_NEAR(hessian("pit", {x})(0, 0), curvature, 1e-6);
  }
  EXPECT_NEAR(f("pit", {-4}), 14.691, 5e-4);
  EXPECT_NEAR(f("pit", {4}), 13.975, 5e-4);
  for (const double x : {-2.1353, -0.4532, 1.7917, 3.4738}) {
    EXPECT_LT(hessian("pit", {x - 1e-4})(0, 0) * hessian("pit", {x + 1e-4})(0, 0), 0) << x;
  }
  // The largest stable rate of gradient descent in the deep well lies just below 0.2.
  EXPECT_NEAR(2 / hessian("pit", {0.5464780091795456})(0, 0), 0.185397, 1e-6);
}

TEST(ObjectiveValues, Published) {
  EXPECT_EQ(f("square", {70}), 4900);
  EXPECT_EQ(gradient("square-9", {70})[0], 1260);
  EXPECT_EQ(gradient("square-20", {2})[0], 80);
  EXPECT_EQ(gradient("composite", {3})[0], 8757);
  EXPECT_EQ(f("composite", {-1.5}), -11.640625);
  EXPECT_EQ(f("valley", {-5, 2}), 10.5);
  EXPECT_NEAR(gradient("plateau", {4})[0], 9.0e-7, 5e-9);
  EXPECT_NEAR(f("levy", {0, 0}), 0.715844554117, 1e-12);
  EXPECT_NEAR(f("rosenbrock", {-1.2, 1}), 24.2, 1e-13);
  EXPECT_NEAR(f("goldstein-price", {0, -1}), 3, 1e-13);
  EXPECT_NEAR(f("six-hump-camel", {0.0898420131003181, -0.71265640302074}), -1.03162845348988, 1e-14);
  EXPECT_NEAR(f("mccormick", {-0.547197551196598, -1.5471975511966}), -1.91322295498104, 1e-14);
  EXPECT_NEAR(f("styblinski-tang", {-2.903534027771177}), -39.16616570377141, 1e-13);
  EXPECT_NEAR(f("styblinski-tang", {2.74680277}), -25.0294467, 5e-8);
  EXPECT_NEAR(gradient("styblinski-tang", {2.74680277})[0], 0, 5e-7);
  EXPECT_NEAR(gradient("styblinski-tang", {0.15673126})[0], 0, 5e-7);
  EXPECT_LT(hessian("styblinski-tang", {0.15673126})(0, 0), 0);
  EXPECT_EQ(f("bounded-saddle", {0, 0}), 0);
  EXPECT_EQ(f("griewank", {0, 0, 0, 0}), 0);
  EXPECT_EQ(f("ackley", {0, 0, 0}), 0);
  EXPECT_EQ(f("rastrigin", {0, 0, 0}), 0);
  EXPECT_EQ(f("rastrigin", {1, 1}), 2);
}

TEST(ObjectiveValues, ConditionNumbers) {
  const auto condition = [](const Vec<double>& e) { return e[e.size() - 1] / e[0]; };
  EXPECT_NEAR(condition(curvatures("rosenbrock", {1, 1})), 2508, 0.5);
  EXPECT_NEAR(condition(curvatures("valley", {0, 0})), 20, 1e-12);
  EXPECT_NEAR(condition(curvatures("matyas", {1, 2})), 25, 1e-12);
  EXPECT_NEAR(condition(curvatures("ill-conditioned", {1, 2, 3})), 100, 1e-10);
  EXPECT_EQ(hessian("monkey-saddle", {0, 0}).norm(), 0);
}

TEST(ObjectiveValues, Symmetries) {
  Rng rng(4);
  for (int k = 0; k < 200; ++k) {
    const double x = rng.uniform(-3, 3), y = rng.uniform(-3, 3);
    for (const char* id : {"bowl", "valley", "rastrigin", "ackley", "griewank", "ill-conditioned", "saddle",
                           "bounded-saddle"}) {
      EXPECT_EQ(f(id, {x, y}), f(id, {-x, y})) << id;
      EXPECT_EQ(f(id, {x, y}), f(id, {x, -y})) << id;
    }
    for (const char* id : {"matyas", "six-hump-camel", "three-hump-camel"}) {
      EXPECT_EQ(f(id, {x, y}), f(id, {-x, -y})) << id;
    }
    for (const char* id : {"square", "log-square", "plateau"}) EXPECT_EQ(f(id, {x}), f(id, {-x})) << id;
    for (const char* id : {"bowl", "matyas", "rastrigin", "easom", "styblinski-tang"}) {
      EXPECT_NEAR(f(id, {x, y}), f(id, {y, x}), 1e-12 * (1 + std::abs(f(id, {x, y})))) << id;
    }
    EXPECT_EQ(f("monkey-saddle", {x, y}), -f("monkey-saddle", {-x, y}));
    EXPECT_NEAR(f("composite", {-1.5 + x}), f("composite", {-1.5 - x}), 1e-10);
  }
}

TEST(ObjectiveValues, ConventionsWhereThereIsNoDerivative) {
  EXPECT_EQ(gradient("ackley", {0, 0}).norm(), 0);
  EXPECT_TRUE(hessian("ackley", {0, 0}).allFinite());
  EXPECT_EQ(gradient("bukin-6", {-10, 1}).norm(), 0);
  EXPECT_EQ(gradient("bukin-6", {-6, 0.36})[1], 0);  // on the ridge: only the kink-free part is left
  EXPECT_EQ(gradient("bukin-6", {-6, 0.36})[0], 0.01);
}

TEST(ObjectiveValues, NotFiniteOutsideTheDomain) {
  EXPECT_EQ(f("log-square", {0}), -std::numeric_limits<double>::infinity());
  EXPECT_FALSE(std::isfinite(gradient("log-square", {0})[0]));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const auto& row : objectives()) {
    const ObjectiveConfig config = make(row.id);
    Vec<double> x = Eigen::Map<const Vec<double>>(row.starts.data(), row.dimension);
    EXPECT_TRUE(std::isfinite(config.problem->value(x))) << row.id;
    x[row.dimension - 1] = nan;
    EXPECT_FALSE(std::isfinite(config.problem->value(x))) << row.id;
    x.setConstant(1e200);  // overflows or not: nothing may crash
    Vec<double> g(row.dimension);
    config.problem->gradient(x, g);
  }
  EXPECT_TRUE(std::isinf(f("rosenbrock", {1e200, 1})));
}

TEST(Rosenbrock, GeneralisedFormIsASumOfPairs) {
  EXPECT_NEAR(f("rosenbrock", {0.3, -0.7, 1.4}), f("rosenbrock", {0.3, -0.7}) + f("rosenbrock", {-0.7, 1.4}),
              1e-11);
  EXPECT_EQ(f("rosenbrock", {3}), 4);
}

TEST(ObjectiveValues, SeparableFunctionsAreSumsOfTheirOneDimensionalForms) {
  for (const char* id : {"bowl", "rastrigin", "styblinski-tang"}) {
    EXPECT_NEAR(f(id, {0.4, -1.3, 2.2}), f(id, {0.4}) + f(id, {-1.3}) + f(id, {2.2}), 1e-12) << id;
  }
}

}  // namespace
}  // namespace descent
