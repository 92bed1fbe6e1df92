// A self-describing tree: what a configuration looks like on its way in and the catalogue on its way out.
// The binding converts it to and from JavaScript without knowing what it means.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/decimal.hpp"
#include "core/base/result.hpp"
#include "core/base/text.hpp"

namespace descent {

class Value {
 public:
  using Array = std::vector<Value>;
  using Member = std::pair<std::string, Value>;
  using Object = std::vector<Member>;  ///< in insertion order; keys are unique

  Value() noexcept;           ///< null, also JavaScript's undefined
  Value(bool b);              // NOLINT(google-explicit-constructor)
  Value(double d);            // NOLINT
  Value(int i);               // NOLINT
  Value(std::size_t n);       // NOLINT
  Value(const char* s);       // NOLINT
  Value(std::string_view s);  // NOLINT
  Value(std::string s);       // NOLINT
  Value(Array a);             // NOLINT
  Value(Object o);            // NOLINT
  // Out of line, as the rest: configurations and catalogues are built in many places and never in a hurry.
  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();

  static Value object() { return Value(Object{}); }
  static Value array() { return Value(Array{}); }
  template <class Range>
  static Value numbers(const Range& range) {
    Array a;
    for (const auto& x : range) a.emplace_back(static_cast<double>(x));
    return Value(std::move(a));
  }

  bool isNull() const { return std::holds_alternative<std::monostate>(data_); }
  bool isBool() const { return std::holds_alternative<bool>(data_); }
  bool isNumber() const { return std::holds_alternative<double>(data_); }
  bool isString() const { return std::holds_alternative<std::string>(data_); }
  bool isArray() const { return std::holds_alternative<Array>(data_); }
  bool isObject() const { return std::holds_alternative<Object>(data_); }
  const char* typeName() const;  ///< "null", "boolean", "number", "string", "array" or "object"

  bool boolean() const { return *std::get_if<bool>(&data_); }
  double number() const { return *std::get_if<double>(&data_); }
  const std::string& string() const { return *std::get_if<std::string>(&data_); }
  const Array& array_() const { return *std::get_if<Array>(&data_); }
  const Object& members() const { return *std::get_if<Object>(&data_); }

  /// The member called `key`, or null when this is no object or has none.
  const Value& operator[](std::string_view key) const;
  const Value& operator[](const char* key) const;
  bool has(std::string_view key) const;
  bool has(const char* key) const;

  /// Adds or replaces a member; turns null into an object. Returns *this for chaining.
  Value& set(std::string_view key, Value value);
  Value& set(const char* key, Value value);
  /// Appends to an array; turns null into an array.
  Value& push(Value value);

  /// A short rendering for error messages: numbers as typed, strings quoted and cut at 40 characters.
  std::string shown() const;

 private:
  std::variant<std::monostate, bool, double, std::string, Array, Object> data_;
};

// Readers: each takes the object, the key, and what is allowed; each names the key in its error.
Result<double> readNumber(const Value& object, std::string_view key, double fallback, double min, double max);
Result<double> requireNumber(const Value& object, std::string_view key, double min, double max);
/// Whole numbers only.
Result<std::int64_t> readInteger(const Value& object, std::string_view key, std::int64_t fallback,
                                 std::int64_t min, std::int64_t max);
Result<bool> readBool(const Value& object, std::string_view key, bool fallback);
Result<std::string> readString(const Value& object, std::string_view key, std::string_view fallback);
/// Refuses members that are not in `known`, listing the nearest known ones.
Status onlyKeys(const Value& object, std::initializer_list<std::string_view> known);
Status onlyKeys(const Value& object, const std::vector<std::string_view>& known);

/// Up to three of `known` closest to `given` by edit distance, quoted and joined: `"adam", "adamw"`.
std::string nearest(std::string_view given, const std::vector<std::string_view>& known);
Error unknownId(std::string_view what, std::string_view given, const std::vector<std::string_view>& known);

}  // namespace descent
