#include "core/run/network_run.hpp"

#include <algorithm>

namespace descent {
namespace {

struct Method {
  OptimizerConfig optimizer;
  std::unique_ptr<Optimizer<float>> instance;
  std::shared_ptr<const Schedule> schedule;
};

Result<Method> readMethod(const Value& optimizerSpec, const Value& scheduleSpec) {
  Method method;
  auto optimizer = parseOptimizer(optimizerSpec.isNull() ? Value("adam") : optimizerSpec);
  if (!optimizer.ok()) return std::move(optimizer).error().within("optimizer");
  method.optimizer = std::move(optimizer).value();
  method.instance = method.optimizer.make<float>();
  if (!method.instance) {
    return Error{ErrorCode::kUnsupported,
                 filled("\"#\" does not run on networks", {method.optimizer.row->id}), "optimizer.id"};
  }
  auto schedule = parseSchedule(scheduleSpec);
  if (!schedule.ok()) return std::move(schedule).error().within("schedule");
  method.schedule = std::move(schedule).value();
  return method;
}

TrainRun::LearningRate ratesOf(const Method& method) { return {method.schedule, method.optimizer.lr}; }

bool sameButForRate(const OptimizerConfig& a, const OptimizerConfig& b) {
  if (a.row != b.row || (a.base == nullptr) != (b.base == nullptr)) return false;
  if (a.base != nullptr && !sameButForRate(*a.base, *b.base)) return false;
  const auto specs = a.params.specs();
  return std::all_of(specs.begin(), specs.end(),
                     [&](const ParamSpec& s) { return s.key == "lr" || a.params[s.key] == b.params[s.key]; });
}

}  // namespace

Result<std::unique_ptr<NetworkRun>> NetworkRun::create(const Value& config, parallel::Executor& executor) {
  DESCENT_TRY(const NetworkConfig network, parseNetwork(config));
  DESCENT_TRY(Method method, readMethod(config["optimizer"], config["schedule"]));
  std::optional<WeightAverageConfig> average;
  if (!config["weightAverage"].isNull()) {
    auto parsed = parseWeightAverage(config["weightAverage"]);
    if (!parsed.ok()) return std::move(parsed).error().within("weightAverage");
    average = *parsed;
  }
  auto run = std::unique_ptr<NetworkRun>(new NetworkRun);
  run->optimizerSpec_ = config["optimizer"];
  run->scheduleSpec_ = config["schedule"];
  auto rates = ratesOf(method);
  run->optimizer_ = std::move(method.optimizer);
  run->train_ = std::make_unique<TrainRun>(network, std::move(method.instance), std::move(rates), executor);
  if (average) run->train_->keepAverage(*average);
  return run;
}

Status NetworkRun::configure(const Value& change) {
  DESCENT_CHECK(onlyKeys(change, {"optimizer", "schedule", "batchSize"}));
  DESCENT_TRY(const std::int64_t batchSize,
              readInteger(change, "batchSize", train_->batchSize(), 1, NetworkConfig::kMaxBatch));
  const Value optimizer = change.has("optimizer") ? change["optimizer"] : optimizerSpec_;
  const Value schedule = change.has("schedule") ? change["schedule"] : scheduleSpec_;
  if (change.has("optimizer") || change.has("schedule")) {
    DESCENT_TRY(Method method, readMethod(optimizer, schedule));
    auto rates = ratesOf(method);
    if (sameButForRate(method.optimizer, optimizer_)) {
      train_->setLearningRate(std::move(rates));
    } else {
      train_->setOptimizer(std::move(method.instance), std::move(rates));
    }
    optimizer_ = std::move(method.optimizer);
    optimizerSpec_ = optimizer;
    scheduleSpec_ = schedule;
  }
  if (batchSize != train_->batchSize()) train_->setBatchSize(static_cast<Index>(batchSize));
  return {};
}

}  // namespace descent
