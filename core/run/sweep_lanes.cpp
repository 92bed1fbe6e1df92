// Compiled for speed (see the root CMakeLists.txt): these loops run once a step over all lanes.
#include "core/run/sweep_lanes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/lanes.hpp"
#include "core/objective/noisy.hpp"

namespace descent {

Arrivals::Arrivals(const SweepTargets& targets, Index lanes)
    : targets_(targets), lanes_(lanes), stride_(targets.dimension * lanes) {
  const auto count = static_cast<std::size_t>(lanes);
  places_.resize(count);
  if (targets.count() == 0) return;
  window_.resize(static_cast<std::size_t>(kWindow * stride_));
}

void Arrivals::begin(const double* x) {
  std::fill(places_.begin(), places_.end(), Place{});
  filled_ = 0;
  first_ = 0;
  keep(x);
}

void Arrivals::add(const double* x) {
  if (filled_ == kWindow) {
    settleAll();
    first_ += kWindow;
    filled_ = 0;
  }
  keep(x);
}

void Arrivals::keep(const double* x) {
  if (targets_.count() > 0) std::copy(x, x + stride_, window_.data() + filled_ * stride_);
  ++filled_;
}

double Arrivals::squaredDistance(Index k, Index lane, Index minimum) const {
  const double* const at = slot(k) + lane;
  const double* const centre = targets_.points.data() + minimum * targets_.dimension;
  double sum = 0;
  for (Index i = 0; i < targets_.dimension; ++i) {
    const double d = at[i * lanes_] - centre[i];
    sum += d * d;
  }
  return sum;
}

Arrivals::Place Arrivals::settle(Index lane) {
  Place& place = places_[static_cast<std::size_t>(lane)];
  const double reach = targets_.within * targets_.within;
  Index now = -1;
  for (Index m = 0; m < targets_.count() && now < 0; ++m) {
    if (squaredDistance(filled_ - 1, lane, m) <= reach) now = m;
  }
  if (now < 0) return place = Place{};
  Index k = filled_ - 1;
  while (k > 0 && squaredDistance(k - 1, lane, now) <= reach) --k;
  // In reach during the whole window: since before it, if that was the same minimum.
  if (k > 0 || place.minimum != now) place = {now, first_ + k};
  return place;
}

void Arrivals::settleAll() {
  const Index count = targets_.count();
  if (count == 0) return;
  if (targets_.dimension != 2 || lanes_ % Lanes::kCount != 0) {
    for (Index l = 0; l < lanes_; ++l) settle(l);
    return;
  }
  // Most runs have been at the same minimum for long: those are found two at a time.
  const Lanes reach = targets_.within * targets_.within;
  const auto squares = [](Lanes x, Lanes y) { return x * x + y * y; };
  for (Index l = 0; l < lanes_; l += Lanes::kCount) {
    const double* const last = slot(kWindow - 1) + l;
    const Lanes x = Lanes::load(last), y = Lanes::load(last + lanes_);
    Lanes nearest = 0.0, centreX = targets_.points[0], centreY = targets_.points[1];
    Lanes best = squares(x - centreX, y - centreY);
    for (Index m = 1; m < count; ++m) {
      const Lanes otherX = targets_.points[static_cast<std::size_t>(2 * m)],
                  otherY = targets_.points[static_cast<std::size_t>(2 * m + 1)];
      const Lanes d = squares(x - otherX, y - otherY);
      const auto nearer = d < best;
      best = select(nearer, d, best);
      centreX = select(nearer, otherX, centreX);
      centreY = select(nearer, otherY, centreY);
      nearest = select(nearer, static_cast<double>(m), nearest);
    }
    const auto here = best <= reach;
    if ((here[0] | here[1]) == 0) {
      std::fill_n(places_.begin() + l, Lanes::kCount, Place{});
      continue;
    }
    auto stayed = here;
    const double* at = window_.data() + l;
    for (Index k = 0; k < kWindow; ++k, at += stride_)
      stayed &= squares(Lanes::load(at) - centreX, Lanes::load(at + lanes_) - centreY) <= reach;
    for (Index k = 0; k < Lanes::kCount; ++k) {
      Place& place = places_[static_cast<std::size_t>(l + k)];
      if (here[k] == 0) {
        place = Place{};
      } else if (stayed[k] == 0 || place.minimum != static_cast<Index>(nearest.pair[k])) {
        settle(l + k);
      }
    }
  }
}

/// What the optimizer sees: n x lanes coordinates whose gradient is every run's own.
class LaneRuns::Sight final : public Problem<double> {
 public:
  explicit Sight(LaneRuns& runs) : runs_(runs) {}
  Index size() const override { return runs_.x_.size(); }

