// Every derivative of a network against finite differences, for all activations and losses.
#include <gtest/gtest.h>

#include "gradient_check.hpp"
#include "nn_helpers.hpp"

namespace descent {
namespace {

using namespace testing;

struct Case {
  std::string activation;
  Value loss;
  std::vector<int> layers;
  std::string name;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  Value whole = Value::object();
  whole.set("id", "mse").set("half", false).set("reduction", "mean");
  for (const auto& activation : activations()) {
    std::string a(activation.id);
    std::string name = a == "leaky-relu" ? "leaky" : a;
    all.push_back({a, "softmax-cross-entropy", {5, 6, 4, 3}, name + "_softmax"});
    all.push_back({a, "binary-cross-entropy", {5, 6, 4, 1}, name + "_binary"});
    all.push_back({a, "binary-cross-entropy", {5, 7, 3}, name + "_binaries"});
    all.push_back({a, "mse", {5, 6, 4, 3}, name + "_mse"});
    all.push_back({a, whole, {5, 6, 4, 3}, name + "_mse_mean"});
  }
  return all;
}

class NnDerivatives : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    Value v = networkValue({2, 2}, GetParam().activation, GetParam().loss);
    v.set("layers", Value::numbers(GetParam().layers));
    mlp_.emplace(network(v));
    data_ = numbersWithClasses(9, 5, mlp_->config().outputs() == 1 ? 2 : 3);
    problem_.emplace(*mlp_, data_, 9);
    problem_->select(firstSamples(9));
    // Random biases too: zero ones would hide mistakes, and keep relu away from its kink only by luck.
    x_ = initialParameters<double>(mlp_->config()) + randomVector<double>(mlp_->layout().size, 5, 0.3);
    v_ = randomVector<double>(x_.size(), 6);
  }
  std::optional<Mlp<double>> mlp_;
  Dataset data_;
  std::optional<BatchProblem<double>> problem_;
  Vec<double> x_, v_;
};

TEST_P(NnDerivatives, GradientMatchesDifferences) {
  EXPECT_LE(checkGradient(*problem_, x_, 1e-6).error, 1e-8);
}

TEST_P(NnDerivatives, DirectionalIsTheGradientAlongTheDirection) {
  Vec<double> g(x_.size());
  problem_->gradient(x_, g);
  double value = 0;
  EXPECT_NEAR(problem_->directional(x_, v_, &value), g.dot(v_), 1e-12);
  EXPECT_EQ(value, problem_->value(x_));
  EXPECT_LE(checkDirectional(*problem_, x_, v_, 1e-6).error, 1e-7);
}

TEST_P(NnDerivatives, HessianVectorMatchesDifferences) {
  EXPECT_LE(checkHessianVector(*problem_, x_, v_, 1e-6).error, 1e-6);
}

TEST_P(NnDerivatives, HessianIsSymmetric) {
  const Vec<double> w = randomVector<double>(x_.size(), 8);
  Vec<double> hv(x_.size()), hw(x_.size());
  problem_->hessianVector(x_, v_, hv);
  problem_->hessianVector(x_, w, hw);
  EXPECT_NEAR(w.dot(hv), v_.dot(hw), 1e-10 * (1 + std::abs(w.dot(hv))));
}

// J_ij by differences of the outputs, then Jᵀ H_loss J v with H_loss by differences of the loss in the
// outputs, which a network of one identity layer gives: its Hessian in the biases alone.
TEST_P(NnDerivatives, GaussNewtonMatchesItsDefinition) {
  const Index n = x_.size();
  const Index m = mlp_->config().outputs() * 9;
  Mat<double> j(m, n);
  Vec<double> moved = x_;
  const double h = 1e-6;
  for (Index i = 0; i < n; ++i) {
    Vec<double> up(m), down(m);
    moved[i] = x_[i] + h;
    problem_->value(moved);
    std::copy(problem_->outputs().begin(), problem_->outputs().end(), up.data());
    moved[i] = x_[i] - h;
    problem_->value(moved);
    std::copy(problem_->outputs().begin(), problem_->outputs().end(), down.data());
    moved[i] = x_[i];
    j.col(i) = (up - down) / (2 * h);
  }
  problem_->value(x_);
  const Vec<double> z = Eigen::Map<const Vec<double>>(problem_->outputs().data(), m);
  const Vec<double> jv = j * v_;
  std::vector<double> unused(9);
  Targets<double> targets{data_.labels.data(), nullptr};
  Vec<double> up(m), down(m);
  const Vec<double> zUp = z + h * jv, zDown = z - h * jv;
  mlp_->loss().evaluate(9, m / 9, zUp.data(), targets, unused.data(), up.data(), 1.0 / 9);
  mlp_->loss().evaluate(9, m / 9, zDown.data(), targets, unused.data(), down.data(), 1.0 / 9);
  const Vec<double> expected = j.transpose() * ((up - down) / (2 * h));
  Vec<double> product(n);
  problem_->gaussNewtonVector(x_, v_, product);
  for (Index i = 0; i < n; ++i) EXPECT_NEAR(product[i], expected[i], 1e-6 * (1 + std::abs(expected[i])));
  EXPECT_GE(v_.dot(product), -1e-12);
}

