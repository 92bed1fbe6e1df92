// Muon's orthogonalisation and its treatment of matrices, against what it promises and against numpy.
#include <gtest/gtest.h>

#include <Eigen/SVD>

#include "core/base/rng.hpp"
#include "core/optim/muon.hpp"
#include "tests/core/optim_first_helpers.hpp"

namespace descent::test {
namespace {

using RowMajorMat = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

RowMajorMat randomMatrix(Rng& rng, Index rows, Index cols) {
  return RowMajorMat::NullaryExpr(rows, cols, [&] { return rng.normal(); });
}

template <class T>
RowMajorMat orthogonalised(const RowMajorMat& m, int steps) {
  NewtonSchulz<T> schulz;
  schulz.reserve(m.rows(), m.cols());
  Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> x = m.cast<T>();
  schulz.run(x.data(), x.rows(), x.cols(), steps, parallel::serial());
  return x.template cast<double>();
}

/// One iteration acts on each singular value s by itself: a s + b s^3 + c s^5.
TEST(NewtonSchulzIteration, ActsOnSingularValues) {
  Rng rng(11);
  for (const auto& [rows, cols] : {std::pair{4, 7}, {7, 4}, {5, 5}, {1, 3}, {2, 40}}) {
    const RowMajorMat m = randomMatrix(rng, rows, cols);
    const Eigen::JacobiSVD<Mat<double>> before(m, Eigen::ComputeThinU | Eigen::ComputeThinV);
    Vec<double> s = before.singularValues() / (m.norm() + 1e-7);
    for (int k = 0; k < 5; ++k) {
      s = s.unaryExpr([](double v) { return 3.4445 * v - 4.7750 * v * v * v + 2.0315 * v * v * v * v * v; });
    }
    const Mat<double> expected = before.matrixU() * s.asDiagonal() * before.matrixV().transpose();
    EXPECT_LT((orthogonalised<double>(m, 5) - expected).norm(), 1e-12) << rows << " x " << cols;
    EXPECT_LT((orthogonalised<float>(m, 5) - expected).norm(), 1e-4) << rows << " x " << cols;
  }
}

TEST(NewtonSchulzIteration, SingularValuesEndNearOne) {
  Rng rng(2);
  for (const auto& [rows, cols] : {std::pair{16, 32}, {64, 16}, {10, 128}}) {
    const auto x = orthogonalised<float>(randomMatrix(rng, rows, cols), 5);
    const Vec<double> s = Eigen::JacobiSVD<Mat<double>>(x).singularValues();
    EXPECT_GT(s.minCoeff(), 0.5) << rows << " x " << cols;
    EXPECT_LT(s.maxCoeff(), 1.5) << rows << " x " << cols;
  }
}

TEST(NewtonSchulzIteration, ZeroStaysZero) {
  EXPECT_EQ(orthogonalised<float>(RowMajorMat::Zero(3, 4), 5).norm(), 0);
}

/// f(W) = |A W B - C|^2 / 2.
class Bilinear final : public Problem<double> {
 public:
  Bilinear(const Value& run)
      : rows_(static_cast<Index>(run["rows"].number())),
        cols_(static_cast<Index>(run["cols"].number())),
        a_(matrix(run["a"], 4, rows_)),
        b_(matrix(run["b"], cols_, 4)),
        c_(matrix(run["c"], 4, 4)) {}
  Index size() const override { return rows_ * cols_; }

  static RowMajorMat matrix(const Value& numbers, Index rows, Index cols) {
    RowMajorMat m(rows, cols);
    Index i = 0;
    for (const Value& v : numbers.array_()) m.data()[i++] = v.number();
    return m;
  }

 protected:
  double doValue(ConstVecRef<double> x) override { return 0.5 * error(x).squaredNorm(); }
  double doGradient(ConstVecRef<double> x, VecRef<double> g) override {
    const RowMajorMat e = error(x);
    const RowMajorMat slope = a_.transpose() * e * b_.transpose();
    g = Eigen::Map<const Vec<double>>(slope.data(), slope.size());
    return 0.5 * e.squaredNorm();
  }

 private:
  RowMajorMat error(ConstVecRef<double> x) const {
    return a_ * Eigen::Map<const RowMajorMat>(x.data(), rows_, cols_) * b_ - c_;
  }
  Index rows_, cols_;
  RowMajorMat a_, b_, c_;
};

TEST(MuonOracle, MatricesFollowNumpy) {
  const Value file = readJsonFile(DESCENT_ORACLE_DIR "/muon.json");
  ASSERT_FALSE(file.isNull());
  ASSERT_GE(file["runs"].array_().size(), 5u);
  for (const Value& run : file["runs"].array_()) {
    Bilinear problem(run);
    const auto rows = static_cast<Index>(run["rows"].number()),
               cols = static_cast<Index>(run["cols"].number());
    const auto config = configFor(run["optimizer"]);
    auto muon = config.make<double>();
    muon->reset({rows * cols, {{0, rows, cols, true}}});
    const RowMajorMat start = Bilinear::matrix(run["start"], rows, cols);
    Vec<double> x = Eigen::Map<const Vec<double>>(start.data(), start.size());
    std::size_t sample = 0;
    for (int step = 1; sample < run["x"].array_().size(); ++step) {
      muon->step(problem, x, config.lr);
      if (step != static_cast<int>(file["steps"].array_()[sample].number())) continue;
      const RowMajorMat expected = Bilinear::matrix(run["x"].array_()[sample], rows, cols);
      const double gap = (x - Eigen::Map<const Vec<double>>(expected.data(), expected.size())).norm();
      EXPECT_LE(gap, 1e-10 * expected.norm()) << run["optimizer"].shown() << " step " << step;
      ++sample;
    }
  }
}

/// A bias beside a matrix is the partner Adam's business, the matrix is not.
TEST(MuonLayout, BiasesGoToThePartner) {
  class Pull final : public Problem<double> {
   public:
    Index size() const override { return 10; }

   protected:
    double doValue(ConstVecRef<double> x) override { return 0.5 * x.squaredNorm(); }
    double doGradient(ConstVecRef<double> x, VecRef<double> g) override {
      g = x;
      return doValue(x);
    }
  } pull;
  const auto config = configFor(json(R"({"id":"muon","lr":0.1,"adamRatio":0.5})"));
  const auto adam = configFor(json(R"({"id":"adam","lr":0.05,"beta2":0.95,"eps":1e-10})"));
  auto muon = config.make<double>();
  auto partner = adam.make<double>();
  muon->reset({10, {{0, 2, 3, true}, {6, 4, 1, false}}});
  partner->reset(Layout::flat(10));
  Rng rng(9);
  Vec<double> x = Vec<double>::NullaryExpr(10, [&] { return rng.normal(); }), y = x;
  for (int s = 0; s < 20; ++s) {
    muon->step(pull, x, 0.1);
    partner->step(pull, y, 0.05);
    EXPECT_LT((x - y).tail(4).norm(), 1e-13);
  }
  EXPECT_GT((x - y).head(6).norm(), 1e-3);
}

}  // namespace
}  // namespace descent::test
