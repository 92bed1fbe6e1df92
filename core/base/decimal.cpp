#include "core/base/decimal.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace descent {
namespace {

constexpr int kLargestExactPower = 22;  // 10^22 is the last power of ten that a double holds exactly

/// m * 10^exponent: one correctly rounded operation while m < 2^53 and |exponent| <= 22 (Clinger, 1990).
double scaled(double m, int exponent) {
  static constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                       1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  for (; exponent > kLargestExactPower && std::isfinite(m) && m != 0; exponent -= kLargestExactPower)
    m *= 1e22;
  for (; exponent < -kLargestExactPower && m != 0; exponent += kLargestExactPower) m /= 1e22;
  if (m == 0 || !std::isfinite(m)) return m;
  return exponent >= 0 ? m * kPowers[exponent] : m / kPowers[-exponent];
}

std::string written(std::string digits, int exponent) {  // exponent of the first digit
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  const auto n = static_cast<int>(digits.size());
  if (exponent < -5 || exponent >= 15) {
    if (n > 1) digits.insert(1, 1, '.');
    return digits + "e" + std::to_string(exponent);
  }
  if (exponent < 0) return "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  if (n <= exponent + 1) return digits + std::string(static_cast<std::size_t>(exponent + 1 - n), '0');
  return digits.insert(static_cast<std::size_t>(exponent + 1), 1, '.');
}

}  // namespace

std::string formatNumber(double x) {
  if (std::isnan(x)) return "NaN";
  const std::string sign = std::signbit(x) && x != 0 ? "-" : "";
  x = std::abs(x);
  if (std::isinf(x)) return sign + "Infinity";
  if (x == 0) return "0";
  const int guess = static_cast<int>(std::floor(std::log10(x)));
  std::string digits;
  int exponent = guess;
  for (int n = 1; n <= 17; ++n) {
    exponent = guess;  // afresh: a carry at n digits (0.9996 to 1.00) says nothing of n + 1
    double m = std::nearbyint(scaled(x, n - 1 - exponent));
    if (m >= scaled(1, n)) {  // log10 was just below a power, or rounding carried
      m = std::nearbyint(scaled(x, n - 1 - ++exponent));
    } else if (m < scaled(1, n - 1)) {  // log10 was just above one
      m = std::nearbyint(scaled(x, n - 1 - --exponent));
    }
    digits = std::to_string(static_cast<std::uint64_t>(m));
    if (scaled(m, exponent - (n - 1)) == x) break;
  }
  return sign + written(digits, exponent);
}

double parseDecimal(std::string_view text) {
  constexpr std::uint64_t kMost = 1'000'000'000'000'000'000u;  // further digits only move the exponent
  std::uint64_t mantissa = 0;
  int exponent = 0;
  std::size_t i = 0;
  bool point = false;
  for (; i < text.size() && (text[i] == '.' || (text[i] >= '0' && text[i] <= '9')); ++i) {
    if (text[i] == '.') {
      point = true;
      continue;
    }
    if (mantissa < kMost) {
      mantissa = mantissa * 10 + static_cast<std::uint64_t>(text[i] - '0');
      exponent -= point ? 1 : 0;
    } else {
      exponent += point ? 0 : 1;
    }
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    const bool negative = i < text.size() && text[i] == '-';
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    int given = 0;
    for (; i < text.size(); ++i) given = std::min(10000, given * 10 + (text[i] - '0'));
    exponent += negative ? -given : given;
  }
  return scaled(static_cast<double>(mantissa), exponent);
}

}  // namespace descent
