// A portable random number generator: the same numbers from the same seed with every compiler and library
// (std::normal_distribution and std::shuffle are not portable).
#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <utility>

namespace descent {

/// xoshiro256** (Blackman & Vigna, 2018), seeded by splitmix64. Copyable: a copy continues the same stream.
class Rng {
 public:
  /// `stream` separates independent uses of one seed (initialisation, batching, noise ...).
  explicit Rng(std::uint64_t seed, std::uint64_t stream = 0) {
    std::uint64_t x = seed ^ (stream * 0x9E3779B97F4A7C15ull + 0xD1B54A32D192ED03ull);
    for (auto& word : state_) word = splitmix(x);
  }

  std::uint64_t next() {
    const std::uint64_t result = rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotl(state_[3], 45);
    return result;
  }

  /// Uniform on [0, 1), 53 random bits.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  double uniform(double lo, double hi) { return lo + (hi - lo) * uniform(); }

  /// Uniform on {0, ..., n-1}, n >= 1, without bias (Lemire's rejection on 32-bit halves).
  std::uint32_t below(std::uint32_t n) {
    std::uint64_t m = (next() >> 32) * n;
    auto low = static_cast<std::uint32_t>(m);
    if (low < n) {
      const std::uint32_t threshold = (0u - n) % n;
      while (low < threshold) {
        m = (next() >> 32) * n;
        low = static_cast<std::uint32_t>(m);
      }
    }
    return static_cast<std::uint32_t>(m >> 32);
  }

  /// Standard normal by Marsaglia's polar method (1964): needs only log and sqrt, yields pairs.
  double normal() {
    if (hasSpare_) {
      hasSpare_ = false;
      return spare_;
    }
    double u = 0, v = 0, s = 0;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s == 0);
    const double k = std::sqrt(-2 * std::log(s) / s);
    spare_ = v * k;
    hasSpare_ = true;
    return u * k;
  }

  /// +1 or -1 with equal probability.
  double rademacher() { return (next() >> 63) != 0 ? 1.0 : -1.0; }

  /// Fisher-Yates shuffle in place.
  template <class U>
  void shuffle(std::span<U> items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[below(static_cast<std::uint32_t>(i))]);
    }
  }

  /// Names all that the next numbers depend on.
  template <class Memory>
  void rememberedBy(Memory& memory) {
    for (auto& word : state_) memory.add(word);
    memory.add(spare_);
    memory.add(hasSpare_, 1);
  }

 private:
  static std::uint64_t rotl(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
  static std::uint64_t splitmix(std::uint64_t& x) {
    std::uint64_t z = (x += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }

  std::uint64_t state_[4];
  double spare_ = 0;
  bool hasSpare_ = false;
};

}  // namespace descent
