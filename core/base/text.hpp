// Sentences with numbers and names in them. A chain of std::string's own + is many times the code at every
// place that has one.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace descent {

/// What is put into a sentence: characters, a whole number, or a number as formatNumber() writes it. Refers
/// to what it was made of, and is two words long: how to write that is left to one function.
class Part {
 public:
  Part(const char* s) : what_(s), kind_(Kind::kCharacters) {}         // NOLINT(google-explicit-constructor)
  Part(const std::string_view& s) : what_(&s), kind_(Kind::kView) {}  // NOLINT
  Part(const std::string& s) : what_(&s), kind_(Kind::kString) {}     // NOLINT
  Part(const double& x) : what_(&x), kind_(Kind::kNumber) {}          // NOLINT
  template <std::integral T>
  Part(const T& n)  // NOLINT
      : what_(&n),
        kind_(sizeof(T) == 8        ? Kind::kLong
              : std::is_signed_v<T> ? Kind::kInt
                                    : Kind::kUnsigned) {
    static_assert(sizeof(T) >= 4, "a character or a truth value is no number");
  }

  void appendTo(std::string& text) const;

 private:
  enum class Kind { kCharacters, kView, kString, kNumber, kInt, kUnsigned, kLong };
  const void* what_;
  Kind kind_;
};

/// Every # of the sentence gives way to the next part: filled("layers has # sizes", {n}).
std::string filled(const char* sentence, std::initializer_list<Part> parts);

}  // namespace descent
