// Many runs at once, for element-wise methods: all first coordinates, then all second ones ... as one long
// vector that one optimizer object drives.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/base/rng.hpp"
#include "core/run/stepper.hpp"
#include "core/run/sweep_arrivals.hpp"

namespace descent {

/// What becomes of one pixel's run.
struct PixelOutcome {
  double f = 0;            ///< at the last (finite) point
  std::int64_t steps = 0;  ///< steps taken
  RunStatus status = RunStatus::kOk;
  Arrivals::Place place;  ///< where the last point is; at none where the run diverged or failed
};

/// Each run has the bits of a Stepper from its start, whatever runs beside it: runs that have ended are
/// recorded and computed on, unseen.
class LaneRuns {
 public:
  /// The method must be element-wise. `lanes` is a multiple of Lanes::kCount.
  LaneRuns(const RunSetup& setup, const SweepTargets& targets, Index lanes);
  ~LaneRuns();

  /// The start points, to be filled in before run(): coordinate i of run l at [i * lanes + l].
  std::span<double> start() { return {x_.data(), static_cast<std::size_t>(x_.size())}; }
  /// Runs all of them for up to `steps` steps; start() holds garbage afterwards.
  std::span<const PixelOutcome> run(std::int64_t steps);

 private:
  class Sight;
  using Mask = std::int64_t;  // all ones or zero, so that comparisons of doubles are masks at once

  void evaluate(Problem<double>& problem, const double* x, double* g, double* f);
  void observe() { evaluate(*observer_, x_.data(), g_.data(), f_.data()); }
  bool anythingBroken() const;
  bool anythingFlat();
  bool finite(Index lane) const;
  void end(Index lane, RunStatus status, std::int64_t steps, double f);

  const RunSetup& setup_;
  Index n_, lanes_;
  std::unique_ptr<Problem<double>> observer_;
  std::unique_ptr<Problem<double>> batches_;  // what steps see where that is another function; else null
  std::unique_ptr<Optimizer<double>> optimizer_;
  Rng noise_;
  Arrivals arrivals_;
  Vec<double> x_, g_, pointX_, pointG_;
  std::vector<double> f_, before_;  // f at this point and at the one before
  std::vector<Mask> running_;
  Index left_ = 0;  // how many are running
  std::vector<PixelOutcome> outcomes_;
};

}  // namespace descent
