#include "core/run/sweep_lanes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/lanes.hpp"
#include "core/objective/noisy.hpp"

namespace descent {

Arrivals::Arrivals(const SweepTargets& targets, Index lanes)
    : targets_(targets), lanes_(lanes), stride_(targets.dimension * lanes) {
  minimum_.setZero(lanes);
  since_.setZero(lanes);
  if (targets.count() > 0) window_.setZero(kWindow * stride_);
}

void Arrivals::begin(const double* x) {
  minimum_.setConstant(-1);
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

bool Arrivals::inReach(Index slot, Index lane, Index minimum) const {
  const double* const at = window_.data() + slot * stride_ + lane;
  const double* const centre = targets_.points.data() + minimum * targets_.dimension;
  double sum = 0;
  for (Index i = 0; i < targets_.dimension; ++i) {
    const double d = at[i * lanes_] - centre[i];
    sum += d * d;
  }
  return sum <= targets_.within * targets_.within;
}

void Arrivals::settle(Index lane) {
  Index now = targets_.count() - 1;
  while (now >= 0 && !inReach(filled_ - 1, lane, now)) --now;
  const bool before = minimum_[lane] == static_cast<double>(now);
  minimum_[lane] = static_cast<double>(now);
  if (now < 0) return;
  Index k = filled_ - 1;
  while (k > 0 && inReach(k - 1, lane, now)) --k;
  // In reach during the whole window: since before it, if that was the same minimum.
  if (k > 0 || !before) since_[lane] = static_cast<double>(first_ + k);
}

void Arrivals::settleAll() {
  const Index count = targets_.count();
  if (count == 0) return;
  if (targets_.dimension != 2 || lanes_ % Lanes::kCount != 0) {
    for (Index l = 0; l < lanes_; ++l) settle(l);
    return;
  }
  // Most runs are on their way or have been at the same minimum for long: those are found two at a time.
  const Lanes reach = targets_.within * targets_.within;
  const auto squares = [](Lanes x, Lanes y) { return x * x + y * y; };
  for (Index l = 0; l < lanes_; l += Lanes::kCount) {
    const double* at = window_.data() + (filled_ - 1) * stride_ + l;
    const Lanes x = Lanes::load(at), y = Lanes::load(at + lanes_);
    Lanes here = -1.0, centreX = 0.0, centreY = 0.0;
    for (Index m = 0; m < count; ++m) {
      const double* const centre = targets_.points.data() + 2 * m;
      const auto near = squares(x - centre[0], y - centre[1]) <= reach;
      centreX = select(near, centre[0], centreX);
      centreY = select(near, centre[1], centreY);
      here = select(near, static_cast<double>(m), here);
    }
    const auto somewhere = here != -1.0;
    auto news = here != Lanes::load(minimum_.data() + l);
    if (any(somewhere)) {
      for (Index k = 1; k < filled_; ++k) {
        at -= stride_;
        news |=
            somewhere & ~(squares(Lanes::load(at) - centreX, Lanes::load(at + lanes_) - centreY) <= reach);
      }
    }
    if (any(news)) {
      for (Index k = 0; k < Lanes::kCount; ++k) settle(l + k);
    }
  }
}

void PixelOutcome::take(const Arrivals& arrivals, Index lane) {
  minimum = -1;
  if (status == RunStatus::kDiverged || status == RunStatus::kFailed) return;
  minimum = arrivals.minimum(lane);
  since = arrivals.since(lane);
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
      outcomes_(static_cast<std::size_t>(lanes)) {
  if (!setup.deterministic()) batches_ = setup.objective.observer();
  for (Vec<double>* numbers : {&f_, &before_, &running_}) numbers->setZero(lanes);
  for (Vec<double>* numbers : {&x_, &g_}) numbers->setZero(n_ * lanes);
  for (Vec<double>* numbers : {&pointX_, &pointG_}) numbers->setZero(n_);
}
LaneRuns::~LaneRuns() = default;

// Whether all of x, g and f are finite for certain.
bool LaneRuns::evaluate(Problem<double>& problem, const double* x, double* g, double* f) {
  // f is not wanted where the optimizer asks; before_ is free then.
  if (f == nullptr) f = before_.data();
  bool finite = false;
  if (problem.gradients(x, g, f, lanes_, finite)) return finite;
  for (Index l = 0; l < lanes_; ++l) {
    for (Index i = 0; i < n_; ++i) pointX_[i] = x[i * lanes_ + l];
    f[l] = problem.gradient(pointX_, pointG_);
    for (Index i = 0; i < n_; ++i) g[i * lanes_ + l] = pointG_[i];
  }
  return false;
}

bool LaneRuns::finite(Index lane) const {
  if (!std::isfinite(f_[lane])) return false;
  for (Index k = lane; k < x_.size(); k += lanes_) {
    if (!std::isfinite(x_[k]) || !std::isfinite(g_[k])) return false;
  }
  return true;
}

bool LaneRuns::flat(Index lane) const {
  for (Index k = lane; k < g_.size(); k += lanes_) {
    if (!(std::fabs(g_[k]) <= setup_.tolerance)) return false;
  }
  return true;
}

/// Whether a running lane may have a number that is not finite: their sum is not then, but may also overflow
/// where each of them is. Never false where one is not.
bool LaneRuns::anythingBroken() const {
  if (finite_) return false;
  const Lanes largest = std::numeric_limits<double>::max();
  Lanes::Mask broken = {0, 0};
  for (Index l = 0; l < lanes_; l += Lanes::kCount) {
    Lanes sum = Lanes::load(f_.data() + l);
    for (Index k = l; k < x_.size(); k += lanes_)
      sum += Lanes::load(x_.data() + k) + Lanes::load(g_.data() + k);
    broken |= ~(abs(sum) <= largest) & (Lanes::load(running_.data() + l) != 0.0);
  }
  return any(broken);
}

/// Records the running lanes for which `status` holds now as having ended after `steps` steps: kFailed and
/// kDiverged where something is not finite, kConverged where the gradient is within the tolerance, kOk all.
void LaneRuns::end(RunStatus status, std::int64_t steps) {
  if (status == RunStatus::kOk) arrivals_.settleAll();
  for (Index l = 0; l < lanes_; ++l) {
    if (running_[l] == 0) continue;
    if (status == RunStatus::kConverged ? !flat(l) : status != RunStatus::kOk && finite(l)) continue;
    running_[l] = 0;
    --left_;
    PixelOutcome& outcome = outcomes_[static_cast<std::size_t>(l)];
    outcome.f = status == RunStatus::kDiverged ? before_[l] : f_[l];
    outcome.steps = steps;
    outcome.status = status;
    if (status != RunStatus::kOk) arrivals_.settle(l);
    outcome.take(arrivals_, l);
  }
}

std::span<const PixelOutcome> LaneRuns::run(std::int64_t steps) {
  optimizer_->reset(Layout::flat(x_.size()));
  noise_ = NoisyProblem::generator(setup_.seed);
  running_.setOnes();
  left_ = lanes_;
  Sight sight(*this);
  observe();
  arrivals_.begin(x_.data());
  if (anythingBroken()) end(RunStatus::kFailed, 0);
  for (std::int64_t s = 0; s < steps && left_ > 0; ++s) {
    if (setup_.tolerance >= 0) end(RunStatus::kConverged, s);
    const double lr = setup_.schedule->rate(setup_.optimizer.lr, s);
    if (const auto m = setup_.schedule->momentum(s)) optimizer_->setMomentum(*m);
    if (batches_ != nullptr) batches_->beginStep(s);
    optimizer_->step(sight, x_, lr);
    f_.swap(before_);
    observe();
    if (anythingBroken()) end(RunStatus::kDiverged, s);
    arrivals_.add(x_.data());
  }
  end(RunStatus::kOk, steps);
  return outcomes_;
}

}  // namespace descent
