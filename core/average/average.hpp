// Moving averages of a series: what momentum and RMSProp do to gradients, shown on plain numbers.
#pragma once

#include <span>
#include <vector>

#include "core/base/value.hpp"

namespace descent {

/// Simple moving average: the mean of the last `window` values, the present one included. The first window-1
/// values have no full window, so the result has values.size() - window + 1 numbers (none if the series is
/// shorter).
std::vector<double> simpleAverage(std::span<const double> values, std::size_t window);

enum class AverageInit {
  kZero,   ///< V_0 = 0
  kFirst,  ///< V_1 = the first value
};

/// Exponentially weighted average V_t = rho V_{t-1} + (1-rho) s_t, one number for each value. With
/// biasCorrection each V_t is divided by 1 - rho^t, the total weight of the values seen so far (Kingma & Ba,
/// 2015, section 3); this has a meaning only with kZero.
std::vector<double> exponentialAverage(std::span<const double> values, double rho, AverageInit init,
                                       bool biasCorrection);

/// Reads { kind: "sma", values, window } or { kind: "ewa", values, rho, init: "zero" | "first",
/// biasCorrection }. window is 1..values (default 2), rho in [0, 1) (default 0.9), init "zero" unless given.
Result<std::vector<double>> average(const Value& request);

}  // namespace descent
