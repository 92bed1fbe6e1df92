// Maps: many independent runs of one function, one a pixel. Which minimum a start leads to (basins), which
// learning rate and momentum are stable, how long it takes.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/parallel/executor.hpp"
#include "core/run/sweep_lanes.hpp"

namespace descent {

/// What varies along one side of a map.
struct SweepAxis {
  Index coordinate = -1;             ///< of the start point; -1: a parameter of the optimizer
  const ParamSpec* param = nullptr;  ///< null: a coordinate
  std::vector<double> values;        ///< one per column or row, from lo to hi, both included
};

/// The most pixels along a side, and the most steps of all pixels together.
inline constexpr std::int64_t kMaxSweepSide = 2048;
inline constexpr std::int64_t kMaxSweepSteps = 4'000'000'000;

/// Values of `minimum` beyond the indices of minima.
inline constexpr std::uint8_t kAtNoMinimum = 255, kRunDiverged = 254;

/// A map under way. Pixels are computed coarse first: every 16th of every 16th row, then every 8th ..., each
/// pass only what the ones before have left. A pixel has the bits of DescendRun with its start and
/// parameters, whatever the number of threads and however the work is cut.
class Sweep {
 public:
  /// Reads { objective, optimizer, schedule?, start?, seed?, gradientNoise?, tolerance?, steps, x, y, width,
  /// height, within? }. An axis is { start: 0, lo, hi }, a coordinate of the start point, or { param: "lr",
  /// lo, hi, scale? }, a number among the optimizer's own parameters; scale "linear", "log" or "auto", the
  /// parameter's own (default), whole numbers are rounded. `start` holds the coordinates that no axis varies.
  /// `within` is the distance at which a run counts as at a minimum (default: a hundredth of the function's
  /// shown box; at most half the distance between two minima). Refers to the executor.
  static Result<std::unique_ptr<Sweep>> create(const Value& config, parallel::Executor& executor);
  ~Sweep();

  /// Pixels of each pass.
  std::span<const std::uint32_t> passes() const { return passes_; }
  /// How many pixels are computed together: advance() counts in such groups, of which a pass has
  /// ceil(pixels / groupSize()).
  std::int64_t groupSize() const { return group_; }
  /// Computes the next `groups` groups of pixels, or what is left of this pass; false once all are done.
  bool advance(std::int64_t groups);

  std::int64_t width() const { return static_cast<std::int64_t>(x_.values.size()); }
  std::int64_t height() const { return static_cast<std::int64_t>(y_.values.size()); }
  const SweepAxis& x() const { return x_; }
  const SweepAxis& y() const { return y_; }
  /// The minima that `minimum` counts, n coordinates each.
  const SweepTargets& targets() const { return targets_; }

  // Row-major, the row of the first y first; pixels not computed yet are 0.
  std::span<const double> f() const { return f_; }  ///< at the last finite point
  /// Index of the minimum at whose place the run ended, kAtNoMinimum, or kRunDiverged.
  std::span<const std::uint8_t> minimum() const { return minimum_; }
  /// The first step from which on the run stayed at that minimum; for runs at none the steps they took.
  std::span<const std::uint32_t> steps() const { return steps_; }
  std::span<const std::uint8_t> status() const { return status_; }  ///< a RunStatus each

 private:
  struct Worker;
  Sweep() = default;
  Status read(const Value& config);
  void compute(Worker& worker, std::int64_t first, std::int64_t count);
  std::size_t pixel(std::int64_t k) const;
  void record(std::size_t pixel, const PixelOutcome& outcome);

  RunSetup setup_;
  SweepTargets targets_;
  SweepAxis x_, y_;
  std::int64_t runSteps_ = 0, group_ = 1;
  std::vector<std::uint32_t> passes_;
  std::size_t pass_ = 0;
  std::int64_t done_ = 0;  // pixels of this pass
  parallel::Executor* executor_ = nullptr;
  std::vector<std::unique_ptr<Worker>> workers_;  // one per thread
  std::vector<double> f_;
  std::vector<std::uint8_t> minimum_, status_;
  std::vector<std::uint32_t> steps_;
};

}  // namespace descent
