// The resumable loop that trains a network. A run is a pure function of its configuration, data and seed; in
// chunks or in one go, the bits are the same.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/average/weight_average.hpp"
#include "core/data/batches.hpp"
#include "core/optim/optimizer.hpp"
#include "core/run/keeper.hpp"
#include "core/run/train_evaluate.hpp"
#include "core/schedule/schedule.hpp"

namespace descent {

enum class TrainStatus {
  kOk,
  kConverged,  ///< the optimizer's own stopping rule holds
  kDiverged,  ///< a loss, gradient or parameter stopped being finite; the parameters are the last finite ones
  kFailed,    ///< the optimizer cannot go on; the parameters are unchanged
};
const char* toString(TrainStatus status);

/// What a call of train() did. When status is not kOk, the step that ended the run is not counted.
struct TrainBlock {
  std::vector<double> loss;  ///< per step, of its batch, before the step (mean per sample)
  std::vector<double> lr;    ///< per step
  TrainStatus status = TrainStatus::kOk;
  std::string message;  ///< why, unless kOk
};

enum class Split { kTrain, kTest, kValidation };
inline constexpr std::size_t kSplits = 3;

class TrainRun {
 public:
  /// The learning rate of step s = 0, 1, 2 ...
  /// The rate of step s is that of the schedule, from `initial`.
  struct LearningRate {
    std::shared_ptr<const Schedule> schedule;
    double initial;
    double operator()(std::int64_t s) const { return schedule->rate(initial, s); }
  };

  /// The executor must outlive the run.
  TrainRun(const NetworkConfig& config, std::unique_ptr<Optimizer<float>> optimizer,
           LearningRate learningRate, parallel::Executor& executor = parallel::serial());
  ~TrainRun();

  /// Takes the data (test and validation set may be empty) and begins at the first epoch; parameters stay.
  /// Paths in errors: `train.images`, `test.labels` ... Nothing changes on an error.
  Status load(Dataset train, Dataset test, Dataset validation = {});
  bool loaded() const { return !train_.empty(); }

  /// Takes up to `steps` (>= 0) steps. With `order`, step i visits order[i·batchSize ...], the last batch
  /// keeping what remains; the order must be long enough for all steps, and does not disturb the seeded
  /// shuffle. A run that ended (status not kOk) stays ended, and further calls take no step, until reset() or
  /// setParameters().
  Result<TrainBlock> train(std::int64_t steps, std::span<const std::uint32_t> order = {});

  /// What train() would refuse, without taking a step.
  Status checkTrain(std::int64_t steps, std::span<const std::uint32_t> order) const;

  /// Steps taken, samples visited, and passes over the training data (samples / rows).
  std::int64_t step() const { return step_; }
  std::int64_t samples() const { return samples_; }
  /// What the steps asked of the network, those that ended the run included: values, gradients, slopes along
  /// a direction and curvature products of a batch, each one evaluation.
  std::int64_t evaluations() const { return evaluations_; }
  double epoch() const {
    return train_.empty() ? 0.0 : static_cast<double>(samples_) / static_cast<double>(train_.rows);
  }
  TrainStatus status() const { return status_; }
  const std::string& message() const { return message_; }

  const NetworkConfig& config() const { return mlp_.config(); }
  const Mlp<float>& mlp() const { return mlp_; }

  /// Puts away or takes up all that the next steps depend on besides configuration and data; data must be
  /// loaded, and both must be what they were.
  void pass(Tape& tape);
  /// A digest of the training data.
  std::uint64_t trainingDigest();

  const Optimizer<float>& optimizer() const { return *optimizer_; }
  const Dataset& data(Split split) const {
    return split == Split::kTrain ? train_ : split == Split::kTest ? test_ : validation_;
  }
  parallel::Executor& executor() const { return *executor_; }

  /// Euclidean norms of the last step's change of a layer's weights and of the weights before it, per weight
  /// layer; empty where the parameters do not come from a step (at the beginning, after setParameters() or a
  /// step that did not succeed).
  struct UpdateNorms {
    double change, weights;
  };
  std::vector<UpdateNorms> lastUpdate() const;

