// The exercise sheet (f = 0.1 w1^2 + 2 w2^2, rates reconstructed) and the float32 exhibit.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/core/optim_first_helpers.hpp"

namespace descent::test {
namespace {

struct ExerciseRow {
  const char* name;
  const char* optimizer;
  double step1[2], step2[2], step30[2];  ///< printed values
  double tolerance1, tolerance2, tolerance30[2];
  double f30, toleranceF;
};

constexpr ExerciseRow kRows[] = {
    {"GD",
     R"({"id":"gd","lr":0.4})",
     {-4.6, -1.2},
     {-4.232, 0.72},
     {-0.40983101789, 4.4215e-7},
     1e-12,
     1e-12,
     {5e-12, 5e-12},
     0.0167961463,
     5e-11},
    {"Momentum",
     R"({"id":"momentum","form":"ema","lr":0.6,"momentum":0.5})",
     {-4.7, -0.4},
     {-4.268, -1.12},
     {-0.061007259, -6.4516e-5},
     1e-12,
     1e-12,
     {5e-10, 5e-10},
     3.72197e-4,
     5e-10},
    {"RMSProp",
     R"({"id":"rmsprop","lr":0.3,"rho":0.9,"eps":1e-6,"epsPlace":"inside"})",
     {-4.0513214453, 1.0513167761},
     {-3.4351975407, 0.5915234259},
     {-0.0030057708, 3.005e-17},
     5e-11,
     5e-11,
     {5e-11, 5e-20},
     9.0347e-7,
     5e-12},
    {"Adam outside",
     R"({"id":"adam","lr":0.2,"eps":1e-6})",
     {-4.8000002, 1.800000025},
     {-4.6002547794, 1.6008245064},
     {-0.1138645747, -0.0679352937},
     5e-11,
     5e-11,
     {5e-11, 5e-11},
     0.0105269224,
     5e-11},
    {"Adam inside",
     R"({"id":"adam","lr":0.2,"eps":1e-6,"epsPlace":"inside"})",
     {-4.8000001, 1.8000000016},
     {-4.6002545798, 1.6008244586},
     {-0.1138633314, -0.0679350628},
     5e-11,
     5e-11,
     {5e-11, 5e-11},
     0.0105268313,
     5e-11},
    // The sheet corrects both moments by beta1: the first step is ten times too long.
    {"Adam misprint",
     R"({"id":"adam","lr":0.2,"eps":1e-6,"biasCorrection":"beta1Both"})",
     {-3.0000199998, 2.5e-6},
     {-1.1330816, -1.3065077},
     {0.5377380, -0.2764728},
     5e-11,
     5e-8,
     {5e-8, 5e-8},
     0.1817906,
     5e-8},
};

TEST(WorkedExercise, ThirtySteps) {
  for (const auto& row : kRows) {
    const auto points = walk(row.optimizer, "valley", vec({-5, 2}), 30);
    for (Index i = 0; i < 2; ++i) {
      EXPECT_NEAR(points[1][i], row.step1[i], row.tolerance1) << row.name;
      EXPECT_NEAR(points[2][i], row.step2[i], row.tolerance2) << row.name;
      EXPECT_NEAR(points[30][i], row.step30[i], row.tolerance30[i]) << row.name;
    }
    EXPECT_NEAR(problemFor(Value("valley"))->value(points[30]), row.f30, row.toleranceF) << row.name;
  }
}

// The handouts of the sibling exercise start at (-5, -2): w2 changes its sign and nothing else.
TEST(WorkedExercise, MirroredStart) {
  for (const auto& row : kRows) {
    const auto plain = walk(row.optimizer, "valley", vec({-5, 2}), 30);
    const auto mirrored = walk(row.optimizer, "valley", vec({-5, -2}), 30);
    for (std::size_t k = 0; k <= 30; ++k) {
      EXPECT_EQ(plain[k][0], mirrored[k][0]) << row.name;
      EXPECT_EQ(plain[k][1], -mirrored[k][1]) << row.name;
    }
  }
}

TEST(WorkedExercise, IntermediateMoments) {
  const auto problem = problemFor(Value("valley"));
  const auto states = [&](const char* optimizer) {
    const auto config = configFor(json(optimizer));
    auto method = config.make<double>();
    method->reset(Layout::flat(2));
    Vec<double> x = vec({-5, 2});
    std::vector<Vec<double>> all;
    for (int s = 0; s < 2; ++s) {
      method->step(*problem, x, config.lr);
      for (const auto& v : method->state()) all.push_back(v.values);
    }
    return all;
  };
  const auto v = states(kRows[1].optimizer);
  EXPECT_LT((v[0] - vec({-0.5, 4})).norm(), 1e-15);
  EXPECT_LT((v[1] - vec({-0.72, 1.2})).norm(), 1e-15);
  const auto s = states(kRows[2].optimizer);
  EXPECT_LT((s[0] - vec({0.1, 6.4})).norm(), 1e-14);
  EXPECT_LT((s[1] - vec({0.1556528218, 7.5284271418})).norm(), 1e-10);
  const auto a = states(kRows[3].optimizer);  // m1, v1, m2, v2
  EXPECT_LT((a[0] - vec({-0.1, 0.8})).norm(), 1e-15);
  EXPECT_LT((a[0] / (1 - 0.9) - vec({-1, 8})).norm(), 1e-14);
  EXPECT_LT((a[1] - vec({0.001, 0.064})).norm(), 1e-15);
  EXPECT_LT((a[1] / (1 - 0.999) - vec({1, 64})).norm(), 1e-12);
  EXPECT_LT((a[2] - vec({-0.186000004, 1.44000001})).norm(), 1e-9);
  EXPECT_LT((a[3] / (1 - 0.999 * 0.999) - vec({0.9607804286, 57.9169591996})).norm(), 1e-9);
  // The misprint divides by the same 1 - beta1^t = 0.1 twice.
  const auto wrong = states(kRows[5].optimizer);
  EXPECT_LT((wrong[1] / (1 - 0.9) - vec({0.01, 0.64})).norm(), 1e-15);
}

/// c x^2 in float, as the lectures ran it.
class FloatParabola final : public Problem<float> {
 public:
  explicit FloatParabola(Index n) : n_(n) {}
  Index size() const override { return n_; }