 protected:
  double doValue(ConstVecRef<double>) override { return std::numeric_limits<double>::quiet_NaN(); }
  double doGradient(ConstVecRef<double> x, VecRef<double> g) override {
    auto& runs = runs_;
    if (runs.batches_ != nullptr) {
      runs.evaluate(*runs.batches_, x.data(), g.data(), nullptr);
    } else if (x.data() == runs.x_.data()) {
      std::copy(runs.g_.data(), runs.g_.data() + g.size(), g.data());  // observed just now
    } else {
      runs.evaluate(*runs.observer_, x.data(), g.data(), nullptr);
    }
    if (runs.setup_.noise > 0) {
      // Every run has the same seed, so the same noise.
      for (Index i = 0; i < runs.n_; ++i) {
        const double shift = runs.setup_.noise * runs.noise_.normal();
        for (Index l = 0; l < runs.lanes_; ++l) g[i * runs.lanes_ + l] += shift;
      }
    }
    return std::numeric_limits<double>::quiet_NaN();
  }

 private:
  LaneRuns& runs_;
};

LaneRuns::LaneRuns(const RunSetup& setup, const SweepTargets& targets, Index lanes)
    : setup_(setup),
      n_(setup.dimension()),
      lanes_(lanes),
      observer_(setup.objective.observer()),
      optimizer_(setup.optimizer.make<double>()),
      noise_(NoisyProblem::generator(setup.seed)),
      arrivals_(targets, lanes),
      f_(static_cast<std::size_t>(lanes)),
      before_(f_.size()),
      running_(f_.size()),
      outcomes_(f_.size()) {
  if (!setup.deterministic()) batches_ = setup.objective.observer();
  x_.setZero(n_ * lanes);
  g_.setZero(n_ * lanes);
  pointX_.setZero(n_);
  pointG_.setZero(n_);
}
LaneRuns::~LaneRuns() = default;

void LaneRuns::evaluate(Problem<double>& problem, const double* x, double* g, double* f) {
  // f is not wanted where the optimizer asks; before_ is free then.
  double* const values = f != nullptr ? f : before_.data();
  if (problem.gradients(x, g, values, lanes_)) return;
  for (Index l = 0; l < lanes_; ++l) {
    for (Index i = 0; i < n_; ++i) pointX_[i] = x[i * lanes_ + l];
    values[l] = problem.gradient(pointX_, pointG_);
    for (Index i = 0; i < n_; ++i) g[i * lanes_ + l] = pointG_[i];
  }
}

bool LaneRuns::finite(Index lane) const {
  bool all = std::isfinite(f_[static_cast<std::size_t>(lane)]);
  for (Index i = 0; i < n_; ++i)
    all = all && std::isfinite(x_[i * lanes_ + lane]) && std::isfinite(g_[i * lanes_ + lane]);
  return all;
}

/// Whether a running lane may have a number that is not finite: their sum is not then, but may also overflow
/// where each of them is. Never false where one is not.
bool LaneRuns::anythingBroken() const {
  const Lanes largest = std::numeric_limits<double>::max();
  Lanes::Mask broken = {0, 0};
  const auto look = [&](Index l, Lanes sum) {
    Lanes::Mask running;
    std::memcpy(&running, running_.data() + l, sizeof running);
    broken |= running & ~(abs(sum) <= largest);
  };
  const double* const f = f_.data();
  const double* const x = x_.data();
  const double* const g = g_.data();
  if (n_ == 2) {
    for (Index l = 0; l < lanes_; l += Lanes::kCount) {
      const Index k = lanes_ + l;
      look(l, (Lanes::load(f + l) + (Lanes::load(x + l) + Lanes::load(x + k))) +
                  (Lanes::load(g + l) + Lanes::load(g + k)));
    }
  } else {
    for (Index l = 0; l < lanes_; l += Lanes::kCount) {
      Lanes sum = Lanes::load(f + l);
      for (Index k = l; k < n_ * lanes_; k += lanes_) sum += Lanes::load(x + k) + Lanes::load(g + k);
      look(l, sum);
    }
  }
  return (broken[0] | broken[1]) != 0;
}

/// Whether a running lane has no gradient coordinate beyond the tolerance.
bool LaneRuns::anythingFlat() {
  if (setup_.tolerance < 0) return false;
  Mask any = 0;
  for (Index l = 0; l < lanes_; ++l) {
    double most = 0;
    for (Index i = 0; i < n_; ++i) {
      const double size = std::fabs(g_[i * lanes_ + l]);
      most = size > most ? size : most;
    }
    any |= running_[static_cast<std::size_t>(l)] & -static_cast<Mask>(most <= setup_.tolerance);
  }
  return any != 0;
}

void LaneRuns::end(Index lane, RunStatus status, std::int64_t steps, double f) {
  const auto l = static_cast<std::size_t>(lane);
  running_[l] = 0;
  --left_;
  const bool there = status == RunStatus::kOk || status == RunStatus::kConverged;
  outcomes_[l] = {f, steps, status, there ? arrivals_.settle(lane) : Arrivals::Place{}};
}

std::span<const PixelOutcome> LaneRuns::run(std::int64_t steps) {
  optimizer_->reset(Layout::flat(x_.size()));
  noise_ = NoisyProblem::generator(setup_.seed);
  std::fill(running_.begin(), running_.end(), ~Mask{0});
  left_ = lanes_;
  Sight sight(*this);
  const auto each = [&](auto&& visit) {
    for (Index l = 0; l < lanes_; ++l) {
      if (running_[static_cast<std::size_t>(l)] != 0)
        visit(l, f_[static_cast<std::size_t>(l)], before_[static_cast<std::size_t>(l)]);
    }
  };

  observe();
  arrivals_.begin(x_.data());
  if (anythingBroken()) {
    each([&](Index l, double f, double) {
      if (!finite(l)) end(l, RunStatus::kFailed, 0, f);
    });
  }
  for (std::int64_t s = 0; s < steps && left_ > 0; ++s) {
    if (anythingFlat()) {
      each([&](Index l, double f, double) {
        bool flat = true;
        for (Index i = 0; i < n_; ++i) flat = flat && std::fabs(g_[i * lanes_ + l]) <= setup_.tolerance;
        if (flat) end(l, RunStatus::kConverged, s, f);
      });
    }
    const double lr = setup_.schedule->rate(setup_.optimizer.lr, s);
    if (const auto m = setup_.schedule->momentum(s)) optimizer_->setMomentum(*m);
    if (batches_ != nullptr) batches_->beginStep(s);
    optimizer_->step(sight, x_, lr);
    std::swap(f_, before_);
    observe();
    if (anythingBroken()) {
      each([&](Index l, double, double before) {
        if (!finite(l)) end(l, RunStatus::kDiverged, s, before);
      });
    }
    arrivals_.add(x_.data());
  }
  each([&](Index l, double f, double) { end(l, RunStatus::kOk, steps, f); });
  return outcomes_;
}

}  // namespace descent
