// JavaScript values in, JavaScript values out. No meaning is attached to anything here.
#pragma once

#include <emscripten/val.h>

#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/value.hpp"

namespace descent::wasm {

/// Copies a JavaScript value (null, boolean, number, string, array, typed array, plain object) into a tree.
/// What has no counterpart (functions, symbols) and anything nested deeper than 16 levels becomes null.
Value fromJs(const emscripten::val& js);
emscripten::val toJs(const Value& value);
/// { error: { code, message, path } }
emscripten::val toJs(const Error& error);

/// A copy of the numbers in a new typed array on the JavaScript heap.
emscripten::val copyOut(std::span<const double> numbers);
emscripten::val copyOut(std::span<const float> numbers);
emscripten::val copyOut(std::span<const std::uint8_t> bytes);
emscripten::val copyOut(std::span<const std::uint32_t> numbers);

/// A JavaScript object under construction. Its members are set here and not by val::set at every call, which
/// is inlined and large.
class Object {
 public:
  Object& set(const char* key, const emscripten::val& value);
  Object& set(const char* key, double value);
  Object& set(const char* key, bool value);
  Object& set(const char* key, const std::string& value);
  /// A copy of the numbers.
  template <class T>
  Object& copy(const char* key, const std::vector<T>& numbers) {
    return set(key, copyOut(std::span<const T>(numbers)));
  }
  const emscripten::val& value() const { return value_; }

 private:
  emscripten::val value_ = emscripten::val::object();
};

/// A copy of a typed array; an error unless it is one of that very type.
Result<std::vector<std::uint8_t>> bytesIn(const emscripten::val& js, const char* what);
Result<std::vector<std::uint32_t>> uint32In(const emscripten::val& js, const char* what);
Result<std::vector<float>> floatsIn(const emscripten::val& js, const char* what);

}  // namespace descent::wasm
