// A run of an optimizer on a function: resumable, and a pure function of its configuration and seed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/rng.hpp"
#include "core/objective/table.hpp"
#include "core/optim/table.hpp"
#include "core/schedule/schedule.hpp"

namespace descent {

enum class RunStatus { kOk, kConverged, kDiverged, kFailed };
const char* toString(RunStatus status);

/// Everything that happened. With n steps taken in d dimensions: x and gradient (n+1) x d, f n+1, lr n
/// numbers; the gradient is the objective's true one, also when the optimizer saw a noisy or mini-batch
/// gradient.
struct Trace {
  std::vector<double> x, f, gradient, lr;
  struct State {
    std::string_view name;
    std::vector<double> values;  ///< n x (size of the vector)
  };
  std::vector<State> state;
};

/// The most steps a run may take, and the most numbers its trace may hold (256 MB).
inline constexpr std::int64_t kMaxSteps = 1'000'000;
inline constexpr std::int64_t kMaxTraceNumbers = 32'000'000;

class DescendRun {
 public:
  /// Reads { objective, start?, optimizer, schedule?, seed?, gradientNoise?, tolerance? }. `steps`, if
  /// present, is only checked (0 .. kMaxSteps). Refuses combinations without meaning (gauss-newton on a
  /// function without residuals).
  static Result<std::unique_ptr<DescendRun>> create(const Value& config);

  /// Takes up to `steps` further steps; fewer if the run ends. Refuses to grow the trace beyond its limits.
  Status advance(std::int64_t steps);

  std::int64_t steps() const { return step_; }
  Index dimension() const { return x_.size(); }
  RunStatus status() const { return status_; }
  const std::string& message() const { return message_; }
  const Trace& trace() const { return trace_; }
  /// What the optimizer asked for; looking at the path is not counted.
  const Evaluations& evaluations() const { return problem_->evaluations(); }

 private:
  DescendRun() = default;
  void stop(RunStatus status, std::string message);
  /// Records x with its true value and gradient; false if one of them is not finite.
  bool record();
  std::string diagnosis(const std::string& what) const;

  ObjectiveConfig objective_;
  std::unique_ptr<Problem<double>> problem_;   // what the optimizer sees: perhaps noisy
  std::unique_ptr<Problem<double>> observer_;  // the true objective
  OptimizerConfig config_;
  std::unique_ptr<Optimizer<double>> optimizer_;
  std::unique_ptr<Schedule> schedule_;
  double tolerance_ = -1;
  Vec<double> x_, gradient_, previous_;
  Trace trace_;
  std::int64_t step_ = 0;
  std::int64_t numbersPerStep_ = 0;
  RunStatus status_ = RunStatus::kOk;
  std::string message_;
};

}  // namespace descent
