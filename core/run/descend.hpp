// A run of an optimizer on a function: resumable, and a pure function of its configuration and seed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/average/weight_average.hpp"
#include "core/run/stepper.hpp"

namespace descent {

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
  std::vector<double> average;  ///< n x d, where one was asked for: of the iterates, after each step
};

/// The most steps a run may take, and the most numbers its trace may hold (256 MB).
inline constexpr std::int64_t kMaxSteps = 1'000'000;
inline constexpr std::int64_t kMaxTraceNumbers = 32'000'000;

class DescendRun {
 public:
  /// Reads { objective, start?, optimizer, schedule?, seed?, gradientNoise?, tolerance?, average? }, the last
  /// as WeightAverage has it: it follows the run and changes nothing in it; until a step counts it is the
  /// iterate itself. `steps`, if present, is only checked (0 .. kMaxSteps). Refuses combinations without
  /// meaning (gauss-newton on a function without residuals).
  static Result<std::unique_ptr<DescendRun>> create(const Value& config);

  /// Takes up to `steps` further steps; fewer if the run ends. Refuses to grow the trace beyond its limits.
  Status advance(std::int64_t steps);

  std::int64_t steps() const { return stepper_.steps(); }
  Index dimension() const { return setup_.dimension(); }
  RunStatus status() const { return stepper_.status(); }
  /// Why the run ended; empty while it has not.
  std::string message() const;
  const Trace& trace() const { return trace_; }
  /// What the optimizer asked for; looking at the path is not counted.
  const Evaluations& evaluations() const { return stepper_.evaluations(); }

 private:
  explicit DescendRun(RunSetup setup) : setup_(std::move(setup)), stepper_(setup_) {}
  void record();
  std::string diagnosis() const;

  const RunSetup setup_;
  Stepper stepper_;
  Trace trace_;
  std::unique_ptr<WeightAverage<double>> average_;
  std::int64_t numbersPerStep_ = 0;
};

}  // namespace descent
