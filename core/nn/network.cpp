#include "core/nn/network.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace descent {
namespace {

constexpr ParamSpec kNumbers[] = {
    {"dropout", "p", 0, 0, 1, 0, 0.9, Scale::kLinear, false, true},
    ParamSpec::integer("batchSize", "B", 128, 1, NetworkConfig::kMaxBatch, 1024),
};

std::string layerPath(std::size_t i) { return filled("layers[#]", {i}); }

Result<std::vector<Index>> readLayers(const Value& value) {
  if (value.isNull()) return Error{ErrorCode::kMissing, "layers is missing", "layers"};
  if (!value.isArray()) {
    return Error{
        ErrorCode::kInvalidType,
        filled("layers must be a list of sizes such as [784, 128, 10]; # was given", {value.shown()}),
        "layers"};
  }
  const auto& given = value.array_();
  if (given.size() < 2 || given.size() > static_cast<std::size_t>(NetworkConfig::kMaxLayers)) {
    return Error{ErrorCode::kOutOfRange,
                 filled("layers has # sizes; between 2 (inputs, outputs) and # are allowed",
                        {given.size(), NetworkConfig::kMaxLayers}),
                 "layers"};
  }
  std::vector<Index> layers;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (!given[i].isNumber() ||
        (std::isfinite(given[i].number()) && given[i].number() != std::floor(given[i].number()))) {
      return Error{ErrorCode::kInvalidType,
                   filled("# must be a whole number; # was given", {layerPath(i), given[i].shown()}),
                   layerPath(i)};
    }
    const double n = given[i].number();
    if (!(n >= 1 && n <= static_cast<double>(NetworkConfig::kMaxUnits))) {
      return Error{
          ErrorCode::kOutOfRange,
          filled("# is #; a layer has between 1 and # units", {layerPath(i), n, NetworkConfig::kMaxUnits}),
          layerPath(i)};
    }
    layers.push_back(static_cast<Index>(n));
  }
  return layers;
}

}  // namespace

Index NetworkConfig::parameters() const {
  std::int64_t n = 0;  // 64 sizes of at most 2^16 units: cannot overflow
  for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
    n += (static_cast<std::int64_t>(layers[l]) + 1) * static_cast<std::int64_t>(layers[l + 1]);
  }
  return static_cast<Index>(std::min<std::int64_t>(n, std::numeric_limits<Index>::max()));
}

linalg::Activation NetworkConfig::hidden() const {
  linalg::Activation act{activation.row->kind, 0};
  if (activation.params.has("slope")) act.slope = activation.params["slope"];
  return act;
}

Result<NetworkConfig> parseNetwork(const Value& config) {
  DESCENT_CHECK(onlyKeys(config, {"layers", "activation", "loss", "initializer", "seed", "batchSize",
                                  "dropout", "optimizer", "schedule", "weightAverage"}));
  NetworkConfig network;
  DESCENT_TRY(network.layers, readLayers(config["layers"]));
  if (network.parameters() > NetworkConfig::kMaxParameters) {
    // Name the widest layer: that is the one to make smaller.
    const auto widest =
        std::max_element(network.layers.begin(), network.layers.end()) - network.layers.begin();
    return Error{ErrorCode::kTooLarge,
                 filled("these layers have # parameters; at most # are allowed",
                        {network.parameters(), NetworkConfig::kMaxParameters}),
                 layerPath(static_cast<std::size_t>(widest))};
  }
  auto activation = parseActivation(config["activation"]);
  if (!activation) return std::move(activation).error().within("activation");
  network.activation = std::move(activation).value();
  auto loss = parseLoss(config["loss"]);
  if (!loss) return std::move(loss).error().within("loss");
  network.loss = std::move(loss).value();
  auto initializer = parseInitializer(config["initializer"]);
  if (!initializer) return std::move(initializer).error().within("initializer");
  network.initializer = std::move(initializer).value();

  constexpr std::int64_t kMaxSeed = (std::int64_t{1} << 53) - 1;  // what a JavaScript number holds exactly
  DESCENT_TRY(const std::int64_t seed, readInteger(config, "seed", 1, 0, kMaxSeed));
  network.seed = static_cast<std::uint64_t>(seed);
  // A batch size that is no whole number is of the wrong type, not out of its range.
  DESCENT_CHECK(readInteger(config, "batchSize", network.batchSize, 1, NetworkConfig::kMaxBatch));
  DESCENT_TRY(const Params numbers, Params::read(kNumbers, config));
  network.batchSize = static_cast<Index>(numbers["batchSize"]);
  network.dropout = numbers["dropout"];

  if (network.loss.row->kind == LossKind::kSoftmaxCrossEntropy && network.outputs() < 2) {
    const auto last = layerPath(network.layers.size() - 1);
    return Error{
        ErrorCode::kUnsupported,
        filled("# is 1; softmax needs at least 2 outputs (binary-cross-entropy works with one)", {last}),
        last};
  }
  return network;
}

namespace {
template <class Row>
Value named(const Choice<Row>& choice) {
  if (choice.row->params.empty()) return Value(choice.row->id);
  Value v = Value::object();
  v.set("id", choice.row->id);
  const Value params = choice.params.toValue();
  for (const auto& [key, value] : params.members()) v.set(key, value);
  return v;
}
}  // namespace

Value toValue(const NetworkConfig& config) {
  Value v = Value::object();
  v.set("layers", Value::numbers(config.layers));
  v.set("activation", named(config.activation)).set("loss", named(config.loss));
  v.set("initializer", named(config.initializer));
  v.set("seed", static_cast<double>(config.seed)).set("batchSize", static_cast<double>(config.batchSize));
  v.set("dropout", config.dropout);
  return v;
}

Value describeNetwork() { return describe(kNumbers); }

Layout layoutOf(const NetworkConfig& config) {
  Layout layout;
  for (std::size_t l = 0; l < config.depth(); ++l) {
    const Index in = config.layers[l], out = config.layers[l + 1];
    layout.blocks.push_back({layout.size, out, in, true});
    layout.size += out * in;
    layout.blocks.push_back({layout.size, out, 1, false});
    layout.size += out;
  }
  return layout;
}

template <class T>
Vec<T> initialParameters(const NetworkConfig& config) {
  const Layout layout = layoutOf(config);
  const auto& row = *config.initializer.row;
  Vec<T> parameters = Vec<T>::Zero(layout.size);
  Rng rng(config.seed, kInitStream);
  double in = 1, out = 1;
  for (const auto& block : layout.blocks) {
    if (block.weights) {
      in = static_cast<double>(block.cols);
      out = static_cast<double>(block.rows);
    } else if (!row.biases) {
      continue;
    }
    for (Index i = 0; i < block.rows * block.cols; ++i) {
      parameters[block.offset + i] = static_cast<T>(row.draw(rng, in, out, config.initializer.params));
    }
  }
  return parameters;
}

template Vec<float> initialParameters<float>(const NetworkConfig&);
template Vec<double> initialParameters<double>(const NetworkConfig&);

}  // namespace descent
