// Who does the work: the calling thread alone, or a pool. Work is split by data into tasks whose number does
// not depend on the number of threads, so results do not either.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>

#include "core/base/types.hpp"

namespace descent::parallel {

/// A non-owning reference to a callable taking a task number; no allocation.
class TaskRef {
 public:
  template <class F>
  TaskRef(F& f)  // NOLINT(google-explicit-constructor)
      : object_(&f), call_([](void* object, int task) { (*static_cast<F*>(object))(task); }) {}
  void operator()(int task) const { call_(object_, task); }

 private:
  void* object_;
  void (*call_)(void*, int);
};

/// Runs `tasks` independent tasks and returns when all are done. The base class is the serial executor.
class Executor {
 public:
  virtual ~Executor() = default;
  virtual int threads() const { return 1; }
  virtual void run(int tasks, TaskRef task) {
    for (int i = 0; i < tasks; ++i) task(i);
  }
};

/// The executor of whoever brings none: stateless, so sharing it is safe.
Executor& serial();

/// The most threads an executor may have.
inline constexpr int kMaxThreads = 64;

/// An executor of `threads` threads, the caller included, clamped to 1..kMaxThreads; the serial one for 1 or
/// where the build has no threads. Its threads are started here and stopped by the destructor, which must not
/// run inside a task. run() is for one caller at a time and must not be called from inside a task; it
/// allocates nothing.
std::unique_ptr<Executor> makeExecutor(int threads);

/// Calls f(begin, end) over [0, n) in pieces of `grain` elements (the last may be shorter). The pieces are
/// fixed by n and grain alone; a single thread gets the whole range at once, which is the same for
/// element-wise work.
template <class F>
void forRanges(Executor& executor, Index n, Index grain, F&& f) {
  const Index pieces = (n + grain - 1) / grain;
  if (pieces <= 1 || executor.threads() == 1) {
    if (n > 0) f(Index{0}, n);
    return;
  }
  auto task = [&](int i) { f(i * grain, std::min(n, (i + 1) * grain)); };
  executor.run(static_cast<int>(pieces), task);
}

}  // namespace descent::parallel
