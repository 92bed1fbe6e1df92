#include "core/objective/expression.hpp"

namespace descent {
namespace {

using D = Dual<double>;
using DD = Dual<D>;

class ExpressionProblem final : public Problem<double> {
 public:
  explicit ExpressionProblem(std::shared_ptr<const Expression> expression)
      : expression_(std::move(expression)),
        n_(expression_->variables().size()),
        x1_(n_),
        x2_(n_),
        scratch_(expression_->nodes().size()),
        scratch1_(expression_->nodes().size()),
        scratch2_(expression_->nodes().size()) {}

  Index size() const override { return static_cast<Index>(n_); }
  unsigned features() const override {
    return static_cast<unsigned>(Feature::kDirectional) | static_cast<unsigned>(Feature::kHessian) |
           static_cast<unsigned>(Feature::kHessianVector);
  }

 protected:
  double doValue(ConstVecRef<double> x) override {
    return expression_->evaluate<double>({x.data(), n_}, scratch_);
  }

  double doGradient(ConstVecRef<double> x, VecRef<double> g) override {
    for (std::size_t i = 0; i < n_; ++i) x1_[i] = D(at(x, i));
    for (std::size_t i = 0; i < n_; ++i) {
      x1_[i].derivative = 1;
      g[static_cast<Index>(i)] = expression_->evaluate<D>(x1_, scratch1_).derivative;
      x1_[i].derivative = 0;
    }
    return doValue(x);
  }

  double doDirectional(ConstVecRef<double> x, ConstVecRef<double> v, double* value) override {
    for (std::size_t i = 0; i < n_; ++i) x1_[i] = D(at(x, i), at(v, i));
    const D f = expression_->evaluate<D>(x1_, scratch1_);
    if (value != nullptr) *value = f.value;
    return f.derivative;
  }

  void doHessian(ConstVecRef<double> x, Mat<double>& h) override {
    h.resize(size(), size());
    for (std::size_t i = 0; i < n_; ++i) x2_[i] = DD(D(at(x, i)), D(0.0));
    for (std::size_t i = 0; i < n_; ++i) {
      x2_[i].derivative.value = 1;
      for (std::size_t j = 0; j <= i; ++j) {
        x2_[j].value.derivative = 1;
        const double hij = expression_->evaluate<DD>(x2_, scratch2_).derivative.derivative;
        h(static_cast<Index>(i), static_cast<Index>(j)) = h(static_cast<Index>(j), static_cast<Index>(i)) =
            hij;
        x2_[j].value.derivative = 0;
      }
      x2_[i].derivative.value = 0;
    }
  }

  void doHessianVector(ConstVecRef<double> x, ConstVecRef<double> v, VecRef<double> out) override {
    for (std::size_t i = 0; i < n_; ++i) x2_[i] = DD(D(at(x, i), at(v, i)), D(0.0));
    for (std::size_t i = 0; i < n_; ++i) {
      x2_[i].derivative.value = 1;
      out[static_cast<Index>(i)] = expression_->evaluate<DD>(x2_, scratch2_).derivative.derivative;
      x2_[i].derivative.value = 0;
    }
  }

 private:
  static double at(ConstVecRef<double> x, std::size_t i) { return x[static_cast<Index>(i)]; }

  std::shared_ptr<const Expression> expression_;
  std::size_t n_;
  std::vector<D> x1_;
  std::vector<DD> x2_;
  std::vector<double> scratch_;
  std::vector<D> scratch1_;
  std::vector<DD> scratch2_;
};

}  // namespace

std::unique_ptr<Problem<double>> makeExpressionProblem(std::shared_ptr<const Expression> expression) {
  return std::make_unique<ExpressionProblem>(std::move(expression));
}

}  // namespace descent
