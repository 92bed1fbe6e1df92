// Real-valued inputs, regression, validation sets, losses by sample and dropout.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/parallel/executor.hpp"
#include "network_lab_helpers.hpp"

namespace descent {
namespace {

using namespace testing;

Value regressionConfig() { return networkValue({2, 8, 1}, "tanh", "mse", "glorot-normal", 16); }

Dataset plane(Index rows, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<float> x, y;
  for (Index i = 0; i < rows; ++i) {
    const double a = rng.uniform(-1, 1), b = rng.uniform(-1, 1);
    x.push_back(static_cast<float>(a));
    x.push_back(static_cast<float>(b));
    y.push_back(static_cast<float>(0.5 * a - 0.25 * b + 0.1));
  }
  return makeRegression(x, y, 2, 1).value();
}

TEST(LabData, ARegressionIsLearnt) {
  auto run = labRun(regressionConfig(), "adam", 0.02);
  ASSERT_TRUE(run->load(plane(256, 1), plane(64, 2), plane(48, 3)).ok());
  const auto before = run->evaluate(Split::kTest).value();
  ASSERT_EQ(run->train(600)->status, TrainStatus::kOk);
  const auto after = run->evaluate(Split::kTest).value();
  EXPECT_LT(after.loss, 1e-3);
  EXPECT_LT(after.loss, before.loss / 20);
  EXPECT_TRUE(std::isnan(after.accuracy));
  EXPECT_TRUE(after.confusion.empty());
  EXPECT_EQ(run->evaluate(Split::kValidation)->total, 48);

  const PlainNetwork plain{{2, 8, 1}, "tanh", false};
  const auto theta = asDoubles(run->parameters());
  EXPECT_NEAR(after.loss, plain.meanLoss(theta, run->data(Split::kTest), firstSamples(64)), 1e-6);

  const std::vector<std::uint32_t> some{5, 0, 47, 5};
  const auto losses = run->losses(Split::kValidation, some).value();
  const auto outputs = run->outputs({0.25f, -0.5f, -1, 1}).value();
  ASSERT_EQ(losses.size(), 4u);
  ASSERT_EQ(outputs.size(), 2u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(static_cast<double>(losses[i]), plain.loss(theta, run->data(Split::kValidation), some[i]),
                1e-6);
  }
  EXPECT_NEAR(static_cast<double>(outputs[0]), plain.arguments(theta, {0.25, -0.5}).back()[0], 1e-5);
  EXPECT_NEAR(static_cast<double>(outputs[1]), plain.arguments(theta, {-1, 1}).back()[0], 1e-5);
}

TEST(LabData, OutputsAreWhatPredictSays) {
  auto run = labRun(networkValue({6, 9, 3}, "relu", "softmax-cross-entropy"), "adam", 0.01);
  const Dataset data = numbersWithClasses(700, 6, 3);
  ASSERT_TRUE(run->load(data, {}).ok());
  const auto predicted = run->predict(Split::kTrain, firstSamples(700)).value();
  const auto outputs = run->outputs(data.numbers).value();
  EXPECT_EQ(outputs, predicted);  // across slices, to the bit
  for (std::size_t i = 0; i < 700; ++i)
    EXPECT_NEAR(static_cast<double>(outputs[3 * i] + outputs[3 * i + 1] + outputs[3 * i + 2]), 1, 1e-6);
  EXPECT_TRUE(run->outputs({})->empty());
}

TEST(LabData, LossesAverageToTheEvaluation) {
  auto run = labRun(networkValue({6, 9, 3}, "relu", "softmax-cross-entropy"), "adam", 0.01);
  ASSERT_TRUE(run->load(numbersWithClasses(600, 6, 3), {}).ok());
  const auto losses = run->losses(Split::kTrain, firstSamples(600)).value();
  double sum = 0;
  for (const float loss : losses) sum += static_cast<double>(loss);
  EXPECT_NEAR(sum / 600, run->evaluate(Split::kTrain)->loss, 1e-6);
}

TEST(LabData, NamesWhatCannotBeUsed) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto bad = ErrorCode::kBadData;
  expectRefusal(makeDataset({{}, {0, 1, nan, 1}, {0, 1}, {}}, 2, 2, 0), bad, "images[2]");
  expectRefusal(makeDataset({{}, {0, 1, 1, 1}, {}, {0, nan}}, 2, 0, 1), bad, "labels[1]");
  expectRefusal(makeDataset({{1, 2, 3, 4}, {}, {0, 2}, {}}, 2, 2, 0), bad, "labels[1]");
  expectRefusal(makeDataset({{1, 2, 3}, {}, {0, 1}, {}}, 2, 2, 0), bad, "images");
  expectRefusal(makeDataset({{1, 2, 3, 4}, {}, {}, {}}, 2, 2, 0), bad, "labels");
  expectRefusal(makeDataset({{1, 2}, {}, {}, {1, 2, 3}}, 2, 0, 2), bad, "labels");
  // Bytes go with targets, too.
  const auto mixed = makeDataset({{0, 255}, {}, {}, {1, 2, 3, 4}}, 1, 0, 2);
  ASSERT_TRUE(mixed.ok());
  EXPECT_EQ(mixed->rows, 2);

