#include "core/base/value.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace descent {

struct Error::Body {
  ErrorCode code;
  std::string message, path;
};

Error::Error(ErrorCode code, std::string message, std::string_view path)
    : body_(new Body{code, std::move(message), std::string(path)}) {}
Error::Error(ErrorCode code, std::string message, const char* path)
    : Error(code, std::move(message), std::string_view(path)) {}
Error::Error(ErrorCode code, const char* message, const char* path)
    : Error(code, std::string(message), std::string_view(path)) {}
Error::Error(const Error& other) : body_(other.body_ == nullptr ? nullptr : new Body(*other.body_)) {}
void Error::drop(Body* body) { delete body; }
ErrorCode Error::code() const { return body_->code; }
const std::string& Error::message() const { return body_->message; }
const std::string& Error::path() const { return body_->path; }

Error Error::within(std::string_view prefix) && {
  if (!prefix.empty()) {
    std::string& path = body_->path;
    if (!path.empty() && path[0] != '[') path.insert(0, ".");
    path.insert(0, prefix);
  }
  return std::move(*this);
}
Error Error::within(const char* prefix) && { return std::move(*this).within(std::string_view(prefix)); }

Value::Value() noexcept = default;
Value::Value(bool b) : data_(b) {}
Value::Value(double d) : data_(d) {}
Value::Value(int i) : data_(static_cast<double>(i)) {}
Value::Value(std::size_t n) : data_(static_cast<double>(n)) {}
Value::Value(const char* s) : data_(std::string(s)) {}
Value::Value(std::string_view s) : data_(std::string(s)) {}
Value::Value(std::string s) : data_(std::move(s)) {}
Value::Value(Array a) : data_(std::move(a)) {}
Value::Value(Object o) : data_(std::move(o)) {}
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

const char* toString(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidType:
      return "invalid-type";
    case ErrorCode::kOutOfRange:
      return "out-of-range";
    case ErrorCode::kUnknownId:
      return "unknown-id";
    case ErrorCode::kUnknownKey:
      return "unknown-key";
    case ErrorCode::kMissing:
      return "missing";
    case ErrorCode::kSyntax:
      return "syntax";
    case ErrorCode::kBadData:
      return "bad-data";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kTooLarge:
      return "too-large";
    case ErrorCode::kState:
      return "state";
  }
  return "unknown";
}

const char* Value::typeName() const {
  static constexpr const char* kNames[] = {"null", "boolean", "number", "string", "array", "object"};
  return kNames[data_.index()];
}

const Value& Value::operator[](std::string_view key) const {
  static const Value null;
  if (!isObject()) return null;
  for (const auto& [name, value] : members()) {
    if (name == key) return value;
  }
  return null;
}

Value& Value::set(std::string_view key, Value value) {
  if (!isObject()) data_ = Object{};
  auto& object = *std::get_if<Object>(&data_);
  for (auto& [name, old] : object) {
    if (name == key) {
      old = std::move(value);
      return *this;
    }
  }
  object.emplace_back(std::string(key), std::move(value));
  return *this;
}

[[gnu::noinline]] const Value& Value::operator[](const char* key) const {
  return (*this)[std::string_view(key)];
}
bool Value::has(std::string_view key) const { return !(*this)[key].isNull(); }
[[gnu::noinline]] bool Value::has(const char* key) const { return has(std::string_view(key)); }
[[gnu::noinline]] Value& Value::set(const char* key, Value value) {
  return set(std::string_view(key), std::move(value));
}

Value& Value::push(Value value) {
  if (!isArray()) data_ = Array{};
  std::get_if<Array>(&data_)->push_back(std::move(value));
  return *this;
}

std::string Value::shown() const {
  if (isNull()) return "nothing";
  if (isBool()) return boolean() ? "true" : "false";
  if (isNumber()) return formatNumber(number());
  if (isString()) {
    const auto& s = string();
    return filled("\"#\"", {s.size() > 40 ? filled("#…", {s.substr(0, 40)}) : s});
  }
  return filled("an #", {typeName()});
}

