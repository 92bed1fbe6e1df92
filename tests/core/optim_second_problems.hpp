// Problems with known answers for the tests of the second-order methods, independent of the table of
// objectives.
#pragma once

#include <Eigen/LU>
#include <cmath>
#include <functional>
#include <initializer_list>
#include <memory>

#include "core/objective/problem.hpp"
#include "core/optim/optimizer.hpp"

namespace descent::second {

inline Vec<double> point(std::initializer_list<double> values) {
  Vec<double> x(static_cast<Index>(values.size()));
  std::copy(values.begin(), values.end(), x.data());
  return x;
}

/// f = 1/2 x^T A x - b^T x.
template <class T>
class Quadratic final : public Problem<T> {
 public:
  Quadratic(Mat<double> a, Vec<double> b) : a_(std::move(a)), b_(std::move(b)) {}
  Index size() const override { return b_.size(); }
  unsigned features() const override {
    return static_cast<unsigned>(Feature::kHessian) | static_cast<unsigned>(Feature::kHessianVector) |
           static_cast<unsigned>(Feature::kGaussNewtonVector);
  }
  Vec<double> solution() const { return a_.partialPivLu().solve(b_); }
  const Mat<double>& matrix() const { return a_; }

 protected:
  double doValue(ConstVecRef<T> x) override {
    double f = 0;
    for (Index i = 0; i < size(); ++i) f += static_cast<double>(x[i]) * (0.5 * row(i, x) - b_[i]);
    return f;
  }
  double doGradient(ConstVecRef<T> x, VecRef<T> g) override {
    for (Index i = 0; i < size(); ++i) g[i] = static_cast<T>(row(i, x) - b_[i]);
    return doValue(x);
  }
  void doHessian(ConstVecRef<T>, Mat<T>& h) override { h = a_.template cast<T>(); }
  void doHessianVector(ConstVecRef<T>, ConstVecRef<T> v, VecRef<T> out) override {
    for (Index i = 0; i < size(); ++i) out[i] = static_cast<T>(row(i, v));
  }
  void doGaussNewtonVector(ConstVecRef<T> x, ConstVecRef<T> v, VecRef<T> out) override {
    doHessianVector(x, v, out);
  }

 private:
  double row(Index i, ConstVecRef<T> x) const {
    double s = 0;
    for (Index j = 0; j < size(); ++j) s += a_(i, j) * static_cast<double>(x[j]);
    return s;
  }
  Mat<double> a_;
  Vec<double> b_;
};

/// diag(1 .. kappa), logarithmically spaced, rotated by a fixed Householder reflection so that no axis is
/// special.
template <class T>
Quadratic<T> rotatedQuadratic(Index n, double kappa) {
  Mat<double> d = Mat<double>::Zero(n, n);
  Vec<double> u(n), b(n);
  for (Index i = 0; i < n; ++i) {
    d(i, i) = std::pow(kappa, n > 1 ? static_cast<double>(i) / static_cast<double>(n - 1) : 0);
    u[i] = 1.0 + 0.3 * static_cast<double>(i);
    b[i] = std::sin(1.0 + static_cast<double>(i));
  }
  const Mat<double> q = Mat<double>::Identity(n, n) - 2 / u.squaredNorm() * u * u.transpose();
  return {q * d * q.transpose(), b};
}

/// (1-x)^2 + 100 (y-x^2)^2 = r1^2 + r2^2 with r = (1-x, 10(y-x^2)).
template <class T>
class Rosenbrock final : public Problem<T> {
 public:
  Index size() const override { return 2; }
  unsigned features() const override {
    return static_cast<unsigned>(Feature::kHessian) | static_cast<unsigned>(Feature::kHessianVector) |
           static_cast<unsigned>(Feature::kGaussNewtonVector) | static_cast<unsigned>(Feature::kResiduals);
  }
  Index residualCount() const override { return 2; }
  double residualScale() const override { return 1; }

