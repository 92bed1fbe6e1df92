// Counts this thread's heap allocations, so that a test can say that a piece of code makes none.
#pragma once

#include <cstddef>

namespace descent::test {

/// False where allocations cannot be watched (sanitizers and WebAssembly bring their own allocators).
bool allocationsAreCounted();
/// Calls of malloc, calloc, realloc and operator new by this thread so far.
std::size_t allocationCount();

}  // namespace descent::test
