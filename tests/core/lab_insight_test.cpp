// Insight into layers, curvature, landscapes: against a network in plain loops and float64.
#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <numeric>

#include "core/run/curvature.hpp"
#include "core/run/insight.hpp"
#include "core/run/landscape.hpp"
#include "network_lab_helpers.hpp"

namespace descent {
namespace {

using namespace testing;

// Slow enough to be seen from outside: 5 deep, sigmoid.
struct Deep {
  PlainNetwork plain{{4, 6, 5, 5, 3}, "sigmoid", true};
  std::unique_ptr<TrainRun> run = labRun(
      networkValue({4, 6, 5, 5, 3}, "sigmoid", "softmax-cross-entropy", "glorot-normal", 8), "adam", 0.02);
  Deep() {
    EXPECT_TRUE(run->load(ruledNumbers(300, 4, 3), ruledNumbers(40, 4, 3, 9)).ok());
    EXPECT_TRUE(run->train(37).ok());
  }
};

TEST(Insight, AgreesWithPlainLoops) {
  Deep deep;
  const auto before = asDoubles(deep.run->parameters());
  ASSERT_TRUE(deep.run->train(1).ok());
  const auto theta = asDoubles(deep.run->parameters());
  const std::vector<std::uint32_t> samples{3, 1, 39, 17, 8, 3};
  const auto seen = insight(*deep.run, Split::kTest, samples, 7);
  ASSERT_TRUE(seen.ok());
  const Dataset& data = deep.run->data(Split::kTest);
  EXPECT_NEAR(seen->loss, deep.plain.meanLoss(theta, data, samples), 1e-6);
  const auto gradient = deep.plain.gradient(theta, data, samples);
  ASSERT_EQ(seen->layers.size(), 4u);
  double product = 1;
  std::size_t end = theta.size();
  for (std::size_t l = 4; l-- > 0;) {
    const LayerInsight& layer = seen->layers[l];
    const bool last = l == 3;
    double sum = 0, squares = 0, slopes = 0, n = 0, saturated = 0;
    for (const auto row : samples) {
      const auto arguments = deep.plain.arguments(theta, deep.plain.input(data, row));
      for (const double z : arguments[l]) {
        const double a = last ? z : deep.plain.act(z), slope = last ? 1 : deep.plain.slope(z);
        sum += a;
        squares += a * a;
        slopes += slope;
        saturated += slope < 0.0025 ? 1 : 0;
        ++n;
      }
    }
    EXPECT_NEAR(layer.mean, sum / n, 1e-5);
    EXPECT_NEAR(layer.deviation, std::sqrt(squares / n - sum / n * (sum / n)), 1e-5);
    EXPECT_NEAR(layer.slope, slopes / n, 1e-5);
    EXPECT_NEAR(layer.saturated, saturated / n, 1e-9);
    product *= slopes / n;
    EXPECT_NEAR(layer.slopeProduct, product, 1e-5);

    const std::size_t out = deep.plain.layers[l + 1], in = deep.plain.layers[l];
    const std::size_t biases = end - out, weights = biases - out * in;
    const auto norm = [](const std::vector<double>& v, std::size_t from, std::size_t to) {
      double s = 0;
      for (std::size_t i = from; i < to; ++i) s += v[i] * v[i];
      return std::sqrt(s);
    };
    EXPECT_NEAR(layer.gradientNorm, norm(gradient, weights, biases),
                1e-5 * norm(gradient, weights, biases) + 1e-8);
    EXPECT_NEAR(layer.biasGradientNorm, norm(gradient, biases, end),
                1e-5 * norm(gradient, biases, end) + 1e-8);
    EXPECT_NEAR(layer.weightNorm, norm(theta, weights, biases), 1e-6);
    std::vector<double> change(theta.size());
    for (std::size_t i = 0; i < change.size(); ++i) change[i] = theta[i] - before[i];
    EXPECT_NEAR(layer.updateRatio, norm(change, weights, biases) / norm(before, weights, biases), 1e-5);
    EXPECT_EQ(std::accumulate(layer.weights.counts.begin(), layer.weights.counts.end(), 0u), out * in);
    EXPECT_EQ(std::accumulate(layer.activations.counts.begin(), layer.activations.counts.end(), 0u), 6 * out);
    EXPECT_EQ(layer.gradients.counts.size(), 7u);
    end = weights;
  }
}

TEST(Insight, CountsTheSilenceOfRelu) {
  auto run = labRun(networkValue({4, 50, 3}, "relu", "softmax-cross-entropy"), "gd", 0.1);
  ASSERT_TRUE(run->load(ruledNumbers(60, 4, 3), {}).ok());
  const auto seen = insight(*run, Split::kTrain, firstSamples(60), 40).value();
  const PlainNetwork plain{{4, 50, 3}, "relu", true};
  double silent = 0;
  for (std::size_t row = 0; row < 60; ++row) {
    const auto z = plain.arguments(asDoubles(run->parameters()), plain.input(run->data(Split::kTrain), row));
    for (const double x : z[0]) silent += x <= 0 ? 1 : 0;
  }
  EXPECT_NEAR(seen.layers[0].zeros, silent / 3000, 1e-3);
  EXPECT_EQ(seen.layers[0].zeros, seen.layers[0].saturated);
  EXPECT_NEAR(seen.layers[0].slope, 1 - seen.layers[0].zeros, 1e-12);
  EXPECT_TRUE(std::isnan(seen.layers[0].updateRatio));  // no step yet
}

TEST(Insight, HistogramsCountEveryValueOnce) {
  const std::vector<float> values{-1, -0.5f, 0, 0.25f, 0.5f, 1, 1};
  const auto h = histogram(values.data(), 7, 4);  // [-1, -.5) [-.5, 0) [0, .5) [.5, 1]
  EXPECT_EQ(h.lo, -1);
  EXPECT_EQ(h.hi, 1);
  EXPECT_EQ(h.counts, (std::vector<std::uint32_t>{1, 1, 2, 3}));
  const std::vector<float> same(5, 2.5f);
  EXPECT_EQ(histogram(same.data(), 5, 3).counts, (std::vector<std::uint32_t>{5, 0, 0}));
}

TEST(Insight, Refuses) {
  Deep deep;
  expectRefusal(insight(*deep.run, Split::kTrain, firstSamples(3), 0), ErrorCode::kOutOfRange, "bins");
  expectRefusal(insight(*deep.run, Split::kTrain, std::vector<std::uint32_t>(5000, 0), 9),
                ErrorCode::kTooLarge, "samples");
  expectRefusal(insight(*deep.run, Split::kTrain, std::vector<std::uint32_t>{0, 300}, 9),
                ErrorCode::kOutOfRange, "samples[1]");
  expectRefusal(insight(*deep.run, Split::kValidation, firstSamples(3), 9), ErrorCode::kState, "");
}

// The dense Hessian by second differences of the plain network's loss.
Mat<double> denseHessian(const PlainNetwork& plain, std::vector<double> theta, const Dataset& data,
                         const std::vector<std::uint32_t>& rows) {
  const double h = 2e-4;
  const auto n = static_cast<Index>(theta.size());
  Mat<double> hessian(n, n);
  const auto moved = [&](Index i, double di, Index j, double dj) {
    auto t = theta;
    t[static_cast<std::size_t>(i)] += di;
    t[static_cast<std::size_t>(j)] += dj;
    return plain.meanLoss(t, data, rows);
  };
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j <= i; ++j) {
      hessian(i, j) = hessian(j, i) =
          (moved(i, h, j, h) - moved(i, h, j, -h) - moved(i, -h, j, h) + moved(i, -h, j, -h)) / (4 * h * h);
    }
  }
  return hessian;
}

