// Runs of small networks for the suites of the laboratory.
#pragma once

#include <memory>

#include "core/optim/table.hpp"
#include "core/run/train.hpp"
#include "nn_helpers.hpp"
#include "plain_network.hpp"

namespace descent::testing {

inline std::unique_ptr<TrainRun> labRun(const Value& config, std::string_view optimizer, double lr,
                                        parallel::Executor& executor = parallel::serial()) {
  auto parsed = parseOptimizer(Value(optimizer));
  EXPECT_TRUE(parsed.ok());
  return std::make_unique<TrainRun>(
      network(config), parsed->make<float>(),
      TrainRun::LearningRate{.schedule = parseSchedule(Value()).value(), .initial = lr}, executor);
}

/// Numbers with classes of a rule that a network can learn.
inline Dataset ruledNumbers(Index rows, Index columns, Index classes, std::uint64_t seed = 3) {
  Dataset data = numbersWithClasses(rows, columns, classes, seed);
  for (Index i = 0; i < rows; ++i) {
    const float* const x = data.numbers.data() + i * columns;
    data.labels[static_cast<std::size_t>(i)] =
        static_cast<std::int32_t>((x[0] > 0 ? 1 : 0) + (x[1] * x[0] > 0.1f ? 1 : 0)) %
        static_cast<std::int32_t>(classes);
  }
  return data;
}

template <class T>
void expectRefusal(const Result<T>& result, ErrorCode code, const std::string& path) {
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code(), code) << result.error().message();
  EXPECT_EQ(result.error().path(), path) << result.error().message();
}

}  // namespace descent::testing
