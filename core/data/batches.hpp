// Which samples each step visits.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/tape.hpp"
#include "core/base/types.hpp"

namespace descent {

/// Epochs of mini-batches: each epoch is a fresh permutation of all samples, cut into batches; the last one
/// of an epoch keeps what remains. The permutation of epoch e comes from Rng(seed, kShuffleStream + e) alone,
/// so any epoch can be reached without the ones before it.
class Batches {
 public:
  static constexpr std::uint64_t kShuffleStream = std::uint64_t{1} << 32;

  Batches() = default;
  /// rows, batchSize >= 1. The only place that allocates.
  Batches(Index rows, Index batchSize, std::uint64_t seed);

  /// The next batch; valid until the next call. Shuffles when an epoch begins.
  std::span<const std::uint32_t> next();
  /// Epochs completed so far, and the position inside the present one.
  std::int64_t epoch() const { return epoch_; }
  Index position() const { return position_; }
  /// Starts again from the first epoch.
  void rewind();
  /// Puts away or takes up the place; rows, batch size and seed must be those it was put away with.
  void pass(Tape& tape);

 private:
  void shuffle();
  Index rows_ = 0, batchSize_ = 1, position_ = 0;
  std::int64_t epoch_ = 0;
  std::uint64_t seed_ = 0;
  std::vector<std::uint32_t> order_;
};

}  // namespace descent
