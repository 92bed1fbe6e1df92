// The interface of every method: reset once, then step. One template serves double functions and float
// networks.
#pragma once

#include <cmath>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/param.hpp"
#include "core/base/types.hpp"
#include "core/objective/problem.hpp"
#include "core/optim/memory.hpp"

namespace descent {

/// How the flat parameter vector is made of tensors: for methods that treat matrices or biases apart.
struct Layout {
  struct Block {
    Index offset;
    Index rows, cols;  ///< a weight matrix, row-major (out x in); a bias or plain vector has cols = 1
    bool weights;      ///< false for biases
  };
  Index size = 0;
  std::vector<Block> blocks;
  Index residuals = 0;  ///< how many the problem has, for methods that keep them and their Jacobian

  /// One plain vector of n numbers (what a test function has).
  static Layout flat(Index n) { return {n, {{0, n, 1, true}}}; }
};

enum class Outcome {
  kOk,
  kConverged,  ///< the method's own stopping rule holds; x is final
  kFailed,     ///< the method cannot go on from here (no descent, singular system ...); x is unchanged
};

struct StepReport {
  double value = std::numeric_limits<double>::quiet_NaN();  ///< f at the point where the gradient was taken
  Outcome outcome = Outcome::kOk;
  const char* reason = "";  ///< a static sentence, set with kConverged and kFailed
};

/// A piece of a method's memory, for the page to draw: m, v, s ...
template <class T>
struct NamedVector {
  std::string_view name;
  Vec<T> values;
};

template <class T>
class Optimizer {
 public:
  virtual ~Optimizer() = default;

  /// Forgets everything and prepares for parameters of this layout. The only place that allocates.
  virtual void reset(const Layout& layout) = 0;
  /// Moves x by one step with learning rate lr. Asks the problem for what it needs; allocates nothing.
  virtual StepReport step(Problem<T>& problem, VecRef<T> x, T lr) = 0;
  /// The method's memory after the last step; names and sizes do not change between resets.
  virtual std::span<const NamedVector<T>> state() const { return state_; }
  /// Whether, as configured and on plain vectors (Layout::flat), coordinates do not know of each other: a
  /// step takes one gradient and treats coordinate i by what was at i alone, and never stops a run. Then one
  /// object can drive many runs laid side by side in one long vector, each with the bits of a run of its own.
  virtual bool elementWise() const { return false; }
  /// Whether step() tells the problem's watch of all changes it makes.
  virtual bool watched() const { return false; }
  /// The momentum a schedule may override (one-cycle); ignored by methods without one.
  virtual void setMomentum(T) {}

  /// Everything the next steps depend on, for a method of the same configuration and layout. Networks only.
  void pass(Tape& tape) requires std::is_same_v<T, float> {
    auto* const inner = memory_.inner();
    const std::size_t own = state_.size() - (inner == nullptr ? 0 : inner->state_.size());
    for (std::size_t k = 0; k < own; ++k) {
      auto& values = state_[k].values;
      tape.pass(bytesOf(values.data(), static_cast<std::size_t>(values.size())));
    }
    memory_.pass(tape);
    if (inner == nullptr) return;
    inner->pass(tape);
    for (std::size_t k = own; k < state_.size(); ++k) state_[k].values = inner->state_[k - own].values;
  }

 protected:
  /// Adds a state vector during reset; returns its position in state_.
  std::size_t addState(std::string_view name, Index size, T initial = T(0)) {
    state_.push_back({name, Vec<T>::Constant(size, initial)});
    return state_.size() - 1;
  }
  T* stateData(std::size_t i) { return state_[i].values.data(); }

  std::vector<NamedVector<T>> state_;
  /// What is to be remembered with the state; each method adds its own when it is made.
  [[no_unique_address]] Memory<T> memory_;
};

}  // namespace descent
