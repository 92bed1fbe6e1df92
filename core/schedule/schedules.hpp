// The schedules themselves, all in closed form. s counts steps from 0; eta0 is the optimizer's own rate.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/schedule/schedule.hpp"

namespace descent {

/// s/k, or the whole number of periods passed when stepping down like a staircase.
inline double periods(std::int64_t s, double k, bool staircase) {
  const double p = static_cast<double>(s) / k;
  return staircase ? std::floor(p) : p;
}

/// Half a cosine from 1 at p = 0 to 0 at p = 1.
inline double cosineFall(double p) { return 0.5 * (1 + std::cos(std::numbers::pi * p)); }

/// eta0 for ever.
class ConstantSchedule final : public Schedule {
 public:
  static constexpr std::span<const ParamSpec> kParams{};
  explicit ConstantSchedule(const Params&) {}
  double rate(double eta0, std::int64_t) const override { return eta0; }
};

/// eta0 / k^floor(s/p). decayAtZero reproduces the loop "if i % p == 0: eta = eta / k", which divides before
/// the very first step.
class StepSchedule final : public Schedule {
 public:
  static constexpr ParamSpec kParams[] = {
      ParamSpec::integer("period", "p", 10, 1, 1e9, 1000),
      ParamSpec::positive("reduction", "k", 2, 1, 100),
      ParamSpec::flag("decayAtZero", false),
  };
  explicit StepSchedule(const Params& p)
      : period_(static_cast<std::int64_t>(p["period"])),
        reduction_(p["reduction"]),
        early_(p.flag("decayAtZero")) {}
  double rate(double eta0, std::int64_t s) const override {
    return eta0 / std::pow(reduction_, static_cast<double>(s / period_ + (early_ ? 1 : 0)));
  }

 private:
  std::int64_t period_;
  double reduction_;
  bool early_;
};

/// eta0 lambda^(s/k), or lambda^floor(s/k).
class ExponentialSchedule final : public Schedule {
 public:
  static constexpr ParamSpec kParams[] = {
      ParamSpec::positive("decayRate", "\\lambda", 0.9, 0.5, 1),
      ParamSpec::positive("decaySteps", "k", 10, 1, 10000),
      ParamSpec::flag("staircase", false),
  };
  explicit ExponentialSchedule(const Params& p)
      : lambda_(p["decayRate"]), k_(p["decaySteps"]), staircase_(p.flag("staircase")) {}
  double rate(double eta0, std::int64_t s) const override {
    return eta0 * std::pow(lambda_, periods(s, k_, staircase_));
  }

 private:
  double lambda_, k_;
  bool staircase_;
};

/// eta0 / (1 + r s/k), or floor(s/k).
class InverseTimeSchedule final : public Schedule {
 public:
  static constexpr ParamSpec kParams[] = {
      ParamSpec::nonNegative("decayRate", "r", 0.5, 0.01, 10),
      ParamSpec::positive("decaySteps", "k", 10, 1, 10000),
      ParamSpec::flag("staircase", false),
  };
  explicit InverseTimeSchedule(const Params& p)
      : r_(p["decayRate"]), k_(p["decaySteps"]), staircase_(p.flag("staircase")) {}
  double rate(double eta0, std::int64_t s) const override {
    return eta0 / (1 + r_ * periods(s, k_, staircase_));
  }

 private:
  double r_, k_;
  bool staircase_;
};

/// (eta0 - etaEnd)(1 - s/T)^p + etaEnd, then etaEnd.
class PolynomialSchedule final : public Schedule {
 public:
  static constexpr ParamSpec kParams[] = {
      ParamSpec::integer("totalSteps", "T", 100, 1, 1e9, 10000),
      ParamSpec::positive("power", "p", 1, 0.25, 4),
      ParamSpec::nonNegative("endRate", "\\eta_e", 0, 1e-6, 1),
  };
  explicit PolynomialSchedule(const Params& p)
      : total_(p["totalSteps"]), power_(p["power"]), end_(p["endRate"]) {}
  double rate(double eta0, std::int64_t s) const override {
    const double left = 1 - std::min(static_cast<double>(s), total_) / total_;
    return (eta0 - end_) * std::pow(left, power_) + end_;
  }

 private:
  double total_, power_, end_;
};

/// etaEnd + (eta0 - etaEnd)(1 + cos(pi s/T))/2. After T it stays at etaEnd (Keras), or climbs back (PyTorch).
class CosineSchedule final : public Schedule {
 public:
  enum class After { kClamp, kPeriodic };
  static constexpr std::string_view kAfter[] = {"clamp", "periodic"};
  static constexpr ParamSpec kParams[] = {
      ParamSpec::integer("totalSteps", "T", 100, 1, 1e9, 10000),
      ParamSpec::nonNegative("endRate", "\\eta_e", 0, 1e-6, 1),
      ParamSpec::choice("after", kAfter),
  };
  explicit CosineSchedule(const Params& p)
      : total_(p["totalSteps"]),
        end_(p["endRate"]),
        periodic_(p.choice<After>("after") == After::kPeriodic) {}
  double rate(double eta0, std::int64_t s) const override {
    double p = static_cast<double>(s) / total_;
    if (!periodic_) p = std::min(p, 1.0);
    return end_ + (eta0 - end_) * cosineFall(p);
  }

