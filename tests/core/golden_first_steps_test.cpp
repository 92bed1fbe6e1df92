// The first steps of every first-order method on f = 0.1 w1^2 + 2 w2^2 from (-5, 2), computed once in float64
// by an independent prototype and printed to 12 digits; where PyTorch 1.13 has the method, checked against
// it.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "tests/core/optim_first_helpers.hpp"

namespace descent::test {
namespace {

struct GoldenRow {
  const char* name;
  const char* optimizer;
  int firstStep;  ///< the step of the first pair; the others follow
  std::array<double, 6> expected;
};

constexpr GoldenRow kGolden[] = {
    {"GD .1", R"({"id":"gd","lr":0.1})", 1, {-4.9, 1.2, -4.802, 0.72, -4.70596, 0.432}},
    {"heavy .1/.9",
     R"({"id":"momentum","lr":0.1,"momentum":0.9})",
     1,
     {-4.9, 1.2, -4.712, 0, -4.44856, -1.08}},
    {"ema .6/.5",
     R"({"id":"momentum","form":"ema","lr":0.6,"momentum":0.5})",
     1,
     {-4.7, -0.4, -4.268, -1.12, -3.79592, -0.136}},
    {"nesterov lookahead .1/.9",
     R"({"id":"nesterov","form":"lookahead","lr":0.1,"momentum":0.9})",
     1,
     {-4.81, 0.48, -4.54622, -0.5328, -4.22264164, -0.866592}},
    {"nesterov interim .1/.9",
     R"({"id":"nesterov","lr":0.1,"momentum":0.9})",
     1,
     {-4.9, 1.2, -4.7138, 0.288, -4.4552956, -0.31968}},
    {"AdaGrad inside .5, eps 1e-7, s0=0",
     R"({"id":"adagrad","lr":0.5,"epsPlace":"inside","eps":1e-7})",
     1,
     {-4.500000025, 1.50000000039, -4.1655176674, 1.20000000049, -3.90228094417, 0.983634466731}},
    {"AdaGrad torch .5, eps 1e-10",
     R"({"id":"adagrad","lr":0.5,"eps":1e-10})",
     1,
     {-4.50000000005, 1.50000000001, -4.16551763426, 1.20000000001, -3.90228090683, 0.983634466217}},
    {"AdaGrad Keras .5, s0=.1, eps 1e-7",
     R"({"id":"adagrad","lr":0.5,"epsPlace":"inside","eps":1e-7,"accumulatorInit":0.1})",
     1,
     {-4.52326872705, 1.50039016822, -4.19669369591, 1.20049011834, -3.93756387319, 0.984157107055}},
    {"AdaDelta 1/.9/1e-6",
     R"({"id":"adadelta","lr":1,"rho":0.9,"eps":1e-6})",
     1,
     {-4.99683773815, 1.99683772259, -4.99359429884, 1.99359572741, -4.99029583943, 1.9903007501}},
    {"RMSProp inside .1/.9/1e-7",
     R"({"id":"rmsprop","lr":0.1,"rho":0.9,"eps":1e-7})",
     1,
     {-4.6837723921, 1.68377223645, -4.46158482301, 1.47387531682, -4.27928897633, 1.30871787072}},
    {"RMSProp torch .1/.9/1e-8",
     R"({"id":"rmsprop","lr":0.1,"rho":0.9,"eps":1e-8,"epsPlace":"outside"})",
     1,
     {-4.68377224398, 1.68377223523, -4.46158462122, 1.47387531532, -4.27928874383, 1.30871786912}},
    {"RMSProp torch centered, mom .9",
     R"({"id":"rmsprop","lr":0.1,"rho":0.9,"eps":1e-8,"epsPlace":"outside","centered":true,"momentum":0.9})",
     1,
     {-4.66666667778, 1.66666666806, -4.12028364455, 1.13500636927, -3.4263414503, 0.499382707663}},
    {"Adam outside .1/1e-8",
     R"({"id":"adam","lr":0.1})",
     1,
     {-4.900000001, 1.90000000012, -4.80005775868, 1.80016648586, -4.70021329406, 1.70062339166}},
    {"Adam inside .1/1e-7",
     R"({"id":"adam","lr":0.1,"epsPlace":"inside","eps":1e-7})",
     1,
     {-4.900000005, 1.90000000008, -4.80005776676, 1.80016648577, -4.70021330631, 1.70062339153}},
    {"Adam simple inside .1/1e-7",
     R"({"id":"adam","lr":0.1,"epsPlace":"inside","eps":1e-7,"biasCorrection":"none"})",
     1,
     {-4.68378804419, 1.68377248104, -4.25978958632, 1.26226567712, -3.76856476831, 0.782942836872}},
    {"Adam hat (Keras) .1/1e-7",
     R"({"id":"adam","lr":0.1,"epsPlace":"outsideHat","eps":1e-7})",
     1,
     {-4.90000031623, 1.90000003953, -4.80005829847, 1.80016655368, -4.70021401845, 1.70062348305}},
    {"AdamW .1, lambda .01",
     R"({"id":"adamw","lr":0.1})",
     1,
     {-4.895000001, 1.89800000012, -4.79016594762, 1.79627258839, -4.68553991023, 1.694944514}},
    {"AdaMax .1",
     R"({"id":"adamax","lr":0.1})",
     1,
     {-4.900000001, 1.90000000012, -4.80095358714, 1.8025341133, -4.70289074435, 1.7076482352}},
    {"Nadam .1 psi .004",
     R"({"id":"nadam","lr":0.1})",
     1,
     {-4.89435482322, 1.8943548223, -4.81673194959, 1.81789753058, -4.74460728102, 1.74750850095}},
    {"Nadam Keras psi 1, eps 1e-7",
     R"({"id":"nadam","lr":0.1,"psi":1,"eps":1e-7})",
     1,
     {-4.8937212303, 1.893721221, -4.81708765025, 1.81822245837, -4.7469728257, 1.74972132286}},
    {"Nadam const mu",
     R"({"id":"nadam","lr":0.1,"constMu":true})",
     1,
     {-4.85263158042, 1.85263157913, -4.73774926018, 1.73912147447, -4.63103875111, 1.63428418547}},
    {"RAdam .1 (steps 1,2,3)",
     R"({"id":"radam","lr":0.1})",
     1,
     {-4.9, 1.2, -4.80105263158, 0.568421052632, -4.70318508448, 0.0859972810254}},
    {"RAdam .1 (5,6,7; switch at 6)",
     R"({"id":"radam","lr":0.1})",
     5,
     {-4.51079351959, -0.506306073271, -4.50822905088, -0.507239804508, -4.50498226024, -0.507918000001}},
    {"Lion .01", R"({"id":"lion","lr":0.01})", 1, {-4.99, 1.99, -4.98, 1.98, -4.97, 1.97}},
    {"Yogi .01 (m0=v0=1e-6)",
     R"({"id":"yogi","lr":0.01})",
     1,
     {-4.99001506615, 1.9900013167, -4.98003063273, 1.98000645305, -4.97004874178, 1.97001633422}},
    {"AdaBelief .01, eps 1e-16",
     R"({"id":"adabelief","lr":0.01})",
     1,
     {-4.98888888889, 1.98888888889, -4.97720959878, 1.97721077104, -4.96495603649, 1.96496075168}},
    {"AdaSmooth .01, M=10, e1=1, eps 1e-6",
     R"({"id":"adasmooth","lr":0.01})",
     1,
     {-4.98000004, 1.98000000063, -4.964907485, 1.96494677471, -4.95179111068, 1.95188431629}},
};

class Golden : public testing::TestWithParam<GoldenRow> {};

TEST_P(Golden, FirstStepsAgree) {
  const auto& row = GetParam();
  const auto points = walk(row.optimizer, "valley", vec({-5, 2}), row.firstStep + 2);
  for (std::size_t k = 0; k < 3; ++k) {
    const auto& x = points[static_cast<std::size_t>(row.firstStep) + k];
    // Twelve printed digits of numbers below 10.
    EXPECT_NEAR(x[0], row.expected[2 * k], 1e-11)
        << row.name << ", step " << row.firstStep + static_cast<int>(k);
    EXPECT_NEAR(x[1], row.expected[2 * k + 1], 1e-11)
        << row.name << ", step " << row.firstStep + static_cast<int>(k);
  }
}

INSTANTIATE_TEST_SUITE_P(Rows, Golden, testing::ValuesIn(kGolden),
                         [](const auto& row) { return "row" + std::to_string(row.index); });

// PyTorch 1.13's single-tensor NAdam multiplies the product of the mu by an extra mu_t. Reproduced here, and
// nowhere in the lab, so that nobody takes its numbers for the reference.
TEST(GoldenNadam, PyTorch113SingleTensorBugIsADifferentMethod) {
  constexpr double kPrinted[3][2] = {
      {-4.89504688409, 1.89504688317}, {-4.81791105206, 1.81906798749}, {-4.74607154754, 1.74895121305}};
  const auto ours = walk(R"({"id":"nadam","lr":0.1})", "valley", vec({-5, 2}), 3);
  double w[2] = {-5, 2}, m[2] = {0, 0}, v[2] = {0, 0}, product = 1;
  const auto mu = [](int t) { return 0.9 * (1 - 0.5 * std::pow(0.96, t * 0.004)); };
  for (int t = 1; t <= 3; ++t) {
    product *= mu(t);
    const double slopes[2] = {0.2, 4};
    for (int i = 0; i < 2; ++i) {
      const double g = slopes[i] * w[i];
      m[i] = 0.9 * m[i] + 0.1 * g;
      v[i] = 0.999 * v[i] + 0.001 * g * g;
      const double d = std::sqrt(v[i] / (1 - std::pow(0.999, t))) + 1e-8;
      w[i] -=
          0.1 * ((1 - mu(t)) * g / (1 - product) + mu(t + 1) * m[i] / (1 - product * mu(t) * mu(t + 1))) / d;
      EXPECT_NEAR(w[i], kPrinted[t - 1][i], 1e-11);
      EXPECT_GT(std::abs(w[i] - ours[static_cast<std::size_t>(t)][i]), 1e-4);
    }
  }
}

struct WrapperRow {
  const char* optimizer;
  double perturbation[2], next[2];
};

TEST(GoldenWrappers, SamAndAsamFirstStep) {
  constexpr WrapperRow kRows[] = {
      {R"({"id":"sam","lr":0.1,"radius":0.05})", {-0.00620174, 0.04961389}, {-4.89987597, 1.18015444}},
      {R"({"id":"asam","lr":0.1,"radius":0.5,"offset":0.01})",
       {-0.7451461, 0.95950685},
       {-4.88509708, 0.81619726}},
  };
  for (const auto& row : kRows) {
    const auto config = configFor(json(row.optimizer));
    const auto problem = problemFor(Value("valley"));
    auto optimizer = config.make<double>();
    optimizer->reset(Layout::flat(2));
    Vec<double> x = vec({-5, 2});
    optimizer->step(*problem, x, config.lr);
    ASSERT_EQ(optimizer->state()[0].name, "perturbation");
    for (Index i = 0; i < 2; ++i) {
      EXPECT_NEAR(optimizer->state()[0].values[i], row.perturbation[i], 1e-8);  // printed to 8 digits
      EXPECT_NEAR(x[i], row.next[i], 1e-8);
    }
    EXPECT_EQ(problem->evaluations().gradient, 2u);
  }
}

}  // namespace
}  // namespace descent::test
