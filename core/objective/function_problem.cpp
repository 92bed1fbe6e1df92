#include "core/objective/function_problem.hpp"

namespace descent {

unsigned AnalyticProblem::features() const {
  unsigned all = static_cast<unsigned>(Feature::kDirectional) | static_cast<unsigned>(Feature::kHessian) |
                 static_cast<unsigned>(Feature::kHessianVector);
  if (residualCount() > 0) {
    all |= static_cast<unsigned>(Feature::kResiduals) | static_cast<unsigned>(Feature::kGaussNewtonVector);
  }
  return all;
}

Point<AnalyticProblem::D> AnalyticProblem::seed(ConstVecRef<double> x, ConstVecRef<double> v) {
  for (std::size_t i = 0; i < dualX_.size(); ++i) {
    dualX_[i] = D(x[static_cast<Index>(i)], v[static_cast<Index>(i)]);
  }
  return dualX_;
}

double AnalyticProblem::doValue(ConstVecRef<double> x) { return valueAt(spanOf(x)); }

double AnalyticProblem::doGradient(ConstVecRef<double> x, VecRef<double> g) {
  gradientAt(spanOf(x), std::span<double>(g.data(), static_cast<std::size_t>(g.size())));
  return valueAt(spanOf(x));
}

double AnalyticProblem::doDirectional(ConstVecRef<double> x, ConstVecRef<double> v, double* value) {
  const D f = valueAt(seed(x, v));
  if (value != nullptr) *value = f.value;
  return f.derivative;
}

void AnalyticProblem::doHessian(ConstVecRef<double> x, Mat<double>& h) {
  h.setZero(size(), size());
  hessianAt(spanOf(x), h);
}

void AnalyticProblem::doHessianVector(ConstVecRef<double> x, ConstVecRef<double> v, VecRef<double> out) {
  gradientAt(seed(x, v), std::span<D>(dualG_));
  for (std::size_t i = 0; i < dualG_.size(); ++i) out[static_cast<Index>(i)] = dualG_[i].derivative;
}

void AnalyticProblem::doGaussNewtonVector(ConstVecRef<double> x, ConstVecRef<double> v, VecRef<double> out) {
  if (residualCount() == 0) return Problem<double>::doGaussNewtonVector(x, v, out);
  doResiduals(x, residuals_, jacobian_);
  out.setZero();
  for (Index k = 0; k < residuals_.size(); ++k) {
    double along = 0;
    for (Index i = 0; i < out.size(); ++i) along += jacobian_(k, i) * v[i];
    for (Index i = 0; i < out.size(); ++i) out[i] += 2 * residualScale() * along * jacobian_(k, i);
  }
}

}  // namespace descent
