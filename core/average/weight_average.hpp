// Averages of a run's parameters, evaluated in place of the last ones.
#pragma once

#include <cstdint>

#include "core/base/tape.hpp"
#include "core/base/types.hpp"
#include "core/base/value.hpp"

namespace descent {

/// swa: the plain mean (Izmailov et al., Averaging weights leads to wider optima and better generalization,
/// 2018); ema: avg <- decay avg + (1 - decay) x, the first value copied (Polyak & Juditsky 1992 in its
/// exponential form; Keras).
struct WeightAverageConfig {
  enum class Kind { kSwa, kEma };
  Kind kind = Kind::kSwa;
  double decay = 0.99;     ///< ema only, in [0, 1)
  std::int64_t start = 1;  ///< the first step (from 1) that counts
  std::int64_t every = 1;  ///< from there, each how-many-eth step counts
};

/// Reads { kind: "swa" | "ema", decay (ema only), start, every }.
Result<WeightAverageConfig> parseWeightAverage(const Value& spec);
/// The configuration in full, defaults included.
Value toValue(const WeightAverageConfig& config);

template <class T>
class WeightAverage {
 public:
  explicit WeightAverage(const WeightAverageConfig& config) : config_(config) {}

  /// Forgets everything and makes room for n parameters; the only place that allocates.
  void reset(Index n) {
    values_.setZero(n);
    count_ = 0;
  }

  /// Takes in the parameters after step number `step` (1, 2, ...) if that step counts.
  void observe(ConstVecRef<T> x, std::int64_t step) {
    if (step < config_.start || (step - config_.start) % config_.every != 0) return;
    ++count_;
    if (count_ == 1) {
      values_ = x;
      return;
    }
    const bool ema = config_.kind == WeightAverageConfig::Kind::kEma;
    const T w = static_cast<T>(ema ? 1 - config_.decay : 1 / static_cast<double>(count_));
    const T* const from = x.data();
    T* const to = values_.data();
    for (Index i = 0; i < values_.size(); ++i) to[i] += w * (from[i] - to[i]);
  }

  /// How many sets of parameters went into the average; 0: values() means nothing yet.
  std::int64_t count() const { return count_; }
  const Vec<T>& values() const { return values_; }
  const WeightAverageConfig& config() const { return config_; }
  /// Puts away or takes up all of it.
  void pass(Tape& tape) {
    tape.pass(count_, 0, std::int64_t{1} << 53);
    tape.pass(bytesOf(values_.data(), static_cast<std::size_t>(values_.size())));
  }

 private:
  WeightAverageConfig config_;
  Vec<T> values_;
  std::int64_t count_ = 0;
};

}  // namespace descent
