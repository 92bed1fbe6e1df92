// What each layer does with some samples: activations, slopes, gradients and weights in numbers. The
// vanishing gradient seen from inside (Bengio, Simard & Frasconi, 1994; Glorot & Bengio, 2010).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/run/train.hpp"

namespace descent {

/// Counts in equal bins from lo to hi, hi in the last one. Where all values are equal, lo = hi and the first
/// bin has all.
struct Histogram {
  double lo = 0, hi = 0;
  std::vector<std::uint32_t> counts;
};
/// Of n finite values (>= 1); values that are not finite are left out.
Histogram histogram(const float* values, Index n, Index bins);

/// One weight layer. Activations are those of all samples and units, after the activation function (the last
/// layer's: its outputs, before softmax or sigmoid).
struct LayerInsight {
  double mean = 0, deviation = 0;  ///< of the activations; the deviation of the population
  double zeros = 0;                ///< share of activations that are exactly 0
  double saturated = 0;            ///< share where |act'| < kSaturated of its largest value
  double slope = 1;                ///< mean of |act'(z)|
  double slopeProduct = 1;         ///< of this layer's slope and those of all layers above it
  double gradientNorm = 0, biasGradientNorm = 0, weightNorm = 0;
  /// |change of the weights in the run's last step| / |weights before|; NaN where there is none.
  double updateRatio = 0;
  Histogram activations, gradients, weights;  ///< gradients and weights without those of the biases
};

struct Insight {
  double loss = 0;
  std::vector<LayerInsight> layers;
};

/// The share of a slope's largest value (1/4 for sigmoid, else 1) below which a unit counts as saturated.
inline constexpr double kSaturated = 0.01;
inline constexpr std::size_t kMaxInsightSamples = 4096;

/// At the run's present parameters, over 1 to kMaxInsightSamples samples, without dropout. `bins` 1..1024.
/// Paths: `samples`, `samples[17]`, `bins`.
Result<Insight> insight(const TrainRun& run, Split split, std::span<const std::uint32_t> samples, Index bins);

}  // namespace descent
