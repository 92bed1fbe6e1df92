// The parts of a map's configuration. Internal to core/run.
#pragma once

#include "core/run/sweep.hpp"

namespace descent {

/// `count` values along { start: 0, lo, hi } or { param: "lr", lo, hi, scale? }; paths are relative to the
/// axis.
Result<SweepAxis> readSweepAxis(const Value& axis, const RunSetup& setup, std::int64_t count);

/// The objective's minima and `within`.
Result<SweepTargets> readSweepTargets(const Value& config, const ObjectiveConfig& objective);

}  // namespace descent
