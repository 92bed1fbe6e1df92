#include "core/parallel/executor.hpp"

#ifdef DESCENT_THREADS
#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <vector>
#endif

namespace descent::parallel {

#ifdef DESCENT_THREADS
namespace {

inline void relax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

/// A pool whose workers take task numbers from one atomic word. Between jobs they spin for some ten
/// microseconds, the distance between two products of a training step, before they sleep.
class ThreadPool final : public Executor {
 public:
  explicit ThreadPool(int threads) {
    workers_.reserve(static_cast<std::size_t>(threads - 1));
    for (int i = 1; i < threads; ++i) {
      pthread_t worker;
      if (pthread_create(&worker, nullptr, begin, this) == 0) workers_.push_back(worker);
    }
    // Started threads may take milliseconds to arrive (a Web Worker each): wait, so that the first job finds
    // them. But not for ever: a worker that is still to be created cannot arrive while this thread waits, and
    // is not needed to go on.
    for (int i = 0; i < 100'000 && ready_.load(std::memory_order_acquire) < this->threads() - 1; ++i)
      sched_yield();
  }

  ~ThreadPool() override {
    {
      const std::lock_guard lock(mutex_);
      stop_.store(true);
    }
    wake_.notify_all();
    for (const pthread_t worker : workers_) pthread_join(worker, nullptr);
  }

  int threads() const override { return static_cast<int>(workers_.size()) + 1; }

  void run(int tasks, TaskRef task) override {
    constexpr int kMost = 1 << 20;
    for (int first = 0; first < tasks; first += kMost) {
      const int count = std::min(kMost, tasks - first);
      auto shifted = [&](int i) { task(first + i); };
      runSome(count, TaskRef(shifted));
    }
  }

 private:
  // The word: the number of tasks of the present job above, the next task to take below. Whoever takes a
  // number below the count owns that task, and the job cannot end before it is done; so the job may be read
  // after that, and only then.
  static constexpr int kShift = 32;
  static std::uint64_t count(std::uint64_t word) { return word >> kShift; }
  static std::uint64_t next(std::uint64_t word) { return word & 0xffffffffu; }

  void runSome(int tasks, TaskRef task) {
    if (tasks <= 0) return;
    task_ = &task;
    done_.store(0, std::memory_order_relaxed);
    word_.store(static_cast<std::uint64_t>(tasks) << kShift);  // seq_cst: pairs with the sleeper's last look
    if (sleepers_.load() > 0) {
      { const std::lock_guard lock(mutex_); }
      wake_.notify_all();
    }
    while (takeOne()) {
    }
    for (int spins = 0; done_.load(std::memory_order_acquire) < tasks; ++spins) {
      relax();
      if (spins > kSpins) sched_yield();  // a worker lost its processor in the middle of a task
    }
  }

  bool takeOne() {
    if (const std::uint64_t seen = word_.load(std::memory_order_relaxed); next(seen) >= count(seen))
      return false;
    const std::uint64_t word = word_.fetch_add(1, std::memory_order_acquire);
    if (next(word) >= count(word)) return false;
    (*task_)(static_cast<int>(next(word)));
    done_.fetch_add(1, std::memory_order_release);
    return true;
  }

  bool hasWork() const {
    const std::uint64_t word = word_.load();
    return next(word) < count(word);
  }

  static void* begin(void* pool) {
    static_cast<ThreadPool*>(pool)->work();
    return nullptr;
  }

  void work() {
    ready_.fetch_add(1, std::memory_order_release);
    while (true) {
      for (int spins = 0; spins < kSpins; ++spins) {
        if (takeOne()) {
          spins = 0;
        } else {
          relax();
        }
      }
      std::unique_lock lock(mutex_);
      sleepers_.fetch_add(1);
      wake_.wait(lock, [this] { return stop_.load() || hasWork(); });
      sleepers_.fetch_sub(1);
      if (stop_.load()) return;
    }
  }

  // Turns of the waiting loop: about 50 µs with the pause instruction, 20 µs of bare loads in WebAssembly.
#ifdef __wasm__
  static constexpr int kSpins = 20'000;
#else
  static constexpr int kSpins = 1'000;
#endif

  // Apart from each other, so that waiting does not slow down working.
  alignas(64) std::atomic<std::uint64_t> word_{0};
  alignas(64) std::atomic<int> done_{0};
  alignas(64) std::atomic<int> sleepers_{0};
  std::atomic<int> ready_{0};
  std::atomic<bool> stop_{false};
  const TaskRef* task_ = nullptr;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<pthread_t> workers_;  // POSIX threads: std::thread is several times their code in the module
};

}  // namespace
#endif

std::unique_ptr<Executor> makeExecutor(int threads) {
#ifdef DESCENT_THREADS
  if (threads > 1) return std::make_unique<ThreadPool>(std::min(threads, kMaxThreads));
#else
  (void)threads;
#endif
  return std::make_unique<Executor>();
}

}  // namespace descent::parallel
