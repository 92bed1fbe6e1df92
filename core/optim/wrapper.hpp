// Methods that replace the gradient and leave the step to another method: sharpness-aware minimisation,
// forward gradients.
#pragma once

#include <algorithm>
#include <memory>
#include <utility>

#include "core/optim/optimizer.hpp"

namespace descent {

/// A base method that sees another gradient than the problem's own. A wrapper implements estimate(); the base
/// asks for gradients wherever it likes (Nesterov looks ahead) and gets estimates there, so every
/// gradient-only method will do. The state is the wrapper's own vectors followed by copies of the base's.
template <class T>
class Wrapper : public Optimizer<T> {
 public:
  explicit Wrapper(std::unique_ptr<Optimizer<T>> base) : base_(std::move(base)) {
    this->memory_.within(*base_);
  }

  void reset(const Layout& layout) override {
    this->state_.clear();
    base_->reset(layout);
    onReset(layout);
    own_ = this->state_.size();
    for (const auto& vector : base_->state()) this->state_.push_back(vector);
  }

  StepReport step(Problem<T>& problem, VecRef<T> x, T lr) override {
    Estimated seen(*this, problem);
    const StepReport report = base_->step(seen, x, lr);
    const auto inner = base_->state();
    for (std::size_t k = 0; k < inner.size(); ++k) this->state_[own_ + k].values = inner[k].values;
    return report;
  }

  void setMomentum(T m) override { base_->setMomentum(m); }

 protected:
  /// Adds the wrapper's own state vectors and forgets the past.
  virtual void onReset(const Layout& layout) = 0;
  /// Writes the gradient the base is to see at x and returns f(x). May not allocate.
  virtual double estimate(Problem<T>& problem, ConstVecRef<T> x, VecRef<T> g) = 0;

 private:
  class Estimated final : public Problem<T> {
   public:
    Estimated(Wrapper& wrapper, Problem<T>& inner) : wrapper_(wrapper), inner_(inner) {}
    Index size() const override { return inner_.size(); }
    parallel::Executor& executor() override { return inner_.executor(); }

   protected:
    double doValue(ConstVecRef<T> x) override { return inner_.value(x); }
    double doGradient(ConstVecRef<T> x, VecRef<T> g) override { return wrapper_.estimate(inner_, x, g); }

   private:
    Wrapper& wrapper_;
    Problem<T>& inner_;
  };

  std::unique_ptr<Optimizer<T>> base_;
  std::size_t own_ = 0;
};

}  // namespace descent
