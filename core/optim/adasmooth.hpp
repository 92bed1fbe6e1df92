// AdaSmooth (Lu, AdaSmooth: an adaptive learning rate method based on effective ratio, 2022, arXiv
// 2204.00825).
#pragma once

#include <algorithm>

#include "core/optim/first_order.hpp"
#include "core/optim/kernel.hpp"

namespace descent {

/// The effective ratio e of a coordinate is its net displacement over the last `window` steps divided by the
/// length of the path it took, 0 (zig-zag) to 1 (straight on). c = (rho2 - rho1) e + (1 - rho2); v <- c^2 g^2
/// + (1 - c^2) v;  theta <- theta - lr g / sqrt(v + eps). What the paper leaves open: before there is any
/// step, e = firstRatio (1; with 0 the first step would be a hundred times lr); with fewer than `window`
/// steps behind, those there are count; a path of length 0 has e = 1. variant: window; cumulative (everything
/// since the start counts); tensorRatio (one e for each tensor: the sums of displacements and of paths over
/// its coordinates, divided). The paper has rho1 < rho2 (fast and slow); the reverse is allowed and swaps
/// their parts.
template <class T>
class AdaSmooth final : public FirstOrder<T> {
 public:
  enum class Variant { kWindow, kCumulative, kTensorRatio };
  static constexpr std::string_view kVariants[] = {"window", "cumulative", "tensorRatio"};
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(0.001),
      ParamSpec::decay("rho1", "\\rho_1", 0.5),
      ParamSpec::decay("rho2", "\\rho_2", 0.99),
      ParamSpec::integer("window", "M", 10, 1, 100, 50),
      ParamSpec::nonNegative("eps", "\\varepsilon", 1e-6, 1e-10, 1e-2),
      ParamSpec::linear("firstRatio", "e_1", 1, 0, 1),
      ParamSpec::choice("variant", kVariants),
  };

  explicit AdaSmooth(const Params& params)
      : FirstOrder<T>(params),
        slope_(static_cast<T>(params["rho2"] - params["rho1"])),
        base_(static_cast<T>(1 - params["rho2"])),
        eps_(static_cast<T>(params["eps"])),
        firstRatio_(static_cast<T>(params["firstRatio"])),
        variant_(params.template choice<Variant>("variant")),
        // Cumulative needs the start and the last point only.
        slots_(variant_ == Variant::kCumulative ? 2 : static_cast<Index>(params["window"]) + 1) {
    this->memory_.add(path_);
    this->memory_.add(points_);
    this->memory_.add(seen_, kMostSteps);
  }

  bool elementWise() const override {
    return variant_ != Variant::kTensorRatio && FirstOrder<T>::elementWise();
  }

 private:
  void onReset(const Layout& layout) override {
    layout_ = layout;
    this->addState("v", layout.size);
    this->addState("e", layout.size);
    path_.setZero(layout.size);
    points_.setZero(layout.size * static_cast<Index>(slots_));
    seen_ = 0;
  }

  T* slot(std::int64_t k) { return points_.data() + (k % slots_) * layout_.size; }

  /// The point that step number `seen_` (from 0) starts from joins the history.
  void inspect(const T* x, const T*, parallel::Executor&) override {
    const Index n = layout_.size;
    if (variant_ == Variant::kCumulative) {
      T* const origin = points_.data();
      T* const last = origin + n;
      if (seen_ == 0) {
        std::copy(x, x + n, origin);
        std::copy(x, x + n, last);
      }
      for (Index i = 0; i < n; ++i) {
        path_[i] += std::abs(x[i] - last[i]);
        last[i] = x[i];
      }
    } else {
      std::copy(x, x + n, slot(seen_));
    }
    ++seen_;
  }
  void beginStep(T lr) override {
    lr_ = lr;
    if (variant_ != Variant::kTensorRatio) return;
    findRatios(0, layout_.size);  // leaves the paths in path_ and the ratios in e
    T* const e = this->stateData(1);
    for (const auto& block : layout_.blocks) {
      double net = 0, path = 0;
      const Index end = block.offset + block.rows * block.cols;
      for (Index i = block.offset; i < end; ++i) {
        net += static_cast<double>(e[i] * path_[i]);
        path += static_cast<double>(path_[i]);
      }
      const T whole = seen_ == 1 ? firstRatio_ : path == 0 ? T(1) : static_cast<T>(std::min(net / path, 1.0));
      std::fill(e + block.offset, e + end, whole);
    }
  }

  /// Writes the effective ratio of each coordinate of the range into the state.
  void findRatios(Index begin, Index end) {
    T* const e = this->stateData(1);
    T* const path = path_.data();
    if (seen_ == 1) {
      std::fill(e + begin, e + end, firstRatio_);
      return;
    }
    const bool cumulative = variant_ == Variant::kCumulative;
    const std::int64_t newest = seen_ - 1, oldest = std::max<std::int64_t>(0, newest - (slots_ - 1));
    if (!cumulative) {
      // Summed afresh each time: a running sum would keep the rounding errors of steps long gone.
      std::fill(path + begin, path + end, T(0));
      for (std::int64_t k = oldest; k < newest; ++k) {
        const T* const from = slot(k);
        const T* const to = slot(k + 1);
        for (Index i = begin; i < end; ++i) path[i] += std::abs(to[i] - from[i]);
      }
    }
    const T* const first = cumulative ? points_.data() : slot(oldest);
    const T* const last = cumulative ? points_.data() + layout_.size : slot(newest);
    for (Index i = begin; i < end; ++i) {
      // 0/0 counts as 1: n/d with both made 1 where the path is 0.
      const T still = static_cast<T>(path[i] == T(0));
      const T q = (std::abs(last[i] - first[i]) + still) / (path[i] + still);
      e[i] = q > T(1) ? T(1) : q;
    }
  }

  void updateRange(T* x, T* g, Index begin, Index end) override {
    if (variant_ != Variant::kTensorRatio) findRatios(begin, end);
    T* const v = this->stateData(0);
    const T* const e = this->stateData(1);
    const T lr = lr_, slope = slope_, base = base_, eps = eps_;
    for (Index i = begin; i < end; ++i) {
      const T c = slope * e[i] + base;
      const T weight = c * c;
      const T vi = weight * g[i] * g[i] + (T(1) - weight) * v[i];
      v[i] = vi;
      x[i] -= lr * ratio(g[i], std::sqrt(vi + eps));
    }
  }

  T slope_, base_, eps_, firstRatio_;
  Variant variant_;
  std::int64_t slots_;
  Layout layout_;
  Vec<T> path_, points_;
  std::int64_t seen_ = 0;
  T lr_ = 0;
};

}  // namespace descent
