// Sentences out of parts. A chain of std::string's own + is many times the code at every place that has one.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace descent {

/// A part of a sentence: characters, a whole number, or a number as formatNumber() writes it. Refers to the
/// characters it was made of.
class Part {
 public:
  Part(const char* s) : characters_(s), kind_(kTerminated) {}  // NOLINT(google-explicit-constructor)
  Part(std::string_view s) : characters_(s.data()), kind_(static_cast<std::int32_t>(s.size())) {}  // NOLINT
  Part(const std::string& s) : Part(std::string_view(s)) {}                                        // NOLINT
  Part(double x) : number_(x), kind_(kNumber) {}                                                   // NOLINT
  template <std::integral T>
  Part(T n) : whole_(static_cast<std::int64_t>(n)), kind_(kWhole) {}  // NOLINT

  void appendTo(std::string& text) const;

 private:
  enum : std::int32_t { kTerminated = -1, kWhole = -2, kNumber = -3 };  // otherwise the number of characters
  union {
    const char* characters_;
    std::int64_t whole_;
    double number_;
  };
  std::int32_t kind_;
};

/// text({"layers has ", n, " sizes"})
std::string text(std::initializer_list<Part> parts);

}  // namespace descent