  const Vec<float>& parameters() const { return parameters_; }
  /// Replaces the parameters. The optimizer's memory and the counters stay, unless the run had ended: then it
  /// is revived with a fresh memory. Refused unless the length fits and all are finite (`parameters`,
  /// `parameters[17]`).
  Status setParameters(std::span<const float> parameters);
  /// Another method with a fresh memory, from the next step on; parameters and counters stay.
  void setOptimizer(std::unique_ptr<Optimizer<float>> optimizer, LearningRate learningRate);
  /// Another learning rate of step s, from the next step on; the method keeps its memory.
  void setLearningRate(LearningRate learningRate) { learningRate_ = std::move(learningRate); }
  /// Another batch size (1 .. NetworkConfig::kMaxBatch) from the next step on; begins a new epoch.
  void setBatchSize(Index batchSize);
  Index batchSize() const { return batchSize_; }
  /// From now on keeps an average of the parameters beside the run, which it does not change.
  void keepAverage(const WeightAverageConfig& config);
  /// That average; no counts yet: no step has counted. Null where none is kept.
  const WeightAverage<float>* average() const { return average_ ? &*average_ : nullptr; }
  /// Back to the initial parameters, step 0, a fresh optimizer and the first epoch.
  void reset();

  struct Gradient {
    double loss;
    Vec<float> gradient;
  };
  /// Mean loss and gradient over these training samples at the present parameters. Paths: `samples`,
  /// `samples[17]`.
  Result<Gradient> gradient(std::span<const std::uint32_t> samples);

  /// The whole evaluation at once.
  Result<Evaluation> evaluate(Split split);
  /// An evaluator at its beginning, for the caller to advance; valid until the next load() or
  /// beginEvaluation() of the same split.
  Result<Evaluator*> beginEvaluation(Split split);
  /// Probabilities (or outputs, for mse) of these samples, samples × outputs.
  Result<std::vector<float>> predict(Split split, std::span<const std::uint32_t> samples);
  /// The same for any inputs, rows × inputs (finite numbers, taken as they are). Paths: `inputs`,
  /// `inputs[17]`.
  Result<std::vector<float>> outputs(std::vector<float> inputs);
  /// The loss of each of these samples.
  Result<std::vector<float>> losses(Split split, std::span<const std::uint32_t> samples);
  /// That there is such a set, and that the samples (at least one) are in it. Path: `samples`, `samples[17]`.
  Status checkSamples(Split split, std::span<const std::uint32_t> samples) const;
  /// The class each row of predict() speaks for: the most probable one; with a single output 1 from 1/2 on.
  std::vector<std::uint32_t> labelsOf(std::span<const float> predictions) const;

 private:
  Status checkLoaded(Split split) const;
  Status checkSamples(std::span<const std::uint32_t> samples, Index rows, const char* name) const;
  std::vector<float> predictions(const Dataset& set, std::span<const std::uint32_t> samples);
  template <class F>
  void inSlices(const Dataset& set, std::span<const std::uint32_t> samples, F&& each);
  parallel::Executor& executorFor(Index rows) const;
  bool takeStep(std::span<const std::uint32_t> batch, TrainBlock& block);
  bool stop(TrainStatus status, std::string message);
  std::string diagnose(double lossSeen, double lr);

  Mlp<float> mlp_;
  std::unique_ptr<Optimizer<float>> optimizer_;
  LearningRate learningRate_;
  parallel::Executor* executor_;
  Dataset train_, test_, validation_;
  std::optional<BatchProblem<float>> problem_;
  std::optional<WeightAverage<float>> average_;
  std::optional<Evaluator> evaluators_[kSplits];
  Batches batches_;
  Vec<float> parameters_;
  Keeper keeper_;
  bool stepped_ = false;  // the last thing that happened to the parameters is a step
  Index batchSize_;
  std::int64_t step_ = 0, samples_ = 0, evaluations_ = 0;
  std::optional<std::uint64_t> digest_;  // of train_, once it has been asked for
  TrainStatus status_ = TrainStatus::kOk;
  std::string message_;
};

}  // namespace descent
