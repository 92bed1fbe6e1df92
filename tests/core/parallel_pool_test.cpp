// The thread pool: every task once, whatever the number of threads, and no trouble at the edges.
#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "core/parallel/executor.hpp"

namespace descent::parallel {
namespace {

class Pool : public ::testing::TestWithParam<int> {};

TEST_P(Pool, RunsEveryTaskOnce) {
  const auto executor = makeExecutor(GetParam());
  for (const int tasks : {0, 1, 2, 3, 7, 64, 1000}) {
    std::vector<std::atomic<int>> seen(static_cast<std::size_t>(tasks));
    auto task = [&](int i) { seen[static_cast<std::size_t>(i)].fetch_add(1, std::memory_order_relaxed); };
    executor->run(tasks, task);
    for (const auto& n : seen) EXPECT_EQ(n.load(), 1);
  }
}

// Each job reads what the one before wrote, without any lock of its own.
TEST_P(Pool, JobsFollowEachOther) {
  const auto executor = makeExecutor(GetParam());
  std::vector<int> values(16, 0);
  for (int round = 0; round < 3000; ++round) {
    auto task = [&](int i) {
      values[static_cast<std::size_t>(i)] += values[static_cast<std::size_t>(i)] == round ? 1 : 1000000;
    };
    executor->run(16, task);
  }
  for (const int v : values) EXPECT_EQ(v, 3000);
}

TEST_P(Pool, StartsAndStopsManyTimes) {
  int total = 0;
  for (int i = 0; i < 50; ++i) {
    const auto executor = makeExecutor(GetParam());
    std::atomic<int> n{0};
    auto task = [&](int) { ++n; };
    if (i % 2 == 0) executor->run(5, task);  // half of them never work
    total += n;
  }
  EXPECT_EQ(total, 125);
}

TEST_P(Pool, RangesCoverEverythingOnce) {
  const auto executor = makeExecutor(GetParam());
  std::vector<int> seen(1001, 0);
  forRanges(*executor, 1001, 64, [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) ++seen[static_cast<std::size_t>(i)];
  });
  for (const int n : seen) EXPECT_EQ(n, 1);
}

#ifdef DESCENT_THREADS
INSTANTIATE_TEST_SUITE_P(Threads, Pool, ::testing::Values(1, 2, 4));
#else
INSTANTIATE_TEST_SUITE_P(Threads, Pool, ::testing::Values(1));
#endif

TEST(MakeExecutor, TellsItsSize) {
  EXPECT_EQ(makeExecutor(0)->threads(), 1);
  EXPECT_EQ(makeExecutor(-3)->threads(), 1);
  EXPECT_EQ(makeExecutor(1)->threads(), 1);
#ifdef DESCENT_THREADS
  EXPECT_EQ(makeExecutor(3)->threads(), 3);
  EXPECT_EQ(makeExecutor(1000)->threads(), kMaxThreads);
#endif
}

}  // namespace
}  // namespace descent::parallel
