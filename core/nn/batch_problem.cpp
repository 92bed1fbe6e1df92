#include "core/nn/batch_problem.hpp"

#include <algorithm>

#include "core/linalg/reference.hpp"

namespace descent {
namespace {
// Rows of a batch gathered by one task.
constexpr Index kGatherGrain = 8;
}  // namespace

template <class T>
BatchProblem<T>::BatchProblem(const Mlp<T>& mlp, const Dataset& data, Index capacity,
                              parallel::Executor& executor, std::uint64_t firstRevision)
    : mlp_(&mlp), data_(&data), executor_(&executor), whole_(firstRevision), selections_(firstRevision) {
  reserve(capacity);
}

template <class T>
void BatchProblem<T>::reserve(Index rows) {
  mlp_->prepare(ws_, rows, false);
  const auto n = static_cast<std::size_t>(ws_.capacity);
  if (data_->bytes.empty()) {
    numbers_.resize(ws_.capacity * data_->columns);
  } else {
    picks_.resize(n);
  }
  if (data_->classes > 0) {
    classes_.resize(n);
  } else {
    targets_.resize(n * static_cast<std::size_t>(data_->targetColumns));
  }
}

template <class T>
void BatchProblem<T>::gatherNumbers(std::span<const std::uint32_t> samples) {
  const Index columns = data_->columns;
  parallel::forRanges(*executor_, rows_, kGatherGrain, [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      const float* const row =
          data_->numbers.data() + static_cast<Index>(samples[static_cast<std::size_t>(i)]) * columns;
      for (Index j = 0; j < columns; ++j) numbers_[i * columns + j] = static_cast<T>(row[j]);
    }
  });
}

template <class T>
void BatchProblem<T>::select(std::span<const std::uint32_t> samples) {
  rows_ = static_cast<Index>(samples.size());
  revision_ = rows_ == data_->rows ? whole_ : ++selections_;
  if (rows_ > ws_.capacity) reserve(rows_);
  if (!data_->bytes.empty()) {
    std::copy(samples.begin(), samples.end(), picks_.begin());
    ws_.inputs = {data_->bytes.data(), picks_.data()};
  } else {
    gatherNumbers(samples);
    ws_.inputs = numbers_.data();
  }
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (data_->classes > 0) {
      classes_[i] = data_->labels[samples[i]];
    } else {
      const auto width = static_cast<std::size_t>(data_->targetColumns);
      for (std::size_t j = 0; j < width; ++j)
        targets_[i * width + j] = static_cast<T>(data_->targets[samples[i] * width + j]);
    }
  }
}

template <class T>
void BatchProblem<T>::drop(std::int64_t step) {
  revision_ = ++selections_;
  mlp_->drop(ws_, rows_, step);
}

template <class T>
void BatchProblem<T>::pass(Tape& tape) {
  for (std::uint64_t* number : {&whole_, &selections_}) tape.pass(bytesOf(number, 1));
}

template <class T>
double BatchProblem<T>::doValue(ConstVecRef<T> x) {
  mlp_->forward(x.data(), rows_, ws_, *executor_);
  return mlp_->meanLoss(rows_, batchTargets(), ws_);
}

template <class T>
double BatchProblem<T>::doGradient(ConstVecRef<T> x, VecRef<T> g) {
  return mlp_->gradient(x.data(), rows_, batchTargets(), ws_, g.data(), *executor_);
}

template <class T>
double BatchProblem<T>::doDirectional(ConstVecRef<T> x, ConstVecRef<T> v, double* value) {
  mlp_->prepare(ws_, rows_, true);
  mlp_->forward(x.data(), rows_, ws_, *executor_);
  const double slope = mlp_->directional(x.data(), v.data(), rows_, batchTargets(), ws_, *executor_);
  if (value != nullptr) *value = mlp_->meanLoss(rows_, batchTargets(), ws_);
  return slope;
}

template <class T>
void BatchProblem<T>::doHessianVector(ConstVecRef<T> x, ConstVecRef<T> v, VecRef<T> out) {
  mlp_->prepare(ws_, rows_, true);
  mlp_->forward(x.data(), rows_, ws_, *executor_);
  mlp_->hessianVector(x.data(), v.data(), rows_, batchTargets(), ws_, out.data(), *executor_);
}

template <class T>
void BatchProblem<T>::doGaussNewtonVector(ConstVecRef<T> x, ConstVecRef<T> v, VecRef<T> out) {
  mlp_->prepare(ws_, rows_, true);
  mlp_->forward(x.data(), rows_, ws_, *executor_);
  mlp_->gaussNewtonVector(x.data(), v.data(), rows_, ws_, out.data(), *executor_);
}

template class BatchProblem<float>;
template class BatchProblem<double>;

}  // namespace descent
