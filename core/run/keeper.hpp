// The parameters as they were before a step, to go back to, and whether all are finite after it.
#pragma once

#include <algorithm>
#include <atomic>

#include "core/linalg/kernels.hpp"
#include "core/objective/problem.hpp"

namespace descent {

/// Watches the steps of a network: begin() before each, then either the method tells it of every range
/// (Optimizer::watched()) or keepAll() before and checkAll() after the step.
class Keeper final : public StepWatch {
 public:
  /// The parameters that the next step changes; they must stay where they are until it ends.
  void begin(const Vec<float>& parameters) {
    parameters_ = parameters.data();
    if (kept_.size() != parameters.size()) kept_.resize(parameters.size());
    finite_.store(true, std::memory_order_relaxed);
  }
  void before(Index begin, Index end) override {
    std::copy(parameters_ + begin, parameters_ + end, kept_.data() + begin);
  }
  void after(Index begin, Index end) override {
    if (!linalg::allFinite(parameters_ + begin, end - begin)) finite_.store(false, std::memory_order_relaxed);
  }
  void keepAll(parallel::Executor& executor) {
    parallel::forRanges(executor, kept_.size(), kGrain, [this](Index from, Index to) { before(from, to); });
  }
  void checkAll(parallel::Executor& executor) {
    parallel::forRanges(executor, kept_.size(), kGrain, [this](Index from, Index to) { after(from, to); });
  }

  /// Whether all parameters are finite after the step.
  bool finite() const { return finite_.load(std::memory_order_relaxed); }
  /// The parameters before it.
  const Vec<float>& kept() const { return kept_; }

 private:
  static constexpr Index kGrain = 8192;

  const float* parameters_ = nullptr;
  Vec<float> kept_;
  std::atomic<bool> finite_ = true;
};

}  // namespace descent