 protected:
  double doValue(ConstVecRef<T> p) override {
    const double x = p[0], y = p[1];
    return (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x);
  }
  double doGradient(ConstVecRef<T> p, VecRef<T> g) override {
    const double x = p[0], y = p[1];
    g[0] = static_cast<T>(-2 * (1 - x) - 400 * x * (y - x * x));
    g[1] = static_cast<T>(200 * (y - x * x));
    return doValue(p);
  }
  void doHessian(ConstVecRef<T> p, Mat<T>& h) override {
    const T x = p[0], y = p[1];
    h(0, 0) = 2 - 400 * y + 1200 * x * x;
    h(0, 1) = h(1, 0) = -400 * x;
    h(1, 1) = 200;
  }
  void doHessianVector(ConstVecRef<T> p, ConstVecRef<T> v, VecRef<T> out) override {
    const T x = p[0], y = p[1];
    out[0] = (2 - 400 * y + 1200 * x * x) * v[0] - 400 * x * v[1];
    out[1] = -400 * x * v[0] + 200 * v[1];
  }
  void doGaussNewtonVector(ConstVecRef<T> p, ConstVecRef<T> v, VecRef<T> out) override {
    const T x = p[0];
    out[0] = (2 + 800 * x * x) * v[0] - 400 * x * v[1];
    out[1] = -400 * x * v[0] + 200 * v[1];
  }
  void doResiduals(ConstVecRef<T> p, Vec<T>& r, Mat<T>& j) override {
    r[0] = 1 - p[0];
    r[1] = 10 * (p[1] - p[0] * p[0]);
    j(0, 0) = -1;
    j(0, 1) = 0;
    j(1, 0) = -20 * p[0];
    j(1, 1) = 10;
  }
};

/// x^2 - y^2 + y^4/4: a saddle at 0, minima f = -1 at (0, +-sqrt 2).
class BoundedSaddle final : public Problem<double> {
 public:
  Index size() const override { return 2; }
  unsigned features() const override {
    return static_cast<unsigned>(Feature::kHessian) | static_cast<unsigned>(Feature::kHessianVector);
  }

 protected:
  double doValue(ConstVecRef<double> p) override {
    return p[0] * p[0] - p[1] * p[1] + 0.25 * p[1] * p[1] * p[1] * p[1];
  }
  double doGradient(ConstVecRef<double> p, VecRef<double> g) override {
    g[0] = 2 * p[0];
    g[1] = -2 * p[1] + p[1] * p[1] * p[1];
    return doValue(p);
  }
  void doHessian(ConstVecRef<double> p, Mat<double>& h) override {
    h(0, 0) = 2;
    h(0, 1) = h(1, 0) = 0;
    h(1, 1) = -2 + 3 * p[1] * p[1];
  }
  void doHessianVector(ConstVecRef<double> p, ConstVecRef<double> v, VecRef<double> out) override {
    out[0] = 2 * v[0];
    out[1] = (-2 + 3 * p[1] * p[1]) * v[1];
  }
};

/// Any value and gradient given as functions.
class Given final : public Problem<double> {
 public:
  using Value = std::function<double(const Vec<double>&)>;
  using Gradient = std::function<void(const Vec<double>&, Vec<double>&)>;
  Given(Index n, Value f, Gradient g) : n_(n), f_(std::move(f)), g_(std::move(g)) {}
  Index size() const override { return n_; }

 protected:
  double doValue(ConstVecRef<double> x) override { return f_(x); }
  double doGradient(ConstVecRef<double> x, VecRef<double> g) override {
    Vec<double> out(n_);
    g_(x, out);
    g = out;
    return f_(x);
  }

 private:
  Index n_;
  Value f_;
  Gradient g_;
};

template <class T>
double gradientSize(Problem<T>& problem, const Vec<T>& x) {
  Vec<T> g(x.size());
  problem.gradient(x, g);
  return static_cast<double>(g.template lpNorm<Eigen::Infinity>());
}

/// What a method did until the largest gradient component fell below `tolerance` (or `most` steps, or its own
/// end).
template <class T>
struct Descent {
  int steps = 0;
  Vec<T> x;
  StepReport last;
  Evaluations evaluations;
};

template <class T>
Descent<T> descend(Optimizer<T>& optimizer, Problem<T>& problem, Vec<T> x, double tolerance, int most,
                   T lr = T(1)) {
  Layout layout = Layout::flat(x.size());
  layout.residuals = problem.residualCount();
  optimizer.reset(layout);
  problem.resetEvaluations();
  Descent<T> d;
  Evaluations looks;
  while (d.steps < most && gradientSize(problem, x) >= tolerance) {
    ++looks.gradient;
    d.last = optimizer.step(problem, x, lr);
    if (d.last.outcome != Outcome::kOk) break;
    ++d.steps;
  }
  d.x = x;
  d.evaluations = problem.evaluations();
  d.evaluations.gradient -= looks.gradient + 1;
  return d;
}

/// An optimizer with its defaults except for the given parameters.
template <template <class> class Method, class T = double>
std::unique_ptr<Method<T>> with(std::initializer_list<std::pair<std::string_view, double>> values = {}) {
  Params params(Method<T>::kParams);
  for (const auto& [key, value] : values) params.set(key, value);
  return std::make_unique<Method<T>>(params);
}

}  // namespace descent::second