  auto run = labRun(regressionConfig(), "adam", 0.02);
  EXPECT_TRUE(run->outputs({1, 2}).ok());  // no data are needed for that
  expectRefusal(run->outputs({1, 2, 3}), bad, "inputs");
  expectRefusal(run->outputs({1, 2, 3, nan}), bad, "inputs[3]");
  expectRefusal(run->losses(Split::kTrain, firstSamples(1)), ErrorCode::kState, "");
  ASSERT_TRUE(run->load(plane(8, 1), {}).ok());
  expectRefusal(run->losses(Split::kValidation, firstSamples(1)), ErrorCode::kState, "");
  expectRefusal(run->losses(Split::kTrain, std::vector<std::uint32_t>{7, 8}), ErrorCode::kOutOfRange,
                "samples[1]");
  expectRefusal(run->losses(Split::kTrain, std::vector<std::uint32_t>{}), ErrorCode::kMissing, "samples");
  expectRefusal(run->load(plane(8, 1), plane(8, 2), numbersWithClasses(4, 2, 2)), bad, "validation.labels");
  expectRefusal(run->load(plane(8, 1), numbersWithClasses(4, 3, 2), {}), bad, "test.images");
  auto binary = labRun(networkValue({2, 4, 1}, "tanh", "binary-cross-entropy"), "adam", 0.02);
  expectRefusal(binary->load(makeRegression({1, 2, 3, 4}, {0.5f, 1.5f}, 2, 1).value(), {}), bad,
                "train.labels[1]");
}

Value droppingConfig(double share) {
  return networkValue({6, 40, 30, 3}, "tanh", "softmax-cross-entropy", "glorot-normal", 16)
      .set("dropout", share);
}

TEST(Dropout, IsRefusedOutOfRange) {
  for (const double p : {-0.1, 1.0, 1.5}) {
    const auto refused = parseNetwork(droppingConfig(p));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().path(), "dropout");
  }
  EXPECT_EQ(parseNetwork(droppingConfig(0.25))->dropout, 0.25);
  EXPECT_EQ(parseNetwork(networkValue({2, 2}, "relu", "mse"))->dropout, 0);
}

// The thinned network in plain loops: the masks are read off the core, everything else is computed anew.
TEST(Dropout, TrainsTheThinnedNetwork) {
  const auto config = network(droppingConfig(0.4));
  const Mlp<double> mlp(config);
  const Dataset data = numbersWithClasses(9, 6, 3);
  BatchProblem<double> problem(mlp, data, 9);
  problem.select(firstSamples(9));
  problem.drop(3);
  const auto& keep = problem.workspace().keep;
  const Vec<double> x = initialParameters<double>(config);
  std::vector<double> theta(x.data(), x.data() + x.size());
  const auto lossOf = [&] {
    double sum = 0;
    for (std::size_t row = 0; row < 9; ++row) {
      std::vector<double> a(data.numbers.begin() + static_cast<std::ptrdiff_t>(6 * row),
                            data.numbers.begin() + static_cast<std::ptrdiff_t>(6 * row + 6));
      std::size_t at = 0;
      for (std::size_t l = 0; l < 3; ++l) {
        const auto in = static_cast<std::size_t>(config.layers[l]),
                   out = static_cast<std::size_t>(config.layers[l + 1]);
        std::vector<double> z(out);
        for (std::size_t i = 0; i < out; ++i) {
          z[i] = theta[at + out * in + i];
          for (std::size_t j = 0; j < in; ++j) z[i] += theta[at + i * in + j] * a[j];
          if (l < 2) z[i] = std::tanh(z[i]) * keep[l + 1][static_cast<Index>(row * out + i)];
        }
        at += out * (in + 1);
        a = z;
      }
      double exps = 0;
      for (const double z : a) exps += std::exp(z);
      sum += std::log(exps) - a[static_cast<std::size_t>(data.labels[row])];
    }
    return sum / 9;
  };
  Vec<double> g(x.size()), hv(x.size()), up(x.size()), down(x.size());
  EXPECT_NEAR(problem.gradient(x, g), lossOf(), 1e-12);
  for (std::size_t i = 0; i < theta.size(); i += 7) {
    const double at = theta[i];
    theta[i] = at + 1e-6;
    const double above = lossOf();
    theta[i] = at - 1e-6;
    EXPECT_NEAR(g[static_cast<Index>(i)], (above - lossOf()) / 2e-6, 1e-8);
    theta[i] = at;
  }
  // Products belong to the same thinned network.
  const Vec<double> v = randomVector<double>(x.size(), 5);
  problem.hessianVector(x, v, hv);
  problem.gradient(x + 1e-6 * v, up);
  problem.gradient(x - 1e-6 * v, down);
  const Vec<double> expected = (up - down) / 2e-6;
  EXPECT_LE((hv - expected).norm(), 1e-6 * expected.norm());
  EXPECT_NEAR(problem.directional(x, v), g.dot(v), 1e-12);
  problem.keepAll();
  Vec<double> whole(x.size());
  problem.gradient(x, whole);
  EXPECT_GT((whole - g).norm(), 1e-3);
}

