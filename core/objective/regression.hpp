// Regression as a problem with batches: the smallest models in which gradient descent, stochastic gradient
// descent and mini-batches are the same method with all, one or m samples per step.
#pragma once

#include <vector>

#include "core/base/param.hpp"
#include "core/objective/problem.hpp"

namespace descent {

/// Seeded samples: inputs (count x features, row-major, a constant 1 as the last feature) and targets (the
/// value to be met, or the class as a whole number).
struct RegressionData {
  Index features = 0;
  std::vector<double> inputs, targets;
  Index count() const { return static_cast<Index>(targets.size()); }
};

/// Which samples a step sees: every epoch is a fresh seeded permutation cut into batches (the last one of an
/// epoch may be smaller). A pure function of seed and step.
class MiniBatches {
 public:
  MiniBatches(Index count, Index batchSize, std::uint64_t seed);

  /// All samples when the batch is as large as the data.
  void select(std::int64_t step);
  std::span<const std::uint32_t> current() const { return {order_.data() + begin_, end_ - begin_}; }
  Index batchSize() const { return static_cast<Index>(batchSize_); }

 private:
  void shuffle(std::int64_t epoch);

  std::size_t batchSize_;
  std::uint64_t seed_;
  std::int64_t epoch_ = -1;
  std::vector<std::uint32_t> order_;
  std::size_t begin_ = 0, end_;
};

/// The mean loss over the current batch of a model z = W x with K outputs; parameters are the rows of W (K x
/// features), so (slope, intercept) for one input. Convex in every kind.
///   kLinear (K = 1):   1/2 (z - y)^2, least squares (Legendre 1805; Gauss 1809)
///   kLogistic (K = 1): log(1 + e^z) - y z, y in {0, 1} (Cox 1958)
///   kSoftmax:          log sum_k e^{z_k} - z_y, y in {0 .. K-1}; a common shift of all rows of W changes
///   nothing
/// Until beginStep is called all samples count. Gauss-Newton products equal Hessian products: z is linear.
class RegressionProblem final : public Problem<double> {
 public:
  enum class Kind { kLinear, kLogistic, kSoftmax };
  static constexpr Index kMaxOutputs = 3;

  RegressionProblem(Kind kind, Index outputs, RegressionData data, Index batchSize, std::uint64_t seed);

  Index size() const override { return outputs_ * data_.features; }
  unsigned features() const override;
  void beginStep(std::int64_t step) override { batches_.select(step); }
  /// Least squares only. One per sample of a full-sized batch; those a smaller batch lacks are 0.
  Index residualCount() const override { return kind_ == Kind::kLinear ? batches_.batchSize() : 0; }
  double residualScale() const override { return 0.5 / static_cast<double>(batches_.current().size()); }

 protected:
  double doValue(ConstVecRef<double> x) override;
  double doGradient(ConstVecRef<double> x, VecRef<double> g) override;
  double doDirectional(ConstVecRef<double> x, ConstVecRef<double> v, double* value) override;
  void doHessian(ConstVecRef<double> x, Mat<double>& h) override;
  void doHessianVector(ConstVecRef<double> x, ConstVecRef<double> v, VecRef<double> out) override;
  void doGaussNewtonVector(ConstVecRef<double> x, ConstVecRef<double> v, VecRef<double> out) override;
  void doResiduals(ConstVecRef<double> x, Vec<double>& r, Mat<double>& j) override;

 private:
  /// Loss of one sample and its derivatives with respect to the outputs z.
  struct Loss {
    double value = 0;
    double slope[kMaxOutputs] = {};
    double curvature[kMaxOutputs][kMaxOutputs] = {};
  };
  const double* input(std::uint32_t sample) const {
    return data_.inputs.data() + static_cast<std::size_t>(sample) * static_cast<std::size_t>(data_.features);
  }
  /// z = W x for one sample.
  void outputs(const double* w, const double* input, double* z) const;
  Loss lossAt(const double* w, std::uint32_t sample) const;
  /// Calls visit(input, loss) for each sample of the batch; returns the mean loss.
  template <class Visit>
  double forBatch(ConstVecRef<double> x, Visit visit) const;

  Kind kind_;
  Index outputs_;
  RegressionData data_;
  MiniBatches batches_;
};

}  // namespace descent
