// Learning-rate schedules: pure functions of the step index s = 0, 1, 2 ...; the first step uses rate(eta0,
// 0).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "core/base/param.hpp"

namespace descent {

class Schedule {
 public:
  virtual ~Schedule() = default;
  /// The learning rate of step s when the base rate is eta0.
  virtual double rate(double eta0, std::int64_t s) const = 0;
  /// The momentum of step s, for schedules that move it too (one-cycle).
  virtual std::optional<double> momentum(std::int64_t s) const {
    (void)s;
    return std::nullopt;
  }
};

struct ScheduleRow {
  std::string_view id, name, family, citation;
  std::string_view formula;  ///< TeX of eta(s)
  std::span<const ParamSpec> params;
  std::unique_ptr<Schedule> (*make)(const Params&);
};

std::span<const ScheduleRow> schedules();

/// Reads "step" or { id: "step", period: 10 }; null means constant.
Result<std::unique_ptr<Schedule>> parseSchedule(const Value& spec);

Value describeSchedules();

}  // namespace descent