TEST_P(NnDerivatives, FloatAgreesWithDouble) {
  Mlp<float> mlp(mlp_->config());
  BatchProblem<float> problem(mlp, data_, 9);
  problem.select(firstSamples(9));
  const Vec<float> x = x_.cast<float>(), v = v_.cast<float>();
  Vec<float> g(x.size()), hv(x.size()), gv(x.size());
  Vec<double> gd(x.size()), hvd(x.size()), gvd(x.size());
  const Vec<double> xd = x.cast<double>(), vd = v.cast<double>();
  EXPECT_NEAR(problem.gradient(x, g), problem_->gradient(xd, gd), 1e-5);
  problem.hessianVector(x, v, hv);
  problem_->hessianVector(xd, vd, hvd);
  problem.gaussNewtonVector(x, v, gv);
  problem_->gaussNewtonVector(xd, vd, gvd);
  EXPECT_LE((g.cast<double>() - gd).norm(), 1e-5 * (1 + gd.norm()));
  EXPECT_LE((hv.cast<double>() - hvd).norm(), 2e-5 * (1 + hvd.norm()));
  EXPECT_LE((gv.cast<double>() - gvd).norm(), 2e-5 * (1 + gvd.norm()));
  EXPECT_NEAR(problem.directional(x, v), problem_->directional(xd, vd), 1e-5 * (1 + std::abs(gd.dot(vd))));
}

INSTANTIATE_TEST_SUITE_P(All, NnDerivatives, ::testing::ValuesIn(cases()),
                         [](const auto& test) { return test.param.name; });

// A quadratic whose gradient can be told to be wrong: the checker must notice.
class Faulty final : public Problem<double> {
 public:
  explicit Faulty(double fault) : fault_(fault) {}
  Index size() const override { return 3; }

 protected:
  double doValue(ConstVecRef<double> x) override { return 0.5 * x.squaredNorm() + x[0] * x[1]; }
  double doGradient(ConstVecRef<double> x, VecRef<double> g) override {
    g = x;
    g[0] += x[1];
    g[1] += x[0] + fault_;
    return doValue(x);
  }
  double doDirectional(ConstVecRef<double> x, ConstVecRef<double> v, double*) override {
    Vec<double> g(3);
    doGradient(x, g);
    return g.dot(v);
  }
  void doHessianVector(ConstVecRef<double>, ConstVecRef<double> v, VecRef<double> out) override {
    out = v;
    out[0] += v[1] + fault_;
    out[1] += v[0];
  }

 private:
  double fault_;
};

TEST(GradientCheck, AcceptsARightGradientAndRejectsAWrongOne) {
  const Vec<double> x{{0.3, -0.7, 1.1}}, v{{1.0, 2.0, -1.0}};
  Faulty right(0), wrong(1e-3), broken(std::nan(""));
  EXPECT_LE(checkGradient(right, x).error, 1e-9);
  EXPECT_LE(checkDirectional(right, x, v).error, 1e-9);
  EXPECT_LE(checkHessianVector(right, x, v).error, 1e-9);
  EXPECT_GE(checkGradient(wrong, x).error, 5e-4);
  EXPECT_EQ(checkGradient(wrong, x).at, 1);
  EXPECT_GE(checkDirectional(wrong, x, v).error, 5e-4);
  EXPECT_GE(checkHessianVector(wrong, x, v).error, 2e-4);
  EXPECT_GE(checkGradient(broken, x).error, 1);
}

// Swapping one sign inside backpropagation is what a real mistake looks like.
class Flipped final : public Problem<double> {
 public:
  explicit Flipped(Problem<double>& inner) : inner_(&inner) {}
  Index size() const override { return inner_->size(); }

 protected:
  double doValue(ConstVecRef<double> x) override { return inner_->value(x); }
  double doGradient(ConstVecRef<double> x, VecRef<double> g) override {
    const double f = inner_->gradient(x, g);
    g[g.size() - 1] = -g[g.size() - 1];  // the last bias
    return f;
  }

 private:
  Problem<double>* inner_;
};

TEST(GradientCheck, RejectsAFlippedSignInANetwork) {
  const Mlp<double> mlp(network(networkValue({5, 6, 3}, "tanh", "softmax-cross-entropy")));
  const Dataset data = numbersWithClasses(9, 5, 3);
  BatchProblem<double> problem(mlp, data, 9);
  problem.select(firstSamples(9));
  const Vec<double> x = initialParameters<double>(mlp.config());
  Flipped flipped(problem);
  EXPECT_LE(checkGradient(problem, x).error, 1e-8);
  EXPECT_GE(checkGradient(flipped, x).error, 1e-3);
  EXPECT_EQ(checkGradient(flipped, x).at, x.size() - 1);
}

}  // namespace
}  // namespace descent
