#include "core/run/descend.hpp"

namespace descent {

Result<std::unique_ptr<DescendRun>> DescendRun::create(const Value& config) {
  DESCENT_CHECK(onlyKeys(config, {"objective", "start", "optimizer", "schedule", "steps", "seed",
                                  "gradientNoise", "tolerance", "average"}));
  DESCENT_CHECK(readInteger(config, "steps", 0, 0, kMaxSteps));
  DESCENT_TRY(RunSetup setup, RunSetup::read(config));
  auto run = std::unique_ptr<DescendRun>(new DescendRun(std::move(setup)));
  run->numbersPerStep_ = 2 * run->dimension() + 2;
  if (!config["average"].isNull()) {
    auto average = parseWeightAverage(config["average"]);
    if (!average.ok()) return std::move(average).error().within("average");
    run->average_ = std::make_unique<WeightAverage<double>>(*average);
    run->average_->reset(run->dimension());
    run->numbersPerStep_ += run->dimension();
  }
  run->stepper_.start(run->setup_.start);
  for (const auto& vector : run->stepper_.optimizer().state()) {
    run->trace_.state.push_back({vector.name, {}});
    run->numbersPerStep_ += vector.values.size();
  }
  run->record();
  return run;
}

void DescendRun::record() {
  const auto& x = stepper_.x();
  const auto& gradient = stepper_.gradient();
  trace_.x.insert(trace_.x.end(), x.begin(), x.end());
  trace_.f.push_back(stepper_.f());
  trace_.gradient.insert(trace_.gradient.end(), gradient.begin(), gradient.end());
}

std::string DescendRun::message() const {
  return status() == RunStatus::kDiverged ? diagnosis() : stepper_.reason();
}

Status DescendRun::advance(std::int64_t steps) {
  if (steps < 0 || this->steps() + steps > kMaxSteps) {
    return Error{ErrorCode::kOutOfRange,
                 filled("a run takes 0 to # steps; # were asked for", {kMaxSteps, this->steps() + steps}),
                 "steps"};
  }
  if ((this->steps() + steps) * numbersPerStep_ > kMaxTraceNumbers) {
    return Error{ErrorCode::kTooLarge,
                 filled("the path of # steps would not fit in memory; # steps would",
                        {this->steps() + steps, kMaxTraceNumbers / numbersPerStep_}),
                 "steps"};
  }
  for (std::int64_t i = 0; i < steps && status() == RunStatus::kOk && stepper_.step(); ++i) {
    record();
    trace_.lr.push_back(stepper_.lr());
    if (average_) {
      average_->observe(stepper_.x(), stepper_.steps());
      const auto& values = average_->count() > 0 ? average_->values() : stepper_.x();
      trace_.average.insert(trace_.average.end(), values.begin(), values.end());
    }
    const auto state = stepper_.optimizer().state();
    for (std::size_t k = 0; k < state.size(); ++k) {
      auto& kept = trace_.state[k].values;
      kept.insert(kept.end(), state[k].values.begin(), state[k].values.end());
    }
  }
  return {};
}

std::string DescendRun::diagnosis() const {
  return filled(
      "after step # # no longer finite: the steps grow beyond all bounds. A smaller learning rate than # may "
      "help.",
      {steps(), stepper_.reason(), stepper_.lr()});
}

}  // namespace descent
