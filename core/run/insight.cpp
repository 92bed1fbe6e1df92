#include "core/run/insight.hpp"

#include <cmath>
#include <limits>

#include "core/base/dense.hpp"

namespace descent {
namespace {

double norm(const float* values, Index n) { return std::sqrt(dot(values, values, n)); }

void measureActivations(linalg::Activation act, const float* z, const float* a, Index n, Index bins,
                        LayerInsight& layer) {
  double sum = 0, squares = 0, slopes = 0;
  Index zeros = 0, saturated = 0;
  const double steepest = act.kind == linalg::Act::kSigmoid ? 0.25 : 1;
  for (Index i = 0; i < n; ++i) {
    const double value = static_cast<double>(a[i]);
    sum += value;
    squares += value * value;
    zeros += value == 0 ? 1 : 0;
    const double slope =
        std::abs(static_cast<double>(linalg::activationSlope(act, z != nullptr ? z[i] : 0.0f, a[i])));
    slopes += slope;
    saturated += slope < kSaturated * steepest ? 1 : 0;
  }
  const double count = static_cast<double>(n);
  layer.mean = sum / count;
  layer.deviation = std::sqrt(std::max(0.0, squares / count - layer.mean * layer.mean));
  layer.zeros = static_cast<double>(zeros) / count;
  layer.saturated = static_cast<double>(saturated) / count;
  layer.slope = slopes / count;
  layer.activations = histogram(a, n, bins);
}

}  // namespace

Histogram histogram(const float* values, Index n, Index bins) {
  float lo = std::numeric_limits<float>::infinity(), hi = -lo;
  for (Index i = 0; i < n; ++i) {
    if (!std::isfinite(values[i])) continue;
    lo = std::min(lo, values[i]);
    hi = std::max(hi, values[i]);
  }
  Histogram h;
  h.counts.resize(static_cast<std::size_t>(bins));
  if (!(lo <= hi)) return h;
  h.lo = static_cast<double>(lo);
  h.hi = static_cast<double>(hi);
  const double scale = hi > lo ? static_cast<double>(bins) / (h.hi - h.lo) : 0;
  for (Index i = 0; i < n; ++i) {
    if (!std::isfinite(values[i])) continue;
    const auto bin = static_cast<Index>((static_cast<double>(values[i]) - h.lo) * scale);
    ++h.counts[static_cast<std::size_t>(std::min(bin, bins - 1))];
  }
  return h;
}

Result<Insight> insight(const TrainRun& run, Split split, std::span<const std::uint32_t> samples,
                        Index bins) {
  DESCENT_CHECK(run.checkSamples(split, samples));
  if (samples.size() > kMaxInsightSamples) {
    return Error{ErrorCode::kTooLarge,
                 filled("# samples were given; at most # are looked at together",
                        {samples.size(), kMaxInsightSamples}),
                 "samples"};
  }
  constexpr Index kMaxBins = 1024;
  if (bins < 1 || bins > kMaxBins) {
    return Error{ErrorCode::kOutOfRange, filled("bins is #; between 1 and # are allowed", {bins, kMaxBins}),
                 "bins"};
  }
  const Mlp<float>& mlp = run.mlp();
  BatchProblem<float> problem(mlp, run.data(split), static_cast<Index>(samples.size()), run.executor());
  problem.select(samples);
  Vec<float> gradient(mlp.layout().size);
  Insight result;
  result.loss = problem.gradient(run.parameters(), gradient);

  const Workspace<float>& ws = problem.workspace();
  const std::size_t depth = mlp.config().depth();
  result.layers.resize(depth);
  double product = 1;
  const auto update = run.lastUpdate();
  for (std::size_t l = depth; l-- > 0;) {
    LayerInsight& layer = result.layers[l];
    const auto act = l + 1 == depth ? linalg::Activation{} : mlp.config().hidden();
    const float* const z = ws.z[l + 1].size() > 0 ? ws.z[l + 1].data() : nullptr;
    measureActivations(act, z, ws.a[l + 1].data(), problem.rows() * mlp.config().layers[l + 1], bins, layer);
    layer.slopeProduct = product *= layer.slope;

    const auto &weights = mlp.layout().blocks[2 * l], &biases = mlp.layout().blocks[2 * l + 1];
    const Index n = weights.rows * weights.cols;
    const float* const g = gradient.data() + weights.offset;
    const float* const w = run.parameters().data() + weights.offset;
    layer.gradientNorm = norm(g, n);
    layer.biasGradientNorm = norm(gradient.data() + biases.offset, biases.rows);
    layer.weightNorm = norm(w, n);
    layer.gradients = histogram(g, n, bins);
    layer.weights = histogram(w, n, bins);
    layer.updateRatio =
        update.empty() ? std::numeric_limits<double>::quiet_NaN() : update[l].change / update[l].weights;
  }
  return result;
}

}  // namespace descent
