// What a run can be asked between its steps: gradients, evaluations, predictions, losses of single samples.
#include <algorithm>
#include <numeric>

#include "core/run/train.hpp"

namespace descent {

Result<TrainRun::Gradient> TrainRun::gradient(std::span<const std::uint32_t> samples) {
  DESCENT_CHECK(checkSamples(Split::kTrain, samples));
  problem_->select(samples);
  problem_->keepAll();
  Gradient result{0, Vec<float>(mlp_.layout().size)};
  result.loss = problem_->gradient(parameters_, result.gradient);
  return result;
}

Status TrainRun::checkLoaded(Split split) const {
  if (!data(split).empty()) return {};
  constexpr const char* kNames[] = {"training", "test", "validation"};
  return Error{ErrorCode::kState,
               filled("there is no # set; load one first", {kNames[static_cast<std::size_t>(split)]}), ""};
}

Status TrainRun::checkSamples(Split split, std::span<const std::uint32_t> samples) const {
  DESCENT_CHECK(checkLoaded(split));
  if (samples.empty())
    return Error{ErrorCode::kMissing, "samples is empty; at least one is needed", "samples"};
  return checkSamples(samples, data(split).rows, "samples");
}

Result<Evaluator*> TrainRun::beginEvaluation(Split split) {
  DESCENT_CHECK(checkLoaded(split));
  const Dataset& set = data(split);
  auto& evaluator = evaluators_[static_cast<std::size_t>(split)];
  if (!evaluator) evaluator.emplace(mlp_, set, *executor_);
  evaluator->begin(parameters_);
  return &*evaluator;
}

Result<Evaluation> TrainRun::evaluate(Split split) {
  DESCENT_TRY(Evaluator* const evaluator, beginEvaluation(split));
  evaluator->advance(data(split).rows);
  return evaluator->result();
}

// Calls each(problem, first) with the problem evaluated for a slice of the samples that begins at `first`.
template <class F>
void TrainRun::inSlices(const Dataset& set, std::span<const std::uint32_t> samples, F&& each) {
  constexpr auto kSlice = static_cast<std::size_t>(Evaluator::kSlice);
  BatchProblem<float> problem(mlp_, set, static_cast<Index>(std::min(kSlice, samples.size())), *executor_);
  for (std::size_t begin = 0; begin < samples.size(); begin += kSlice) {
    problem.select(samples.subspan(begin, std::min(kSlice, samples.size() - begin)));
    problem.value(parameters_);
    each(problem, begin);
  }
}

Result<std::vector<float>> TrainRun::predict(Split split, std::span<const std::uint32_t> samples) {
  DESCENT_CHECK(checkLoaded(split));
  DESCENT_CHECK(checkSamples(samples, data(split).rows, "samples"));
  return predictions(data(split), samples);
}

std::vector<float> TrainRun::predictions(const Dataset& set, std::span<const std::uint32_t> samples) {
  const auto outputs = static_cast<std::size_t>(config().outputs());
  std::vector<float> predicted(samples.size() * outputs);
  inSlices(set, samples, [&](const BatchProblem<float>& problem, std::size_t begin) {
    mlp_.loss().predict(problem.rows(), static_cast<Index>(outputs), problem.outputs().data(),
                        predicted.data() + begin * outputs);
  });
  return predicted;
}

Result<std::vector<float>> TrainRun::outputs(std::vector<float> inputs) {
  const auto width = static_cast<std::size_t>(config().inputs());
  if (inputs.size() % width != 0) {
    return Error{ErrorCode::kBadData,
                 filled("inputs has # values, which are not rows of #", {inputs.size(), width}), "inputs"};
  }
  if (inputs.empty()) return inputs;
  DESCENT_CHECK(checkFinite(inputs, "inputs"));
  Dataset set;
  set.rows = static_cast<Index>(inputs.size() / width);
  set.columns = config().inputs();
  set.numbers = std::move(inputs);
  set.classes = 2;  // any class does: nobody looks at the loss
  set.labels.resize(static_cast<std::size_t>(set.rows));
  std::vector<std::uint32_t> all(set.labels.size());
  std::iota(all.begin(), all.end(), 0u);
  return predictions(set, all);
}

Result<std::vector<float>> TrainRun::losses(Split split, std::span<const std::uint32_t> samples) {
  DESCENT_CHECK(checkSamples(split, samples));
  std::vector<float> losses(samples.size());
  inSlices(data(split), samples, [&](const BatchProblem<float>& problem, std::size_t begin) {
    const auto of = problem.losses();
    for (std::size_t i = 0; i < of.size(); ++i) losses[begin + i] = static_cast<float>(of[i]);
  });
  return losses;
}

std::vector<std::uint32_t> TrainRun::labelsOf(std::span<const float> predictions) const {
  const auto outputs = static_cast<std::size_t>(config().outputs());
  std::vector<std::uint32_t> labels(predictions.size() / outputs);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto row = predictions.subspan(i * outputs, outputs);
    const auto best = static_cast<std::uint32_t>(std::max_element(row.begin(), row.end()) - row.begin());
    labels[i] = outputs == 1 ? (row[0] >= 0.5f ? 1u : 0u) : best;
  }
  return labels;
}

}  // namespace descent
