// Reading the configuration of a map.
#include "core/run/sweep_config.hpp"

#include <algorithm>
#include <cmath>

namespace descent {
namespace {

constexpr std::string_view kScales[] = {"auto", "linear", "log"};
constexpr ParamSpec kAxis[] = {
    ParamSpec::linear("lo", "", 0, -1e300, 1e300),
    ParamSpec::linear("hi", "", 0, -1e300, 1e300),
    ParamSpec::choice("scale", kScales),
};

/// The numeric parameter `key` of the method.
Result<const ParamSpec*> findParam(const OptimizerConfig& optimizer, const Value& key) {
  std::vector<std::string_view> known;
  for (const auto& spec : optimizer.params.specs()) {
    if (spec.scale == Scale::kChoice || spec.scale == Scale::kFlag) continue;
    if (key.isString() && spec.key == key.string()) return &spec;
    known.push_back(spec.key);
  }
  return unknownId("numeric parameter", key.shown(), known).within("param");
}

/// Refuses ends that the parameter may not take, in the words of the optimizer's own reader.
Status allowed(const ParamSpec& spec, const Value& axis) {
  for (const char* end : {"lo", "hi"}) {
    auto read = Params::read({&spec, 1}, Value::object().set(spec.key, axis[end]));
    if (read.ok()) continue;
    return Error{read.error().code(), read.error().message(), end};
  }
  return {};
}

}  // namespace

Result<SweepAxis> readSweepAxis(const Value& axis, const RunSetup& setup, std::int64_t count) {
  SweepAxis read;
  DESCENT_CHECK(onlyKeys(axis, {"start", "param", "lo", "hi", "scale"}));
  if (axis.has("start") == axis.has("param") || !axis.has("lo") || !axis.has("hi")) {
    return Error{ErrorCode::kMissing,
                 "an axis needs lo, hi and either start (a coordinate's number) or param (a parameter's key)",
                 ""};
  }
  DESCENT_TRY(const Params range, Params::read(kAxis, axis));
  const double lo = range["lo"], hi = range["hi"];
  bool logarithmic = range["scale"] == 2;
  if (axis.has("param")) {
    DESCENT_TRY(read.param, findParam(setup.optimizer, axis["param"]));
    DESCENT_CHECK(allowed(*read.param, axis));
    if (range["scale"] == 0) logarithmic = read.param->scale == Scale::kLog && lo > 0 && hi > 0;
  } else {
    DESCENT_TRY(const std::int64_t coordinate, readInteger(axis, "start", 0, 0, setup.dimension() - 1));
    read.coordinate = static_cast<Index>(coordinate);
  }
  if (logarithmic && !(lo > 0 && hi > 0))
    return Error{ErrorCode::kOutOfRange, "a logarithmic axis needs ends above 0", "scale"};
  read.values.resize(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    const double part = count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) : 0;
    double value = logarithmic ? lo * std::pow(hi / lo, part) : lo + (hi - lo) * part;
    // Rounding must not leave a range that ends where the parameter's does.
    value = i == count - 1 && count > 1 ? hi : std::clamp(value, std::min(lo, hi), std::max(lo, hi));
    if (read.param != nullptr && read.param->scale == Scale::kInteger) value = std::round(value);
    read.values[static_cast<std::size_t>(i)] = value;
  }
  return read;
}

Result<SweepTargets> readSweepTargets(const Value& config, const ObjectiveConfig& objective) {
  SweepTargets targets;
  const auto n = static_cast<std::size_t>(objective.problem->size());
  targets.dimension = static_cast<Index>(n);
  const auto minima = objective.minima();
  for (std::size_t row = 0; row + n < minima.size(); row += n + 1) {
    targets.points.insert(targets.points.end(), minima.begin() + static_cast<std::ptrdiff_t>(row),
                          minima.begin() + static_cast<std::ptrdiff_t>(row + n));
  }
  double apart = ParamSpec::kInf;
  for (std::size_t a = 0; a < targets.points.size(); a += n) {
    for (std::size_t b = 0; b < a; b += n) {
      double sum = 0;
      for (std::size_t i = 0; i < n; ++i)
        sum +=
            (targets.points[a + i] - targets.points[b + i]) * (targets.points[a + i] - targets.points[b + i]);
      apart = std::min(apart, std::sqrt(sum));
    }
  }
  double box = 0;
  if (objective.row != nullptr) {
    for (std::size_t i = 0; i < objective.row->lo.size(); ++i)
      box = std::max(box, objective.row->hi[i] - objective.row->lo[i]);
  }
  const double most = std::min(apart / 2, 1e12);
  DESCENT_TRY(targets.within, readNumber(config, "within", std::min(box / 100, most), 0, most));
  return targets;
}

}  // namespace descent
