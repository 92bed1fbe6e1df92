#include "core/run/landscape.hpp"

#include <cmath>

#include "core/base/dense.hpp"
#include "core/base/rng.hpp"
#include "core/base/symmetric_eigen.hpp"
#include "core/run/pass_grid.hpp"

namespace descent {
namespace {

constexpr std::uint64_t kDirectionStream = 5;

Status checkVector(const std::vector<float>& v, Index size, const char* name) {
  if (v.size() != static_cast<std::size_t>(size)) {
    return Error{ErrorCode::kBadData, filled("# has # numbers; the network has #", {name, v.size(), size}),
                 name};
  }
  return checkFinite(v, name);
}

/// One number, or one for a and one for b.
Result<std::array<double, 2>> readPair(const Value& request, const char* key, double fallback) {
  const Value& given = request[key];
  if (given.isNull()) return std::array<double, 2>{fallback, fallback};
  std::array<double, 2> pair{};
  for (std::size_t i = 0; i < 2; ++i) {
    const Value& one = given.isArray() && given.array_().size() == 2 ? given.array_()[i] : given;
    if (!one.isNumber() || !std::isfinite(one.number())) {
      return Error{ErrorCode::kInvalidType,
                   filled("# is a finite number or a pair of them; # was given", {key, given.shown()}), key};
    }
    pair[i] = one.number();
  }
  return pair;
}

std::vector<double> axis(double lo, double hi, Index points) {
  std::vector<double> values(static_cast<std::size_t>(points), lo);
  for (std::size_t i = 1; i < values.size(); ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(points - 1);
    values[i] = i + 1 == values.size() ? hi : lo + (hi - lo) * share;
  }
  return values;
}

}  // namespace

Vec<float> filterNormalisedDirection(const Layout& layout, ConstVecRef<float> center, std::uint64_t seed) {
  Vec<float> direction = Vec<float>::Zero(layout.size);
  Rng rng(seed, kDirectionStream);
  for (const auto& block : layout.blocks) {
    if (!block.weights) continue;
    for (Index row = 0; row < block.rows; ++row) {
      const Index at = block.offset + row * block.cols;
      auto filter = direction.segment(at, block.cols);
      for (Index j = 0; j < block.cols; ++j) filter[j] = static_cast<float>(rng.normal());
      const double own = dot(filter.data(), filter.data(), block.cols);
      const double wanted = dot(center.data() + at, center.data() + at, block.cols);
      filter *= static_cast<float>(std::sqrt(wanted / std::max(own, 1e-300)));
    }
  }
  return direction;
}

Result<Vec<float>> makeDirection(const TrainRun& run, const Value& request,
                                 const std::vector<float>& center) {
  DESCENT_CHECK(onlyKeys(request, {"seed"}));
  DESCENT_TRY(const std::int64_t seed, readInteger(request, "seed", 1, 0, (std::int64_t{1} << 53) - 1));
  const Vec<float>& own = run.parameters();
  if (!center.empty()) DESCENT_CHECK(checkVector(center, own.size(), "center"));
  const Eigen::Map<const Vec<float>> at(center.empty() ? own.data() : center.data(), own.size());
  return filterNormalisedDirection(run.mlp().layout(), at, static_cast<std::uint64_t>(seed));
}

Result<Principal> principalDirections(const std::vector<std::vector<float>>& checkpoints, Index size) {
  const std::size_t n = checkpoints.size();
  if (n < 2 || n > kMaxCheckpoints) {
    return Error{ErrorCode::kOutOfRange,
                 filled("# checkpoints were given; between 2 and # are allowed", {n, kMaxCheckpoints}),
                 "checkpoints"};
  }
  for (std::size_t i = 0; i < n; ++i)
    DESCENT_CHECK(checkVector(checkpoints[i], size, filled("checkpoints[#]", {i}).c_str()));

  // The right singular vectors of the rows θ_i − θ_n, through the small matrix of their products.
  const auto rows = static_cast<Index>(n - 1);
  std::vector<Vec<float>> path;
  const Eigen::Map<const Vec<float>> last(checkpoints.back().data(), size);
  for (std::size_t i = 0; i + 1 < n; ++i)
    path.push_back(Eigen::Map<const Vec<float>>(checkpoints[i].data(), size) - last);
  Mat<double> products(rows, rows);
  double total = 0;
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j <= i; ++j)
      products(i, j) = dot(path[static_cast<std::size_t>(i)], path[static_cast<std::size_t>(j)]);
    total += products(i, i);
  }
  SymmetricEigen eigen;
  eigen.resize(rows);
  if (!eigen.compute(products))
    return Error{ErrorCode::kOutOfRange, "the checkpoints are too far apart", "checkpoints"};

  Principal result;
  result.coordinates.resize(2 * n);
  for (std::size_t k = 0; k < 2; ++k) {
    Vec<float>& direction = k == 0 ? result.x : result.y;
    direction = Vec<float>::Zero(size);
    result.shares[k] = 0;
    const Index column = rows - 1 - static_cast<Index>(k);
    const double value = column >= 0 ? eigen.values()[column] : 0;
    if (!(value > 1e-12 * total)) continue;  // rounding, not extent
    Vec<double> sum = Vec<double>::Zero(size);
    for (Index i = 0; i < rows; ++i)
      sum += eigen.vectors()(i, column) * path[static_cast<std::size_t>(i)].cast<double>();
    direction = (sum / std::sqrt(dot(sum, sum))).cast<float>();
    result.shares[k] = value / total;
    for (std::size_t i = 0; i + 1 < n; ++i) result.coordinates[2 * i + k] = dot(path[i], direction);
  }
  return result;
}

