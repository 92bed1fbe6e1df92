// Element-wise arithmetic on packs: 16 bytes of numbers, four floats or two doubles, as the compiler's own
// vectors. WebAssembly is compiled for size, where compilers leave loops scalar; written on packs, the loops
// of the methods are vector code at every level of optimisation, and smaller. Lanes never meet: every element
// has the bits that a loop over single numbers would give it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>
#include <utility>

#include "core/base/types.hpp"

namespace descent {

namespace packs {
template <class T>
struct Of {
  typedef T Type __attribute__((vector_size(16)));
};
}  // namespace packs

template <class T>
using Pack = typename packs::Of<T>::Type;
template <class T>
inline constexpr Index kLanes = 16 / static_cast<Index>(sizeof(T));

/// A pack, as opposed to a number.
template <class P>
concept AnyPack = std::is_same_v<P, Pack<float>> || std::is_same_v<P, Pack<double>>;

template <AnyPack P>
[[gnu::always_inline]] inline P root(P v) {
#if defined(__clang__) && __has_builtin(__builtin_elementwise_sqrt)
  return __builtin_elementwise_sqrt(v);
#else
  for (std::size_t k = 0; k < sizeof v / sizeof v[0]; ++k) v[k] = std::sqrt(v[k]);
  return v;
#endif
}

template <AnyPack P>
[[gnu::always_inline]] inline P magnitude(P v) {
  using Bits = decltype(v == v);
  return reinterpret_cast<P>(reinterpret_cast<Bits>(v) & ~reinterpret_cast<Bits>(-P{}));
}

/// a where a > b, else b.
template <AnyPack P>
[[gnu::always_inline]] inline P larger(P a, P b) {
  return a > b ? a : b;
}

/// As ratio and signOf of numbers (kernel.hpp).
template <AnyPack P>
[[gnu::always_inline]] inline P ratio(P n, P d) {
  return n / (d + (d == P{} ? P{} + 1 : P{}));
}
template <AnyPack P>
[[gnu::always_inline]] inline P signOf(P a) {
  const P one = P{} + 1;
  const P s = (a > P{} ? one : P{}) - (a < P{} ? one : P{});
  return a == a ? s : a;
}

namespace packs {

template <class T, class Body, std::size_t... K>
[[gnu::flatten]] inline void each(T* const* arrays, Index n, Body body, std::index_sequence<K...>) {
  T* const at[] = {arrays[K]...};
  for (Index i = 0; i < n; i += kLanes<T>) {
    Pack<T> pack[sizeof...(K)];
    (std::memcpy(&pack[K], at[K] + i, sizeof pack[K]), ...);
    body(pack[K]...);
    ((K == 1 ? void() : void(std::memcpy(at[K] + i, &pack[K], sizeof pack[K]))), ...);
  }
}

}  // namespace packs

/// Calls body(p0, p1, ...) with a pack of each of the first `kArrays` arrays, by reference, over n elements,
/// a whole number of packs. Array 1 is only read: it is the gradient.
template <std::size_t kArrays, class T, class Body>
inline void eachPack(T* const* arrays, Index n, Body body) {
  packs::each(arrays, n, body, std::make_index_sequence<kArrays>());
}

/// The most arrays one pass may walk.
inline constexpr int kMostArrays = 8;

/// Has update(arrays, n) work on the elements begin..end of `count` arrays. n is a whole number of packs: the
/// last elements, where they do not fill one, are updated in copies. Array 1 is only read.
template <class T, class Update>
void inPacks(T* const* arrays, int count, Index begin, Index end, Update update) {
  T* at[kMostArrays];
  for (int k = 0; k < count; ++k) at[k] = arrays[k] + begin;
  const Index n = end - begin, rest = n % kLanes<T>;
  if (n > rest) update(at, n - rest);
  if (rest == 0) return;
  T copies[kMostArrays][kLanes<T>] = {};
  T* to[kMostArrays];
  for (int k = 0; k < count; ++k) {
    to[k] = copies[k];
    std::copy_n(at[k] + n - rest, rest, to[k]);
  }
  update(to, kLanes<T>);
  for (int k = 0; k < count; ++k) {
    if (k != 1) std::copy_n(to[k], rest, at[k] + n - rest);
  }
}

}  // namespace descent
