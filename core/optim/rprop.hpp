// Rprop (Riedmiller & Braun, A direct adaptive method for faster backpropagation learning: the RPROP
// algorithm, 1993).
#pragma once

#include <algorithm>

#include "core/optim/first_order.hpp"
#include "core/optim/kernel.hpp"

namespace descent {

/// Every coordinate has a step of its own: times etaPlus while the gradient keeps its sign, times etaMinus
/// when it flips, kept in [stepMin, stepMax]; theta <- theta - step sign(g). On a flip the coordinate rests
/// for one step and the next one counts as a fresh start (PyTorch; no back-tracking). lr is the initial step;
/// later rates are not used.
template <class T>
class Rprop final : public FirstOrder<T> {
 public:
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(0.01),
      ParamSpec{"etaMinus", "\\eta^-", 0.5, 0, 1, 0.1, 0.9, Scale::kLinear, true, true},
      ParamSpec{"etaPlus", "\\eta^+", 1.2, 1, 10, 1.05, 2, Scale::kLinear, true, false},
      ParamSpec::nonNegative("stepMin", "\\Delta_{\\min}", 1e-6, 1e-9, 1e-2),
      ParamSpec::positive("stepMax", "\\Delta_{\\max}", 50, 0.1, 100),
  };

  explicit Rprop(const Params& params)
      : FirstOrder<T>(params),
        minus_(static_cast<T>(params["etaMinus"])),
        plus_(static_cast<T>(params["etaPlus"])),
        least_(static_cast<T>(params["stepMin"])),
        most_(static_cast<T>(params["stepMax"])) {
    this->memory_.add(first_, 1);
  }

 private:
  void onReset(const Layout& layout) override {
    this->addState("step", layout.size);
    this->addState("previous", layout.size);
    first_ = true;
  }
  void beginStep(T lr) override {
    if (first_) this->state_[0].values.setConstant(lr);
    first_ = false;
  }
  void update(T* const* arrays, Index n) override {
    const T minus = minus_, plus = plus_, least = least_, most = most_;
    eachPack<4>(arrays, n, [=](auto& x, auto g, auto& step, auto& previous) {
      const auto zero = Pack<T>{}, agreement = g * previous;
      step *= agreement > zero ? zero + plus : agreement < zero ? zero + minus : zero + T(1);
      step = step < least ? zero + least : step;
      step = step > most ? zero + most : step;
      previous = g * (agreement < zero ? zero : zero + T(1));
      x -= signOf(previous) * step;
    });
  }

  T minus_, plus_, least_, most_;
  bool first_ = true;
};

}  // namespace descent
