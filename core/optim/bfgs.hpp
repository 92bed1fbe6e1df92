// BFGS (Broyden, Fletcher, Goldfarb, Shanno, 1970).
#pragma once

#include "core/optim/quasi_newton.hpp"

namespace descent {

/// H <- (I - rho s y^T) H (I - rho y s^T) + rho s s^T with rho = 1 / s.y, H the inverse Hessian's estimate;
/// before the first update H = (s.y / y.y) I (Nocedal & Wright 2006, Alg. 6.1 and eq. 6.20). State besides p
/// and alpha: inverseHessian (n x n, column by column) while n is at most 8, so that a page can draw its
/// ellipse.
template <class T>
class Bfgs final : public QuasiNewton<T> {
 public:
  static constexpr ParamSpec kParams[] = {kQuasiNewtonLr, kSearchSpec, slopeSpec(0.9), kZoomSpec};
  using QuasiNewton<T>::QuasiNewton;

 private:
  static constexpr Index kShown = 8;

  void onReset(Index n) override {
    h_.setIdentity(n, n);
    hy_.setZero(n);
    learned_ = false;
    if (n <= kShown) {
      this->addState("inverseHessian", n * n);
      show();
    }
  }

  void direction(const Vec<T>& g, Vec<T>& p) override {
    multiply(g, p);
    p = -p;
  }

  void learn(const Vec<T>& s, const Vec<T>& y, double sy, double yy) override {
    const Index n = s.size();
    if (!learned_) h_.diagonal().setConstant(static_cast<T>(sy / yy));
    learned_ = true;
    multiply(y, hy_);
    // The product form multiplied out, so that one pass over H does.
    const double rho = 1 / sy;
    const double both = rho * (1 + rho * dot(y, hy_));
    for (Index j = 0; j < n; ++j) {
      for (Index i = 0; i <= j; ++i) {
        const double si = s[i];
        const double sj = s[j];
        const double change = both * si * sj - rho * (hy_[i] * sj + si * hy_[j]);
        h_(i, j) += static_cast<T>(change);
        h_(j, i) = h_(i, j);
      }
    }
    show();
  }

  bool hasHistory() const override { return learned_; }
  void forget() override {
    h_.setIdentity();
    learned_ = false;
    show();
  }

  void multiply(const Vec<T>& v, Vec<T>& out) const {
    const Index n = v.size();
    for (Index i = 0; i < n; ++i)
      out[i] = static_cast<T>(dot(h_.data() + i * n, v.data(), n));  // H is symmetric
  }
  void show() {
    if (h_.rows() <= kShown) std::copy(h_.data(), h_.data() + h_.size(), this->stateData(2));
  }

  Mat<T> h_;
  Vec<T> hy_;
  bool learned_ = false;
};

}  // namespace descent