CurvatureResult curvatureOf(const TrainRun& run, std::vector<std::uint32_t> samples,
                            CurvatureSettings settings, Index slices = 1000) {
  auto made = Curvature::create(run, Split::kTrain, std::move(samples), settings);
  EXPECT_TRUE(made.ok());
  while (*(*made)->advance(slices)) {
  }
  return (*made)->result();
}

TEST(Curvature, IsTheDenseHessiansLargestEigenvalue) {
  for (const int trained : {0, 60}) {
    auto run =
        labRun(networkValue({3, 5, 4, 3}, "tanh", "softmax-cross-entropy", "glorot-normal", 8), "adam", 0.03);
    ASSERT_TRUE(run->load(ruledNumbers(300, 3, 3), {}).ok());
    ASSERT_TRUE(run->train(trained).ok());
    const auto rows = firstSamples(40);
    const PlainNetwork plain{{3, 5, 4, 3}, "tanh", true};
    const Eigen::SelfAdjointEigenSolver<Mat<double>> dense(
        denseHessian(plain, asDoubles(run->parameters()), run->data(Split::kTrain), rows));
    const double largest = dense.eigenvalues().maxCoeff(), smallest = dense.eigenvalues().minCoeff();
    const auto found = curvatureOf(*run, rows, {100, 1e-6, 1});
    EXPECT_NEAR(found.eigenvalue, largest, 1e-5 * largest) << trained;
    EXPECT_TRUE(found.converged);
    EXPECT_LE(found.residual, 1e-4 * largest);
    EXPECT_NEAR(static_cast<double>(found.vector.norm()), 1, 1e-6);
    const Vec<double> v = dense.eigenvectors().col(dense.eigenvalues().size() - 1);
    EXPECT_NEAR(std::abs(v.dot(found.vector.cast<double>())), 1, 1e-4);
    EXPECT_GE(found.smallest, smallest - 1e-5);
    // The default tolerance already gives what is asked of it.
    EXPECT_NEAR(curvatureOf(*run, rows, {}).eigenvalue, largest, 1e-4 * largest);
  }
}

