#include "core/run/train.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/dense.hpp"
#include "core/linalg/kernels.hpp"

namespace descent {

const char* toString(TrainStatus status) {
  switch (status) {
    case TrainStatus::kOk:
      return "ok";
    case TrainStatus::kConverged:
      return "converged";
    case TrainStatus::kDiverged:
      return "diverged";
    case TrainStatus::kFailed:
      return "failed";
  }
  return "failed";
}

TrainRun::TrainRun(const NetworkConfig& config, std::unique_ptr<Optimizer<float>> optimizer,
                   LearningRate learningRate, parallel::Executor& executor)
    : mlp_(config),
      optimizer_(std::move(optimizer)),
      learningRate_(std::move(learningRate)),
      executor_(&executor),
      batchSize_(config.batchSize) {
  reset();
}

TrainRun::~TrainRun() = default;

Status TrainRun::load(Dataset train, Dataset test, Dataset validation) {
  if (train.empty()) return Error{ErrorCode::kBadData, "the training set is empty", "train"};
  if (auto s = suits(train, config()); !s) return std::move(s).error().within("train");
  for (const auto* set : {&test, &validation}) {
    if (set->empty()) continue;
    const char* const name = set == &test ? "test" : "validation";
    if (auto s = suits(*set, config()); !s) return std::move(s).error().within(name);
    if ((set->classes > 0) != (train.classes > 0)) {
      return Error{ErrorCode::kBadData, "one set has classes, the other numbers to predict", "labels"}.within(
          name);
    }
  }
  for (auto& evaluator : evaluators_) evaluator.reset();
  train_ = std::move(train);
  test_ = std::move(test);
  validation_ = std::move(validation);
  digest_.reset();
  // Methods that remember what they were told of the old data must not take the new for them.
  const std::uint64_t revision = problem_ ? problem_->nextRevision() : 0;
  problem_.emplace(mlp_, train_, std::min(batchSize_, train_.rows), *executor_, revision);
  problem_->setWatch(&keeper_);
  batches_ = Batches(train_.rows, batchSize_, config().seed);
  return {};
}

void TrainRun::setOptimizer(std::unique_ptr<Optimizer<float>> optimizer, LearningRate learningRate) {
  optimizer_ = std::move(optimizer);
  optimizer_->reset(mlp_.layout());
  learningRate_ = std::move(learningRate);
}

void TrainRun::setBatchSize(Index batchSize) {
  batchSize_ = batchSize;
  if (loaded()) batches_ = Batches(train_.rows, batchSize_, config().seed);
}

void TrainRun::keepAverage(const WeightAverageConfig& config) {
  average_.emplace(config);
  average_->reset(parameters_.size());
}

void TrainRun::reset() {
  parameters_ = initialParameters<float>(config());
  keeper_.begin(parameters_);
  optimizer_->reset(mlp_.layout());
  if (average_) average_->reset(parameters_.size());
  batches_.rewind();
  stepped_ = false;
  step_ = samples_ = evaluations_ = 0;
  status_ = TrainStatus::kOk;
  message_.clear();
}

Status TrainRun::setParameters(std::span<const float> parameters) {
  const auto wanted = static_cast<std::size_t>(mlp_.layout().size);
  if (parameters.size() != wanted) {
    return Error{ErrorCode::kBadData,
                 filled("# parameters were given; the network has #", {parameters.size(), wanted}),
                 "parameters"};
  }
  for (std::size_t i = 0; i < wanted; ++i) {
    if (!std::isfinite(parameters[i])) {
      const std::string path = filled("parameters[#]", {i});
      return Error{ErrorCode::kOutOfRange,
                   filled("# is #; all must be finite", {path, static_cast<double>(parameters[i])}), path};
    }
  }
  std::copy(parameters.begin(), parameters.end(), parameters_.data());
  stepped_ = false;
  if (status_ != TrainStatus::kOk) optimizer_->reset(mlp_.layout());  // its memory may not be finite
  status_ = TrainStatus::kOk;
  message_.clear();
  return {};
}

Status TrainRun::checkSamples(std::span<const std::uint32_t> samples, Index rows, const char* name) const {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples[i] >= static_cast<std::uint32_t>(rows)) {
      const std::string path = filled("#[#]", {name, i});
      return Error{ErrorCode::kOutOfRange,
                   filled("# is #; the set has the samples 0 to #", {path, samples[i], rows - 1}), path};
    }
  }
  return {};
}

Status TrainRun::checkTrain(std::int64_t steps, std::span<const std::uint32_t> order) const {
  if (!loaded()) return Error{ErrorCode::kState, "there are no data yet; load some first", ""};
  constexpr std::int64_t kMaxSteps = 10'000'000;
  if (steps < 0 || steps > kMaxSteps) {
    return Error{ErrorCode::kOutOfRange,
                 filled("steps is #; between 0 and # are allowed", {steps, kMaxSteps}), "steps"};
  }
  const auto batchSize = static_cast<std::size_t>(batchSize_);
  if (!order.empty()) {
    const std::size_t batches = (order.size() + batchSize - 1) / batchSize;
    if (static_cast<std::uint64_t>(steps) > batches) {
      return Error{ErrorCode::kOutOfRange,
                   filled("order has # samples, # batches of #; # steps were asked for",
                          {order.size(), batches, batchSize, steps}),
                   "order"};
    }
    DESCENT_CHECK(checkSamples(order, train_.rows, "order"));
  }
  return {};
}

