// What all element-wise first-order methods share: one gradient a step, clipping, weight decay, and an update
// that is one pass over memory, cut into ranges that threads may share.
#pragma once

#include "core/optim/kernel.hpp"
#include "core/optim/optimizer.hpp"
#include "core/optim/packs.hpp"

namespace descent {

enum class WeightDecayMode { kNone, kL2, kDecoupled, kDecoupledFixed };
enum class ClipMode { kNone, kValue, kNorm };

inline constexpr std::string_view kWeightDecayModes[] = {"none", "l2", "decoupled", "decoupledFixed"};
inline constexpr std::string_view kClipModes[] = {"none", "value", "norm"};

/// Parameters every first-order row offers besides its own; they are appended to the row's by the table.
inline constexpr ParamSpec kFirstOrderCommon[] = {
    ParamSpec::choice("weightDecayMode", kWeightDecayModes,
                      1),  // l2, so that a weightDecay alone has its classic effect
    ParamSpec::nonNegative("weightDecay", "\\lambda", 0, 1e-6, 1),
    ParamSpec::choice("clip", kClipModes),
    ParamSpec::positive("clipThreshold", "c", 1, 1e-3, 100),
};

/// Base of the element-wise methods. A method implements beginStep (advance counters, compute the step's
/// scalars) and updateRange (the arithmetic). Weight decay (Loshchilov & Hutter, 2019): l2 adds lambda*theta
/// to the gradient; decoupled shrinks theta by (1 - lr*lambda) before the step, decoupled-fixed by (1 -
/// lambda). Clipping acts on the raw gradient, by value or by its global Euclidean norm (Pascanu et al.,
/// 2013), before any decay is added.
template <class T>
class FirstOrder : public Optimizer<T> {
 public:
  explicit FirstOrder(const Params& params)
      : decayMode_(params.choice<WeightDecayMode>("weightDecayMode")),
        decay_(static_cast<T>(params["weightDecay"])),
        clipMode_(params.choice<ClipMode>("clip")),
        clipThreshold_(static_cast<T>(params["clipThreshold"])) {
    this->memory_.add(steps_, kMostSteps);
  }

  bool elementWise() const override { return clipMode_ != ClipMode::kNorm; }
  bool watched() const override { return true; }

  void reset(const Layout& layout) override {
    this->state_.clear();
    gradient_.setZero(layout.size);
    steps_ = 0;
    onReset(layout);
  }

  StepReport step(Problem<T>& problem, VecRef<T> x, T lr) override {
    StepReport report;
    report.value = problem.gradient(evaluationPoint(x), gradient_);
    clip();
    const T shrink = decayMode_ == WeightDecayMode::kDecoupled        ? T(1) - lr * decay_
                     : decayMode_ == WeightDecayMode::kDecoupledFixed ? T(1) - decay_
                                                                      : T(1);
    const T l2 = decayMode_ == WeightDecayMode::kL2 ? decay_ : T(0);
    T* const xs = x.data();
    T* const g = gradient_.data();
    auto& executor = problem.executor();
    if (l2 != T(0)) {
      parallel::forRanges(executor, x.size(), kGrain, [&](Index begin, Index end) {
        T* const arrays[] = {g, xs};
        inPacks(arrays, 2, begin, end, [l2](T* const* at, Index n) {
          eachPack<2>(at, n, [l2](auto& gi, auto xi) { gi += l2 * xi; });
        });
      });
    }
    inspect(xs, g, executor);
    beginStep(lr);
    const bool settling = std::is_same_v<T, float> && ++steps_ % kSettleEvery == 0;
    StepWatch* const watch = problem.watch();
    const auto change = [&](Index begin, Index end) {
      if (watch != nullptr) watch->before(begin, end);
      if (shrink != T(1)) {
        inPacks(&xs, 1, begin, end, [shrink](T* const* at, Index n) {
          eachPack<1>(at, n, [shrink](auto& xi) { xi *= shrink; });
        });
      }
      updateRange(xs, g, begin, end);
      if (watch != nullptr) watch->after(begin, end);
      if (settling) settle(begin, end);
    };
    parallel::forRanges(executor, x.size(), kGrain, [&](Index begin, Index end) {
      for (; begin < end; begin += kNear) change(begin, std::min(end, begin + kNear));
    });
    return report;
  }

 protected:
  /// Where the gradient is taken: x, or a point among the method's own state (Nesterov's interim form looks
  /// ahead).
  virtual Eigen::Ref<const Vec<T>> evaluationPoint(const VecRef<T>& x) { return x; }
  /// Adds the state vectors and forgets the counters.
  virtual void onReset(const Layout& layout) = 0;
  /// For methods that must see all of x or g before the update (histories, whole matrices).
  virtual void inspect(const T* x, const T* g, parallel::Executor& executor) {
    (void)x;
    (void)g;
    (void)executor;
  }
  /// Advances the counters and computes the step's scalars; nothing else may change them.
  virtual void beginStep(T lr) = 0;
  /// The arithmetic: updates n elements, a whole number of packs, of arrays[0] = x from arrays[1] = g (not to
  /// be written) and the state vectors arrays[2], [3] ... in the order they were added.
  virtual void update(T* const* arrays, Index n) {
    (void)arrays;
    (void)n;
  }
  /// Updates x[i] for begin <= i < end from g[i] and the state; must touch nothing outside the range.
  /// Overridden by methods that need to know where they are (layers, histories); the others implement
  /// update().
  virtual void updateRange(T* x, T* g, Index begin, Index end) {
    T* arrays[kMostArrays] = {x, g};
    int count = 2;
    for (auto& vector : this->state_) arrays[count++] = vector.values.data();
    inPacks(arrays, count, begin, end, [this](T* const* at, Index n) { update(at, n); });
  }

 private:
  // About 32 KiB of each array: large enough to hide the cost of a task, small enough for both cores to share
  // a layer.
  static constexpr Index kGrain = 8192;
  // 8 KiB of each: what the passes over a range share stays in the nearest cache.
  static constexpr Index kNear = 2048;

  // The averages of gradients that are zero for long (pixels that are nearly always black) decay into
  // subnormal numbers, on which processors are a hundred times slower; networks trained half as fast for it.
  // What is below kNothing is lost in every sum that it enters, and counts as zero.
  static constexpr std::int64_t kSettleEvery = 16;
  static constexpr T kNothing = T(1e-30);
  void settle(Index begin, Index end) {
    for (auto& vector : this->state_) {
      T* values = vector.values.data();
      if (vector.values.size() < end) continue;
      inPacks(&values, 1, begin, end, [](T* const* at, Index n) {
        eachPack<1>(at, n, [](auto& v) { v = magnitude(v) < kNothing ? v - v : v; });
      });
    }
  }

  void clip() {
    if (clipMode_ == ClipMode::kValue) {
      gradient_ = gradient_.cwiseMax(-clipThreshold_).cwiseMin(clipThreshold_);
    } else if (clipMode_ == ClipMode::kNorm) {
      const double norm = std::sqrt(sumSquares(gradient_.data(), gradient_.size()));
      const auto threshold = static_cast<double>(clipThreshold_);
      if (norm > threshold) gradient_ *= static_cast<T>(threshold / norm);
    }
  }

  WeightDecayMode decayMode_;
  T decay_;
  ClipMode clipMode_;
  T clipThreshold_;
  std::int64_t steps_ = 0;

 protected:
  Vec<T> gradient_;
};

}  // namespace descent