TEST(Curvature, FindsTheLargestNotTheLongest) {
  // At a saddle: targets that make one direction bend down further than any bends up.
  auto run = labRun(networkValue({2, 3, 2}, "tanh", "mse", "glorot-normal", 8), "gd", 0.1);
  Rng rng(4);
  std::vector<float> x, y;
  for (int i = 0; i < 60; ++i)
    x.push_back(static_cast<float>(rng.uniform(-1, 1))), y.push_back(x.back() > 0 ? 30.0f : -30.0f);
  const Dataset data = makeRegression(x, y, 2, 2).value();
  ASSERT_TRUE(run->load(data, {}).ok());
  const auto rows = firstSamples(30);
  const PlainNetwork plain{{2, 3, 2}, "tanh", false};
  double largest = 0, smallest = 0;
  for (std::uint64_t seed = 1; - smallest <= 1.05 * largest && seed < 200; ++seed) {
    const auto at = randomVector<float>(run->parameters().size(), seed, 2);
    ASSERT_TRUE(run->setParameters({at.data(), static_cast<std::size_t>(at.size())}).ok());
    const Eigen::SelfAdjointEigenSolver<Mat<double>> dense(denseHessian(plain, asDoubles(at), data, rows));
    largest = dense.eigenvalues().maxCoeff();
    smallest = dense.eigenvalues().minCoeff();
  }
  ASSERT_GT(-smallest, 1.05 * largest);
  const auto found = curvatureOf(*run, rows, {100, 1e-6, 1});
  EXPECT_NEAR(found.eigenvalue, largest, 1e-5 * -smallest);
  EXPECT_NEAR(found.smallest, smallest, 1e-4 * -smallest);
}

TEST(Curvature, CutsSeedsAndLimits) {
  Deep deep;
  std::vector<std::uint32_t> rows = firstSamples(300);  // two slices
  const auto whole = curvatureOf(*deep.run, rows, {}), cut = curvatureOf(*deep.run, rows, {}, 1);
  EXPECT_EQ(whole.eigenvalue, cut.eigenvalue);
  EXPECT_EQ(whole.vector, cut.vector);
  const auto other = curvatureOf(*deep.run, rows, {100, 1e-5, 77});
  EXPECT_NEAR(other.eigenvalue, whole.eigenvalue, 2e-4 * whole.eigenvalue);
  const auto few = curvatureOf(*deep.run, rows, {2, 1e-6, 1});
  EXPECT_FALSE(few.converged);
  EXPECT_EQ(few.iterations, 2);
  EXPECT_LE(few.eigenvalue, whole.eigenvalue * (1 + 1e-6));
  EXPECT_GT(few.residual, 1e-4 * whole.eigenvalue);
  expectRefusal(Curvature::create(*deep.run, Split::kTrain, {}, {}), ErrorCode::kMissing, "samples");
  EXPECT_EQ(readCurvature(Value::object().set("iterations", 0)).error().path(), "iterations");
  EXPECT_EQ(readCurvature(Value::object().set("tolerance", 0)).error().path(), "tolerance");
  EXPECT_EQ(readCurvature(Value::object().set("tolerances", 0)).error().code(), ErrorCode::kUnknownKey);
}

