#include "core/base/tape.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

namespace descent {

std::span<const std::uint8_t> Tape::take(std::size_t n) {
  if (!good_ || rest_.size() < n) {
    good_ = false;
    return {};
  }
  const auto taken = rest_.first(n);
  rest_ = rest_.subspan(n);
  return taken;
}

void Tape::pass(std::span<std::uint8_t> raw) {
  if (mode_ == Mode::kWrite) {
    written_.insert(written_.end(), raw.begin(), raw.end());
    return;
  }
  const auto from = take(raw.size());
  if (mode_ == Mode::kRead && good_) std::copy(from.begin(), from.end(), raw.begin());
}

void Tape::pass(std::int64_t& n, std::int64_t lo, std::int64_t hi) {
  if (mode_ == Mode::kWrite) return pass(bytesOf(&n, 1));
  const auto from = take(sizeof n);
  if (!good_) return;
  std::int64_t found = 0;
  std::memcpy(&found, from.data(), sizeof found);
  good_ = found >= lo && found <= hi;
  if (mode_ == Mode::kRead && good_) n = found;
}

void Tape::pass(std::string& text) {
  auto length = std::min(static_cast<std::int64_t>(text.size()), kMostCharacters);
  if (mode_ == Mode::kWrite) {
    pass(length, 0, kMostCharacters);
    written_.insert(written_.end(), text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length));
    return;
  }
  const auto at = take(sizeof length);
  if (!good_) return;
  std::memcpy(&length, at.data(), sizeof length);
  good_ = length >= 0 && length <= kMostCharacters;
  if (!good_) return;
  const auto from = take(static_cast<std::size_t>(length));
  if (mode_ == Mode::kRead && good_) text.assign(from.begin(), from.end());
}

void Tape::passFinite(std::span<float> numbers) {
  if (mode_ != Mode::kCheck) return pass(bytesOf(numbers.data(), numbers.size()));
  const auto from = take(numbers.size_bytes());
  for (std::size_t i = 0; good_ && i < from.size(); i += sizeof(float)) {
    float number = 0;
    std::memcpy(&number, from.data() + i, sizeof number);
    good_ = std::isfinite(number);
  }
}

std::uint64_t digest(std::span<const std::uint8_t> bytes, std::uint64_t before) {
  const auto mix = [](std::uint64_t h, std::uint64_t word) {
    h = (h ^ word) * 0x9E3779B97F4A7C15ull;
    return h ^ (h >> 32);
  };
  std::uint64_t h = mix(before, bytes.size());
  for (std::size_t i = 0; i < bytes.size(); i += sizeof h) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, std::min(sizeof word, bytes.size() - i));
    h = mix(h, word);
  }
  return h;
}

}  // namespace descent
