// What all element-wise first-order methods share: one gradient a step, clipping, weight decay, and an update that is
// one pass over memory, cut into ranges that threads may share.
#pragma once

#include "core/optim/optimizer.hpp"

namespace descent {

enum class WeightDecayMode { kNone, kL2, kDecoupled, kDecoupledFixed };
enum class ClipMode { kNone, kValue, kNorm };

inline constexpr std::string_view kWeightDecayModes[] = {"none", "l2", "decoupled", "decoupled-fixed"};
inline constexpr std::string_view kClipModes[] = {"none", "value", "norm"};

/// Parameters every first-order row offers besides its own; they are appended to the row's by the table.
inline constexpr ParamSpec kFirstOrderCommon[] = {
    ParamSpec::choice("weightDecayMode", kWeightDecayModes),
    ParamSpec::nonNegative("weightDecay", "\\lambda", 0, 1e-6, 1),
    ParamSpec::choice("clip", kClipModes),
    ParamSpec::positive("clipThreshold", "c", 1, 1e-3, 100),
};

/// Base of the element-wise methods. A method implements beginStep (advance counters, compute the step's scalars) and
/// updateRange (the arithmetic). Weight decay (Loshchilov & Hutter, 2019): l2 adds lambda*theta to the gradient; decoupled
/// shrinks theta by (1 - lr*lambda) before the step, decoupled-fixed by (1 - lambda). Clipping acts on the raw gradient,
/// by value or by its global Euclidean norm (Pascanu et al., 2013), before any decay is added.
template <class T>
class FirstOrder : public Optimizer<T> {
 public:
  explicit FirstOrder(const Params& params)
      : decayMode_(params.choice<WeightDecayMode>("weightDecayMode")),
        decay_(static_cast<T>(params["weightDecay"])),
        clipMode_(params.choice<ClipMode>("clip")),
        clipThreshold_(static_cast<T>(params["clipThreshold"])) {}

  void reset(const Layout& layout) override {
    this->state_.clear();
    gradient_.setZero(layout.size);
    onReset(layout);
  }

  StepReport step(Problem<T>& problem, VecRef<T> x, T lr) override {
    StepReport report;
    report.value = problem.gradient(lookAt(x), gradient_);
    clip();
    const T shrink = decayMode_ == WeightDecayMode::kDecoupled        ? T(1) - lr * decay_
                     : decayMode_ == WeightDecayMode::kDecoupledFixed ? T(1) - decay_
                                                                      : T(1);
    const T l2 = decayMode_ == WeightDecayMode::kL2 ? decay_ : T(0);
    beginStep(lr);
    T* const xs = x.data();
    T* const g = gradient_.data();
    parallel::forRanges(problem.executor(), x.size(), kGrain, [&](Index begin, Index end) {
      if (l2 != T(0)) {
        for (Index i = begin; i < end; ++i) g[i] += l2 * xs[i];
      }
      if (shrink != T(1)) {
        for (Index i = begin; i < end; ++i) xs[i] *= shrink;
      }
      updateRange(xs, g, begin, end);
    });
    return report;
  }

 protected:
  /// Where the gradient is taken; Nesterov's interim form looks ahead.
  virtual const Vec<T>& lookAtPoint(const VecRef<T>& x) {
    (void)x;
    return gradient_;  // unused unless looksAhead()
  }
  virtual bool looksAhead() const { return false; }
  virtual void onReset(const Layout& layout) = 0;
  virtual void beginStep(T lr) = 0;
  /// Updates x[i] for begin <= i < end from g[i] and the state; must touch nothing outside the range.
  virtual void updateRange(T* x, const T* g, Index begin, Index end) = 0;

 private:
  // About 32 KiB of each array: large enough to hide the cost of a task, small enough for both cores to share a layer.
  static constexpr Index kGrain = 8192;

  Eigen::Ref<const Vec<T>> lookAt(const VecRef<T>& x) {
    if (looksAhead()) return lookAtPoint(x);
    return x;
  }

  void clip() {
    if (clipMode_ == ClipMode::kValue) {
      gradient_ = gradient_.cwiseMax(-clipThreshold_).cwiseMin(clipThreshold_);
    } else if (clipMode_ == ClipMode::kNorm) {
      const T norm = gradient_.norm();
      if (norm > clipThreshold_) gradient_ *= clipThreshold_ / norm;
    }
  }

  WeightDecayMode decayMode_;
  T decay_;
  ClipMode clipMode_;
  T clipThreshold_;

 protected:
  Vec<T> gradient_;
};

}  // namespace descent
