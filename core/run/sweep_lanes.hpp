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
  Index minimum = -1;      ///< where the last point is; -1: at none, or diverged, or failed
  std::int64_t since = 0;  ///< the first step from which on the run stayed there

  /// Fills in minimum and since, given the other members and settled arrivals.
  void take(const Arrivals& arrivals, Index lane);
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

  bool evaluate(Problem<double>& problem, const double* x, double* g, double* f);
  void observe() { finite_ = evaluate(*observer_, x_.data(), g_.data(), f_.data()); }
  bool anythingBroken() const;
  bool finite(Index lane) const;
  bool flat(Index lane) const;
  void end(RunStatus status, std::int64_t steps);

  const RunSetup& setup_;
  Index n_, lanes_;
  std::unique_ptr<Problem<double>> observer_;
  std::unique_ptr<Problem<double>> batches_;  // what steps see where that is another function; else null
  std::unique_ptr<Optimizer<double>> optimizer_;
  Rng noise_;
  Arrivals arrivals_;
  Vec<double> x_, g_, pointX_, pointG_;
  Vec<double> f_, before_;  // f at this point and at the one before
  Vec<double> running_;     // 1 or 0
  bool finite_ = true;      // whether all numbers are for certain, also of runs that have ended
  Index left_ = 0;          // how many are running
  std::vector<PixelOutcome> outcomes_;
};

}  // namespace descent
