// Doubles as decimal text and back, without the C library's printf and strtod: those and std::to_chars would
// bring between 20 and 100 KB into the module for a handful of numbers in sentences.
#pragma once

#include <string>
#include <string_view>

namespace descent {

/// The shortest of up to 17 digits that reads back as x: "1000000", "0.1", "1e-7", "-Infinity", "NaN".
/// Exponents from 1e15 and below 1e-5.
std::string formatNumber(double x);

/// Reads digits[.digits][e[+-]digits], all of `text`, which must be of that form. Correctly rounded up to 15
/// significant digits and exponents within 22, which covers what people type; otherwise within a few units in
/// the last place. Overflows to infinity, underflows to 0.
double parseDecimal(std::string_view text);

}  // namespace descent
