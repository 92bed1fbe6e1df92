#include "core/run/curvature.hpp"

#include <cmath>

#include "core/base/dense.hpp"
#include "core/base/rng.hpp"

namespace descent {
namespace {

constexpr ParamSpec kSettings[] = {
    ParamSpec::integer("iterations", "", 100, 1, CurvatureSettings::kMaxIterations, 200),
    {"tolerance", "", 1e-4, 1e-6, 0.5, 1e-6, 0.5, Scale::kLog},
};
constexpr std::uint64_t kStartStream = 4;

/// v / |v| in float; |v|.
double normalised(const Vec<double>& v, Vec<float>& out) {
  const double norm = std::sqrt(dot(v, v));
  out = (v / norm).cast<float>();
  return norm;
}

}  // namespace

Result<CurvatureSettings> readCurvature(const Value& request) {
  DESCENT_CHECK(onlyKeys(request, {"iterations", "tolerance", "seed"}));
  DESCENT_TRY(const Params params, Params::read(kSettings, request));
  DESCENT_TRY(const std::int64_t seed, readInteger(request, "seed", 1, 0, (std::int64_t{1} << 53) - 1));
  return CurvatureSettings{static_cast<Index>(params["iterations"]), params["tolerance"],
                           static_cast<std::uint64_t>(seed)};
}

Result<std::unique_ptr<Curvature>> Curvature::create(const TrainRun& run, Split split,
                                                     std::vector<std::uint32_t> samples,
                                                     const CurvatureSettings& settings) {
  DESCENT_CHECK(run.checkSamples(split, samples));
  const auto numbers = static_cast<std::int64_t>(run.parameters().size()) * settings.iterations;
  if (numbers > CurvatureSettings::kMaxNumbers) {
    return Error{
        ErrorCode::kTooLarge,
        filled("# iterations on # parameters keep # numbers; at most # are allowed",
               {settings.iterations, run.parameters().size(), numbers, CurvatureSettings::kMaxNumbers}),
        "iterations"};
  }
  return std::unique_ptr<Curvature>(new Curvature(run, split, std::move(samples), settings));
}

Curvature::Curvature(const TrainRun& run, Split split, std::vector<std::uint32_t> samples,
                     const CurvatureSettings& settings)
    : samples_(std::move(samples)),
      settings_(settings),
      parameters_(run.parameters()),
      slice_(parameters_.size()),
      problem_(run.mlp(), run.data(split), static_cast<Index>(std::min(kSlice, samples_.size())),
               run.executor()),
      product_(Vec<double>::Zero(parameters_.size())) {
  Rng rng(settings.seed, kStartStream);
  Vec<double> start(parameters_.size());
  for (Index i = 0; i < start.size(); ++i) start[i] = rng.normal();
  basis_.emplace_back();
  normalised(start, basis_.back());
}

Result<bool> Curvature::advance(Index slices) {
  for (Index i = 0; i < slices && !finished_; ++i) {
    slice();
    if (done_ < samples_.size()) continue;
    done_ = 0;
    if (!allFinite(product_.data(), product_.size()))
      return Error{ErrorCode::kState, "the curvature is not finite at these parameters", ""};
    finished_ = measuring_ ? measure() : extend();
    product_.setZero();
  }
  return !finished_;
}

void Curvature::slice() {
  const std::size_t rows = std::min(kSlice, samples_.size() - done_);
  problem_.select(std::span<const std::uint32_t>(samples_).subspan(done_, rows));
  problem_.hessianVector(parameters_, measuring_ ? result_.vector : basis_.back(), slice_);
  product_ += (static_cast<double>(rows) / static_cast<double>(samples_.size())) * slice_.cast<double>();
  done_ += rows;
}

// One row more of the tridiagonal matrix, and the next vector; never the end, which measure() is.
bool Curvature::extend() {
  const Index n = parameters_.size();
  ++products_;
  alpha_.push_back(0);
  // Twice is enough to be orthogonal to rounding (Kahan, in Parlett 1980). The first pass takes out α q too.
  for (int pass = 0; pass < 2; ++pass) {
    for (const Vec<float>& q : basis_) {
      double along = 0;
      for (Index i = 0; i < n; ++i) along += product_[i] * static_cast<double>(q[i]);
      if (&q == &basis_.back()) alpha_.back() += along;
      for (Index i = 0; i < n; ++i) product_[i] -= along * static_cast<double>(q[i]);
    }
  }
  beta_.push_back(std::sqrt(dot(product_, product_)));

  const auto k = static_cast<Index>(basis_.size());
  double scale = 0;
  for (Index i = 0; i < k; ++i)
    scale =
        std::max(scale, std::abs(alpha_[static_cast<std::size_t>(i)]) + beta_[static_cast<std::size_t>(i)]);
  // Products are single precision: what is left below that is noise, and the basis complete.
  const bool complete = k == n || beta_.back() <= 1e-6 * scale;
  const bool last = complete || k == settings_.iterations;
  if (last || k >= nextCheck_) {
    nextCheck_ = k + 1 + k / 8;  // the small eigenproblem stays a fraction of the products
    readRitz(k, last);
    result_.converged = result_.converged || complete;
    if (last || result_.converged) {
      measuring_ = true;
      return false;
    }
  }
  basis_.emplace_back();
  normalised(product_, basis_.back());
  return false;
}

// The Ritz pair of the largest eigenvalue of the tridiagonal matrix of k rows.
void Curvature::readRitz(Index k, bool last) {
  Mat<double> t = Mat<double>::Zero(k, k);
  for (Index i = 0; i < k; ++i) {
    t(i, i) = alpha_[static_cast<std::size_t>(i)];
    if (i + 1 < k) t(i + 1, i) = beta_[static_cast<std::size_t>(i)];
  }
  ritz_.resize(k);
  ritz_.compute(t);
  const auto& values = ritz_.values();
  const auto s = ritz_.vectors().col(k - 1);
  const double bound = beta_.back() * std::abs(s[k - 1]);
  const double largest = std::max(std::abs(values[0]), std::abs(values[k - 1]));
  result_.smallest = values[0];
  result_.iterations = k;
  result_.converged = bound <= settings_.tolerance * largest;
  if (!result_.converged && !last) return;
  Vec<double> v = Vec<double>::Zero(parameters_.size());
  for (Index i = 0; i < k; ++i) v += s[i] * basis_[static_cast<std::size_t>(i)].cast<double>();
  normalised(v, result_.vector);
  Index widest = 0;
  result_.vector.cwiseAbs().maxCoeff(&widest);
  if (result_.vector[widest] < 0) result_.vector = -result_.vector;
}

bool Curvature::measure() {
  const Vec<double> v = result_.vector.cast<double>();
  result_.eigenvalue = dot(v, product_) / dot(v, v);
  const Vec<double> rest = product_ - result_.eigenvalue * v;
  result_.residual = std::sqrt(dot(rest, rest));
  return true;
}

}  // namespace descent