 private:
  double total_, end_;
  bool periodic_;
};

/// A cosine fall over T0 steps, then over T0 m, T0 m^2 ... steps, each starting again from eta0.
class WarmRestartsSchedule final : public Schedule {
 public:
  static constexpr ParamSpec kParams[] = {
      ParamSpec::integer("period", "T_0", 10, 1, 1e9, 1000),
      ParamSpec::integer("multiplier", "m", 2, 1, 100, 4),
      ParamSpec::nonNegative("endRate", "\\eta_e", 0, 1e-6, 1),
  };
  explicit WarmRestartsSchedule(const Params& p)
      : period_(static_cast<std::int64_t>(p["period"])),
        multiplier_(static_cast<std::int64_t>(p["multiplier"])),
        end_(p["endRate"]) {}
  double rate(double eta0, std::int64_t s) const override {
    std::int64_t length = period_;
    if (multiplier_ == 1) {
      s %= length;
    } else {
      for (; s >= length; length *= multiplier_) s -= length;
    }
    return end_ + (eta0 - end_) * cosineFall(static_cast<double>(s) / static_cast<double>(length));
  }

 private:
  std::int64_t period_, multiplier_;
  double end_;
};

/// eta0 (f + (1-f) min(s, W)/W): a linear rise from f eta0 to eta0.
class WarmupSchedule final : public Schedule {
 public:
  static constexpr ParamSpec kParams[] = {
      ParamSpec::integer("warmupSteps", "W", 5, 1, 1e9, 1000),
      ParamSpec{"startFactor", "f", 1.0 / 3, 0, 1, 0, 1},
  };
  explicit WarmupSchedule(const Params& p) : steps_(p["warmupSteps"]), start_(p["startFactor"]) {}
  double rate(double eta0, std::int64_t s) const override {
    return eta0 * (start_ + (1 - start_) * std::min(static_cast<double>(s), steps_) / steps_);
  }

 private:
  double steps_, start_;
};

/// eta0 is the peak. Rises from eta0/divFactor to eta0 while s <= a = warmFraction N - 1, then falls to
/// eta0/(divFactor finalDivFactor) at N - 1 and stays; the momentum runs the other way, high - low - high.
class OneCycleSchedule final : public Schedule {
 public:
  enum class Anneal { kCosine, kLinear };
  static constexpr std::string_view kAnneals[] = {"cosine", "linear"};
  static constexpr ParamSpec kParams[] = {
      ParamSpec::integer("totalSteps", "N", 100, 2, 1e9, 10000),
      ParamSpec{"warmFraction", "w", 0.3, 0, 1, 0.05, 0.95},
      ParamSpec{"divFactor", "d", 25, 1, 1e12, 1, 100, Scale::kLog},
      ParamSpec{"finalDivFactor", "d_e", 1e4, 1, 1e12, 1, 1e5, Scale::kLog},
      ParamSpec::choice("anneal", kAnneals),
      ParamSpec::flag("cycleMomentum", true),
      ParamSpec::decay("baseMomentum", "m_{\\min}", 0.85),
      ParamSpec::decay("maxMomentum", "m_{\\max}", 0.95),
  };
  explicit OneCycleSchedule(const Params& p)
      : total_(p["totalSteps"]),
        warmEnd_(p["warmFraction"] * p["totalSteps"] - 1),
        div_(p["divFactor"]),
        finalDiv_(p["finalDivFactor"]),
        cosine_(p.choice<Anneal>("anneal") == Anneal::kCosine),
        cycles_(p.flag("cycleMomentum")),
        low_(p["baseMomentum"]),
        high_(p["maxMomentum"]) {}

  double rate(double eta0, std::int64_t s) const override {
    return along(s, eta0 / div_, eta0, eta0 / div_ / finalDiv_);
  }
  std::optional<double> momentum(std::int64_t s) const override {
    if (!cycles_) return std::nullopt;
    return along(s, high_, low_, high_);
  }

 private:
  /// The value at step s of a course from `start` over `turn` (at warmEnd_) to `finish` (at total_ - 1).
  double along(std::int64_t s, double start, double turn, double finish) const {
    const double at = static_cast<double>(s), last = total_ - 1;
    if (at >= last) return finish;
    if (warmEnd_ > 0 && at <= warmEnd_) return between(start, turn, at / warmEnd_);
    const double from = std::max(warmEnd_, 0.0);
    return between(turn, finish, (at - from) / (last - from));
  }
  double between(double a, double b, double p) const {
    return cosine_ ? b + (a - b) * cosineFall(p) : a + (b - a) * p;
  }

  double total_, warmEnd_, div_, finalDiv_;
  bool cosine_, cycles_;
  double low_, high_;
};

}  // namespace descent