 protected:
  double doValue(ConstVecRef<float> x) override { return static_cast<double>(x.squaredNorm()); }
  double doGradient(ConstVecRef<float> x, VecRef<float> g) override {
    g = 2.0F * x;
    return doValue(x);
  }

 private:
  Index n_;
};

std::vector<float> floatWalk(std::string_view optimizer, float start, int steps) {
  const auto config = configFor(json(optimizer));
  FloatParabola problem(1);
  auto method = config.make<float>();
  method->reset(Layout::flat(1));
  Vec<float> x = Vec<float>::Constant(1, start);
  std::vector<float> points{start};
  for (int s = 0; s < steps; ++s) {
    method->step(problem, x, static_cast<float>(config.lr));
    points.push_back(x[0]);
  }
  return points;
}

double cut(double x, double unit) { return std::trunc(x * unit) / unit; }

// 5.75, 11.51 and -30.59 on the slides: what float32 computes, cut after two decimals. float64 cannot give
// them.
TEST(WorkedFloat32, ExplainsTheOddDigits) {
  const auto y = floatWalk(R"({"id":"gd","lr":0.1})", 9, 2);
  EXPECT_LT(y[2], 5.76F);
  EXPECT_EQ(cut(static_cast<double>(y[2]), 100), 5.75);
  EXPECT_EQ(cut(static_cast<double>(2.0F * y[2]), 100), 11.51);
  const auto config = configFor(json(R"({"id":"momentum","lr":0.1,"momentum":0.9})"));
  FloatParabola problem(1);
  auto momentum = config.make<float>();
  momentum->reset(Layout::flat(1));
  Vec<float> x = Vec<float>::Constant(1, 90);
  for (int s = 0; s < 2; ++s) momentum->step(problem, x, 0.1F);
  EXPECT_EQ(cut(static_cast<double>(momentum->state()[0].values[0]), 100), -30.59);
}

/// Gradient descent on x^2 in float32 on hardware that rounds subnormal results to zero.
std::vector<float> flushedWalk(float x, int steps) {
  const auto flush = [](float v) { return std::abs(v) < std::numeric_limits<float>::min() ? 0.0F : v; };
  std::vector<float> points{x};
  for (int s = 0; s < steps; ++s) {
    const float g = flush(2.0F * x);
    x = flush(x - flush(0.1F * g));
    points.push_back(x);
  }
  return points;
}

// "x1000 = 1e-38, optimised successfully": the run stops where float32 ends, which depends on what becomes of
// the numbers below 1.2e-38. float64 goes on to 8.6e-96.
TEST(WorkedFloat32, StallsWhereItsNumbersEnd) {
  const auto gradual = floatWalk(R"({"id":"gd","lr":0.1})", 70, 1000);
  EXPECT_GT(gradual[477], gradual[478]);
  EXPECT_EQ(gradual[478], gradual[1000]);
  EXPECT_NEAR(static_cast<double>(gradual[1000]), 3e-45, 0.5e-45);

  const auto flushed = flushedWalk(70, 1000);
  EXPECT_GT(flushed[403], flushed[404]);
  EXPECT_EQ(flushed[404], flushed[1000]);
  EXPECT_NEAR(static_cast<double>(flushed[1000]), 4.94e-38, 0.005e-38);
  EXPECT_NEAR(static_cast<double>(flushedWalk(99, 1000)[1000]), 5.59e-38, 0.005e-38);
}

}  // namespace
}  // namespace descent::test
