// One run, step by step, that remembers nothing but where it is: what a recorded run and the pixels of a map
// share, so that they cannot differ.
#pragma once

#include <cstdint>
#include <memory>

#include "core/objective/table.hpp"
#include "core/optim/table.hpp"
#include "core/schedule/schedule.hpp"

namespace descent {

class NoisyProblem;

enum class RunStatus { kOk, kConverged, kDiverged, kFailed };
const char* toString(RunStatus status);

/// A run as configured and checked, before its first step.
struct RunSetup {
  /// Reads { objective, start?, optimizer, schedule?, seed?, gradientNoise?, tolerance? }. Refuses
  /// combinations without meaning (gauss-newton on a function without residuals). Looks at no other key.
  static Result<RunSetup> read(const Value& config);

  ObjectiveConfig objective;
  OptimizerConfig optimizer;
  std::shared_ptr<const Schedule> schedule;
  Vec<double> start;
  double tolerance = -1;  ///< on the largest gradient coordinate; < 0: never
  double noise = 0;       ///< standard deviation of what is added to each gradient coordinate
  std::uint64_t seed = 1;

  Index dimension() const { return start.size(); }
  /// Whether steps see the very function that is observed, but for noise: not so where they draw
  /// mini-batches.
  bool deterministic() const { return objective.row == nullptr || objective.row->data == nullptr; }
};

class Stepper {
 public:
  /// Refers to the setup.
  explicit Stepper(const RunSetup& setup);
  ~Stepper();

  /// The same run with another method or other parameters, from the next start() on.
  void use(const OptimizerConfig& config);
  /// Begins at x. The status is kFailed if the objective or its gradient is not finite there.
  void start(ConstVecRef<double> x);
  /// Takes a step; false if the run has ended before it, which leaves everything at the last point. A run
  /// that ends with the step (a method's own stopping rule) says so by its status. Only while the status is
  /// kOk.
  bool step();

  RunStatus status() const { return status_; }
  /// Why the status is not kOk: for kDiverged what is no longer finite ("the position is"), else a sentence.
  const char* reason() const { return reason_; }
  std::int64_t steps() const { return step_; }
  const Vec<double>& x() const { return x_; }
  double f() const { return f_; }
  /// The objective's true gradient at x.
  const Vec<double>& gradient() const { return gradient_; }
  /// The learning rate of the last step tried.
  double lr() const { return lr_; }
  const Optimizer<double>& optimizer() const { return *optimizer_; }
  /// What the optimizer asked for; looking at the path is not counted.
  const Evaluations& evaluations() const { return problem_->evaluations(); }

 private:
  bool stop(RunStatus status, const char* reason);
  bool observe();

  const RunSetup& setup_;
  Layout layout_;
  std::unique_ptr<Problem<double>> problem_;   // what the optimizer sees: perhaps noisy
  std::unique_ptr<Problem<double>> observer_;  // the true objective
  NoisyProblem* noisy_ = nullptr;              // problem_, if it is
  std::unique_ptr<Optimizer<double>> optimizer_;
  double baseRate_ = 0;
  Vec<double> x_, gradient_, previous_, previousGradient_;
  double f_ = 0, lr_ = 0;
  std::int64_t step_ = 0;
  RunStatus status_ = RunStatus::kOk;
  const char* reason_ = "";
};

}  // namespace descent
