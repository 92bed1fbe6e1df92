// Which minimum a run ends at and since when it has stayed there, for many runs side by side.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/types.hpp"

namespace descent {

/// The minima a map tells apart: m points of n coordinates, and the distance within which a run is at one.
/// The distance is at most half of that between two minima, so no point is at two.
struct SweepTargets {
  Index dimension = 0;
  std::vector<double> points;  ///< m x n
  double within = 0;
  Index count() const { return dimension == 0 ? 0 : static_cast<Index>(points.size()) / dimension; }
};

/// Watches `lanes` runs of n coordinates: coordinate i of run l is x[i * lanes + l]. Points are kept for a
/// few steps and looked at together, which costs a fraction of asking for the nearest minimum at every step.
class Arrivals {
 public:
  Arrivals(const SweepTargets& targets, Index lanes);

  /// The start points: step 0.
  void begin(const double* x);
  /// The points after a further step.
  void add(const double* x);
  /// Brings run `lane` up to the last point added.
  void settle(Index lane);
  /// Brings all of them up to it, for much less than one by one.
  void settleAll();
  /// The minimum a settled run is at, or -1.
  Index minimum(Index lane) const { return static_cast<Index>(minimum_[lane]); }
  /// The first step from which on every point was within reach of that minimum.
  std::int64_t since(Index lane) const { return static_cast<std::int64_t>(since_[lane]); }

 private:
  static constexpr Index kWindow = 16;

  bool inReach(Index slot, Index lane, Index minimum) const;
  void keep(const double* x);

  const SweepTargets& targets_;
  Index lanes_, stride_;
  Vec<double> window_;           // kWindow x n x lanes
  Index filled_ = 0;             // slots in use
  std::int64_t first_ = 0;       // the step of slot 0
  Vec<double> minimum_, since_;  // as of the end of the window before; doubles, to be compared in lanes
};

}  // namespace descent
