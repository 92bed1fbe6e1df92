// Reading the configuration of a map.
#include "core/run/sweep_config.hpp"

#include <algorithm>
#include <cmath>

#include "core/run/sweep.hpp"

namespace descent {
namespace {

constexpr std::string_view kScales[] = {"linear", "log"};

/// The numeric parameter `key` of the method, kept by the configuration that was read.
Result<const ParamSpec*> findParam(const OptimizerConfig& optimizer, const std::string& key) {
  std::vector<std::string_view> known;
  for (const auto& spec : optimizer.params.specs()) {
    if (spec.scale == Scale::kChoice || spec.scale == Scale::kFlag) continue;
    if (spec.key == key) return &spec;
    known.push_back(spec.key);
  }
  return unknownId("number among the parameters of \"" + std::string(optimizer.row->id) + "\"", key, known)
      .within("param");
}

/// Refuses what the parameter may not be, in the words of the optimizer's own reader.
Status allowed(const ParamSpec& spec, const Value& range, const char* end) {
  Value one = Value::object();
  one.set(spec.key, range[end]);
  const auto read = Params::read({&spec, 1}, one);
  if (read.ok()) return {};
  Error error = read.error();
  error.path = end;
  return error;
}

}  // namespace

Result<SweepAxis> readSweepAxis(const Value& axis, const RunSetup& setup, std::int64_t count) {
  SweepAxis read;
  const bool ofParam = axis.has("param");
  DESCENT_CHECK(ofParam ? onlyKeys(axis, {"param", "lo", "hi", "scale"})
                        : onlyKeys(axis, {"start", "lo", "hi"}));
  DESCENT_TRY(const double lo, requireNumber(axis, "lo", -1e300, 1e300));
  DESCENT_TRY(const double hi, requireNumber(axis, "hi", -1e300, 1e300));
  bool logarithmic = false;
  if (ofParam) {
    DESCENT_TRY(const std::string key, readString(axis, "param", ""));
    DESCENT_TRY(read.param, findParam(setup.optimizer, key));
    DESCENT_CHECK(allowed(*read.param, axis, "lo"));
    DESCENT_CHECK(allowed(*read.param, axis, "hi"));
    const auto usual = kScales[read.param->scale == Scale::kLog && lo > 0 && hi > 0 ? 1 : 0];
    DESCENT_TRY(const std::string scale, readString(axis, "scale", usual));
    if (scale != kScales[0] && scale != kScales[1])
      return unknownId("scale", scale, {kScales[0], kScales[1]}).within("scale");
    logarithmic = scale == kScales[1];
    if (logarithmic && !(lo > 0 && hi > 0))
      return Error{ErrorCode::kOutOfRange, "a logarithmic axis needs ends above 0", lo > 0 ? "hi" : "lo"};
  } else {
    if (!axis.has("start"))
      return Error{ErrorCode::kMissing,
                   "an axis needs start (a coordinate's number) or param (a parameter's key)", ""};
    DESCENT_TRY(const std::int64_t coordinate, readInteger(axis, "start", 0, 0, setup.dimension() - 1));
    read.coordinate = static_cast<Index>(coordinate);
  }
  read.values.resize(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    const double part = count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) : 0;
    // The ends exactly, so that a closed range is never left by rounding.
    double value = i == 0           ? lo
                   : i == count - 1 ? hi
                   : logarithmic    ? lo * std::pow(hi / lo, part)
                                    : lo + (hi - lo) * part;
    if (read.param != nullptr) {
      value = std::clamp(value, std::min(lo, hi), std::max(lo, hi));
      if (read.param->scale == Scale::kInteger) value = std::round(value);
    }
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
