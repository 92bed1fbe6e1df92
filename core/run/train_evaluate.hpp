// Measuring a network on a whole data set, in slices, so that a long evaluation can be cut and shown as it
// goes.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/nn/batch_problem.hpp"

namespace descent {

/// What is known after `rows` of `total` samples.
struct Evaluation {
  Index rows = 0, total = 0;
  double loss = 0;      ///< mean over the rows seen
  double accuracy = 0;  ///< fraction right; NaN where the targets are numbers
  Index classes = 0;
  std::vector<std::uint32_t>
      confusion;  ///< classes × classes, row = true class, column = predicted; empty for numbers
  std::vector<std::int32_t> predictions;  ///< one per row seen; empty for numbers
};

/// Works through a data set in slices of kSlice rows; the sums are in row order, so cutting changes no bit.
class Evaluator {
 public:
  static constexpr Index kSlice = 256;

  /// The network, the data and the executor must outlive it.
  Evaluator(const Mlp<float>& mlp, const Dataset& data, parallel::Executor& executor);

  /// Starts over with a copy of these parameters: training may go on meanwhile.
  void begin(ConstVecRef<float> parameters);
  /// Takes on `rows` more samples, rounded up to whole slices; returns whether all are done.
  bool advance(Index rows);
  bool done() const { return seen_ == data_->rows; }
  Evaluation result() const;

 private:
  const Mlp<float>* mlp_;
  const Dataset* data_;
  BatchProblem<float> problem_;
  Vec<float> parameters_;
  Index seen_ = 0, right_ = 0, classes_;
  double lossSum_ = 0;
  std::vector<std::uint32_t> confusion_, samples_;
  std::vector<std::int32_t> predictions_;
};

}  // namespace descent
