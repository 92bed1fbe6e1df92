// L-BFGS (Nocedal, Updating quasi-Newton matrices with limited storage, 1980; Liu & Nocedal 1989).
#pragma once

#include "core/optim/quasi_newton.hpp"

namespace descent {

/// BFGS from the last `memory` pairs (s, y) by the two-loop recursion, starting from H = gamma I with gamma =
/// s.y / y.y of the latest pair (Nocedal & Wright 2006, Alg. 7.4). Stores 2 memory n numbers. State besides p
/// and alpha: gamma.
template <class T>
class Lbfgs final : public QuasiNewton<T> {
 public:
  static constexpr ParamSpec kParams[] = {
      kQuasiNewtonLr, ParamSpec::integer("memory", "m", 10, 1, 100, 30), kSearchSpec, slopeSpec(0.9),
      kZoomSpec,
  };
  explicit Lbfgs(const Params& params)
      : QuasiNewton<T>(params), pairs_(static_cast<Index>(params["memory"])) {
    this->memory_.add(s_);
    this->memory_.add(y_);
    this->memory_.add(sy_);
    this->memory_.add(count_, pairs_);
    this->memory_.add(newest_, pairs_ - 1);
  }

 private:
  void onReset(Index n) override {
    s_.setZero(n, pairs_);
    y_.setZero(n, pairs_);
    sy_.setZero(pairs_);
    a_.setZero(pairs_);
    this->addState("gamma", 1, T(1));
    forget();
  }

  void direction(const Vec<T>& g, Vec<T>& p) override {
    const Index n = g.size();
    p = -g;
    for (Index k = 0; k < count_; ++k) {  // newest first
      const Index i = slot(k);
      a_[i] = dot(sAt(i), p.data(), n) / sy_[i];
      addScaled(p.data(), -a_[i], yAt(i), p.data(), n);
    }
    p *= this->state_[2].values[0];
    for (Index k = count_ - 1; k >= 0; --k) {
      const Index i = slot(k);
      const double b = dot(yAt(i), p.data(), n) / sy_[i];
      addScaled(p.data(), a_[i] - b, sAt(i), p.data(), n);
    }
  }

  void learn(const Vec<T>& s, const Vec<T>& y, double sy, double yy) override {
    newest_ = (newest_ + 1) % pairs_;
    count_ = std::min(count_ + 1, pairs_);
    std::copy(s.data(), s.data() + s.size(), s_.data() + newest_ * s_.rows());
    std::copy(y.data(), y.data() + y.size(), y_.data() + newest_ * y_.rows());
    sy_[newest_] = sy;
    this->state_[2].values[0] = static_cast<T>(sy / yy);
  }

  bool hasHistory() const override { return count_ > 0; }
  void forget() override {
    count_ = 0;
    newest_ = pairs_ - 1;
    this->state_[2].values[0] = T(1);
  }

  Index slot(Index age) const { return (newest_ + pairs_ - age) % pairs_; }
  const T* sAt(Index i) const { return s_.data() + i * s_.rows(); }
  const T* yAt(Index i) const { return y_.data() + i * y_.rows(); }

  Index pairs_, count_ = 0, newest_ = 0;
  Mat<T> s_, y_;  ///< one pair a column, used as a ring
  Vec<double> sy_, a_;
};

}  // namespace descent