TEST(Landscape, DirectionsHaveTheFiltersNorms) {
  Deep deep;
  const Layout& layout = deep.run->mlp().layout();
  const Vec<float>& center = deep.run->parameters();
  const auto d = filterNormalisedDirection(layout, center, 3);
  for (const auto& block : layout.blocks) {
    for (Index row = 0; row < block.rows; ++row) {
      const Index at = block.offset + row * block.cols;
      const float norm = d.segment(at, block.cols).norm();
      if (block.weights)
        EXPECT_NEAR(norm, center.segment(at, block.cols).norm(), 1e-5f);
      else
        EXPECT_EQ(norm, 0);
    }
  }
  EXPECT_EQ(d, filterNormalisedDirection(layout, center, 3));
  const auto e = filterNormalisedDirection(layout, center, 4);
  EXPECT_LT(std::abs(d.dot(e)), 0.5f * d.norm() * e.norm());
}

TEST(Landscape, PrincipalDirectionsAreTheSingularVectors) {
  Rng rng(8);
  const Index size = 40;
  std::vector<std::vector<float>> path(7, std::vector<float>(40));
  for (auto& point : path)
    for (auto& x : point) x = static_cast<float>(rng.normal());
  const auto found = principalDirections(path, size).value();
  Mat<double> m(6, size);
  for (Index i = 0; i < 6; ++i)
    for (Index j = 0; j < size; ++j)
      m(i, j) = static_cast<double>(path[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)]) -
                static_cast<double>(path[6][static_cast<std::size_t>(j)]);
  const Eigen::SelfAdjointEigenSolver<Mat<double>> big(m.transpose() * m);
  const double total = m.squaredNorm();
  for (std::size_t k = 0; k < 2; ++k) {
    const Index column = size - 1 - static_cast<Index>(k);
    const Vec<float>& direction = k == 0 ? found.x : found.y;
    EXPECT_NEAR(found.shares[k], big.eigenvalues()[column] / total, 1e-6);
    EXPECT_NEAR(std::abs(big.eigenvectors().col(column).dot(direction.cast<double>())), 1, 1e-5);
    for (Index i = 0; i < 6; ++i)
      EXPECT_NEAR(found.coordinates[static_cast<std::size_t>(2 * i) + k],
                  m.row(i).dot(direction.cast<double>()), 1e-5);
    EXPECT_EQ(found.coordinates[12 + k], 0);
  }
  EXPECT_NEAR(static_cast<double>(found.x.dot(found.y)), 0, 1e-5);

  // A path of two points has one direction, one that stands still none.
  const auto line = principalDirections({path[0], path[1]}, size).value();
  EXPECT_NEAR(line.shares[0], 1, 1e-9);
  EXPECT_EQ(line.shares[1], 0);
  EXPECT_EQ(line.y.norm(), 0);
  EXPECT_EQ(principalDirections({path[0], path[0]}, size)->shares[0], 0);
  expectRefusal(principalDirections({path[0]}, size), ErrorCode::kOutOfRange, "checkpoints");
  expectRefusal(principalDirections(path, 41), ErrorCode::kBadData, "checkpoints[0]");
  path[3][5] = std::numeric_limits<float>::infinity();
  expectRefusal(principalDirections(path, size), ErrorCode::kBadData, "checkpoints[3][5]");
}

std::vector<float> floats(const Vec<float>& v) { return {v.data(), v.data() + v.size()}; }

