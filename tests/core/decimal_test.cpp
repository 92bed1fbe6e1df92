// Numbers as text and back.
#include "core/base/decimal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/base/rng.hpp"

namespace descent {
namespace {

TEST(Decimal, FormatsAsPeopleWrite) {
  const std::pair<double, const char*> cases[] = {{0.1, "0.1"},
                                                  {1e-7, "1e-7"},
                                                  {1e6, "1000000"},
                                                  {-2.5, "-2.5"},
                                                  {1e15, "1e15"},
                                                  {999999, "999999"},
                                                  {1.0 / 3, "0.3333333333333333"},
                                                  {1e-5, "0.00001"},
                                                  {0, "0"},
                                                  {-0.0, "0"},
                                                  {9.5, "9.5"},
                                                  {1e300, "1e300"},
                                                  {123456.789, "123456.789"},
                                                  {1000, "1000"},
                                                  {0.9996, "0.9996"},
                                                  {999.9996, "999.9996"},
                                                  {0.0999999, "0.0999999"},
                                                  {4.800000000000001, "4.800000000000001"}};
  for (const auto& [x, text] : cases) EXPECT_EQ(formatNumber(x), text);
  EXPECT_EQ(formatNumber(std::numeric_limits<double>::infinity()), "Infinity");
  EXPECT_EQ(formatNumber(-std::numeric_limits<double>::infinity()), "-Infinity");
  EXPECT_EQ(formatNumber(std::nan("")), "NaN");
}

TEST(Decimal, ParsesLikeTheLibraryWithinFifteenDigits) {
  Rng rng(3);
  for (int i = 0; i < 20000; ++i) {
    const auto digits = static_cast<std::int64_t>(rng.next() % 1'000'000'000'000'000u);
    const int exponent = static_cast<int>(rng.below(37)) - 22;
    const std::string text = std::to_string(digits) + "e" + std::to_string(exponent);
    EXPECT_EQ(parseDecimal(text), std::strtod(text.c_str(), nullptr)) << text;
  }
  EXPECT_EQ(parseDecimal("3.141592653589793"), 3.141592653589793);
  EXPECT_EQ(parseDecimal(".5"), 0.5);
  EXPECT_EQ(parseDecimal("1."), 1.0);
  EXPECT_EQ(parseDecimal("1e999999999"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(parseDecimal("1e-999999999"), 0.0);
  EXPECT_NEAR(parseDecimal("123456789012345678901234567890") / 1.2345678901234568e29, 1, 1e-15);
}

TEST(Decimal, RoundTripsShortNumbers) {
  Rng rng(4);
  for (int i = 0; i < 20000; ++i) {
    const double x = std::nearbyint(rng.uniform(-1e9, 1e9)) / std::pow(10.0, rng.below(12));
    EXPECT_EQ(std::strtod(formatNumber(x).c_str(), nullptr), x) << formatNumber(x);
  }
}

TEST(Decimal, AnyDoubleComesBackToSixteenDigits) {
  Rng rng(5);
  for (int i = 0; i < 20000; ++i) {
    const double x = std::ldexp(rng.uniform(0.5, 1), static_cast<int>(rng.below(600)) - 300);
    EXPECT_NEAR(std::strtod(formatNumber(x).c_str(), nullptr) / x, 1, 1e-14) << formatNumber(x);
  }
}

}  // namespace
}  // namespace descent
