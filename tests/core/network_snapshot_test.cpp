// A run put away and taken up again goes on bit for bit, whatever the method; bytes that do not fit are
// refused.
#include <gtest/gtest.h>

#include <limits>

#include "core/run/network_run.hpp"
#include "network_lab_helpers.hpp"

namespace descent {
namespace {

constexpr Index kRows = 70, kInputs = 6;

Value config(const Value& optimizer, double batchSize) {
  Value v = Value::object();
  v.set("layers", Value::numbers(std::initializer_list<double>{kInputs, 9, 7, 3}));
  v.set("activation", "tanh").set("optimizer", optimizer).set("batchSize", batchSize).set("seed", 3);
  return v;
}

Value config(const char* id) { return config(Value::object().set("id", id), 16); }

std::unique_ptr<NetworkRun> make(const Value& configuration, std::uint64_t dataSeed = 3, Index rows = kRows) {
  auto run = NetworkRun::create(configuration, parallel::serial());
  EXPECT_TRUE(run.ok()) << run.error().message();
  auto network = std::move(run).value();
  EXPECT_TRUE(network->train().load(testing::ruledNumbers(rows, kInputs, 3, dataSeed), {}).ok());
  return network;
}

std::vector<std::uint8_t> snapshotOf(NetworkRun& run) {
  auto bytes = run.snapshot();
  EXPECT_TRUE(bytes.ok()) << bytes.error().message();
  return std::move(bytes).value();
}

void expectSame(NetworkRun& a, NetworkRun& b, const std::string& what) {
  auto &one = a.train(), &other = b.train();
  EXPECT_EQ(one.step(), other.step()) << what;
  EXPECT_EQ(one.samples(), other.samples()) << what;
  EXPECT_EQ(one.evaluations(), other.evaluations()) << what;
  EXPECT_EQ(one.status(), other.status()) << what;
  EXPECT_EQ(one.message(), other.message()) << what;
  EXPECT_EQ(one.parameters(), other.parameters()) << what;
  const auto left = one.optimizer().state(), right = other.optimizer().state();
  ASSERT_EQ(left.size(), right.size()) << what;
  for (std::size_t k = 0; k < left.size(); ++k)
    EXPECT_EQ(left[k].values, right[k].values) << what << " " << left[k].name;
}

// Trains `before` steps, puts the run away, takes it up in a new network and trains on: the same losses,
// parameters and memory as without the interruption.
void expectContinues(const Value& configuration, int before, int after, const std::string& what) {
  SCOPED_TRACE(what);
  const auto whole = make(configuration), first = make(configuration), second = make(configuration);
  ASSERT_TRUE(whole->train().train(before).ok());
  ASSERT_TRUE(first->train().train(before).ok());
  const auto bytes = snapshotOf(*first);
  ASSERT_TRUE(second->train().train(2).ok());  // what it did before is overwritten
  const auto restored = second->restore(bytes);
  ASSERT_TRUE(restored.ok()) << restored.error().message();
  expectSame(*whole, *second, what + " taken up");
  const auto one = whole->train().train(after), other = second->train().train(after);
  ASSERT_TRUE(one.ok());
  ASSERT_TRUE(other.ok());
  EXPECT_EQ(one->loss, other->loss) << what;
  expectSame(*whole, *second, what + " trained on");
  if (whole->train().average() != nullptr) {
    EXPECT_EQ(whole->train().average()->values(), second->train().average()->values()) << what;
  }
}

/// Every choice and flag of a row at each of its values, the other parameters at their defaults.
std::vector<Value> variants(const OptimizerRow& row) {
  std::vector<Value> list{Value::object().set("id", row.id)};
  for (const auto& spec : acceptedParams(row)) {
    for (const auto choice : spec.choices)
      list.push_back(Value::object().set("id", row.id).set(spec.key, choice));
    if (spec.scale == Scale::kFlag) {
      for (const bool flag : {false, true})
        list.push_back(Value::object().set("id", row.id).set(spec.key, flag));
    }
  }
  return list;
}

std::string nameOf(const Value& optimizer) {
  std::string name;
  for (const auto& [key, value] : optimizer.members()) name += key + "=" + value.shown() + " ";
  return name;
}

TEST(Snapshot, EveryMethodGoesOnInTheMiddleOfAnEpoch) {
  int rows = 0;
  for (const auto& row : optimizers()) {
    if (!row.networks) continue;
    ++rows;
    for (const Value& optimizer : variants(row)) {
      // 70 rows in batches of 16: step 22 is the second of the fifth epoch; past the 16 steps between two
      // settlings.
      Value mini = config(optimizer, 16);
      mini.set("dropout", 0.25).set("weightAverage", Value::object().set("kind", "ema").set("start", 3));
      expectContinues(mini, 22, 25, nameOf(optimizer));
      // On the full batch, where second-order methods remember what they were told last.
      expectContinues(config(optimizer, kRows), 5, 6, nameOf(optimizer) + "full batch");
    }
  }
  EXPECT_GT(rows, 20);
}

TEST(Snapshot, WrappersGoOnWithTheirBase) {
  for (const char* wrapper : {"sam", "asam", "forward-gradient"}) {
    for (const char* base : {"momentum", "adam", "nesterov", "adasmooth", "nadam"}) {
      Value mini = config(Value::object().set("id", wrapper).set("base", base), 16);
      mini.set("weightAverage", Value::object().set("kind", "swa").set("every", 2));
      expectContinues(mini, 7, 9, std::string(wrapper) + " over " + base);
    }
  }
}

TEST(Snapshot, SchedulesGoOn) {
  Value scheduled = config("adam");
  scheduled.set("schedule", Value::object().set("id", "exponential"));
  expectContinues(scheduled, 11, 12, "exponential");
}

TEST(Snapshot, IsTheSameTwiceAndAfterBeingTakenUp) {
  const auto run = make(config("lbfgs")), other = make(config("lbfgs"));
  ASSERT_TRUE(run->train().train(9).ok());
  const auto bytes = snapshotOf(*run);
  EXPECT_EQ(bytes, snapshotOf(*run));
  ASSERT_TRUE(other->restore(bytes).ok());
  EXPECT_EQ(bytes, snapshotOf(*other));
}

TEST(Snapshot, AnEndedRunStaysEnded) {
  const auto descent = [](double lr) {
    return make(config(Value::object().set("id", "gd").set("lr", lr), 16).set("activation", "relu"));
  };
  const auto run = descent(1e12), other = descent(0.1);
  ASSERT_TRUE(run->train().train(30).ok());
  ASSERT_EQ(run->train().status(), TrainStatus::kDiverged);
  ASSERT_TRUE(other->restore(snapshotOf(*run)).ok());  // another rate is no obstacle
  expectSame(*run, *other, "diverged");
  EXPECT_NE(other->train().message(), "");
}

TEST(Snapshot, TheRateIsThatOfTheNetworkAndMayChange) {
  const auto run = make(config("momentum")),
             other = make(config(Value::object().set("id", "momentum").set("lr", 0.02), 16));
  ASSERT_TRUE(run->train().train(4).ok());
  ASSERT_TRUE(other->restore(snapshotOf(*run)).ok());
  EXPECT_EQ(other->train().train(1)->lr[0], 0.02);
}

void expectRefused(NetworkRun& run, std::span<const std::uint8_t> bytes, ErrorCode code,
                   const std::string& says) {
  const auto before = snapshotOf(run);
  const auto refused = run.restore(bytes);
  ASSERT_FALSE(refused.ok()) << says;
  EXPECT_EQ(refused.error().code(), code) << refused.error().message();
  EXPECT_EQ(refused.error().path(), "bytes");
  EXPECT_NE(refused.error().message().find(says), std::string::npos) << refused.error().message();
  EXPECT_EQ(before, snapshotOf(run)) << says;
}

TEST(Snapshot, BytesOfAnythingElseAreRefused) {
  const auto run = make(config("adam"));
  ASSERT_TRUE(run->train().train(6).ok());
  const auto good = snapshotOf(*run);
  ASSERT_TRUE(run->train().train(3).ok());
  expectRefused(*run, {}, ErrorCode::kBadData, "no snapshot");
  const std::vector<std::uint8_t> foreign(4000, 7);
  expectRefused(*run, foreign, ErrorCode::kBadData, "these 4000 bytes are no snapshot");
  // Cut off anywhere.
  for (std::size_t size = 1; size < good.size(); size += 1 + good.size() / 97)
    expectRefused(*run, std::span(good).first(size), ErrorCode::kBadData, size < 8 ? "" : "damaged");
  // One byte more; any byte another.
  auto longer = good;
  longer.push_back(0);
  expectRefused(*run, longer, ErrorCode::kBadData, "damaged");
  for (std::size_t at = 16; at < good.size(); at += 1 + good.size() / 97) {
    auto wrong = good;
    wrong[at] ^= 0x10;
    expectRefused(*run, wrong, ErrorCode::kBadData, "damaged");
  }
  auto later = good;
  later[8] = 2;
  expectRefused(*run, later, ErrorCode::kUnsupported, "format 2");
  ASSERT_TRUE(run->restore(good).ok());
  EXPECT_EQ(run->train().step(), 6);
}

// Sealed anew, so that the digest is right and the values are wrong.
std::vector<std::uint8_t> sealed(std::vector<std::uint8_t> bytes) {
  const std::uint64_t seal = digest(std::span(bytes).first(bytes.size() - 8));
  std::memcpy(bytes.data() + bytes.size() - 8, &seal, 8);
  return bytes;
}

TEST(Snapshot, ValuesOutOfBoundsAreRefusedEvenWithAGoodSeal) {
  const auto run = make(config("lbfgs"));
  ASSERT_TRUE(run->train().train(3).ok());
  const auto good = snapshotOf(*run);
  EXPECT_EQ(sealed(good), good);
  // The parameters stand where their bytes are; one of them becomes infinite.
  const auto* const first = reinterpret_cast<const std::uint8_t*>(run->train().parameters().data());
  const auto at = std::search(good.begin(), good.end(), first, first + 40);
  ASSERT_NE(at, good.end());
  auto infinite = good;
  const float inf = std::numeric_limits<float>::infinity();
  std::memcpy(infinite.data() + (at - good.begin()) + 8, &inf, sizeof inf);
  expectRefused(*run, sealed(infinite), ErrorCode::kBadData, "damaged");
  // The step counter follows the parameters.
  auto negative = good;
  negative[static_cast<std::size_t>(at - good.begin()) +
           4 * static_cast<std::size_t>(run->train().parameters().size()) + 7] = 0xff;
  expectRefused(*run, sealed(negative), ErrorCode::kBadData, "damaged");
}

TEST(Snapshot, ARunOfAnotherConfigurationIsRefused) {
  const auto run = make(config("adam"));
  ASSERT_TRUE(run->train().train(6).ok());
  const auto bytes = snapshotOf(*run);
  const auto other = [](const char* key, const Value& value) { return make(config("adam").set(key, value)); };
  const auto expect = [&](std::unique_ptr<NetworkRun> network, const std::string& says) {
    expectRefused(*network, bytes, ErrorCode::kBadData, says);
  };
  expect(other("layers", Value::numbers(std::initializer_list<double>{kInputs, 8, 7, 3})),
         "layers = [6, 9, 7, 3]; this network has [6, 8, 7, 3]");
  expect(other("activation", "relu"), "activation = \"tanh\"; this network has \"relu\"");
  expect(other("dropout", 0.5), "dropout");
  expect(other("seed", 4), "seed = 3; this network has 4");
  expect(other("batchSize", 8), "batchSize = 16; this network has 8");
  expect(other("optimizer", "momentum"), "optimizer");
  expect(other("optimizer", Value::object().set("id", "adam").set("beta1", 0.8)), "optimizer");
  expect(other("weightAverage", Value::object().set("kind", "swa")), "weightAverage = none");
  expect(make(config("adam"), 3, kRows - 1), "training samples = 70; this network has 69");
  expect(make(config("adam"), 4), "other training data");
  auto unloaded = NetworkRun::create(config("adam"), parallel::serial());
  EXPECT_EQ((*unloaded)->restore(bytes).error().code(), ErrorCode::kState);
  EXPECT_EQ((*unloaded)->snapshot().error().code(), ErrorCode::kState);
}

TEST(Evaluations, CountWhatAStepAsksFor) {
  const auto after = [](const Value& optimizer) {
    const auto run = make(config(optimizer, kRows));
    EXPECT_TRUE(run->train().train(5).ok());
    EXPECT_TRUE(run->train().gradient(std::vector<std::uint32_t>{0, 1}).ok());  // looking is not counted
    return run->train().evaluations();
  };
  EXPECT_EQ(after(Value::object().set("id", "adam")), 5);
  EXPECT_EQ(after(Value::object().set("id", "nesterov")), 5);
  EXPECT_EQ(after(Value::object().set("id", "sam")), 10);
  EXPECT_EQ(after(Value::object().set("id", "forward-gradient").set("samples", 3)), 15);
  EXPECT_GT(after(Value::object().set("id", "lbfgs")), 5);
  EXPECT_GT(after(Value::object().set("id", "hessian-free")), 15);
}

TEST(Evaluations, BeginAgainWithTheRun) {
  const auto run = make(config("sam"));
  ASSERT_TRUE(run->train().train(3).ok());
  EXPECT_EQ(run->train().evaluations(), 6);
  run->train().reset();
  EXPECT_EQ(run->train().evaluations(), 0);
}

// A method that remembers the last gradient must not take the same batch number of other data for the same
// function.
TEST(Snapshot, OtherDataAreAnotherFunction) {
  const auto run = make(config(Value("lbfgs"), kRows)), fresh = make(config(Value("lbfgs"), kRows), 5);
  ASSERT_TRUE(run->train().train(1).ok());
  const Vec<float> parameters = run->train().parameters();
  ASSERT_TRUE(
      fresh->train().setParameters({parameters.data(), static_cast<std::size_t>(parameters.size())}).ok());
  ASSERT_TRUE(run->train().load(testing::ruledNumbers(kRows, kInputs, 3, 5), {}).ok());
  EXPECT_EQ(run->train().train(1)->loss[0], fresh->train().train(1)->loss[0]);
}

}  // namespace
}  // namespace descent
