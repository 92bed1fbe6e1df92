#include "core/base/param.hpp"

#include <algorithm>
#include <cmath>

namespace descent {
namespace {

const char* scaleName(Scale scale) {
  switch (scale) {
    case Scale::kLinear:
      return "linear";
    case Scale::kLog:
      return "log";
    case Scale::kInteger:
      return "integer";
    case Scale::kChoice:
      return "choice";
    case Scale::kFlag:
      return "flag";
  }
  return "linear";
}

Error refused(const ParamSpec& spec, const Value& given, ErrorCode code) {
  std::string allowed;
  if (spec.scale == Scale::kChoice) {
    allowed = "one of";
    for (std::size_t i = 0; i < spec.choices.size(); ++i) {
      allowed += filled("##\"", {i > 0 ? ", \"" : " \"", spec.choices[i]});
    }
  } else if (spec.scale == Scale::kFlag) {
    allowed = "true or false";
  } else {
    allowed = spec.scale == Scale::kInteger ? "a whole number " : "a number ";
    allowed += filled("##", {spec.openMin ? "greater than " : "of at least ", spec.min});
    allowed += filled("##", {spec.openMax ? " and less than " : " and at most ", spec.max});
  }
  const std::string key(spec.key);
  return {code, filled("# was #; it must be #", {key, given.shown(), allowed}), key};
}

Result<double> readOne(const ParamSpec& spec, const Value& given) {
  if (given.isNull()) return spec.initial;
  if (spec.scale == Scale::kChoice) {
    if (!given.isString()) return refused(spec, given, ErrorCode::kInvalidType);
    const auto found = std::find(spec.choices.begin(), spec.choices.end(), given.string());
    if (found == spec.choices.end()) return refused(spec, given, ErrorCode::kUnknownId);
    return static_cast<double>(found - spec.choices.begin());
  }
  if (spec.scale == Scale::kFlag) {
    if (!given.isBool()) return refused(spec, given, ErrorCode::kInvalidType);
    return given.boolean() ? 1.0 : 0.0;
  }
  if (!given.isNumber()) return refused(spec, given, ErrorCode::kInvalidType);
  const double x = given.number();
  const bool tooLow = spec.openMin ? !(x > spec.min) : !(x >= spec.min);
  const bool tooHigh = spec.openMax ? !(x < spec.max) : !(x <= spec.max);
  if (tooLow || tooHigh) return refused(spec, given, ErrorCode::kOutOfRange);
  if (spec.scale == Scale::kInteger && x != std::floor(x))
    return refused(spec, given, ErrorCode::kOutOfRange);
  return x;
}

}  // namespace

Params::Params(std::span<const ParamSpec> specs) : specs_(specs) {
  values_.reserve(specs.size());
  for (const auto& spec : specs) values_.push_back(spec.initial);
}

Result<Params> Params::read(std::span<const ParamSpec> specs, const Value& object) {
  Params params(specs);
  for (std::size_t i = 0; i < specs.size(); ++i) {
    DESCENT_TRY(params.values_[i], readOne(specs[i], object[specs[i].key]));
  }
  return params;
}

double Params::operator[](std::string_view key) const {
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    if (specs_[i].key == key) return values_[i];
  }
  return 0;
}

[[gnu::noinline]] double Params::operator[](const char* key) const { return (*this)[std::string_view(key)]; }

bool Params::has(std::string_view key) const {
  return std::any_of(specs_.begin(), specs_.end(), [&](const ParamSpec& s) { return s.key == key; });
}

Params& Params::set(std::string_view key, double value) {
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    if (specs_[i].key == key) values_[i] = value;
  }
  return *this;
}

Value Params::toValue() const {
  Value v = Value::object();
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    const auto& spec = specs_[i];
    if (spec.scale == Scale::kChoice) {
      v.set(spec.key, spec.choices[static_cast<std::size_t>(values_[i])]);
    } else if (spec.scale == Scale::kFlag) {
      v.set(spec.key, values_[i] != 0);
    } else {
      v.set(spec.key, values_[i]);
    }
  }
  return v;
}

Value describe(const ParamSpec& spec) {
  Value v = Value::object();
  v.set("key", spec.key).set("symbol", spec.symbol).set("scale", scaleName(spec.scale));
  if (spec.scale == Scale::kChoice) {
    Value choices = Value::array();
    for (const auto c : spec.choices) choices.push(c);
    v.set("default", spec.choices[static_cast<std::size_t>(spec.initial)]).set("choices", std::move(choices));
  } else if (spec.scale == Scale::kFlag) {
    v.set("default", spec.initial != 0);
  } else {
    v.set("default", spec.initial).set("min", spec.min).set("max", spec.max);
    v.set("openMin", spec.openMin).set("openMax", spec.openMax).set("lo", spec.lo).set("hi", spec.hi);
  }
  return v;
}

Value describe(std::span<const ParamSpec> specs) {
  Value list = Value::array();
  for (const auto& spec : specs) list.push(describe(spec));
  return list;
}

}  // namespace descent
