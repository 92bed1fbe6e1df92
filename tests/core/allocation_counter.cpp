#include "tests/core/allocation_counter.hpp"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {
constinit std::atomic<long> gCount{0};
}

long descent::test::allocations() { return gCount.load(); }

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// Replaces the library's malloc by one that counts; its free knows what to do with the result.
extern "C" void* __libc_malloc(std::size_t);  // NOLINT
extern "C" void* malloc(std::size_t size) {
  gCount.fetch_add(1, std::memory_order_relaxed);
  return __libc_malloc(size);
}
#else
void* operator new(std::size_t size) {
  gCount.fetch_add(1, std::memory_order_relaxed);
  void* const p = std::malloc(size == 0 ? 1 : size);
  if (p == nullptr) std::abort();
  return p;
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
#endif