TEST(Landscape, ASliceIsTheLossAtEveryPoint) {
  Deep deep;
  TrainRun& run = *deep.run;
  const Vec<float> center = run.parameters();
  const Vec<float> x = filterNormalisedDirection(run.mlp().layout(), center, 1),
                   y = filterNormalisedDirection(run.mlp().layout(), center, 2);
  const auto rows = firstSamples(300);
  SliceSettings settings{floats(center), floats(x), floats(y), {-1, -0.5}, {1, 2}, {19, 6}};
  const auto compute = [&](std::int64_t cut) {
    auto slice = LossSlice::create(run, Split::kTrain, rows, settings).value();
    EXPECT_EQ(std::accumulate(slice->passes().begin(), slice->passes().end(), 0u), 19u * 6);
    while (slice->advance(cut)) {
    }
    EXPECT_EQ(slice->a().front(), -1);
    EXPECT_EQ(slice->a().back(), 1);
    EXPECT_EQ(slice->b().back(), 2);
    EXPECT_NEAR(slice->b()[1], 0, 1e-15);
    return slice->loss();
  };
  const auto loss = compute(1000);
  EXPECT_EQ(loss, compute(1));
  EXPECT_EQ(run.parameters(), center);
  // The network itself, moved there; and plain loops.
  for (std::size_t place = 0; place < loss.size(); place += 5) {
    const double a = -1 + static_cast<double>(place % 19) / 9,
                 b = -0.5 + 0.5 * static_cast<double>(place / 19);
    const Vec<float> at = (center.cast<double>() + a * x.cast<double>() + b * y.cast<double>()).cast<float>();
    ASSERT_TRUE(run.setParameters({at.data(), static_cast<std::size_t>(at.size())}).ok());
    EXPECT_NEAR(loss[place], run.evaluate(Split::kTrain)->loss, 1e-6 * loss[place]);
    EXPECT_NEAR(loss[place], deep.plain.meanLoss(asDoubles(at), run.data(Split::kTrain), rows),
                1e-5 * loss[place]);
  }
}

TEST(Landscape, ALineAndRefusals) {
  Deep deep;
  const auto size = static_cast<std::size_t>(deep.run->parameters().size());
  const auto center = floats(deep.run->parameters());
  const auto line = LossSlice::create(*deep.run, Split::kTest, firstSamples(40),
                                      {center, center, {}, {-1, -1}, {0, 0}, {2, 9}})
                        .value();
  while (line->advance(7)) {
  }
  EXPECT_EQ(line->b(), std::vector<double>{0});
  ASSERT_EQ(line->loss().size(), 2u);
  EXPECT_NEAR(line->loss()[0], std::log(3.0), 1e-6);  // all parameters zero: nothing is known
  EXPECT_NEAR(line->loss()[1], deep.run->evaluate(Split::kTest)->loss, 1e-7);

  auto shorter = center, wrong = center;
  shorter.pop_back();
  wrong[17] = std::nanf("");
  const auto refused = [&](std::vector<float> c, std::vector<float> x, std::vector<float> y,
                           const std::string& path) {
    expectRefusal(LossSlice::create(*deep.run, Split::kTest, firstSamples(4),
                                    {std::move(c), std::move(x), std::move(y)}),
                  ErrorCode::kBadData, path);
  };
  refused(shorter, center, center, "center");
  refused(center, wrong, center, "x[17]");
  refused(center, center, shorter, "y");
  Value request = Value::object();
  EXPECT_EQ(readSlice(request)->points[1], SliceSettings{}.points[1]);
  EXPECT_EQ(readSlice(request.set("points", 1000)).error().path(), "points");
  EXPECT_EQ(readSlice(Value::object().set("lo", "left")).error().path(), "lo");
  EXPECT_EQ(readSlice(Value::object().set("hi", Value::numbers(std::vector<double>{1, 2})))->hi[1], 2);
  EXPECT_EQ(size, center.size());
}

TEST(Landscape, SharpnessIsTheRiseAlongTheGradient) {
  Deep deep;
  const auto rows = firstSamples(290);
  const auto theta = asDoubles(deep.run->parameters());
  const Dataset& data = deep.run->data(Split::kTrain);
  const auto g = deep.plain.gradient(theta, data, rows);
  const double norm = std::sqrt(std::inner_product(g.begin(), g.end(), g.begin(), 0.0));
  for (const double radius : {0.05, 0.5}) {
    const auto found = sharpness(*deep.run, Split::kTrain, rows, radius).value();
    auto moved = theta;
    for (std::size_t i = 0; i < moved.size(); ++i) moved[i] += radius * g[i] / norm;
    EXPECT_NEAR(found.gradientNorm, norm, 1e-5 * norm);
    EXPECT_NEAR(found.loss, deep.plain.meanLoss(theta, data, rows), 1e-6);
    EXPECT_NEAR(found.perturbed, deep.plain.meanLoss(moved, data, rows), 1e-6);
    EXPECT_GT(found.perturbed, found.loss);
  }
  expectRefusal(sharpness(*deep.run, Split::kTrain, rows, 0), ErrorCode::kOutOfRange, "radius");
}

}  // namespace
}  // namespace descent
