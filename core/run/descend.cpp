#include "core/run/descend.hpp"

#include <cmath>

#include "core/objective/noisy.hpp"

namespace descent {
namespace {

/// The start point: given, or the row's first.
Result<Vec<double>> readStart(const Value& config, const ObjectiveRow* row) {
  const Value& start = config["start"];
  if (start.isNull()) {
    if (row == nullptr)
      return Error{ErrorCode::kMissing, "an expression has no start point of its own: give one", "start"};
    Vec<double> x(row->dimension);
    for (Index i = 0; i < x.size(); ++i) x[i] = row->starts[static_cast<std::size_t>(i)];
    return x;
  }
  if (!start.isArray()) {
    return Error{ErrorCode::kInvalidType,
                 "start must be an array of numbers; " + start.shown() + " was given", "start"};
  }
  constexpr std::size_t kMaxDimension = 1000;
  const auto& numbers = start.array_();
  if (numbers.empty() || numbers.size() > kMaxDimension) {
    return Error{ErrorCode::kOutOfRange,
                 "start has " + std::to_string(numbers.size()) + " numbers; 1 to 1000 are possible", "start"};
  }
  Vec<double> x(static_cast<Index>(numbers.size()));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!numbers[i].isNumber() || !std::isfinite(numbers[i].number())) {
      return Error{ErrorCode::kInvalidType,
                   "start needs finite numbers; " + numbers[i].shown() + " was given",
                   "start[" + std::to_string(i) + "]"};
    }
    x[static_cast<Index>(i)] = numbers[i].number();
  }
  return x;
}

Status supports(const Problem<double>& problem, const OptimizerRow& row) {
  const auto needs = [&](Needs n) { return (row.needs & static_cast<unsigned>(n)) != 0; };
  const char* lacking = nullptr;
  if (needs(Needs::kResiduals) && !problem.has(Feature::kResiduals))
    lacking = "an objective that is a sum of squared residuals";
  if (needs(Needs::kHessian) && !problem.has(Feature::kHessian)) lacking = "an objective with a Hessian";
  if (needs(Needs::kDirectional) && !problem.has(Feature::kDirectional))
    lacking = "an objective with directional derivatives";
  if (needs(Needs::kCurvature) && !problem.has(Feature::kHessianVector) &&
      !problem.has(Feature::kGaussNewtonVector)) {
    lacking = "an objective with curvature products";
  }
  if (lacking == nullptr) return {};
  return Error{ErrorCode::kUnsupported, "\"" + std::string(row.id) + "\" needs " + lacking, "optimizer.id"};
}

}  // namespace

const char* toString(RunStatus status) {
  switch (status) {
    case RunStatus::kOk:
      return "ok";
    case RunStatus::kConverged:
      return "converged";
    case RunStatus::kDiverged:
      return "diverged";
    case RunStatus::kFailed:
      return "failed";
  }
  return "ok";
}

Result<std::unique_ptr<DescendRun>> DescendRun::create(const Value& config) {
  DESCENT_CHECK(onlyKeys(config, {"objective", "start", "optimizer", "schedule", "steps", "seed",
                                  "gradientNoise", "tolerance"}));
  DESCENT_CHECK(readInteger(config, "steps", 0, 0, kMaxSteps));
  DESCENT_TRY(const double noise, readNumber(config, "gradientNoise", 0, 0, 1e12));
  DESCENT_TRY(const std::int64_t seed, readInteger(config, "seed", 1, 0, (std::int64_t{1} << 53) - 1));
  auto run = std::unique_ptr<DescendRun>(new DescendRun);
  DESCENT_TRY(run->tolerance_, readNumber(config, "tolerance", -1, 0, 1e12));

  const auto parse = [&](Index n) { return parseObjective(config["objective"], n); };
  const Index given = config["start"].isArray() ? static_cast<Index>(config["start"].array_().size()) : 0;
  auto objective = parse(given);
  if (!objective.ok()) return std::move(objective).error().within("objective");
  run->objective_ = std::move(objective).value();
  DESCENT_TRY(run->x_, readStart(config, run->objective_.row));
  if (run->objective_.problem->size() != run->x_.size()) {
    return Error{ErrorCode::kOutOfRange,
                 "start has " + std::to_string(run->x_.size()) + " numbers; this objective has " +
                     std::to_string(run->objective_.problem->size()) + " variables",
                 "start"};
  }

  auto optimizer = parseOptimizer(config["optimizer"]);
  if (!optimizer.ok()) return std::move(optimizer).error().within("optimizer");
  run->config_ = std::move(optimizer).value();
  run->optimizer_ = run->config_.make<double>();
  if (!run->optimizer_) {
    return Error{ErrorCode::kUnsupported,
                 "\"" + std::string(run->config_.row->id) + "\" runs on networks only", "optimizer.id"};
  }
  DESCENT_CHECK(supports(*run->objective_.problem, *run->config_.row));

  auto schedule = parseSchedule(config["schedule"]);
  if (!schedule.ok()) return std::move(schedule).error().within("schedule");
  run->schedule_ = std::move(schedule).value();

  auto observer = parse(run->x_.size());  // the same text a second time cannot fail
  if (!observer.ok()) return std::move(observer).error().within("objective");
  run->observer_ = std::move(observer->problem);
  run->problem_ = std::move(run->objective_.problem);
  if (noise > 0) {
    run->problem_ =
        std::make_unique<NoisyProblem>(std::move(run->problem_), noise, static_cast<std::uint64_t>(seed));
  }

  Layout layout = Layout::flat(run->x_.size());
  layout.residuals = run->problem_->residualCount();
  run->optimizer_->reset(layout);
  run->gradient_.setZero(run->x_.size());
  run->previous_ = run->x_;
  run->numbersPerStep_ = 2 * run->x_.size() + 2;
  for (const auto& vector : run->optimizer_->state()) {
    run->trace_.state.push_back({vector.name, {}});
    run->numbersPerStep_ += vector.values.size();
  }
  if (!run->record())
    run->stop(RunStatus::kFailed, "the objective or its gradient is not finite at the start point");
  return run;
}