TEST(Dropout, SilencesItsShareAndScalesTheRest) {
  const auto config = network(droppingConfig(0.3));
  const Mlp<float> mlp(config);
  const Dataset data = numbersWithClasses(200, 6, 3);
  BatchProblem<float> problem(mlp, data, 200);
  problem.select(firstSamples(200));
  problem.drop(0);
  const auto first = problem.workspace().keep;
  for (const std::size_t l : {1u, 2u}) {
    const Index n = 200 * config.layers[l];
    Index silent = 0;
    for (Index i = 0; i < n; ++i) {
      if (first[l][i] == 0)
        ++silent;
      else
        EXPECT_FLOAT_EQ(first[l][i], 1 / 0.7f);
    }
    const double share = static_cast<double>(silent) / static_cast<double>(n);
    EXPECT_NEAR(share, 0.3, 4 * std::sqrt(0.21 / static_cast<double>(n)));
  }
  problem.drop(1);
  EXPECT_NE(first[1], problem.workspace().keep[1]);
  problem.drop(0);
  EXPECT_EQ(first[1], problem.workspace().keep[1]);
}

TEST(Dropout, ChunksAndThreadsChangeNothing) {
  const Dataset data = ruledNumbers(130, 6, 3);
  const auto outcome = [&](int chunk, int threads, const char* optimizer) {
    const auto executor = parallel::makeExecutor(threads);
    auto run = labRun(droppingConfig(0.5), optimizer, 0.02, *executor);
    EXPECT_TRUE(run->load(data, {}).ok());
    std::vector<double> losses;
    for (int s = 0; s < 24; s += chunk) {
      const auto block = run->train(chunk);
      losses.insert(losses.end(), block->loss.begin(), block->loss.end());
      EXPECT_TRUE(run->gradient(firstSamples(3)).ok());  // looks without dropout and disturbs nothing
    }
    for (Index i = 0; i < run->parameters().size(); ++i)
      losses.push_back(static_cast<double>(run->parameters()[i]));
    return losses;
  };
  for (const char* optimizer : {"adam", "sam"}) {
    const auto whole = outcome(24, 1, optimizer);
    EXPECT_EQ(whole, outcome(3, 1, optimizer));
    EXPECT_EQ(whole, outcome(8, 3, optimizer));
  }
}

TEST(Dropout, IsOffOutsideTraining) {
  const Dataset data = ruledNumbers(64, 6, 3);
  auto dropping = labRun(droppingConfig(0.5), "gd", 0.1), whole = labRun(droppingConfig(0), "gd", 0.1);
  ASSERT_TRUE(dropping->load(data, data).ok() && whole->load(data, data).ok());
  ASSERT_TRUE(dropping->train(5).ok());
  const Vec<float>& p = dropping->parameters();
  ASSERT_TRUE(whole->setParameters({p.data(), static_cast<std::size_t>(p.size())}).ok());
  EXPECT_EQ(dropping->evaluate(Split::kTest)->loss, whole->evaluate(Split::kTest)->loss);
  EXPECT_EQ(dropping->gradient(firstSamples(9))->gradient, whole->gradient(firstSamples(9))->gradient);
  // ... and on inside: the same weights give another batch loss.
  EXPECT_NE(dropping->train(1)->loss, whole->train(1)->loss);
}

}  // namespace
}  // namespace descent
