// Moving averages of series and of weights.
#include <gtest/gtest.h>

#include <cmath>

#include "core/average/average.hpp"
#include "core/average/weight_average.hpp"
#include "core/base/rng.hpp"
#include "tests/core/json.hpp"

namespace descent::test {
namespace {

std::vector<double> averageOf(std::string_view request) {
  auto result = average(json(request));
  if (!result.ok()) ADD_FAILURE() << result.error().path() << ": " << result.error().message();
  return result.ok() ? std::move(result).value() : std::vector<double>{};
}

void expectSeries(const std::vector<double>& got, const std::vector<double>& expected, double tolerance) {
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], expected[i], tolerance) << "at " << i;
}

TEST(Averages, SimpleAverageOfTheLectureTable) {
  expectSeries(averageOf(R"({"kind":"sma","values":[3,8,6,5,1,7,9,0,8,4],"window":2})"),
               {5.5, 7, 5.5, 3, 4, 8, 4.5, 4, 6}, 0);
  EXPECT_TRUE(averageOf(R"({"kind":"sma","values":[]})").empty());
}

TEST(Averages, ExponentialAverageOfTheLectureTable) {
  const char* kHead = R"({"kind":"ewa","rho":0.5,"values":[3,8,6,5,1,7,9,0,8,4])";
  const std::vector<double> first = {3,       5.5,      5.75,      5.375,      3.1875,
                                     5.09375, 7.046875, 3.5234375, 5.76171875, 4.880859375};
  expectSeries(averageOf(std::string(kHead) + R"(,"init":"first"})"), first, 0);
  const std::vector<double> zero = {1.5,      4.75,      5.375,      5.1875,      3.09375,
                                    5.046875, 7.0234375, 3.51171875, 5.755859375, 4.8779296875};
  expectSeries(averageOf(std::string(kHead) + "}"), zero, 0);
  const std::vector<double> corrected = {3,        6.333333, 6.142857, 5.533333, 3.193548,
                                         5.126984, 7.078740, 3.525490, 5.767123, 4.882698};
  expectSeries(averageOf(std::string(kHead) + R"(,"biasCorrection":true})"), corrected, 5e-7);
}

// V_k = (1 - rho) sum_j rho^j s_{k-j}.
TEST(Averages, ClosedForm) {
  Rng rng(7);
  std::vector<double> series(40);
  for (double& s : series) s = rng.normal();
  for (const double rho : {0.0, 0.3, 0.9, 0.99}) {
    const auto v = exponentialAverage(series, rho, AverageInit::kZero, false);
    for (std::size_t k = 0; k < series.size(); ++k) {
      double expected = 0;
      for (std::size_t j = 0; j <= k; ++j)
        expected += (1 - rho) * std::pow(rho, static_cast<double>(j)) * series[k - j];
      EXPECT_NEAR(v[k], expected, 1e-14);
    }
  }
}

// Corrected, a constant series is its own average from the first value on.
TEST(Averages, CorrectionMakesConstantsConstant) {
  const std::vector<double> series(50, 4.25);
  for (const double v : exponentialAverage(series, 0.98, AverageInit::kZero, true))
    EXPECT_NEAR(v, 4.25, 1e-13);
}

TEST(Averages, Refusals) {
  const std::tuple<const char*, ErrorCode, const char*> refusals[] = {
      {R"({"kind":"ewa","values":[1],"init":"first","biasCorrection":true})", ErrorCode::kUnsupported,
       "biasCorrection"},
      {R"({"kind":"ewa","values":[1],"rho":1})", ErrorCode::kOutOfRange, "rho"},
      {R"({"kind":"ewa","values":[1],"rho":-0.1})", ErrorCode::kOutOfRange, "rho"},
      {R"({"kind":"ewa","values":[1],"init":"last"})", ErrorCode::kUnknownId, "init"},
      {R"({"kind":"ewa","values":[1,"2"]})", ErrorCode::kInvalidType, "values[1]"},
      {R"({"kind":"ewa","values":[1,2,1e999]})", ErrorCode::kOutOfRange, "values[2]"},
      {R"({"kind":"ewa"})", ErrorCode::kMissing, "values"},
      {R"({"kind":"ewa","values":3})", ErrorCode::kInvalidType, "values"},
      {R"({"kind":"ewa","values":[1],"window":2})", ErrorCode::kUnknownKey, "window"},
      {R"({"kind":"sma","values":[1,2],"window":3})", ErrorCode::kOutOfRange, "window"},
      {R"({"kind":"sma","values":[1,2],"window":0})", ErrorCode::kOutOfRange, "window"},
      {R"({"kind":"median","values":[1]})", ErrorCode::kUnknownId, "kind"},
      {R"({"values":[1]})", ErrorCode::kMissing, "kind"},
      {R"([1,2])", ErrorCode::kInvalidType, ""},
  };
  for (const auto& [text, code, path] : refusals) {
    const auto result = average(json(text));
    ASSERT_FALSE(result.ok()) << text;
    EXPECT_EQ(result.error().code(), code) << text;
    EXPECT_EQ(result.error().path(), path) << text;
  }
}

WeightAverageConfig weights(std::string_view text) {
  auto parsed = parseWeightAverage(json(text));
  if (!parsed.ok()) ADD_FAILURE() << parsed.error().message();
  return parsed.ok() ? *parsed : WeightAverageConfig{};
}

TEST(WeightAverages, SwaIsTheMeanOfWhatItSaw) {
  Rng rng(3);
  WeightAverage<double> average(weights(R"({"kind":"swa","start":10,"every":5})"));
  average.reset(4);
  EXPECT_EQ(average.count(), 0);
  Vec<double> sum = Vec<double>::Zero(4);
  int seen = 0;
  for (int step = 1; step <= 100; ++step) {
    const Vec<double> x = Vec<double>::NullaryExpr(4, [&] { return rng.normal(); });
    average.observe(x, step);
    if (step >= 10 && (step - 10) % 5 == 0) {
      sum += x;
      ++seen;
    }
  }
  EXPECT_EQ(average.count(), seen);
  for (Index i = 0; i < 4; ++i) EXPECT_NEAR(average.values()[i], sum[i] / seen, 1e-14);
}

TEST(WeightAverages, EmaStartsAtTheFirstValueAndForgets) {
  WeightAverage<float> average(weights(R"({"kind":"ema","decay":0.9})"));
  average.reset(1);
  Vec<float> x(1);
  double expected = 0;
  for (int step = 1; step <= 50; ++step) {
    x[0] = static_cast<float>(step);
    average.observe(x, step);
    expected = step == 1 ? 1 : 0.9 * expected + 0.1 * step;
    EXPECT_NEAR(average.values()[0], expected, 1e-5 * expected);
  }
  average.reset(1);
  EXPECT_EQ(average.count(), 0);
}

TEST(WeightAverages, Refusals) {
  EXPECT_EQ(parseWeightAverage(json(R"({"kind":"swa","decay":0.9})")).error().path(), "decay");
  EXPECT_EQ(parseWeightAverage(json(R"({"kind":"ema","decay":1})")).error().path(), "decay");
  EXPECT_EQ(parseWeightAverage(json(R"({"kind":"ema","every":0})")).error().path(), "every");
  EXPECT_EQ(parseWeightAverage(json(R"({"kind":"sma"})")).error().path(), "kind");
}

}  // namespace
}  // namespace descent::test
