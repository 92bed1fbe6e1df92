#include "core/data/batches.hpp"

#include <algorithm>
#include <numeric>

#include "core/base/rng.hpp"

namespace descent {

Batches::Batches(Index rows, Index batchSize, std::uint64_t seed)
    : rows_(rows), batchSize_(batchSize), seed_(seed), order_(static_cast<std::size_t>(rows)) {}

void Batches::rewind() {
  epoch_ = 0;
  position_ = 0;
}

void Batches::shuffle() {
  std::iota(order_.begin(), order_.end(), 0u);
  Rng rng(seed_, kShuffleStream + static_cast<std::uint64_t>(epoch_));
  rng.shuffle(std::span<std::uint32_t>(order_));
}

void Batches::pass(Tape& tape) {
  std::int64_t position = position_;
  tape.pass(epoch_, 0, std::int64_t{1} << 53);
  tape.pass(position, 0, rows_ - 1);
  position_ = static_cast<Index>(position);
  if (tape.mode() == Tape::Mode::kRead && position_ > 0) shuffle();
}

std::span<const std::uint32_t> Batches::next() {
  if (position_ == 0) shuffle();
  const Index count = std::min(batchSize_, rows_ - position_);
  const std::span<const std::uint32_t> batch(order_.data() + position_, static_cast<std::size_t>(count));
  position_ += count;
  if (position_ == rows_) {
    position_ = 0;
    ++epoch_;
  }
  return batch;
}

}  // namespace descent