Result<TrainBlock> TrainRun::train(std::int64_t steps, std::span<const std::uint32_t> order) {
  DESCENT_CHECK(checkTrain(steps, order));
  const auto batchSize = static_cast<std::size_t>(batchSize_);
  TrainBlock block;
  block.loss.reserve(static_cast<std::size_t>(steps));
  block.lr.reserve(static_cast<std::size_t>(steps));
  for (std::int64_t i = 0; i < steps && status_ == TrainStatus::kOk; ++i) {
    if (order.empty()) {
      takeStep(batches_.next(), block);
    } else {
      const std::size_t begin = static_cast<std::size_t>(i) * batchSize;
      takeStep(order.subspan(begin, std::min(batchSize, order.size() - begin)), block);
    }
  }
  block.status = status_;
  block.message = message_;
  return block;
}

// Where no product of a step is worth a second thread, the passes over the parameters between them are not
// either: each would first have to call the threads. 784-128-128-10 with one sample a step is just worth it:
// two threads are 1.1 times as fast as one with gradient descent, 1.4 times with Adam.
parallel::Executor& TrainRun::executorFor(Index rows) const {
  return static_cast<std::int64_t>(rows) * mlp_.largestWeights() < linalg::kThreadWork ? parallel::serial()
                                                                                       : *executor_;
}

bool TrainRun::takeStep(std::span<const std::uint32_t> batch, TrainBlock& block) {
  parallel::Executor& executor = executorFor(static_cast<Index>(batch.size()));
  problem_->setExecutor(executor);
  problem_->select(batch);
  if (config().dropout > 0) problem_->drop(step_);
  const double lr = learningRate_(step_);
  problem_->resetEvaluations();
  keeper_.begin(parameters_);
  const bool watched = optimizer_->watched();
  if (!watched) keeper_.keepAll(executor);
  const StepReport report = optimizer_->step(*problem_, parameters_, static_cast<float>(lr));
  if (!watched) keeper_.checkAll(executor);
  const Evaluations& asked = problem_->evaluations();
  evaluations_ += static_cast<std::int64_t>(asked.value + asked.gradient + asked.directional + asked.hessian);
  if (report.outcome == Outcome::kFailed) return stop(TrainStatus::kFailed, report.reason);
  if (!std::isfinite(report.value) || !keeper_.finite()) {
    parameters_ = keeper_.kept();
    return stop(TrainStatus::kDiverged, diagnose(report.value, lr));
  }
  stepped_ = true;
  block.loss.push_back(report.value);
  block.lr.push_back(lr);
  ++step_;
  if (average_) average_->observe(parameters_, step_);
  samples_ += static_cast<std::int64_t>(batch.size());
  if (report.outcome == Outcome::kConverged) return stop(TrainStatus::kConverged, report.reason);
  return true;
}

bool TrainRun::stop(TrainStatus status, std::string message) {
  status_ = status;
  message_ = std::move(message);
  if (status != TrainStatus::kConverged) stepped_ = false;
  return false;
}

void TrainRun::pass(Tape& tape) {
  tape.passFinite({parameters_.data(), static_cast<std::size_t>(parameters_.size())});
  for (std::int64_t* counter : {&step_, &samples_, &evaluations_}) tape.pass(*counter, 0, kMostSteps);
  auto status = static_cast<std::int64_t>(status_);
  tape.pass(status, 0, static_cast<std::int64_t>(TrainStatus::kFailed));
  status_ = static_cast<TrainStatus>(status);
  tape.pass(message_);
  batches_.pass(tape);
  problem_->pass(tape);
  if (average_) average_->pass(tape);
  optimizer_->pass(tape);
  if (tape.mode() != Tape::Mode::kRead) return;
  stepped_ = false;
}

std::uint64_t TrainRun::trainingDigest() {
  if (!digest_) {
    const auto add = [](const auto& numbers, std::uint64_t before) {
      const auto* const data = reinterpret_cast<const std::uint8_t*>(numbers.data());
      return digest({data, numbers.size() * sizeof numbers[0]}, before);
    };
    digest_ = add(train_.targets, add(train_.labels, add(train_.numbers, add(train_.bytes, 0))));
  }
  return *digest_;
}

std::vector<TrainRun::UpdateNorms> TrainRun::lastUpdate() const {
  std::vector<UpdateNorms> norms;
  if (!stepped_) return norms;
  for (const auto& block : mlp_.layout().blocks) {
    if (!block.weights) continue;
    const Index n = block.rows * block.cols;
    const float* const before = keeper_.kept().data() + block.offset;
    const Vec<float> change = parameters_.segment(block.offset, n) - keeper_.kept().segment(block.offset, n);
    norms.push_back({std::sqrt(dot(change, change)), std::sqrt(dot(before, before, n))});
  }
  return norms;
}

// The batch is still selected and the parameters are the last finite ones: evaluate once more to see what
// broke first.
std::string TrainRun::diagnose(double lossSeen, double lr) {
  Vec<float> gradient(parameters_.size());
  const double loss = problem_->gradient(parameters_, gradient);
  std::string what;
  if (!std::isfinite(loss) || !std::isfinite(lossSeen)) {
    what = filled("the loss became #", {std::isfinite(loss) ? lossSeen : loss});
  } else if (!linalg::allFinite(gradient.data(), gradient.size())) {
    what = "the gradient stopped being finite";
  } else {
    what = "the parameters stopped being finite";
  }
  double largest = 0;
  for (const float z : problem_->outputs()) {
    if (!(std::abs(static_cast<double>(z)) <= largest)) largest = std::abs(static_cast<double>(z));
  }
  return filled(
      "# in step # (learning rate #; largest parameter #, largest output #): the numbers outgrew single "
      "precision, most often because the learning rate is too large",
      {what, step_ + 1, lr, static_cast<double>(parameters_.cwiseAbs().maxCoeff()), largest});
}

}  // namespace descent
