// A mini-batch of a network's loss as a Problem: what every optimizer drives.
#pragma once

#include <span>

#include "core/base/tape.hpp"
#include "core/data/dataset.hpp"
#include "core/nn/mlp.hpp"
#include "core/objective/problem.hpp"

namespace descent {

/// The mean loss over the selected samples as a function of the flat parameters (layout of the Mlp). The
/// network, the data set and the executor must outlive it. Nothing allocates once select() has seen its
/// largest batch, apart from the memory of curvature products, which comes with their first use.
template <class T>
class BatchProblem final : public Problem<T> {
 public:
  BatchProblem(const Mlp<T>& mlp, const Dataset& data, Index capacity,
               parallel::Executor& executor = parallel::serial(), std::uint64_t firstRevision = 0);

  /// Makes these samples (each < data.rows, at least one) the batch: gathers targets, and features where they
  /// are numbers.
  void select(std::span<const std::uint32_t> samples);
  Index rows() const { return rows_; }
  /// Dropout for this batch, as in step `step`: value, gradient and products are those of one and the same
  /// thinned network, until keepAll().
  void drop(std::int64_t step);
  void keepAll() { mlp_->keepAll(ws_); }

  Index size() const override { return mlp_->layout().size; }
  unsigned features() const override {
    return static_cast<unsigned>(Feature::kDirectional) | static_cast<unsigned>(Feature::kHessianVector) |
           static_cast<unsigned>(Feature::kGaussNewtonVector);
  }
  parallel::Executor& executor() override { return *executor_; }
  /// Another number for every batch, but one and the same for the whole data set in whatever order.
  std::uint64_t revision() const override { return revision_; }
  /// The first that another problem in the place of this one may have.
  std::uint64_t nextRevision() const { return selections_ + 1; }
  /// Puts away or takes up the numbers that revisions have got so far.
  void pass(Tape& tape);
  void setExecutor(parallel::Executor& executor) { executor_ = &executor; }
  StepWatch* watch() override { return watch_; }
  void setWatch(StepWatch* watch) { watch_ = watch; }
  const Mlp<T>& mlp() const { return *mlp_; }

  /// The outputs (logits) of the last evaluation, rows × outputs.
  std::span<const T> outputs() const {
    return {ws_.a.back().data(), static_cast<std::size_t>(rows_ * mlp_->config().outputs())};
  }
  /// What the layers said in it.
  const Workspace<T>& workspace() const { return ws_; }
  /// The loss of each sample in the last value or gradient.
  std::span<const double> losses() const { return {ws_.losses.data(), static_cast<std::size_t>(rows_)}; }

 protected:
  double doValue(ConstVecRef<T> x) override;
  double doGradient(ConstVecRef<T> x, VecRef<T> g) override;
  double doDirectional(ConstVecRef<T> x, ConstVecRef<T> v, double* value) override;
  void doHessianVector(ConstVecRef<T> x, ConstVecRef<T> v, VecRef<T> out) override;
  void doGaussNewtonVector(ConstVecRef<T> x, ConstVecRef<T> v, VecRef<T> out) override;

 private:
  Targets<T> batchTargets() const {
    return data_->classes > 0 ? Targets<T>{classes_.data(), nullptr} : Targets<T>{nullptr, targets_.data()};
  }
  void reserve(Index rows);
  void gatherNumbers(std::span<const std::uint32_t> samples);

  const Mlp<T>* mlp_;
  const Dataset* data_;
  parallel::Executor* executor_;
  StepWatch* watch_ = nullptr;
  Workspace<T> ws_;
  Index rows_ = 0;
  std::uint64_t whole_, revision_ = 0, selections_;  // whole_: the revision of the whole data set
  std::vector<std::uint32_t> picks_;                 // of bytes; numbers are gathered
  Vec<T> numbers_;
  std::vector<std::int32_t> classes_;
  std::vector<T> targets_;
};

}  // namespace descent
