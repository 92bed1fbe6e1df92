// Two doubles computed at once, with the operators of one: a formula written as a template over its scalar
// runs on lanes unchanged, and each lane has the same bits as a run on double.
#pragma once

#include <cstddef>
#include <cstring>

// Also where the compiler minds size above all: a call would cost more than the operation.
#define DESCENT_INLINE [[gnu::always_inline]] inline

namespace descent {

struct Lanes {
  using Pair = double __attribute__((vector_size(16)));
  static constexpr std::ptrdiff_t kCount = 2;

  Pair pair;

  Lanes() = default;
  DESCENT_INLINE Lanes(double x)
      : pair{x, x} {}  // NOLINT(google-explicit-constructor): a constant in a formula
  DESCENT_INLINE explicit Lanes(Pair p) : pair(p) {}

  DESCENT_INLINE static Lanes load(const double* p) {
    Lanes a;
    std::memcpy(&a.pair, p, sizeof a.pair);
    return a;
  }
  DESCENT_INLINE void store(double* p) const { std::memcpy(p, &pair, sizeof pair); }

  DESCENT_INLINE friend Lanes operator-(Lanes a) { return Lanes(-a.pair); }
  DESCENT_INLINE friend Lanes operator+(Lanes a, Lanes b) { return Lanes(a.pair + b.pair); }
  DESCENT_INLINE friend Lanes operator-(Lanes a, Lanes b) { return Lanes(a.pair - b.pair); }
  DESCENT_INLINE friend Lanes operator*(Lanes a, Lanes b) { return Lanes(a.pair * b.pair); }
  DESCENT_INLINE friend Lanes operator/(Lanes a, Lanes b) { return Lanes(a.pair / b.pair); }
  DESCENT_INLINE Lanes& operator+=(Lanes b) { return *this = *this + b; }

  /// All bits of a lane set where it holds, none elsewhere.
  using Mask = decltype(Pair{} < Pair{});
  DESCENT_INLINE friend Mask operator<(Lanes a, Lanes b) { return a.pair < b.pair; }
  DESCENT_INLINE friend Mask operator<=(Lanes a, Lanes b) { return a.pair <= b.pair; }
  DESCENT_INLINE friend Mask operator!=(Lanes a, Lanes b) { return a.pair != b.pair; }
  DESCENT_INLINE friend Lanes select(Mask mask, Lanes a, Lanes b) { return Lanes(mask ? a.pair : b.pair); }
  DESCENT_INLINE friend Lanes abs(Lanes a) {
    return Lanes(reinterpret_cast<Pair>(reinterpret_cast<Mask>(a.pair) & ~reinterpret_cast<Mask>(-Pair{})));
  }
};

inline bool any(Lanes::Mask mask) { return (mask[0] | mask[1]) != 0; }

}  // namespace descent

#undef DESCENT_INLINE
