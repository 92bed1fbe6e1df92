// Parameters described once: from a ParamSpec come the JavaScript API's defaults and checks, every slider,
// every URL key and the parametrised tests.
#pragma once

#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/value.hpp"

namespace descent {

enum class Scale { kLinear, kLog, kInteger, kChoice, kFlag };

/// One parameter of a row of a table. `initial` is its default; a choice's value is its index in `choices`,
/// a flag's is 0 or 1. `lo`..`hi` is what a slider offers, `min`..`max` what is accepted (`openMin`/`openMax`
/// exclude the ends, as in beta1 < 1).
struct ParamSpec {
  std::string_view key;     ///< camelCase, e.g. "beta1"
  std::string_view symbol;  ///< TeX, e.g. "\\beta_1"
  double initial;
  double min, max;
  double lo, hi;
  Scale scale = Scale::kLinear;
  bool openMin = false, openMax = false;
  std::span<const std::string_view> choices = {};

  static constexpr double kInf = std::numeric_limits<double>::infinity();

  static constexpr ParamSpec linear(std::string_view key, std::string_view symbol, double initial, double min,
                                    double max) {
    return {key, symbol, initial, min, max, min, max};
  }
  /// Any number > 0 (so that 0 and below are refused); a slider runs lo..hi on a logarithmic scale.
  static constexpr ParamSpec positive(std::string_view key, std::string_view symbol, double initial,
                                      double lo, double hi) {
    return {key, symbol, initial, 0, 1e12, lo, hi, Scale::kLog, true, false};
  }
  /// Any number >= 0 with a logarithmic slider lo..hi (epsilons, penalties).
  static constexpr ParamSpec nonNegative(std::string_view key, std::string_view symbol, double initial,
                                         double lo, double hi) {
    return {key, symbol, initial, 0, 1e12, lo, hi, Scale::kLog};
  }
  /// A decay rate in [0, 1).
  static constexpr ParamSpec decay(std::string_view key, std::string_view symbol, double initial) {
    return {key, symbol, initial, 0, 1, 0, 0.999, Scale::kLinear, false, true};
  }
  static constexpr ParamSpec integer(std::string_view key, std::string_view symbol, double initial,
                                     double min, double max, double hi) {
    return {key, symbol, initial, min, max, min, hi, Scale::kInteger};
  }
  static constexpr ParamSpec choice(std::string_view key, std::span<const std::string_view> choices,
                                    double initial = 0) {
    return {key,
            "",
            initial,
            0,
            static_cast<double>(choices.size()) - 1,
            0,
            static_cast<double>(choices.size()) - 1,
            Scale::kChoice,
            false,
            false,
            choices};
  }
  static constexpr ParamSpec flag(std::string_view key, bool initial) {
    return {key, "", initial ? 1.0 : 0.0, 0, 1, 0, 1, Scale::kFlag};
  }
  /// The learning rate, the first parameter of every row that has one.
  static constexpr ParamSpec learningRate(double initial, double lo = 1e-4, double hi = 2) {
    return positive("lr", "\\eta", initial, lo, hi);
  }
};

/// The values of a row's parameters: defaults, overridden by what a configuration gives.
class Params {
 public:
  Params() = default;
  explicit Params(std::span<const ParamSpec> specs);

  /// Reads every spec's key from `object`; unset keys take the default. Does not look at other keys.
  static Result<Params> read(std::span<const ParamSpec> specs, const Value& object);

  /// The value of `key`, or 0 if this row has no such parameter (the tables' tests forbid asking for one).
  double operator[](std::string_view key) const;
  double operator[](const char* key) const;
  bool has(std::string_view key) const;
  bool flag(const char* key) const { return (*this)[key] != 0; }
  /// A choice as the enumerator with the same index.
  template <class Enum>
  Enum choice(const char* key) const {
    return static_cast<Enum>(static_cast<int>((*this)[key]));
  }
  Params& set(std::string_view key, double value);
  std::span<const ParamSpec> specs() const { return specs_; }

  /// All values, choices by name, as a configuration that reads back as these parameters.
  Value toValue() const;

 private:
  std::span<const ParamSpec> specs_;
  std::vector<double> values_;
};

/// One spec as the catalogue shows it: { key, symbol, default, min, max, lo, hi, scale, choices? }.
Value describe(const ParamSpec& spec);
Value describe(std::span<const ParamSpec> specs);

}  // namespace descent
