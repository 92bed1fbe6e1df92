// What a network is, before it has weights: a validated configuration and the layout of its flat parameter
// vector.
#pragma once

#include <cstdint>
#include <vector>

#include "core/nn/tables.hpp"
#include "core/optim/optimizer.hpp"

namespace descent {

/// A multilayer perceptron: layers[0] inputs, layers.back() outputs, the activation between layers, none
/// after the last (the loss works on the outputs as they are: logits, or predictions for mse).
struct NetworkConfig {
  static constexpr Index kMaxUnits = 65'536;
  static constexpr Index kMaxLayers = 64;
  static constexpr Index kMaxParameters = 50'000'000;
  static constexpr Index kMaxBatch = 65'536;

  std::vector<Index> layers;
  Choice<ActivationRow> activation;
  Choice<LossRow> loss;
  Choice<InitializerRow> initializer;
  std::uint64_t seed = 1;
  Index batchSize = 128;
  double dropout = 0;  ///< share of the hidden units silenced in a training step, [0, 1)

  /// Number of weight layers, layers.size() - 1.
  std::size_t depth() const { return layers.size() - 1; }
  Index inputs() const { return layers.front(); }
  Index outputs() const { return layers.back(); }
  Index parameters() const;
  linalg::Activation hidden() const;
};

/// Reads { layers, activation, loss, initializer, seed, batchSize, dropout }; `optimizer`, `schedule` and
/// `weightAverage` may
/// stand beside them and are not looked at. Bad sizes are refused with the path of the layer, e.g.
/// `layers[1]`.
Result<NetworkConfig> parseNetwork(const Value& config);

/// The configuration in full, defaults included.
Value toValue(const NetworkConfig& config);

/// What of it is a plain number, as the catalogue shows it.
Value describeNetwork();

/// Per layer the weights (out × in, row-major), then the biases.
Layout layoutOf(const NetworkConfig& config);

/// The initial parameters: a pure function of the configuration. Layer by layer, weights in order, then
/// biases, are drawn from Rng(seed, kInitStream) in double and rounded to T.
template <class T>
Vec<T> initialParameters(const NetworkConfig& config);

inline constexpr std::uint64_t kInitStream = 1;
/// Dropout masks of step s come from Rng(seed, kDropoutStream + s).
inline constexpr std::uint64_t kDropoutStream = std::uint64_t{3} << 32;

}  // namespace descent
