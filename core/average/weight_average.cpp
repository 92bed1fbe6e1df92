#include "core/average/weight_average.hpp"

namespace descent {

Result<WeightAverageConfig> parseWeightAverage(const Value& spec) {
  if (!spec.isObject()) {
    return Error{ErrorCode::kInvalidType,
                 filled("an average of weights is an object with a kind; # was given", {spec.shown()}), ""};
  }
  DESCENT_TRY(const auto kind, readString(spec, "kind", ""));
  if (kind.empty())
    return Error{ErrorCode::kMissing, "an average of weights needs a kind: \"swa\" or \"ema\"", "kind"};
  if (kind != "swa" && kind != "ema")
    return unknownId("average of weights", kind, {"swa", "ema"}).within("kind");
  WeightAverageConfig config;
  config.kind = kind == "swa" ? WeightAverageConfig::Kind::kSwa : WeightAverageConfig::Kind::kEma;
  if (config.kind == WeightAverageConfig::Kind::kEma) {
    DESCENT_CHECK(onlyKeys(spec, {"kind", "decay", "start", "every"}));
  } else {
    DESCENT_CHECK(onlyKeys(spec, {"kind", "start", "every"}));
  }
  DESCENT_TRY(config.decay, readNumber(spec, "decay", config.decay, 0, 1));
  if (config.decay == 1) {
    return Error{ErrorCode::kOutOfRange, "decay was 1; it must be a number of at least 0 and less than 1",
                 "decay"};
  }
  DESCENT_TRY(config.start, readInteger(spec, "start", config.start, 1, 1'000'000'000));
  DESCENT_TRY(config.every, readInteger(spec, "every", config.every, 1, 1'000'000'000));
  return config;
}

Value toValue(const WeightAverageConfig& config) {
  const bool ema = config.kind == WeightAverageConfig::Kind::kEma;
  Value v = Value::object().set("kind", ema ? "ema" : "swa");
  if (ema) v.set("decay", config.decay);
  return v.set("start", static_cast<double>(config.start)).set("every", static_cast<double>(config.every));
}

}  // namespace descent
