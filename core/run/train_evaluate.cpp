#include "core/run/train_evaluate.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace descent {

Evaluator::Evaluator(const Mlp<float>& mlp, const Dataset& data, parallel::Executor& executor)
    : mlp_(&mlp),
      data_(&data),
      problem_(mlp, data, std::min(kSlice, data.rows), executor),
      // A network may have more outputs than the data has classes, and predict any of them.
      classes_(data.classes == 0 ? 0 : std::max<Index>({2, data.classes, mlp.config().outputs()})) {}

void Evaluator::begin(ConstVecRef<float> parameters) {
  parameters_ = parameters;
  seen_ = right_ = 0;
  lossSum_ = 0;
  confusion_.assign(static_cast<std::size_t>(classes_ * classes_), 0);
  predictions_.clear();
  if (classes_ > 0) predictions_.reserve(static_cast<std::size_t>(data_->rows));
}

bool Evaluator::advance(Index rows) {
  const Index outputs = mlp_->config().outputs();
  const Index goal = rows >= data_->rows - seen_ ? data_->rows : seen_ + rows;
  while (seen_ < goal) {
    const Index count = std::min(kSlice, data_->rows - seen_);
    samples_.resize(static_cast<std::size_t>(count));
    std::iota(samples_.begin(), samples_.end(), static_cast<std::uint32_t>(seen_));
    problem_.select(samples_);
    problem_.value(parameters_);
    for (const double loss : problem_.losses()) lossSum_ += loss;
    for (Index i = 0; classes_ > 0 && i < count; ++i) {
      const std::int32_t said = mlp_->loss().decide(outputs, problem_.outputs().data() + i * outputs);
      const std::int32_t truth = data_->labels[static_cast<std::size_t>(seen_ + i)];
      predictions_.push_back(said);
      right_ += said == truth ? 1 : 0;
      ++confusion_[static_cast<std::size_t>(truth * static_cast<std::int32_t>(classes_) + said)];
    }
    seen_ += count;
  }
  return done();
}

Evaluation Evaluator::result() const {
  Evaluation e;
  const double n = static_cast<double>(std::max<Index>(seen_, 1));
  e.rows = seen_;
  e.total = data_->rows;
  e.loss = lossSum_ / n;
  e.accuracy = classes_ > 0 ? static_cast<double>(right_) / n : std::numeric_limits<double>::quiet_NaN();
  e.classes = classes_;
  e.confusion = confusion_;
  e.predictions = predictions_;
  return e;
}

}  // namespace descent
