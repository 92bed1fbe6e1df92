// The largest eigenvalue of the Hessian of a network's loss, by Lanczos' method on exact Hessian-vector
// products, in slices.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/symmetric_eigen.hpp"
#include "core/run/train.hpp"

namespace descent {

struct CurvatureSettings {
  static constexpr Index kMaxIterations = 500;
  /// Numbers the basis may hold: iterations × parameters.
  static constexpr std::int64_t kMaxNumbers = 48'000'000;

  Index iterations = 100;   ///< at most so many Hessian-vector products, 1..kMaxIterations
  double tolerance = 1e-4;  ///< relative to the largest |eigenvalue| seen, 1e-6..0.5
  std::uint64_t seed = 1;   ///< of the start vector
};

/// Reads { iterations?, tolerance?, seed? }.
Result<CurvatureSettings> readCurvature(const Value& request);

struct CurvatureResult {
  double eigenvalue;  ///< the algebraically largest
  double smallest;    ///< the smallest Ritz value: never below the smallest eigenvalue (up to rounding)
  Index iterations;   ///< Hessian-vector products that built the basis
  double residual;    ///< |Hv − λv|, |v| = 1, measured with one product more
  bool converged;     ///< by the tolerance, or because the basis is complete
  Vec<float> vector;  ///< v; its largest component is positive
};

/// Lanczos (1950) with full reorthogonalisation (Golub & Van Loan, Matrix Computations, 10.3) on products
/// H v = ∂/∂ε ∇f(w + εv) at ε = 0, computed exactly (Pearlmutter, Fast exact multiplication by the Hessian,
/// 1994) and summed over slices of the samples in double. Works on a copy of the parameters, so training may
/// go on; the network and the data must outlive it.
class Curvature {
 public:
  static constexpr std::size_t kSlice = 256;

  /// Paths in errors: `samples`, `samples[17]`, `iterations` (basis too large).
  static Result<std::unique_ptr<Curvature>> create(const TrainRun& run, Split split,
                                                   std::vector<std::uint32_t> samples,
                                                   const CurvatureSettings& settings);

  /// Slices of samples a product takes.
  Index slicesPerProduct() const { return static_cast<Index>((samples_.size() + kSlice - 1) / kSlice); }
  Index products() const { return products_; }
  /// Takes on so many slices; false once the result is there. Cutting changes no bit.
  Result<bool> advance(Index slices);
  /// After advance() answered false.
  const CurvatureResult& result() const { return result_; }

 private:
  Curvature(const TrainRun& run, Split split, std::vector<std::uint32_t> samples,
            const CurvatureSettings& settings);
  void slice();
  bool extend();
  void readRitz(Index k, bool last);
  bool measure();

  std::vector<std::uint32_t> samples_;
  CurvatureSettings settings_;
  Vec<float> parameters_, slice_;
  BatchProblem<float> problem_;
  std::vector<Vec<float>> basis_;
  Vec<double> product_;  // of the Hessian and the last vector, as far as summed
  std::vector<double> alpha_, beta_;
  SymmetricEigen ritz_;
  std::size_t done_ = 0;  // samples of the present product
  Index products_ = 0, nextCheck_ = 1;
  bool measuring_ = false, finished_ = false;
  CurvatureResult result_{};
};

}  // namespace descent
