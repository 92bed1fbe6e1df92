#include "core/average/average.hpp"

#include <algorithm>
#include <cmath>

namespace descent {

std::vector<double> simpleAverage(std::span<const double> values, std::size_t window) {
  std::vector<double> out;
  for (std::size_t end = window; end <= values.size(); ++end) {
    double sum = 0;  // summed anew each time: a running sum would carry rounding errors along
    for (std::size_t i = end - window; i < end; ++i) sum += values[i];
    out.push_back(sum / static_cast<double>(window));
  }
  return out;
}

std::vector<double> exponentialAverage(std::span<const double> values, double rho, AverageInit init,
                                       bool biasCorrection) {
  std::vector<double> out;
  out.reserve(values.size());
  double v = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    v = i == 0 && init == AverageInit::kFirst ? values[i] : rho * v + (1 - rho) * values[i];
    out.push_back(biasCorrection ? v / (1 - std::pow(rho, static_cast<double>(i + 1))) : v);
  }
  return out;
}

namespace {

Result<std::vector<double>> readSeries(const Value& request) {
  const Value& given = request["values"];
  if (given.isNull())
    return Error{ErrorCode::kMissing, "an average needs values, a list of numbers", "values"};
  if (!given.isArray()) {
    return Error{ErrorCode::kInvalidType,
                 filled("values must be a list of numbers; # was given", {given.shown()}), "values"};
  }
  std::vector<double> series;
  for (const Value& value : given.array_()) {
    if (!value.isNumber() || !std::isfinite(value.number())) {
      const std::string path = filled("values[#]", {series.size()});
      return Error{value.isNumber() ? ErrorCode::kOutOfRange : ErrorCode::kInvalidType,
                   filled("# was #; it must be a finite number", {path, value.shown()}), path};
    }
    series.push_back(value.number());
  }
  return series;
}

Result<std::vector<double>> simple(const Value& request) {
  DESCENT_CHECK(onlyKeys(request, {"kind", "values", "window"}));
  DESCENT_TRY(const auto series, readSeries(request));
  const auto most = static_cast<std::int64_t>(series.empty() ? 1 : series.size());
  DESCENT_TRY(const auto window, readInteger(request, "window", std::min<std::int64_t>(2, most), 1, most));
  return simpleAverage(series, static_cast<std::size_t>(window));
}

Result<std::vector<double>> exponential(const Value& request) {
  DESCENT_CHECK(onlyKeys(request, {"kind", "values", "rho", "init", "biasCorrection"}));
  DESCENT_TRY(const auto series, readSeries(request));
  DESCENT_TRY(const double rho, readNumber(request, "rho", 0.9, 0, 1));
  if (rho == 1) {
    return Error{ErrorCode::kOutOfRange, "rho was 1; it must be a number of at least 0 and less than 1",
                 "rho"};
  }
  DESCENT_TRY(const auto init, readString(request, "init", "zero"));
  if (init != "zero" && init != "first") {
    return Error{ErrorCode::kUnknownId,
                 filled("init was \"#\"; it must be one of \"zero\", \"first\"", {init}), "init"};
  }
  DESCENT_TRY(const bool corrected, readBool(request, "biasCorrection", false));
  if (corrected && init == "first") {
    return Error{
        ErrorCode::kUnsupported,
        "biasCorrection makes up for a start at zero; with init \"first\" there is nothing to correct",
        "biasCorrection"};
  }
  return exponentialAverage(series, rho, init == "zero" ? AverageInit::kZero : AverageInit::kFirst,
                            corrected);
}

}  // namespace

Result<std::vector<double>> average(const Value& request) {
  if (!request.isObject()) {
    return Error{ErrorCode::kInvalidType,
                 filled("an average is asked for by an object; # was given", {request.shown()}), ""};
  }
  DESCENT_TRY(const auto kind, readString(request, "kind", ""));
  if (kind == "sma") return simple(request);
  if (kind == "ewa") return exponential(request);
  if (kind.empty()) return Error{ErrorCode::kMissing, "an average needs a kind: \"sma\" or \"ewa\"", "kind"};
  return unknownId("average", kind, {"sma", "ewa"}).within("kind");
}

}  // namespace descent
