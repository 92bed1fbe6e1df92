// Points of the plane to learn, as TensorFlow Playground draws them (Smilkov, Carter, Sculley, Viégas &
// Wattenberg, Direct-Manipulation Visualization of Deep Networks, 2017).
#pragma once

#include "core/base/value.hpp"
#include "core/data/dataset.hpp"

namespace descent {

/// Both coordinates are shown from -kToyExtent to kToyExtent; noise may throw points beyond.
inline constexpr double kToyExtent = 6;

/// The kinds and their parameters, as the catalogue shows them.
Value describeToys();

/// Reads { kind, samples?, noise?, seed? } and draws the points in random order, 2 numbers each: a class 0 or
/// 1 each, or a number -1..1. A pure function of the request.
Result<Dataset> makeToy(const Value& request);

}  // namespace descent