Result<SliceSettings> readSlice(const Value& request) {
  DESCENT_CHECK(onlyKeys(request, {"lo", "hi", "points"}));
  SliceSettings settings;
  DESCENT_TRY(settings.lo, readPair(request, "lo", settings.lo[0]));
  DESCENT_TRY(settings.hi, readPair(request, "hi", settings.hi[0]));
  DESCENT_TRY(const auto points, readPair(request, "points", static_cast<double>(settings.points[0])));
  for (std::size_t i = 0; i < 2; ++i) {
    if (!(points[i] >= 1 && points[i] <= SliceSettings::kMaxPoints) || points[i] != std::floor(points[i])) {
      return Error{ErrorCode::kOutOfRange,
                   filled("points is #; whole numbers between 1 and # are allowed",
                          {points[i], SliceSettings::kMaxPoints}),
                   "points"};
    }
    settings.points[i] = static_cast<Index>(points[i]);
  }
  return settings;
}

Result<std::unique_ptr<LossSlice>> LossSlice::create(const TrainRun& run, Split split,
                                                     std::vector<std::uint32_t> samples,
                                                     SliceSettings settings) {
  DESCENT_CHECK(run.checkSamples(split, samples));
  const Index size = run.parameters().size();
  if (settings.center.empty()) settings.center.assign(run.parameters().begin(), run.parameters().end());
  DESCENT_CHECK(checkVector(settings.center, size, "center"));
  DESCENT_CHECK(checkVector(settings.x, size, "x"));
  if (!settings.y.empty()) DESCENT_CHECK(checkVector(settings.y, size, "y"));
  return std::unique_ptr<LossSlice>(new LossSlice(run, split, std::move(samples), std::move(settings)));
}

LossSlice::LossSlice(const TrainRun& run, Split split, std::vector<std::uint32_t> samples,
                     SliceSettings settings)
    : samples_(std::move(samples)),
      settings_(std::move(settings)),
      a_(axis(settings_.lo[0], settings_.hi[0], settings_.points[0])),
      b_(1, 0.0),
      at_(run.parameters().size()),
      problem_(run.mlp(), run.data(split), static_cast<Index>(std::min(kSlice, samples_.size())),
               run.executor()) {
  if (!settings_.y.empty()) b_ = axis(settings_.lo[1], settings_.hi[1], settings_.points[1]);
  passes_ = passSizes(static_cast<std::int64_t>(a_.size()), static_cast<std::int64_t>(b_.size()));
  loss_.resize(a_.size() * b_.size());
}

void LossSlice::moveTo(std::size_t place) {
  const double a = a_[place % a_.size()], b = b_[place / a_.size()];
  const float* const y = settings_.y.empty() ? nullptr : settings_.y.data();
  for (Index i = 0; i < at_.size(); ++i) {
    const auto j = static_cast<std::size_t>(i);
    double p = static_cast<double>(settings_.center[j]) + a * static_cast<double>(settings_.x[j]);
    if (y != nullptr) p += b * static_cast<double>(y[j]);
    at_[i] = static_cast<float>(p);
  }
}

bool LossSlice::advance(std::int64_t slices) {
  while (pass_ < passes_.size() && done_ == passes_[pass_]) {
    ++pass_;
    done_ = 0;
  }
  if (pass_ == passes_.size()) return false;
  const PassGrid grid(pass_, static_cast<std::int64_t>(a_.size()), static_cast<std::int64_t>(b_.size()));
  for (std::int64_t i = 0; i < slices && done_ < passes_[pass_]; ++i) {
    const std::size_t place = grid.place(done_);
    if (seen_ == 0) moveTo(place);
    const std::size_t rows = std::min(kSlice, samples_.size() - seen_);
    problem_.select(std::span<const std::uint32_t>(samples_).subspan(seen_, rows));
    problem_.value(at_);
    for (const double loss : problem_.losses()) sum_ += loss;
    seen_ += rows;
    if (seen_ < samples_.size()) continue;
    loss_[place] = sum_ / static_cast<double>(seen_);
    sum_ = 0;
    seen_ = 0;
    ++done_;
  }
  return pass_ + 1 < passes_.size() || done_ < passes_[pass_];
}

Result<Sharpness> sharpness(const TrainRun& run, Split split, std::span<const std::uint32_t> samples,
                            double radius) {
  DESCENT_CHECK(run.checkSamples(split, samples));
  if (!(radius > 0 && radius <= 1e6)) {
    return Error{ErrorCode::kOutOfRange, filled("radius is #; it must be above 0 and at most 1e6", {radius}),
                 "radius"};
  }
  constexpr std::size_t kSlice = 256;
  BatchProblem<float> problem(run.mlp(), run.data(split),
                              static_cast<Index>(std::min(kSlice, samples.size())), run.executor());
  const Index n = run.parameters().size();
  const double count = static_cast<double>(samples.size());
  Vec<float> part(n), moved(n);
  Vec<double> gradient = Vec<double>::Zero(n);
  Sharpness result{};
  for (std::size_t begin = 0; begin < samples.size(); begin += kSlice) {
    problem.select(samples.subspan(begin, std::min(kSlice, samples.size() - begin)));
    const double weight = static_cast<double>(problem.rows()) / count;
    result.loss += weight * problem.gradient(run.parameters(), part);
    gradient += weight * part.cast<double>();
  }
  result.gradientNorm = std::sqrt(dot(gradient, gradient));
  const double scale = result.gradientNorm > 0 ? radius / result.gradientNorm : 0;
  moved = (run.parameters().cast<double>() + scale * gradient).cast<float>();
  for (std::size_t begin = 0; begin < samples.size(); begin += kSlice) {
    problem.select(samples.subspan(begin, std::min(kSlice, samples.size() - begin)));
    result.perturbed += static_cast<double>(problem.rows()) / count * problem.value(moved);
  }
  return result;
}

}  // namespace descent
