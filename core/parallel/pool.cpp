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

/// A pool in which every thread begins with a share of the tasks of its own, always the same, and helps the
/// others when that is done: what a thread wrote in one job it mostly finds in its own cache in the next.
/// Between jobs workers spin for a while before they sleep.
class ThreadPool final : public Executor {
 public:
  explicit ThreadPool(int threads) : shares_(static_cast<std::size_t>(threads)) {
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
  // A share: the end of its tasks above, the next one to take below. Its thread takes from the front, the
  // others from the end, so that what they take is mostly the same from job to job. Whoever gets a number has
  // got that task, and the job cannot end before it is done; so the job may be read after that, and only
  // then.
  struct alignas(64) Share {
    std::atomic<std::uint64_t> word{0};
  };
  static constexpr int kShift = 32;
  static std::uint64_t end(std::uint64_t word) { return word >> kShift; }
  static std::uint64_t next(std::uint64_t word) { return word & 0xffffffffu; }
  static bool left(std::uint64_t word) { return next(word) < end(word); }

  void runSome(int tasks, TaskRef task) {
    if (tasks <= 0) return;
    task_ = &task;
    done_.store(0, std::memory_order_relaxed);
    const auto count = static_cast<std::uint64_t>(threads()), n = static_cast<std::uint64_t>(tasks);
    for (std::size_t k = 0; k < count; ++k) {
      const std::uint64_t first = n * k / count, last = n * (k + 1) / count;
      shares_[k].word.store(last << kShift | first);  // seq_cst: pairs with the sleeper's last look
    }
    if (sleepers_.load() > 0) {
      { const std::lock_guard lock(mutex_); }
      wake_.notify_all();
    }
    takeAll(0);
    for (int spins = 0; done_.load(std::memory_order_acquire) < tasks; ++spins) {
      relax();
      if (spins > kSpins) sched_yield();  // a worker lost its processor in the middle of a task
    }
  }

  void finish(std::uint64_t task) {
    (*task_)(static_cast<int>(task));
    done_.fetch_add(1, std::memory_order_release);
  }

  bool takeFirst(Share& share) {
    if (!left(share.word.load(std::memory_order_relaxed))) return false;
    const std::uint64_t word = share.word.fetch_add(1, std::memory_order_acquire);
    if (!left(word)) return false;
    finish(next(word));
    return true;
  }

  bool takeLast(Share& share) {
    std::uint64_t word = share.word.load(std::memory_order_relaxed);
    do {
      if (!left(word)) return false;
    } while (!share.word.compare_exchange_weak(word, word - (std::uint64_t{1} << kShift),
                                               std::memory_order_acquire, std::memory_order_relaxed));
    finish(end(word) - 1);
    return true;
  }

  // One's own share, then what is left of the others'.
  void takeAll(std::size_t own) {
    while (takeFirst(shares_[own])) {
    }
    for (std::size_t k = 1; k < shares_.size(); ++k) {
      while (takeLast(shares_[(own + k) % shares_.size()])) {
      }
    }
  }

  static void* begin(void* pool) {
    static_cast<ThreadPool*>(pool)->work();
    return nullptr;
  }

  void work() {
    const std::size_t own = static_cast<std::size_t>(ready_.fetch_add(1, std::memory_order_release)) + 1;
    const std::atomic<std::uint64_t>& mine = shares_[own].word;
    while (true) {
      for (int spins = 0; spins < kSpins; ++spins) {
        if (left(mine.load(std::memory_order_relaxed))) {
          takeAll(own);
          spins = 0;
        } else {
          relax();
        }
      }
      std::unique_lock lock(mutex_);
      sleepers_.fetch_add(1);
      wake_.wait(lock, [&] { return stop_.load() || left(mine.load()); });
      sleepers_.fetch_sub(1);
      if (stop_.load()) return;
    }
  }

  // Turns of the waiting loop: about 50 µs with the pause instruction, a millisecond of bare loads in
  // WebAssembly. There a sleeping worker is expensive: schedulers put a thread that sleeps often on the
  // processor of the one that wakes it, where both then wait for each other (measured: two threads at 0.42
  // of two pages with 20 µs, at 0.85 with a millisecond). So a worker spins through a whole pause of
  // training, and sleeps when training ends.
#ifdef __wasm__
  static constexpr int kSpins = 1'000'000;
#else
  static constexpr int kSpins = 1'000;
#endif

  // Apart from each other, so that waiting does not slow down working.
  std::vector<Share> shares_;  // the caller's first
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