namespace {

Error wrongType(std::string_view key, const Value& given, const char* wanted) {
  return {ErrorCode::kInvalidType, filled("# must be #; # was given", {key, wanted, given.shown()}),
          std::string(key)};
}

Error outOfRange(std::string_view key, double given, double min, double max) {
  std::string allowed;
  if (std::isfinite(min) && std::isfinite(max)) {
    allowed = filled("between # and #", {min, max});
  } else if (std::isfinite(min)) {
    allowed = filled("at least #", {min});
  } else if (std::isfinite(max)) {
    allowed = filled("at most #", {max});
  } else {
    allowed = "finite";
  }
  return {ErrorCode::kOutOfRange, filled("# is #; it must be a number #", {key, given, allowed}),
          std::string(key)};
}

std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

Result<double> requireNumber(const Value& object, std::string_view key, double min, double max) {
  const Value& v = object[key];
  if (v.isNull()) return Error{ErrorCode::kMissing, filled("# is missing", {key}), std::string(key)};
  if (!v.isNumber()) return wrongType(key, v, "a number");
  const double x = v.number();
  if (!std::isfinite(x) || x < min || x > max) return outOfRange(key, x, min, max);
  return x;
}

Result<double> readNumber(const Value& object, std::string_view key, double fallback, double min,
                          double max) {
  if (!object.has(key)) return fallback;
  return requireNumber(object, key, min, max);
}

Result<std::int64_t> readInteger(const Value& object, std::string_view key, std::int64_t fallback,
                                 std::int64_t min, std::int64_t max) {
  if (!object.has(key)) return fallback;
  DESCENT_TRY(const double x, requireNumber(object, key, static_cast<double>(min), static_cast<double>(max)));
  if (x != std::floor(x)) return wrongType(key, object[key], "a whole number");
  return static_cast<std::int64_t>(x);
}

Result<bool> readBool(const Value& object, std::string_view key, bool fallback) {
  const Value& v = object[key];
  if (v.isNull()) return fallback;
  if (!v.isBool()) return wrongType(key, v, "true or false");
  return v.boolean();
}

Result<std::string> readString(const Value& object, std::string_view key, std::string_view fallback) {
  const Value& v = object[key];
  if (v.isNull()) return std::string(fallback);
  if (!v.isString()) return wrongType(key, v, "a string");
  return v.string();
}

Status onlyKeys(const Value& object, const std::vector<std::string_view>& known) {
  if (object.isNull()) return {};
  if (!object.isObject()) {
    return Error{ErrorCode::kInvalidType, filled("an object was expected; # was given", {object.shown()}),
                 ""};
  }
  for (const auto& [name, value] : object.members()) {
    if (value.isNull()) continue;
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return Error{
          ErrorCode::kUnknownKey,
          filled("there is no field # here; nearest: #", {Value(name).shown(), nearest(name, known)}), name};
    }
  }
  return {};
}

Status onlyKeys(const Value& object, std::initializer_list<std::string_view> known) {
  return onlyKeys(object, std::vector<std::string_view>(known));
}

std::string nearest(std::string_view given, const std::vector<std::string_view>& known) {
  std::vector<std::pair<std::size_t, std::string_view>> ranked;
  const std::string_view head = given.substr(0, 64);  // hostile input must not cost quadratic time
  for (const auto id : known) ranked.emplace_back(editDistance(head, id), id);
  std::string list;
  for (int k = 0; k < 3 && !ranked.empty(); ++k) {
    // The first of the nearest that are left. Three passes are far less code than a stable sort.
    const auto best = std::min_element(ranked.begin(), ranked.end(),
                                       [](const auto& a, const auto& b) { return a.first < b.first; });
    if (k > 0) list += ", ";
    list += filled("\"#\"", {best->second});
    ranked.erase(best);
  }
  return list.empty() ? "none" : list;
}

Error unknownId(std::string_view what, std::string_view given, const std::vector<std::string_view>& known) {
  return {ErrorCode::kUnknownId,
          filled("there is no # #; nearest: #", {what, Value(given).shown(), nearest(given, known)}), ""};
}

}  // namespace descent
