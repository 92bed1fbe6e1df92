// The tables, what they refuse, the printed values of the losses, and the initialisers' distributions.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <set>

#include "nn_helpers.hpp"

namespace descent {
namespace {

using namespace testing;

template <class Rows>
void expectSound(const Rows& rows) {
  std::set<std::string_view> ids;
  for (const auto& row : rows) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id;
    EXPECT_FALSE(row.name.empty() || row.citation.empty() || row.formula.empty()) << row.id;
    for (const auto& p : row.params)
      EXPECT_TRUE(p.initial >= p.min && p.initial <= p.max) << row.id << "." << p.key;
  }
}

TEST(NnTables, RowsAreComplete) {
  expectSound(activations());
  expectSound(losses());
  expectSound(initializers());
  EXPECT_EQ(describeActivations().array_().size(), activations().size());
  EXPECT_EQ(describeLosses().array_().size(), losses().size());
  EXPECT_EQ(describeInitializers().array_().size(), initializers().size());
}

void expectRefused(const char* key, Value value, ErrorCode code, const std::string& path) {
  Value v = networkValue({4, 3, 2}, "relu", "softmax-cross-entropy");
  v.set(key, std::move(value));
  const auto result = parseNetwork(v);
  ASSERT_FALSE(result.ok()) << key;
  EXPECT_EQ(result.error().code(), code) << result.error().message();
  EXPECT_EQ(result.error().path(), path) << result.error().message();
  EXPECT_FALSE(result.error().message().empty());
}

TEST(NetworkConfig, RefusesBadSizes) {
  const auto layers = [](std::vector<double> sizes) { return Value::numbers(sizes); };
  const double nan = std::nan(""), inf = ParamSpec::kInf;
  expectRefused("layers", layers({4, 0, 2}), ErrorCode::kOutOfRange, "layers[1]");
  expectRefused("layers", layers({-4, 3, 2}), ErrorCode::kOutOfRange, "layers[0]");
  expectRefused("layers", layers({4, 3, 65537}), ErrorCode::kOutOfRange, "layers[2]");
  expectRefused("layers", layers({4, nan}), ErrorCode::kOutOfRange, "layers[1]");
  expectRefused("layers", layers({4, inf}), ErrorCode::kOutOfRange, "layers[1]");
  expectRefused("layers", layers({4, 1e300}), ErrorCode::kOutOfRange, "layers[1]");
  expectRefused("layers", layers({4, 2.5}), ErrorCode::kInvalidType, "layers[1]");
  expectRefused("layers", layers({4}), ErrorCode::kOutOfRange, "layers");
  expectRefused("layers", layers({}), ErrorCode::kOutOfRange, "layers");
  expectRefused("layers", layers(std::vector<double>(100, 2)), ErrorCode::kOutOfRange, "layers");
  expectRefused("layers", layers({65536, 65536, 2}), ErrorCode::kTooLarge, "layers[0]");
  expectRefused("layers", layers(std::vector<double>(64, 65536)), ErrorCode::kTooLarge, "layers[0]");
  expectRefused("layers", Value("784"), ErrorCode::kInvalidType, "layers");
  expectRefused("layers", Value(), ErrorCode::kMissing, "layers");
  expectRefused("layers", layers({4, 1}), ErrorCode::kUnsupported, "layers[1]");  // softmax over one output
}

TEST(NetworkConfig, RefusesBadChoices) {
  expectRefused("activation", "rellu", ErrorCode::kUnknownId, "activation");
  expectRefused("loss", 3, ErrorCode::kInvalidType, "loss");
  expectRefused("initializer", "he", ErrorCode::kUnknownId, "initializer");
  expectRefused("batchSize", 0, ErrorCode::kOutOfRange, "batchSize");
  expectRefused("batchSize", 1.5, ErrorCode::kInvalidType, "batchSize");
  expectRefused("seed", -1, ErrorCode::kOutOfRange, "seed");
  expectRefused("bacthSize", 3, ErrorCode::kUnknownKey, "bacthSize");
  Value leaky = Value::object();
  leaky.set("id", "leaky-relu").set("slope", 2);
  expectRefused("activation", leaky, ErrorCode::kOutOfRange, "activation.slope");
  Value odd = Value::object();
  odd.set("id", "relu").set("slope", 0.1);
  expectRefused("activation", odd, ErrorCode::kUnknownKey, "activation.slope");
  Value unknown = Value::object();
  unknown.set("id", "nothing");
  expectRefused("loss", unknown, ErrorCode::kUnknownId, "loss.id");
}

TEST(NetworkConfig, ReadsBackWhatItSays) {
  Value v = networkValue({4, 3, 2}, "relu", "mse", "normal", 32);
  Value leaky = Value::object();
  leaky.set("id", "leaky-relu").set("slope", 0.2);
  v.set("activation", leaky);
  const NetworkConfig config = network(v), again = network(toValue(config));
  EXPECT_EQ(again.layers, config.layers);
  EXPECT_EQ(again.hidden().slope, 0.2);
  EXPECT_EQ(again.batchSize, 32);
  EXPECT_EQ(again.seed, 7u);
  EXPECT_EQ(config.parameters(), 4 * 3 + 3 + 3 * 2 + 2);
  EXPECT_EQ(layoutOf(config).size, config.parameters());
  EXPECT_EQ(initialParameters<double>(config), initialParameters<double>(again));
}

Loss loss(Value spec) { return Loss(*parseLoss(spec)); }

// The printed values of the specification.
TEST(Losses, MatchPrintedValues) {
  double value = 0, delta = 0;
  const double half = 0.5;
  const std::int32_t one = 1;
  loss("binary-cross-entropy").evaluate(1, 1, &half, Targets<double>{&one, nullptr}, &value, &delta, 1.0);
  EXPECT_NEAR(value, 0.4740769842, 1e-10);
  EXPECT_NEAR(delta, -0.3775406688, 1e-10);

  const double z[] = {1, 2, 3};
  const std::int32_t third = 2;
  double p[3], d[3];
  const Loss softmax = loss("softmax-cross-entropy");
  softmax.evaluate(1, 3, z, Targets<double>{&third, nullptr}, &value, d, 1.0);
  softmax.predict(1, 3, z, p);
  EXPECT_NEAR(value, 0.4076059644, 1e-10);
  EXPECT_NEAR(p[0], 0.09003057, 1e-8);
  EXPECT_NEAR(p[1], 0.24472847, 1e-8);
  EXPECT_NEAR(p[2], 0.66524096, 1e-8);
  EXPECT_NEAR(d[2], p[2] - 1, 1e-15);
  // The Jacobian of the softmax is the curvature: p_i (1[i = j] - p_j).
  for (int j = 0; j < 3; ++j) {
    double unit[3] = {}, column[3];
    unit[j] = 1;
    softmax.curvature(1, 3, z, unit, column, 1.0);
    for (int i = 0; i < 3; ++i) EXPECT_NEAR(column[i], p[i] * ((i == j ? 1 : 0) - p[j]), 1e-15);
  }

  const double y[] = {1, 4, 1};
  Value mean = Value::object();
  mean.set("id", "mse").set("half", false).set("reduction", "mean");
  loss("mse").evaluate(1, 3, z, Targets<double>{nullptr, y}, &value, d, 1.0);
  EXPECT_DOUBLE_EQ(value, 0.5 * (0 + 4 + 4));
  EXPECT_EQ(d[1], -2);
  loss(mean).evaluate(1, 3, z, Targets<double>{nullptr, y}, &value, d, 1.0);
  EXPECT_DOUBLE_EQ(value, 8.0 / 3);
  EXPECT_DOUBLE_EQ(d[1], -4.0 / 3);
}

TEST(Losses, StayFiniteForExtremeLogits) {
  for (const double z : {-1e4, -800.0, 800.0, 1e4}) {
    for (const std::int32_t y : {0, 1}) {
      double value = 0, delta = 0;
      loss("binary-cross-entropy").evaluate(1, 1, &z, Targets<double>{&y, nullptr}, &value, &delta, 1.0);
      EXPECT_NEAR(value, (z > 0) == (y == 1) ? 0 : std::abs(z), 1e-9);
      const double pair[] = {0, z};
      double deltas[2];
      loss("softmax-cross-entropy").evaluate(1, 2, pair, Targets<double>{&y, nullptr}, &value, deltas, 1.0);
      EXPECT_NEAR(value, (z > 0) == (y == 1) ? 0 : std::abs(z), 1e-9);
    }
  }
}

TEST(Losses, DecideAndPredict) {
  const float two[] = {0.1f, -3.0f, 0.7f};
  EXPECT_EQ(loss("softmax-cross-entropy").decide(3, two), 2);
  const float single = 0.2f;
  EXPECT_EQ(loss("binary-cross-entropy").decide(1, &single), 1);
  EXPECT_EQ(loss("mse").decide(1, &single), 0);
  float p = 0;
  loss("binary-cross-entropy").predict(1, 1, &single, &p);
  EXPECT_NEAR(static_cast<double>(p), 1 / (1 + std::exp(-0.2)), 1e-7);
}

TEST(Activations, SlopesAreBounded) {
  for (double z = -6; z <= 6; z += 0.01) {
    const auto slope = [&](linalg::Act kind) {
      const linalg::Activation act{kind, 0.01};
      return linalg::activationSlope(act, z, linalg::activationValue(act, z));
    };
    EXPECT_LE(slope(linalg::Act::kSigmoid), 0.25);
    EXPECT_LE(slope(linalg::Act::kTanh), 1.0);
  }
  EXPECT_EQ(linalg::activationSlope(linalg::Activation{linalg::Act::kRelu}, 0.0, 0.0), 0.0);
}

class Initializers : public ::testing::TestWithParam<std::string> {};

TEST_P(Initializers, HaveTheMomentsTheyPromise) {
  const NetworkConfig config =
      network(networkValue({400, 300, 10}, "relu", "softmax-cross-entropy", GetParam()));
  const Layout layout = layoutOf(config);
  const Vec<double> x = initialParameters<double>(config);
  const double in = 400, out = 300;
  double variance = 0, bound = ParamSpec::kInf;
  if (GetParam() == "he-normal") variance = 2 / in;
  if (GetParam() == "he-uniform") bound = std::sqrt(6 / in);
  if (GetParam() == "glorot-normal") variance = 2 / (in + out);
  if (GetParam() == "glorot-uniform") bound = std::sqrt(6 / (in + out));
  if (GetParam() == "pytorch-default") bound = 1 / std::sqrt(in);
  if (GetParam() == "normal") variance = 0.01 * 0.01;
  if (std::isfinite(bound)) variance = bound * bound / 3;
  const auto w = x.segment(layout.blocks[0].offset, 300 * 400), b = x.segment(layout.blocks[1].offset, 300);
  const double n = 300 * 400, sd = std::sqrt(variance);
  EXPECT_LE(std::abs(w.mean()), 5 * sd / std::sqrt(n));
  EXPECT_NEAR(w.squaredNorm() / n, variance, 5 * variance * std::sqrt(2 / n));
  EXPECT_LE(w.cwiseAbs().maxCoeff(), bound);
  if (std::isfinite(bound)) {
    EXPECT_GE(w.cwiseAbs().maxCoeff(), 0.999 * bound);
  }
  if (GetParam() == "pytorch-default") {
    EXPECT_LE(b.cwiseAbs().maxCoeff(), bound);
    EXPECT_NEAR(b.squaredNorm() / 300, variance, 5 * variance * std::sqrt(2.0 / 300));
  } else {
    EXPECT_EQ(b.cwiseAbs().maxCoeff(), 0);
  }
}

TEST_P(Initializers, AreAFunctionOfTheSeed) {
  Value v = networkValue({20, 30, 10}, "relu", "softmax-cross-entropy", GetParam());
  const Vec<float> first = initialParameters<float>(network(v)), again = initialParameters<float>(network(v));
  EXPECT_EQ(first, again);
  v.set("seed", 8);
  if (GetParam() != "zeros") {
    EXPECT_NE(first, initialParameters<float>(network(v)));
  }
}

std::vector<std::string> initializerIds() {
  std::vector<std::string> ids;
  for (const auto& row : initializers()) ids.emplace_back(row.id);
  return ids;
}

INSTANTIATE_TEST_SUITE_P(All, Initializers, ::testing::ValuesIn(initializerIds()), [](const auto& test) {
  std::string name = test.param;
  for (auto& c : name) c = c == '-' ? '_' : c;
  return name;
});

}  // namespace
}  // namespace descent
