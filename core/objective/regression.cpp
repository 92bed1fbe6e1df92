#include "core/objective/regression.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/dual.hpp"
#include "core/base/rng.hpp"

namespace descent {

MiniBatches::MiniBatches(Index count, Index batchSize, std::uint64_t seed)
    : batchSize_(static_cast<std::size_t>(std::min(count, batchSize))),
      seed_(seed),
      order_(static_cast<std::size_t>(count)),
      end_(order_.size()) {
  std::iota(order_.begin(), order_.end(), 0u);
}

void MiniBatches::select(std::int64_t step) {
  if (batchSize_ == order_.size()) return;
  const auto perEpoch = static_cast<std::int64_t>((order_.size() + batchSize_ - 1) / batchSize_);
  if (step / perEpoch != epoch_) shuffle(step / perEpoch);
  begin_ = static_cast<std::size_t>(step % perEpoch) * batchSize_;
  end_ = std::min(begin_ + batchSize_, order_.size());
}

void MiniBatches::shuffle(std::int64_t epoch) {
  constexpr std::uint64_t kStream = 0x62617463ull << 32;  // "batc"
  epoch_ = epoch;
  std::iota(order_.begin(), order_.end(), 0u);
  Rng rng(seed_, kStream + static_cast<std::uint64_t>(epoch));
  rng.shuffle(std::span(order_));
}

RegressionProblem::RegressionProblem(Kind kind, Index outputs, RegressionData data, Index batchSize,
                                     std::uint64_t seed)
    : kind_(kind), outputs_(outputs), data_(std::move(data)), batches_(data_.count(), batchSize, seed) {}

unsigned RegressionProblem::features() const {
  unsigned all = static_cast<unsigned>(Feature::kDirectional) | static_cast<unsigned>(Feature::kHessian) |
                 static_cast<unsigned>(Feature::kHessianVector) |
                 static_cast<unsigned>(Feature::kGaussNewtonVector);
  if (kind_ == Kind::kLinear) all |= static_cast<unsigned>(Feature::kResiduals);
  return all;
}

void RegressionProblem::outputs(const double* w, const double* input, double* z) const {
  for (Index k = 0; k < outputs_; ++k) {
    z[k] = 0;
    for (Index i = 0; i < data_.features; ++i) z[k] += w[k * data_.features + i] * input[i];
  }
}

RegressionProblem::Loss RegressionProblem::lossAt(const double* w, std::uint32_t sample) const {
  Loss loss;
  double z[kMaxOutputs] = {};
  outputs(w, input(sample), z);
  const double y = data_.targets[sample];
  switch (kind_) {
    case Kind::kLinear:
      loss.slope[0] = z[0] - y;
      loss.value = 0.5 * loss.slope[0] * loss.slope[0];
      loss.curvature[0][0] = 1;
      break;
    case Kind::kLogistic:
      loss.value = math::softplus(z[0]) - y * z[0];
      loss.slope[0] = math::sigmoid(z[0]) - y;
      loss.curvature[0][0] = math::sigmoid(z[0]) * math::sigmoid(-z[0]);
      break;
    case Kind::kSoftmax: {
      const auto label = static_cast<Index>(y);
      const double top = *std::max_element(z, z + outputs_);
      double sum = 0, p[kMaxOutputs] = {};
      for (Index k = 0; k < outputs_; ++k) sum += p[k] = std::exp(z[k] - top);
      loss.value = std::log(sum) + top - z[label];
      for (Index k = 0; k < outputs_; ++k) {
        p[k] /= sum;
        loss.slope[k] = p[k] - (k == label ? 1 : 0);
      }
      for (Index k = 0; k < outputs_; ++k) {
        for (Index l = 0; l < outputs_; ++l) loss.curvature[k][l] = (k == l ? p[k] : 0) - p[k] * p[l];
      }
      break;
    }
  }
  return loss;
}

template <class Visit>
double RegressionProblem::forBatch(ConstVecRef<double> x, Visit visit) const {
  double sum = 0;
  for (const std::uint32_t sample : batches_.current()) {
    const Loss loss = lossAt(x.data(), sample);
    visit(input(sample), loss);
    sum += loss.value;
  }
  return sum / static_cast<double>(batches_.current().size());
}

double RegressionProblem::doValue(ConstVecRef<double> x) {
  return forBatch(x, [](const double*, const Loss&) {});
}

double RegressionProblem::doGradient(ConstVecRef<double> x, VecRef<double> g) {
  g.setZero();
  const double value = forBatch(x, [&](const double* in, const Loss& loss) {
    for (Index k = 0; k < outputs_; ++k) {
      for (Index i = 0; i < data_.features; ++i) g[k * data_.features + i] += loss.slope[k] * in[i];
    }
  });
  g /= static_cast<double>(batches_.current().size());
  return value;
}

double RegressionProblem::doDirectional(ConstVecRef<double> x, ConstVecRef<double> v, double* value) {
  double sum = 0;
  const double f = forBatch(x, [&](const double* in, const Loss& loss) {
    double dz[kMaxOutputs] = {};
    outputs(v.data(), in, dz);
    for (Index k = 0; k < outputs_; ++k) sum += loss.slope[k] * dz[k];
  });
  if (value != nullptr) *value = f;
  return sum / static_cast<double>(batches_.current().size());
}

void RegressionProblem::doHessian(ConstVecRef<double> x, Mat<double>& h) {
  h.setZero(size(), size());
  const Index n = data_.features;
  forBatch(x, [&](const double* in, const Loss& loss) {
    for (Index a = 0; a < size(); ++a) {
      for (Index b = 0; b < size(); ++b) h(a, b) += loss.curvature[a / n][b / n] * in[a % n] * in[b % n];
    }
  });
  h /= static_cast<double>(batches_.current().size());
}

void RegressionProblem::doHessianVector(ConstVecRef<double> x, ConstVecRef<double> v, VecRef<double> out) {
  out.setZero();
  forBatch(x, [&](const double* in, const Loss& loss) {
    double dz[kMaxOutputs] = {};
    outputs(v.data(), in, dz);
    for (Index k = 0; k < outputs_; ++k) {
      double pull = 0;
      for (Index l = 0; l < outputs_; ++l) pull += loss.curvature[k][l] * dz[l];
      for (Index i = 0; i < data_.features; ++i) out[k * data_.features + i] += pull * in[i];
    }
  });
  out /= static_cast<double>(batches_.current().size());
}

void RegressionProblem::doGaussNewtonVector(ConstVecRef<double> x, ConstVecRef<double> v,
                                            VecRef<double> out) {
  doHessianVector(x, v, out);
}

void RegressionProblem::doResiduals(ConstVecRef<double> x, Vec<double>& r, Mat<double>& j) {
  if (kind_ != Kind::kLinear) return Problem<double>::doResiduals(x, r, j);
  r.setZero(residualCount());
  j.setZero(residualCount(), size());
  Index row = 0;
  forBatch(x, [&](const double* in, const Loss& loss) {
    r[row] = loss.slope[0];
    for (Index i = 0; i < data_.features; ++i) j(row, i) = in[i];
    ++row;
  });
}

}  // namespace descent
