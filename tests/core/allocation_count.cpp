#include "tests/core/allocation_count.hpp"

#include <cstdlib>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define DESCENT_COUNTS_ALLOCATIONS 1
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#undef DESCENT_COUNTS_ALLOCATIONS
#endif
#endif
#endif

namespace {
thread_local std::size_t counted = 0;
}

#ifdef DESCENT_COUNTS_ALLOCATIONS
// The executable's definitions take the place of the library's; operator new and Eigen end up here too.
extern "C" {
void* __libc_malloc(std::size_t);               // NOLINT
void* __libc_calloc(std::size_t, std::size_t);  // NOLINT
void* __libc_realloc(void*, std::size_t);       // NOLINT

void* malloc(std::size_t size) noexcept {
  ++counted;
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) noexcept {
  ++counted;
  return __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) noexcept {
  ++counted;
  return __libc_realloc(old, size);
}
}
#endif

namespace descent::test {

bool allocationsAreCounted() {
#ifdef DESCENT_COUNTS_ALLOCATIONS
  return true;
#else
  return false;
#endif
}

std::size_t allocationCount() { return counted; }

}  // namespace descent::test