bool DescendRun::record() {
  const double f = observer_->gradient(x_, gradient_);
  if (!std::isfinite(f) || !gradient_.allFinite()) {
    if (step_ > 0) return false;
  }
  trace_.x.insert(trace_.x.end(), x_.begin(), x_.end());
  trace_.f.push_back(f);
  trace_.gradient.insert(trace_.gradient.end(), gradient_.begin(), gradient_.end());
  return std::isfinite(f) && gradient_.allFinite();
}

void DescendRun::stop(RunStatus status, std::string message) {
  status_ = status;
  message_ = std::move(message);
}

Status DescendRun::advance(std::int64_t steps) {
  if (steps < 0 || step_ + steps > kMaxSteps) {
    return Error{ErrorCode::kOutOfRange,
                 "a run takes 0 to " + std::to_string(kMaxSteps) + " steps; " +
                     std::to_string(step_ + steps) + " were asked for",
                 "steps"};
  }
  if ((step_ + steps) * numbersPerStep_ > kMaxTraceNumbers) {
    return Error{ErrorCode::kTooLarge,
                 "the path of " + std::to_string(step_ + steps) + " steps would not fit in memory; " +
                     std::to_string(kMaxTraceNumbers / numbersPerStep_) + " steps would",
                 "steps"};
  }
  for (std::int64_t i = 0; i < steps && status_ == RunStatus::kOk; ++i) {
    if (tolerance_ >= 0 && gradient_.template lpNorm<Eigen::Infinity>() <= tolerance_) {
      stop(RunStatus::kConverged, "every gradient coordinate is within the tolerance");
      break;
    }
    const double lr = schedule_->rate(config_.lr, step_);
    if (const auto m = schedule_->momentum(step_)) optimizer_->setMomentum(*m);
    previous_ = x_;
    problem_->beginStep(step_);
    const StepReport report = optimizer_->step(*problem_, x_, lr);
    if (report.outcome == Outcome::kFailed) {
      x_ = previous_;
      stop(RunStatus::kFailed, report.reason);
      break;
    }
    const bool finite = x_.allFinite();
    ++step_;
    if (!finite || !record()) {
      --step_;
      x_ = previous_;
      stop(RunStatus::kDiverged, diagnosis(finite ? "the objective or its gradient is" : "the position is"));
      break;
    }
    trace_.lr.push_back(lr);
    const auto state = optimizer_->state();
    for (std::size_t k = 0; k < state.size(); ++k) {
      auto& kept = trace_.state[k].values;
      kept.insert(kept.end(), state[k].values.begin(), state[k].values.end());
    }
    if (report.outcome == Outcome::kConverged) stop(RunStatus::kConverged, report.reason);
  }
  return {};
}

std::string DescendRun::diagnosis(const std::string& what) const {
  return "after step " + std::to_string(step_) + " " + what +
         " no longer finite: the steps grow beyond all bounds. A smaller learning rate than " +
         formatNumber(schedule_->rate(config_.lr, step_)) + " may help.";
}

}  // namespace descent
