// Loss landscapes: directions in the space of a network's parameters, and the loss over the planes they span
// (Li, Xu, Taylor, Studer & Goldstein, Visualizing the Loss Landscape of Neural Nets, 2018).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/run/train.hpp"

namespace descent {

/// A Gaussian direction, the row of weights of each unit (its filter) scaled to the norm that row has in
/// `center`; biases stay 0, as in the paper's own figures (`--xnorm filter --xignore biasbn`). A pure
/// function of its arguments. `center` has layout.size numbers.
Vec<float> filterNormalisedDirection(const Layout& layout, ConstVecRef<float> center, std::uint64_t seed);

/// The same from { seed } for a run, about `center` or, where that is empty, its parameters. Paths: `seed`,
/// `center`, `center[17]`.
Result<Vec<float>> makeDirection(const TrainRun& run, const Value& request, const std::vector<float>& center);

struct Principal {
  Vec<float> x, y;                  ///< orthonormal; zero where the path has no such extent
  std::vector<double> coordinates;  ///< checkpoints × 2; the last one is 0, 0
  std::array<double, 2> shares;     ///< of the sum of squared distances from the last point
};

inline constexpr std::size_t kMaxCheckpoints = 128;

/// The principal directions of θ_i − θ_n over the checkpoints (section 7.2 of the paper; about the last point
/// itself, without taking out the mean), and each checkpoint's projection on them. Checkpoints: 2 to
/// kMaxCheckpoints vectors of `size` finite numbers. Paths: `checkpoints`, `checkpoints[3]`.
Result<Principal> principalDirections(const std::vector<std::vector<float>>& checkpoints, Index size);

struct SliceSettings {
  static constexpr Index kMaxPoints = 513;
  std::vector<float> center, x, y;
  std::array<double, 2> lo{-1, -1}, hi{1, 1};  ///< of a and b
  std::array<Index, 2> points{25, 25};         ///< of a and b, 1..kMaxPoints; without y the second is 1
};

/// Reads { lo, hi, points }, each a number or one for a and one for b; the vectors are the caller's. An empty
/// center is the run's parameters.
Result<SliceSettings> readSlice(const Value& request);

/// The mean loss at center + a x + b y for every point of a grid, coarse first like a map: every 16th point
/// of every 16th row, then every 8th ... Each number of the sum is rounded once to single precision. Works on
/// its own parameters, so training may go on; the network and the data must outlive it.
class LossSlice {
 public:
  /// Paths: `samples`, `samples[17]`, `center`, `x[17]`, `y` ...
  static Result<std::unique_ptr<LossSlice>> create(const TrainRun& run, Split split,
                                                   std::vector<std::uint32_t> samples,
                                                   SliceSettings settings);

  const std::vector<double>& a() const { return a_; }
  const std::vector<double>& b() const { return b_; }
  /// Points of each pass.
  const std::vector<std::uint32_t>& passes() const { return passes_; }
  /// Slices of samples a point takes: advance() counts in these.
  Index slicesPerPoint() const { return static_cast<Index>((samples_.size() + kSlice - 1) / kSlice); }
  /// Takes on so many slices, or what is left of this pass; false once all points are done.
  bool advance(std::int64_t slices);
  /// b × a, row-major; points not computed yet are 0, points where the network overflows not finite.
  const std::vector<double>& loss() const { return loss_; }

 private:
  static constexpr std::size_t kSlice = 256;
  LossSlice(const TrainRun& run, Split split, std::vector<std::uint32_t> samples, SliceSettings settings);
  void moveTo(std::size_t place);

  std::vector<std::uint32_t> samples_, passes_;
  SliceSettings settings_;
  std::vector<double> a_, b_, loss_;
  Vec<float> at_;
  BatchProblem<float> problem_;
  std::size_t pass_ = 0, seen_ = 0;  // seen_: samples at the present point
  std::int64_t done_ = 0;            // points of the present pass
  double sum_ = 0;
};

struct Sharpness {
  double loss, gradientNorm, perturbed;
};

/// The loss at the present parameters w and at w + radius · g/|g|: the inner maximum of SAM to first order
/// (Foret, Kleiner, Mobahi & Neyshabur, 2021). radius > 0, at most 1e6. Paths: `samples`, `samples[17]`,
/// `radius`.
Result<Sharpness> sharpness(const TrainRun& run, Split split, std::span<const std::uint32_t> samples,
                            double radius);

}  // namespace descent
