// Every number the lecture slides print for their worked examples, held against the computed one: right to
// its digits, cut off instead of rounded, or a documented slip of the slide (then with what the slide really
// shows).
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>

#include "tests/core/optim_first_helpers.hpp"

namespace descent::test {
namespace {

enum class Verdict {
  kRounded,    ///< correct to the printed digits
  kTruncated,  ///< the digits are right but the last one was cut, not rounded
  kWrong,      ///< neither; the true value is another
};

/// A printed number with the count of its decimals.
struct Printed {
  double value;
  int decimals;
};
Printed read(const char* text) {
  const char* point = std::strchr(text, '.');
  return {std::strtod(text, nullptr), point == nullptr ? 0 : static_cast<int>(std::strlen(point + 1))};
}

Verdict judge(double truth, const char* text) {
  const auto [value, decimals] = read(text);
  const double unit = std::pow(10.0, decimals);
  const double scaled = truth * unit, shown = std::round(value * unit);
  // A hair of slack: 44.800000000000004 is 44.8.
  const double slack = 1e-9 * std::max(1.0, std::abs(scaled));
  if (std::abs(scaled - shown) <= 0.5 + slack) return Verdict::kRounded;
  const double cut = std::trunc(scaled + (scaled < 0 ? -slack : slack));
  return cut == shown ? Verdict::kTruncated : Verdict::kWrong;
}

void expectPrinted(const char* item, double truth, const char* text, Verdict verdict) {
  EXPECT_EQ(static_cast<int>(judge(truth, text)), static_cast<int>(verdict))
      << item << ": printed " << text << ", computed " << formatNumber(truth);
}

/// Points of a walk in one variable, and the slope at each.
struct Walk1 {
  std::vector<double> x, slope;
};
Walk1 walk1(std::string_view optimizer, std::string_view objective, double start, int steps) {
  const auto problem = problemFor(Value(objective), 1);
  Walk1 w;
  Vec<double> g(1);
  for (const auto& point : walk(configFor(json(optimizer)), *problem, vec({start}), steps)) {
    w.x.push_back(point[0]);
    problem->gradient(point, g);
    w.slope.push_back(g[0]);
  }
  return w;
}

constexpr Verdict kOk = Verdict::kRounded, kCut = Verdict::kTruncated, kWrong = Verdict::kWrong;
constexpr const char* kGd01 = R"({"id":"gd","lr":0.1})";

TEST(WorkedSquare, FirstBlockIsRight) {
  const auto w = walk1(kGd01, "square", 70, 4);
  const char* x[] = {"70", "56", "44.8", "35.84", "28.672"};
  const char* slope[] = {"140", "112", "89.6", "71.68"};
  for (std::size_t k = 0; k < 5; ++k) expectPrinted("x", w.x[k], x[k], kOk);
  for (std::size_t k = 0; k < 4; ++k) expectPrinted("slope", w.slope[k], slope[k], kOk);
}

// The later blocks of the slide are all shifted by one: what is called x_k is x_{k+1}.
TEST(WorkedSquare, LaterBlocksAreShiftedByOne) {
  const auto w = walk1(kGd01, "square", 70, 1000);
  struct Item {
    std::size_t k;
    const char *x, *slope;
    Verdict shiftedX, shiftedSlope;
  };
  const Item items[] = {
      {10, "6.012", "12.02", kCut, kCut}, {11, "4.81", "9.62", kOk, kOk},   {12, "3.84", "7.69", kCut, kCut},
      {13, "3.078", "6.15", kCut, kCut},  {14, "2.46", nullptr, kOk, kOk},  {30, "0.069", "0.138", kOk, kCut},
      {31, "0.055", "0.11", kOk, kOk},    {32, "0.044", nullptr, kOk, kOk}, {33, "0.035", "0.071", kOk, kOk},
      {34, "0.028", nullptr, kOk, kOk},
  };
  for (const auto& item : items) {
    expectPrinted("x", w.x[item.k], item.x, kWrong);
    expectPrinted("x, one later", w.x[item.k + 1], item.x, item.shiftedX);
    if (item.slope == nullptr) continue;
    expectPrinted("slope", w.slope[item.k], item.slope, kWrong);
    expectPrinted("slope, one later", w.slope[item.k + 1], item.slope, item.shiftedSlope);
  }
  EXPECT_NEAR(w.x[10], 7.516192768, 1e-9);
  EXPECT_NEAR(w.x[30], 0.0866558, 5e-8);
  EXPECT_NEAR(w.slope[30], 0.1733116, 5e-8);
  // "f'(x32) = .88": shifted and a slipped decimal point; the gradient of the shown .044 is .0887.
  expectPrinted("slope", w.slope[32], "0.88", kWrong);
  EXPECT_NEAR(w.slope[33], 0.0887355, 5e-8);
  expectPrinted("slope of the shown point, ten times", 10 * w.slope[33], "0.88", kCut);
  // x1000 is not 1e-38 but 70 * 0.8^1000.
  EXPECT_NEAR(w.x[1000] / 8.6116e-96, 1, 1e-5);
  EXPECT_NEAR(walk1(kGd01, "square", 99, 1000).x[1000] / 1.2179e-95, 1, 1e-4);
}

TEST(WorkedSquare, PlottedRuns) {
  const auto at = [](double lr, std::size_t k) {
    return walk1(R"({"id":"gd","lr":)" + formatNumber(lr) + "}", "square", 99, 100).x[k];
  };
  EXPECT_NEAR(at(0.1, 1), 79.2, 1e-12);
  EXPECT_NEAR(at(0.001, 1), 98.802, 1e-12);
  EXPECT_NEAR(at(0.8, 1), -59.4, 1e-12);
  EXPECT_NEAR(at(1.1, 1), -118.8, 1e-12);
  EXPECT_NEAR(at(0.1, 100), 2.0e-8, 0.05e-8);
  EXPECT_NEAR(at(0.001, 100), 81.038114, 5e-7);
  EXPECT_LT(std::abs(at(0.8, 100)), 1e-19);
  EXPECT_NEAR(at(1.1, 100), 8198979477.68, 0.005);
}

TEST(WorkedBowl, TwoVariables) {
  const auto points = walk(kGd01, "bowl", vec({6, 9}), 4);
  const char* x[] = {"4.8", "3.84", "3.07", "2.45"};
  const Verdict xs[] = {kOk, kOk, kOk, kCut};
  const char* y[] = {"7.2", "5.75", "4.608", "3.68"};
  const Verdict ys[] = {kOk, kWrong, kOk, kCut};
  const char* dx[] = {"12", "9.6", "7.68", "6.14"};
  const char* dy[] = {"18", "14.4", "11.51", "9.21"};
  const Verdict dys[] = {kOk, kOk, kWrong, kCut};
  for (std::size_t k = 0; k < 4; ++k) {
    expectPrinted("x", points[k + 1][0], x[k], xs[k]);
    expectPrinted("y", points[k + 1][1], y[k], ys[k]);
    expectPrinted("df/dx", 2 * points[k][0], dx[k], kOk);
    expectPrinted("df/dy", 2 * points[k][1], dy[k], dys[k]);
  }
}

TEST(WorkedSteepParabolas, OscillateAndDiverge) {
  const auto nine = walk1(kGd01, "square-9", 70, 4);
  const char* x9[] = {"70", "-56", "44.8", "-35.84", "28.672"};
  const char* slope9[] = {"1260", "-1008", "806.4", "-645.12"};
  const auto twenty = walk1(kGd01, "square-20", 2, 4);
  const char* x20[] = {"2", "-6", "18", "-54", "162"};
  const char* slope20[] = {"80", "-240", "720", "-2160"};
  for (std::size_t k = 0; k < 5; ++k) {
    expectPrinted("9x^2", nine.x[k], x9[k], kOk);
    expectPrinted("20x^2", twenty.x[k], x20[k], kOk);
    if (k == 4) break;
    expectPrinted("18x", nine.slope[k], slope9[k], kOk);
    expectPrinted("40x", twenty.slope[k], slope20[k], kOk);
  }
}

TEST(WorkedComposite, FirstSteps) {
  const auto first = [](double lr) {
    return walk1(R"({"id":"gd","lr":)" + formatNumber(lr) + "}", "composite", 3, 1);
  };
  expectPrinted("g'(3)", first(0.01).slope[0], "8757", kOk);
  expectPrinted("x1", first(0.01).x[1], "-84.0", kWrong);  // only the whole part was kept
  EXPECT_NEAR(first(0.01).x[1], -84.57, 1e-12);
  expectPrinted("x1", first(0.001).x[1], "-5.757", kOk);
  expectPrinted("x1", first(0.0005).x[1], "-1.3785", kOk);
  expectPrinted("x1", first(0.0001).x[1], "2.1243", kOk);
}

TEST(WorkedLogSquare, FirstSteps) {
  const auto w = walk1(R"({"id":"gd","lr":10})", "log-square", 9, 4);
  expectPrinted("f'(x0)", w.slope[0], "0.22", kOk);
  expectPrinted("x1", w.x[1], "6.77", kCut);
  expectPrinted("f'(x1)", w.slope[1], "0.295", kOk);
  expectPrinted("x2", w.x[2], "3.82", kCut);
  expectPrinted("f'(x2)", w.slope[2], "0.52", kOk);
  expectPrinted("x3", w.x[3], "-1.39", kCut);
  expectPrinted("f'(x3)", w.slope[3], "-1.429", kOk);
  expectPrinted("x4", w.x[4], "12.89", kCut);
}

// The weights (1-rho) rho^j of V3, oldest first. For rho = .98 the slide doubles the first.
TEST(WorkedAverages, WeightsOfTheThirdValue) {
  const auto weight = [](double rho, int age) { return (1 - rho) * std::pow(rho, age); };
  expectPrinted("w", weight(0.5, 2), "0.125", kOk);
  expectPrinted("w", weight(0.5, 1), "0.25", kOk);
  expectPrinted("w", weight(0.5, 0), "0.5", kOk);
  expectPrinted("w", weight(0.9, 2), "0.081", kOk);
  expectPrinted("w", weight(0.9, 1), "0.09", kOk);
  expectPrinted("w", weight(0.9, 0), "0.1", kOk);
  expectPrinted("w", weight(0.98, 2), "0.0392", kWrong);
  EXPECT_NEAR(weight(0.98, 2), 0.019208, 1e-15);
  expectPrinted("w", weight(0.98, 1), "0.0196", kOk);
  expectPrinted("w", weight(0.98, 0), "0.02", kOk);
}

TEST(WorkedRmsProp, ThreeSteps) {
  const auto config =
      configFor(json(R"({"id":"rmsprop","lr":0.1,"rho":0.9,"eps":1e-7,"epsPlace":"inside"})"));
  const auto problem = problemFor(Value("square"), 1);
  auto rmsprop = config.make<double>();
  rmsprop->reset(Layout::flat(1));
  Vec<double> x = vec({9});
  const char* slope[] = {"18", "17.36", "16.916"};
  const Verdict slopes[] = {kOk, kCut, kCut};
  const char* s[] = {"32.4", "59.3", "82.0"};
  const char* next[] = {"8.6837", "8.458", "8.27"};  // the slide calls the third one x2 again
  const Verdict nexts[] = {kCut, kOk, kOk};
  for (std::size_t k = 0; k < 3; ++k) {
    expectPrinted("slope", 2 * x[0], slope[k], slopes[k]);
    rmsprop->step(*problem, x, 0.1);
    expectPrinted("s", rmsprop->state()[0].values[0], s[k], kOk);
    expectPrinted("x", x[0], next[k], nexts[k]);
  }
  rmsprop->step(*problem, x, 0.1);
  EXPECT_NEAR(x[0], 8.107012534, 5e-10);
}

TEST(WorkedMomentum, FiveSteps) {
  const auto config = configFor(json(R"({"id":"momentum","lr":0.1,"momentum":0.9})"));
  const auto problem = problemFor(Value("square"), 1);
  auto momentum = config.make<double>();
  momentum->reset(Layout::flat(1));
  Vec<double> x = vec({90});
  struct Item {
    const char *v, *x, *slope;
    Verdict ofV, ofX, ofSlope;
  };
  const Item items[] = {
      {"-18", "72", "144", kOk, kOk, kOk},           {"-30.59", "41.4", "82.8", kWrong, kOk, kOk},
      {"-35.82", "5.58", "11.16", kOk, kOk, kOk},    {"-33.354", "-27.77", "-55.54", kOk, kOk, kCut},
      {"-24.46", "-52.23", nullptr, kOk, kCut, kOk},
  };
  for (const auto& item : items) {
    momentum->step(*problem, x, 0.1);
    expectPrinted("v", momentum->state()[0].values[0], item.v, item.ofV);
    expectPrinted("x", x[0], item.x, item.ofX);
    if (item.slope != nullptr) expectPrinted("slope", 2 * x[0], item.slope, item.ofSlope);
  }
}

TEST(WorkedMomentum, PlottedRuns) {
  const auto plain = walk1(R"({"id":"momentum","lr":0.03,"momentum":0})", "square", 90, 200);
  EXPECT_NEAR(plain.x[200], 0.00038, 5e-6);
  const auto heavy = walk1(R"({"id":"momentum","lr":0.01,"momentum":0.9})", "square", 90, 200);
  EXPECT_NEAR(heavy.x[23], -26.555, 5e-4);
  EXPECT_LT(heavy.x[23], heavy.x[22]);
  EXPECT_LT(heavy.x[23], heavy.x[24]);
  EXPECT_NEAR(heavy.x[100], 0.3805, 5e-5);
  EXPECT_NEAR(heavy.x[200], -0.0002, 5e-5);
}

}  // namespace
}  // namespace descent::test
