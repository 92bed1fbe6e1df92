// What must hold of the first-order methods whatever the function: first steps, symmetries, equivalences.
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/rng.hpp"
#include "tests/core/optim_first_helpers.hpp"

namespace descent::test {
namespace {

/// Another problem's gradient, times a factor.
class Scaled final : public Problem<double> {
 public:
  Scaled(Problem<double>& inner, double factor) : inner_(inner), factor_(factor) {}
  Index size() const override { return inner_.size(); }

 protected:
  double doValue(ConstVecRef<double> x) override { return factor_ * inner_.value(x); }
  double doGradient(ConstVecRef<double> x, VecRef<double> g) override {
    const double f = inner_.gradient(x, g);
    g *= factor_;
    return factor_ * f;
  }

 private:
  Problem<double>& inner_;
  double factor_;
};

TEST(FirstStep, IsWhatTheFormulaSaysWhateverTheGradient) {
  struct Row {
    const char* optimizer;
    double step;  ///< in units of lr
  };
  const Row rows[] = {
      {R"({"id":"adagrad","lr":0.01,"eps":0})", 1},
      {R"({"id":"rmsprop","lr":0.01,"eps":0,"rho":0.9})", 1 / std::sqrt(0.1)},
      {R"({"id":"rmsprop","lr":0.01,"eps":0,"rho":0.99})", 10},
      {R"({"id":"adam","lr":0.01,"eps":0})", 1},
      {R"({"id":"adam","lr":0.01,"eps":0,"biasCorrection":"none"})", 0.1 / std::sqrt(0.001)},
      {R"({"id":"adam","lr":0.01,"eps":0,"biasCorrection":"firstOnly"})", 1 / std::sqrt(0.001)},
      {R"({"id":"adam","lr":0.01,"eps":0,"biasCorrection":"beta1Both"})", 1 / std::sqrt(0.01)},
      {R"({"id":"amsgrad","lr":0.01,"eps":0})", 1},
      {R"({"id":"amsgrad","lr":0.01,"eps":0,"variant":"correctedMax"})", 1},
      {R"({"id":"amsgrad","lr":0.01,"eps":0,"variant":"paper"})", 0.1 / std::sqrt(0.001)},
      {R"({"id":"adamax","lr":0.01,"eps":0})", 1},
      {R"({"id":"adabelief","lr":0.01,"eps":0})", 1 / 0.9},
      {R"({"id":"adasmooth","lr":0.01,"eps":0})", 1 / 0.5},
      {R"({"id":"adasmooth","lr":0.01,"eps":0,"firstRatio":0})", 1 / 0.01},
      {R"({"id":"nadam","lr":0.01,"eps":0,"constMu":true})", 0.9 * 0.1 / (1 - 0.81) + 1},
      {R"({"id":"lion","lr":0.01})", 1},
      {R"({"id":"rprop","lr":0.01})", 1},
      {R"({"id":"muon","lr":0.01,"eps":0,"adamRatio":0.5})", 0.5},
  };
  for (const auto& row : rows) {
    for (const char* objective : {"valley", "rosenbrock", "himmelblau"}) {
      const Vec<double> start = vec({-1.2, 1.3});
      Vec<double> g(2);
      problemFor(Value(objective))->gradient(start, g);
      const auto points = walk(row.optimizer, objective, start, 1);
      for (Index i = 0; i < 2; ++i) {
        const double expected = -0.01 * row.step * (g[i] > 0 ? 1 : -1);
        EXPECT_NEAR(points[1][i] - start[i], expected, 1e-13) << row.optimizer << " on " << objective;
      }
    }
  }
}

// AdaDelta's first step: sqrt(eps / (0.05 g^2 + eps)) g.
TEST(FirstStep, OfAdaDelta) {
  const auto points = walk(R"({"id":"adadelta"})", "valley", vec({-5, 2}), 1);
  EXPECT_NEAR(points[1][0] + 5, std::sqrt(1e-6 / (0.05 + 1e-6)), 1e-15);
  EXPECT_NEAR(points[1][1] - 2, -8 * std::sqrt(1e-6 / (0.05 * 64 + 1e-6)), 1e-15);
}

constexpr const char* kElementwise[] = {"gd",      "momentum", "nesterov",  "adagrad",   "adadelta",
                                        "rmsprop", "adam",     "adamw",     "amsgrad",   "adamax",
                                        "nadam",   "radam",    "adabelief", "adasmooth", "yogi",
                                        "lion",    "rprop",    "muon",      "sam"};

// An even function: mirroring a coordinate of the start mirrors the path exactly. (Yogi starts from m = 1e-6
// > 0, which breaks the symmetry by that much.)
TEST(Symmetry, MirroredStartsGiveMirroredPaths) {
  for (const char* id : kElementwise) {
    const bool yogi = std::string_view(id) == "yogi";
    OptimizerConfig config = configFor(Value::object().set("id", id).set("lr", 0.01));
    const auto problem = problemFor(Value("valley"));
    const auto a = walk(config, *problem, vec({-5, 2}), 40);
    const auto b = walk(config, *problem, vec({-5, -2}), 40);
    for (std::size_t k = 0; k < a.size(); ++k) {
      EXPECT_EQ(a[k][0], b[k][0]) << id;
      EXPECT_LE(std::abs(a[k][1] + b[k][1]), yogi ? 1e-5 : 0) << id;
    }
  }
}

// Without epsilon these methods do not notice when the function is multiplied by a constant. A power of two
// scales without rounding, so the paths are the same bits.
TEST(Scale, MethodsWithoutEpsilonIgnoreIt) {
  for (const char* optimizer :
       {R"({"id":"adam","lr":0.05,"eps":0})", R"({"id":"adagrad","lr":0.05,"eps":0})",
        R"({"id":"lion","lr":0.05})", R"({"id":"rmsprop","lr":0.05,"eps":0})",
        R"({"id":"amsgrad","lr":0.05,"eps":0})", R"({"id":"adamax","lr":0.05,"eps":0})",
        R"({"id":"nadam","lr":0.05,"eps":0})", R"({"id":"adabelief","lr":0.05,"eps":0})",
        R"({"id":"rprop","lr":0.05})", R"({"id":"adasmooth","lr":0.05,"eps":0})"}) {
    const auto config = configFor(json(optimizer));
    const auto problem = problemFor(Value("rosenbrock"));
    Scaled scaled(*problem, 1024);
    const auto plain = walk(config, *problem, vec({-1.2, 1}), 60);
    const auto same = walk(config, scaled, vec({-1.2, 1}), 60);
    for (std::size_t k = 0; k < plain.size(); ++k) EXPECT_EQ(plain[k], same[k]) << optimizer << " step " << k;
  }
  // GD does notice.
  const auto config = configFor(json(R"({"id":"gd","lr":0.0001})"));
  const auto problem = problemFor(Value("rosenbrock"));
  Scaled scaled(*problem, 2);
  EXPECT_NE(walk(config, *problem, vec({-1.2, 1}), 1)[1], walk(config, scaled, vec({-1.2, 1}), 1)[1]);
}

// On c x^2/2, GD multiplies x by 1 - lr c.
TEST(Quadratic, GradientDescentFollowsItsPower) {
  for (const double lr : {0.1, 0.8, 1.0, 1.1}) {
    const auto points = walk(configFor(Value::object().set("id", "gd").set("lr", lr)),
                             *problemFor(Value("square")), vec({99}), 30);
    for (int t = 0; t <= 30; ++t) {
      const double expected = 99 * std::pow(1 - 2 * lr, t);
      EXPECT_NEAR(points[static_cast<std::size_t>(t)][0], expected, 1e-12 * std::abs(expected) + 1e-300);
    }
  }
}

// outsideHat with eps is outside with eps / sqrt(1 - b2^t): stepped side by side.
TEST(Equivalence, HatEpsilonIsAGrowingEpsilon) {
  const auto problem = problemFor(Value("valley"));
  const auto hat = walk(configFor(json(R"({"id":"adam","lr":0.01,"eps":1e-3,"epsPlace":"outsideHat"})")),
                        *problem, vec({-5, 2}), 60);
  const auto plain =
      walk(configFor(json(R"({"id":"adam","lr":0.01,"eps":1e-3})")), *problem, vec({-5, 2}), 60);
  Vec<double> x = vec({-5, 2}), m = vec({0, 0}), v = vec({0, 0}), g(2);
  for (int t = 1; t <= 60; ++t) {
    problem->gradient(x, g);
    const double c2 = 1 - std::pow(0.999, t), eps = 1e-3 / std::sqrt(c2);
    for (Index i = 0; i < 2; ++i) {
      m[i] = 0.9 * m[i] + 0.1 * g[i];
      v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
      x[i] -= 0.01 * m[i] / (1 - std::pow(0.9, t)) / (std::sqrt(v[i] / c2) + eps);
      EXPECT_NEAR(hat[static_cast<std::size_t>(t)][i], x[i], 1e-13);
    }
  }
  EXPECT_NEAR((hat[60] - plain[60]).lpNorm<Eigen::Infinity>(), 3.8e-3, 1e-4);
}

TEST(Equivalence, MomentumForms) {
  const auto problem = problemFor(Value("rosenbrock"));
  const Vec<double> start = vec({-1.2, 1});
  const auto heavy =
      walk(configFor(json(R"({"id":"momentum","lr":0.0005,"momentum":0.9})")), *problem, start, 200);
  const auto same = [&](const char* other) {
    const auto points = walk(configFor(json(other)), *problem, start, 200);
    for (std::size_t k = 0; k < points.size(); ++k) {
      EXPECT_LT((points[k] - heavy[k]).norm(), 1e-11) << other << " step " << k;
    }
  };
  same(R"({"id":"momentum","form":"betaAlpha","lr":0.0005,"momentum":0.9})");
  same(R"({"id":"momentum","form":"torch","lr":0.0005,"momentum":0.9})");
  same(R"({"id":"momentum","form":"ema","lr":0.005,"momentum":0.9})");
}

// The parameter of the lookahead form is the look-ahead point theta + m v of the interim form.
TEST(Equivalence, NesterovLookaheadStoresTheInterimPoint) {
  for (const char* objective : {"valley", "rosenbrock"}) {
    const auto problem = problemFor(Value(objective));
    const auto configOf = [](const char* form) {
      return configFor(
          Value::object().set("id", "nesterov").set("lr", 0.0005).set("momentum", 0.9).set("form", form));
    };
    auto interim = configOf("interim").make<double>();
    auto lookahead = configOf("lookahead").make<double>();
    interim->reset(Layout::flat(2));
    lookahead->reset(Layout::flat(2));
    Vec<double> a = vec({-1.2, 1}), b = a;
    for (int t = 0; t < 300; ++t) {
      interim->step(*problem, a, 0.0005);
      lookahead->step(*problem, b, 0.0005);
      ASSERT_EQ(interim->state()[0].name, "v");
      EXPECT_LT((a + 0.9 * interim->state()[0].values - b).norm(), 1e-12) << objective << " step " << t;
    }
  }
}

TEST(Equivalence, SharpnessRadiusZeroIsTheBaseBitForBit) {
  for (const char* wrapper : {"sam", "asam"}) {
    for (const char* base : kElementwise) {
      if (std::string_view(base) == "sam") continue;
      const Value baseSpec = Value::object().set("id", base).set("lr", 0.002);
      const auto problem = problemFor(Value("rosenbrock"));
      const auto plain = walk(configFor(baseSpec), *problem, vec({-1.2, 1}), 50);
      const auto config =
          configFor(Value::object().set("id", wrapper).set("radius", 0.0).set("base", baseSpec));
      const auto wrapped = walk(config, *problem, vec({-1.2, 1}), 50);
      for (std::size_t k = 0; k < plain.size(); ++k)
        EXPECT_EQ(plain[k], wrapped[k]) << wrapper << " over " << base;
    }
  }
}

// ASAM's perturbation does not change with a rescaling of the coordinates (offset 0): p_i / x_i stays.
TEST(Equivalence, AsamIsScaleInvariant) {
  const auto relative = [](double s) {
    // f(x) = ((x1/s)^2 + (x2 s)^2) / 2 at (3 s, 2 / s).
    const Value spec =
        Value::object()
            .set("expression", "((x/" + formatNumber(s) + ")^2 + (y*" + formatNumber(s) + ")^2)/2")
            .set("variables", json(R"(["x","y"])"));
    const auto problem = problemFor(spec, 2);
    auto optimizer = configFor(json(R"({"id":"asam","lr":0.1,"offset":0})")).make<double>();
    optimizer->reset(Layout::flat(2));
    Vec<double> x = vec({3 * s, 2 / s});
    const Vec<double> before = x;
    optimizer->step(*problem, x, 0.1);
    return Vec<double>(optimizer->state()[0].values.cwiseQuotient(before));
  };
  EXPECT_LT((relative(1) - relative(8)).norm(), 1e-14);
}

TEST(ForwardGradient, IsUnbiasedAndItsVarianceIsWhatTheorySays) {
  const auto problem = problemFor(Value("rosenbrock"));
  const Vec<double> start = vec({-0.7, 1.1});
  Vec<double> g(2);
  problem->gradient(start, g);
  const std::pair<const char*, double> tangents[] = {{"normal", 4}, {"rademacher", 2}, {"sphere", 2}};
  for (const auto& [tangent, factor] : tangents) {
    const auto config =
        configFor(Value::object().set("id", "forward-gradient").set("lr", 1).set("tangent", tangent));
    auto optimizer = config.make<double>();
    optimizer->reset(Layout::flat(2));
    constexpr int kDraws = 200000;
    Vec<double> mean = vec({0, 0});
    double square = 0;
    for (int k = 0; k < kDraws; ++k) {
      Vec<double> x = start;
      optimizer->step(*problem, x, 1);  // gd with rate 1: the step is the estimate
      const Vec<double> estimate = start - x;
      mean += estimate / kDraws;
      square += estimate.squaredNorm() / kDraws;
    }
    const double norm = g.norm();
    EXPECT_LT((mean - g).norm(), 5 * norm * std::sqrt(factor / kDraws)) << tangent;
    EXPECT_NEAR(square / (norm * norm), factor, 0.05) << tangent;
  }
  EXPECT_EQ(problem->evaluations().gradient, 1u) << "the method itself must not ask for a gradient";
}

TEST(ForwardGradient, MoreSamplesLessVariance) {
  const auto problem = problemFor(Value("valley"));
  const auto spread = [&](int samples) {
    auto optimizer =
        configFor(Value::object().set("id", "forward-gradient").set("lr", 1).set("samples", samples))
            .make<double>();
    optimizer->reset(Layout::flat(2));
    double sum = 0;
    for (int k = 0; k < 4000; ++k) {
      Vec<double> x = vec({-5, 2});
      optimizer->step(*problem, x, 1);
      sum += (x - vec({-4, -6})).squaredNorm();  // the exact gradient step ends at (-4, -6)
    }
    return sum / 4000;
  };
  EXPECT_NEAR(spread(1) / spread(16), 16, 3);
}

}  // namespace
}  // namespace descent::test
