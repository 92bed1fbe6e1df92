#include "core/run/stepper.hpp"

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
                 filled("start must be an array of numbers; # was given", {start.shown()}), "start"};
  }
  constexpr std::size_t kMaxDimension = 1000;
  const auto& numbers = start.array_();
  if (numbers.empty() || numbers.size() > kMaxDimension) {
    return Error{ErrorCode::kOutOfRange,
                 filled("start has # numbers; 1 to 1000 are possible", {numbers.size()}), "start"};
  }
  Vec<double> x(static_cast<Index>(numbers.size()));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!numbers[i].isNumber() || !std::isfinite(numbers[i].number())) {
      return Error{ErrorCode::kInvalidType,
                   filled("start needs finite numbers; # was given", {numbers[i].shown()}),
                   filled("start[#]", {i})};
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
  return Error{ErrorCode::kUnsupported, filled("\"#\" needs #", {row.id, lacking}), "optimizer.id"};
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

Result<RunSetup> RunSetup::read(const Value& config) {
  RunSetup run;
  DESCENT_TRY(run.noise, readNumber(config, "gradientNoise", 0, 0, 1e12));
  DESCENT_TRY(const std::int64_t seed, readInteger(config, "seed", 1, 0, (std::int64_t{1} << 53) - 1));
  run.seed = static_cast<std::uint64_t>(seed);
  DESCENT_TRY(run.tolerance, readNumber(config, "tolerance", -1, 0, 1e12));

  const Index given = config["start"].isArray() ? static_cast<Index>(config["start"].array_().size()) : 0;
  auto objective = parseObjective(config["objective"], given);
  if (!objective.ok()) return std::move(objective).error().within("objective");
  run.objective = std::move(objective).value();
  DESCENT_TRY(run.start, readStart(config, run.objective.row));
  if (run.objective.problem->size() != run.start.size()) {
    return Error{ErrorCode::kOutOfRange,
                 filled("start has # numbers; this objective has # variables",
                        {run.start.size(), run.objective.problem->size()}),
                 "start"};
  }

  auto optimizer = parseOptimizer(config["optimizer"]);
  if (!optimizer.ok()) return std::move(optimizer).error().within("optimizer");
  run.optimizer = std::move(optimizer).value();
  if (!run.optimizer.row->functions) {
    return Error{ErrorCode::kUnsupported, filled("\"#\" runs on networks only", {run.optimizer.row->id}),
                 "optimizer.id"};
  }
  DESCENT_CHECK(supports(*run.objective.problem, *run.optimizer.row));

  auto schedule = parseSchedule(config["schedule"]);
  if (!schedule.ok()) return std::move(schedule).error().within("schedule");
  run.schedule = std::move(schedule).value();
  return run;
}

Stepper::Stepper(const RunSetup& setup)
    : setup_(setup), layout_(Layout::flat(setup.dimension())), observer_(setup.objective.observer()) {
  problem_ = setup.objective.observer();
  if (setup.noise > 0) {
    auto noisy = std::make_unique<NoisyProblem>(std::move(problem_), setup.noise, setup.seed);
    noisy_ = noisy.get();
    problem_ = std::move(noisy);
  }
  layout_.residuals = problem_->residualCount();
  x_.setZero(layout_.size);
  gradient_.setZero(layout_.size);
  previousGradient_.setZero(layout_.size);
  previous_.setZero(layout_.size);
  use(setup.optimizer);
}
Stepper::~Stepper() = default;

void Stepper::use(const OptimizerConfig& config) {
  optimizer_ = config.make<double>();
  baseRate_ = config.lr;
}

void Stepper::start(ConstVecRef<double> x) {
  optimizer_->reset(layout_);
  if (noisy_ != nullptr) noisy_->restart();
  step_ = 0;
  status_ = RunStatus::kOk;
  reason_ = "";
  x_ = x;
  if (!observe()) stop(RunStatus::kFailed, "the objective or its gradient is not finite at the start point");
}

bool Stepper::observe() {
  f_ = observer_->gradient(x_, gradient_);
  return std::isfinite(f_) && gradient_.allFinite();
}

bool Stepper::stop(RunStatus status, const char* reason) {
  status_ = status;
  reason_ = reason;
  return false;
}

bool Stepper::step() {
  if (setup_.tolerance >= 0 && gradient_.template lpNorm<Eigen::Infinity>() <= setup_.tolerance)
    return stop(RunStatus::kConverged, "every gradient coordinate is within the tolerance");
  lr_ = setup_.schedule->rate(baseRate_, step_);
  if (const auto m = setup_.schedule->momentum(step_)) optimizer_->setMomentum(*m);
  previous_ = x_;
  problem_->beginStep(step_);
  const StepReport report = optimizer_->step(*problem_, x_, lr_);
  if (report.outcome == Outcome::kFailed) {
    x_ = previous_;
    return stop(RunStatus::kFailed, report.reason);
  }
  const double f = f_;
  previousGradient_ = gradient_;
  const bool finite = x_.allFinite();
  if (!finite || !observe()) {
    x_ = previous_;
    f_ = f;
    gradient_ = previousGradient_;
    return stop(RunStatus::kDiverged, finite ? "the objective or its gradient is" : "the position is");
  }
  ++step_;
  if (report.outcome == Outcome::kConverged) stop(RunStatus::kConverged, report.reason);
  return true;
}

}  // namespace descent
