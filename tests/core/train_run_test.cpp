// The training run: against a float64 loop of its own, in chunks, with threads, in trouble.
#include <gtest/gtest.h>

#include <algorithm>

#include "allocation_count.hpp"
#include "core/data/garments.hpp"
#include "core/optim/table.hpp"
#include "core/run/train.hpp"
#include "nn_helpers.hpp"

namespace descent {
namespace {

using namespace testing;

std::unique_ptr<TrainRun> makeRun(const NetworkConfig& config, std::string_view optimizer, double lr,
                                  parallel::Executor& executor = parallel::serial()) {
  auto parsed = parseOptimizer(Value(optimizer));
  EXPECT_TRUE(parsed.ok());
  return std::make_unique<TrainRun>(
      config, parsed->make<float>(),
      TrainRun::LearningRate{.schedule = parseSchedule(Value()).value(), .initial = lr}, executor);
}

std::unique_ptr<TrainRun> garmentRun(std::string_view optimizer, double lr,
                                     parallel::Executor& executor = parallel::serial()) {
  auto run = makeRun(network(networkValue({784, 32, 10}, "relu", "softmax-cross-entropy", "he-normal", 32)),
                     optimizer, lr, executor);
  EXPECT_TRUE(run->load(syntheticGarments(500, 1), syntheticGarments(300, 1, 500)).ok());
  return run;
}

// Stochastic gradient descent on 784-16-12-10 in plain loops and float64: nothing shared with the core but
// the data.
std::vector<double> referenceLosses(const Dataset& data, std::vector<double> theta,
                                    const std::vector<std::uint32_t>& order, std::size_t batch, int steps,
                                    double lr) {
  const std::vector<std::size_t> n{784, 16, 12, 10};
  std::vector<double> losses;
  for (int s = 0; s < steps; ++s) {
    std::vector<double> gradient(theta.size(), 0);
    double loss = 0;
    for (std::size_t b = 0; b < batch; ++b) {
      const std::size_t sample = order[static_cast<std::size_t>(s) * batch + b];
      std::vector<std::vector<double>> a{std::vector<double>(784)};
      for (std::size_t j = 0; j < 784; ++j) a[0][j] = data.bytes[sample * 784 + j] / 255.0;
      std::size_t offset = 0;
      std::vector<std::size_t> offsets;
      for (std::size_t l = 0; l < 3; ++l) {
        offsets.push_back(offset);
        std::vector<double> z(n[l + 1]);
        for (std::size_t i = 0; i < n[l + 1]; ++i) {
          z[i] = theta[offset + n[l + 1] * n[l] + i];
          for (std::size_t j = 0; j < n[l]; ++j) z[i] += theta[offset + i * n[l] + j] * a[l][j];
          if (l < 2) z[i] = std::max(0.0, z[i]);
        }
        a.push_back(z);
        offset += n[l + 1] * (n[l] + 1);
      }
      const double top = *std::max_element(a[3].begin(), a[3].end());
      double sum = 0;
      for (const double z : a[3]) sum += std::exp(z - top);
      const auto label = static_cast<std::size_t>(data.labels[sample]);
      loss += (std::log(sum) + top - a[3][label]) / static_cast<double>(batch);
      std::vector<double> delta(10);
      for (std::size_t i = 0; i < 10; ++i)
        delta[i] = (std::exp(a[3][i] - top) / sum - (i == label ? 1 : 0)) / static_cast<double>(batch);
      for (std::size_t l = 3; l-- > 0;) {
        std::vector<double> below(n[l], 0);
        for (std::size_t i = 0; i < n[l + 1]; ++i) {
          gradient[offsets[l] + n[l + 1] * n[l] + i] += delta[i];
          for (std::size_t j = 0; j < n[l]; ++j) {
            gradient[offsets[l] + i * n[l] + j] += delta[i] * a[l][j];
            below[j] += theta[offsets[l] + i * n[l] + j] * delta[i];
          }
        }
        for (std::size_t j = 0; j < n[l]; ++j) below[j] = a[l][j] > 0 ? below[j] : 0;
        delta = below;
      }
    }
    losses.push_back(loss);
    for (std::size_t i = 0; i < theta.size(); ++i) theta[i] -= lr * gradient[i];
  }
  return losses;
}

TEST(TrainRun, FollowsAFloat64LoopOfItsOwn) {
  const Dataset data = syntheticGarments(400, 3);
  auto run = makeRun(
      network(networkValue({784, 16, 12, 10}, "relu", "softmax-cross-entropy", "he-normal", 32)), "gd", 0.1);
  ASSERT_TRUE(run->load(data, {}).ok());
  std::vector<std::uint32_t> order(3200);
  Rng rng(4);
  for (auto& i : order) i = rng.below(400);
  const Vec<double> start = run->parameters().cast<double>();
  const auto expected = referenceLosses(data, {start.begin(), start.end()}, order, 32, 100, 0.1);
  const auto block = run->train(100, order);
  ASSERT_TRUE(block.ok());
  ASSERT_EQ(block->loss.size(), 100u);
  for (std::size_t s = 0; s < 100; ++s) EXPECT_NEAR(block->loss[s], expected[s], 1e-4 * expected[s]) << s;
  EXPECT_LT(block->loss.back(), 0.8 * block->loss.front());
}

TEST(TrainRun, ChunksEqualTheWhole) {
  const auto whole = garmentRun("adam", 0.002), chunks = garmentRun("adam", 0.002);
  const auto all = whole->train(60);
  std::vector<double> losses;
  for (const int n : {1, 7, 0, 30, 22}) {
    const auto part = chunks->train(n);
    losses.insert(losses.end(), part->loss.begin(), part->loss.end());
    ASSERT_TRUE(chunks->evaluate(Split::kTest).ok());  // looking does not disturb
  }
  EXPECT_EQ(all->loss, losses);
  EXPECT_EQ(whole->parameters(), chunks->parameters());
  EXPECT_EQ(whole->step(), 60);
  EXPECT_EQ(whole->samples(), chunks->samples());
  EXPECT_DOUBLE_EQ(whole->epoch(), static_cast<double>(whole->samples()) / 500);
}

TEST(TrainRun, BitsDoNotDependOnThreads) {
  // Small layers, which rows go through piece by piece, above and below large ones; batches of odd sizes, and
  // some that are worth the threads; activations that need their arguments; units that are silenced.
  struct Case {
    std::initializer_list<int> layers;
    const char* activation;
    int batch;
    double dropout;
  };
  for (const auto& c : {Case{{784, 64, 10}, "relu", 64, 0}, Case{{784, 70, 61, 50, 10}, "gelu", 61, 0.25},
                        Case{{784, 40, 300, 310, 20, 10}, "tanh", 37, 0}, Case{{784, 10}, "relu", 500, 0}}) {
    Value value = networkValue(c.layers, c.activation, "softmax-cross-entropy", "he-normal", c.batch);
    value.set("dropout", c.dropout);
    const auto make = [&](parallel::Executor& executor) {
      auto run = makeRun(network(value), "adam", 0.002, executor);
      EXPECT_TRUE(run->load(syntheticGarments(500, 1), syntheticGarments(300, 1, 500)).ok());
      return run;
    };
    const auto one = make(parallel::serial());
    const auto alone = one->train(20);
    const auto seen = one->evaluate(Split::kTest);
    for (const int threads : {2, 4}) {
      const auto executor = parallel::makeExecutor(threads);
      const auto many = make(*executor);
      EXPECT_EQ(many->train(20)->loss, alone->loss) << c.activation;
      EXPECT_EQ(many->parameters(), one->parameters()) << c.activation;
      EXPECT_EQ(many->evaluate(Split::kTest)->loss, seen->loss) << c.activation;
    }
  }
}

/// Two threads by name, one in truth; counts the jobs it is given.
class Counted final : public parallel::Executor {
 public:
  int threads() const override { return 2; }
  void run(int tasks, parallel::TaskRef task) override {
    ++jobs;
    Executor::run(tasks, task);
  }
  int jobs = 0;
};

TEST(TrainRun, StepsTooSmallForThreadsAreTakenByOne) {
  Counted small, large;
  const auto trained = [](int width, int batchSize, parallel::Executor& executor) {
    auto run = makeRun(network(networkValue({784, width, width, 10}, "relu", "softmax-cross-entropy",
                                            "he-normal", batchSize)),
                       "adam", 0.001, executor);
    EXPECT_TRUE(run->load(syntheticGarments(300, 1), {}).ok());
    EXPECT_TRUE(run->train(3).ok());
    return run;
  };
  const auto one = trained(64, 1, small), many = trained(128, 128, large);
  EXPECT_EQ(small.jobs, 0);
  EXPECT_GE(large.jobs, 3 * 4) << "first layer, smaller layers, gradients and update of each step";
  EXPECT_EQ(one->parameters(), trained(64, 1, parallel::serial())->parameters());
  EXPECT_EQ(many->parameters(), trained(128, 128, parallel::serial())->parameters());
}

TEST(TrainRun, ResetReturnsToTheSameWeightsAndBatches) {
  const auto run = garmentRun("momentum", 0.05);
  const Vec<float> start = run->parameters();
  const auto first = run->train(25);
  EXPECT_NE(run->parameters(), start);
  run->reset();
  EXPECT_EQ(run->parameters(), start);
  EXPECT_EQ(run->step(), 0);
  EXPECT_EQ(run->train(25)->loss, first->loss);
}

TEST(TrainRun, KeepsAnAverageBesideTheRun) {
  const auto plain = garmentRun("gd", 0.1), averaged = garmentRun("gd", 0.1);
  averaged->keepAverage({.kind = WeightAverageConfig::Kind::kSwa, .start = 5, .every = 2});
  EXPECT_EQ(averaged->average()->count(), 0);
  Vec<double> sum = Vec<double>::Zero(plain->parameters().size());
  for (int step = 1; step <= 11; ++step) {
    ASSERT_TRUE(plain->train(1).ok());
    if (step >= 5 && (step - 5) % 2 == 0) sum += plain->parameters().cast<double>();
  }
  ASSERT_TRUE(averaged->train(11).ok());
  EXPECT_EQ(averaged->parameters(), plain->parameters()) << "the run itself is the same";
  ASSERT_EQ(averaged->average()->count(), 4);
  EXPECT_LT((averaged->average()->values().cast<double>() - sum / 4).cwiseAbs().maxCoeff(), 1e-6);
  averaged->reset();
  EXPECT_EQ(averaged->average()->count(), 0);
  EXPECT_EQ(plain->average(), nullptr);
}

TEST(TrainRun, LearnsTheGarments) {
  const auto run = garmentRun("adam", 0.003);
  const auto before = run->evaluate(Split::kTest);
  run->train(300).value();
  const auto after = run->evaluate(Split::kTest);
  EXPECT_LT(before->accuracy, 0.35);
  EXPECT_GT(after->accuracy, 0.75);
  EXPECT_LT(after->loss, before->loss);
}

TEST(TrainRun, EvaluationAddsUpAndMayBeCut) {
  const auto run = garmentRun("gd", 0.1);
  run->train(40).value();
  const auto whole = run->evaluate(Split::kTrain);
  auto evaluator = run->beginEvaluation(Split::kTrain);
  ASSERT_TRUE(evaluator.ok());
  int calls = 1;
  while (!(*evaluator)->advance(100)) ++calls;
  EXPECT_EQ(calls, 2);  // slices of 256 of 500
  const Evaluation cut = (*evaluator)->result();
  EXPECT_EQ(cut.loss, whole->loss);
  EXPECT_EQ(cut.confusion, whole->confusion);
  EXPECT_EQ(cut.predictions, whole->predictions);
  std::uint32_t total = 0, diagonal = 0;
  for (std::size_t i = 0; i < 100; ++i) total += whole->confusion[i];
  for (std::size_t c = 0; c < 10; ++c) diagonal += whole->confusion[c * 11];
  EXPECT_EQ(total, 500u);
  EXPECT_DOUBLE_EQ(whole->accuracy, diagonal / 500.0);
  const Dataset& data = run->data(Split::kTrain);
  int right = 0;
  for (std::size_t i = 0; i < 500; ++i) right += whole->predictions[i] == data.labels[i] ? 1 : 0;
  EXPECT_EQ(static_cast<std::uint32_t>(right), diagonal);
  // The loss of the whole set is the gradient call's loss over all samples.
  EXPECT_NEAR(run->gradient(firstSamples(500))->loss, whole->loss, 1e-6);
  const auto p = run->predict(Split::kTrain, firstSamples(500));
  for (std::size_t i = 0; i < 500; ++i) {
    float sum = 0;
    for (std::size_t j = 0; j < 10; ++j) sum += (*p)[i * 10 + j];
    EXPECT_NEAR(static_cast<double>(sum), 1, 1e-5);
  }
}

TEST(TrainRun, RefusesBadCalls) {
  auto run = makeRun(network(networkValue({784, 8, 10}, "relu", "softmax-cross-entropy")), "gd", 0.1);
  EXPECT_EQ(run->train(1).error().code(), ErrorCode::kState);
  EXPECT_EQ(run->evaluate(Split::kTest).error().code(), ErrorCode::kState);
  EXPECT_EQ(run->gradient(firstSamples(1)).error().code(), ErrorCode::kState);
  EXPECT_EQ(run->load({}, {}).error().path(), "train");
  EXPECT_EQ(run->load(bytesWithClasses(9, 10, 3), {}).error().path(), "train.images");
  EXPECT_EQ(run->load(syntheticGarments(20, 1), bytesWithClasses(9, 784, 12)).error().path().substr(0, 12),
            "test.labels[");
  EXPECT_FALSE(run->loaded());
  ASSERT_TRUE(run->load(syntheticGarments(20, 1), {}).ok());
  EXPECT_EQ(run->evaluate(Split::kTest).error().code(), ErrorCode::kState);

  const Vec<float> before = run->parameters();
  auto order = firstSamples(20);
  order[17] = 20;
  EXPECT_EQ(run->train(2, order).error().path(), "order[17]");
  EXPECT_EQ(run->train(9, firstSamples(20)).error().path(), "order");
  EXPECT_EQ(run->train(-1).error().path(), "steps");
  EXPECT_EQ(run->gradient({}).error().path(), "samples");
  EXPECT_EQ(run->gradient(order).error().path(), "samples[17]");
  EXPECT_EQ(run->predict(Split::kTrain, order).error().path(), "samples[17]");
  std::vector<float> parameters(static_cast<std::size_t>(before.size()), 0.5f);
  EXPECT_EQ(run->setParameters(std::span(parameters).first(5)).error().path(), "parameters");
  parameters[3] = std::nanf("");
  EXPECT_EQ(run->setParameters(parameters).error().path(), "parameters[3]");
  EXPECT_EQ(run->parameters(), before);  // nothing half done
  EXPECT_EQ(run->step(), 0);
}

TEST(TrainRun, OrderVisitsTheNamedSamplesAndKeepsTheRest) {
  auto run = makeRun(network(networkValue({784, 8, 10}, "relu", "softmax-cross-entropy")), "gd", 0.0);
  ASSERT_TRUE(run->load(syntheticGarments(20, 1), {}).ok());
  const auto block = run->train(3, firstSamples(20));  // 8, 8 and the remaining 4
  for (std::uint32_t s = 0; s < 3; ++s) {
    std::vector<std::uint32_t> samples;
    for (std::uint32_t i = 8 * s; i < std::min(20u, 8 * s + 8); ++i) samples.push_back(i);
    EXPECT_EQ(block->loss[s], run->gradient(samples)->loss);
  }
  EXPECT_EQ(run->samples(), 20);
}

TEST(TrainRun, DivergenceStopsAtTheLastFiniteParameters) {
  const auto run = garmentRun("gd", 1e30);
  const auto block = run->train(50);
  ASSERT_TRUE(block.ok());
  EXPECT_EQ(block->status, TrainStatus::kDiverged);
  EXPECT_LT(block->loss.size(), 50u);
  EXPECT_EQ(static_cast<std::int64_t>(block->loss.size()), run->step());
  EXPECT_TRUE(run->parameters().allFinite());
  for (const double l : block->loss) EXPECT_TRUE(std::isfinite(l));
  EXPECT_NE(block->message.find("learning rate " + formatNumber(1e30)), std::string::npos) << block->message;
  EXPECT_NE(block->message.find("step " + std::to_string(run->step() + 1)), std::string::npos)
      << block->message;
  // It stays ended, but can be looked at and revived.
  const Vec<float> last = run->parameters();
  EXPECT_EQ(run->train(5)->loss.size(), 0u);
  EXPECT_EQ(run->train(5)->status, TrainStatus::kDiverged);
  EXPECT_EQ(run->parameters(), last);
  EXPECT_TRUE(run->evaluate(Split::kTest).ok());
  run->reset();
  EXPECT_EQ(run->status(), TrainStatus::kOk);
  EXPECT_EQ(run->train(1)->loss.size(), 1u);
}

TEST(TrainRun, AStepDoesNotAllocate) {
  if (!test::allocationsAreCounted()) GTEST_SKIP() << "allocations cannot be watched here";
  for (const std::string_view optimizer : {"gd", "momentum", "adam"}) {
    const auto run = garmentRun(optimizer, 0.01);
    run->train(20).value();
    const auto cost = [&](std::int64_t steps) {
      const std::size_t before = test::allocationCount();
      run->train(steps).value();
      return test::allocationCount() - before;
    };
    EXPECT_EQ(cost(10), cost(100)) << optimizer;  // the returned block, whatever the number of steps
    EXPECT_LT(cost(10), 10u) << optimizer;
  }
}

TEST(TrainRun, NumbersCanBePredictedToo) {
  std::vector<float> x, y;
  for (int i = 0; i < 64; ++i) {
    x.push_back(static_cast<float>(i) / 32 - 1);
    y.push_back(0.5f * x.back() * x.back());
  }
  auto run = makeRun(network(networkValue({1, 16, 1}, "tanh", "mse", "glorot-uniform", 16)), "adam", 0.01);
  auto data = makeRegression(x, y, 1, 1);
  ASSERT_TRUE(run->load(*data, *data).ok());
  run->train(800).value();
  const auto e = run->evaluate(Split::kTest);
  EXPECT_LT(e->loss, 2e-3);
  EXPECT_TRUE(std::isnan(e->accuracy));
  EXPECT_TRUE(e->confusion.empty());
}

}  // namespace
}  // namespace descent
