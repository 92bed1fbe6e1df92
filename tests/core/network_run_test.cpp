// A network with its method from one configuration: changes on the way.
#include "core/run/network_run.hpp"

#include <gtest/gtest.h>

#include "core/data/garments.hpp"

namespace descent {
namespace {

Value config(const char* optimizer) {
  Value v = Value::object();
  v.set("layers", Value::numbers(std::initializer_list<double>{784, 8, 10}));
  v.set("optimizer", optimizer).set("batchSize", 16).set("seed", 3);
  return v;
}

Value change(const char* id, double lr) {
  return Value::object().set("optimizer", Value::object().set("id", id).set("lr", lr));
}

std::unique_ptr<NetworkRun> make(const char* optimizer) {
  auto run = NetworkRun::create(config(optimizer), parallel::serial());
  EXPECT_TRUE(run.ok()) << run.error().message();
  auto network = std::move(run).value();
  EXPECT_TRUE(network->train().load(syntheticGarments(200, 1), syntheticGarments(50, 1, 200)).ok());
  return network;
}

TEST(NetworkRun, AnotherRateKeepsTheMemory) {
  const auto run = make("momentum");
  ASSERT_TRUE(run->train().train(5).ok());
  const Vec<float> before = run->train().optimizer().state()[0].values;
  ASSERT_GT(before.norm(), 0.0f);
  ASSERT_TRUE(run->configure(change("momentum", 0.02)).ok());
  EXPECT_EQ(run->train().optimizer().state()[0].values, before);
  EXPECT_EQ(run->train().step(), 5);
  auto block = run->train().train(1);
  ASSERT_TRUE(block.ok());
  EXPECT_EQ(block->lr[0], 0.02);
}

TEST(NetworkRun, AnotherMethodStartsAfreshButKeepsTheParameters) {
  const auto run = make("momentum");
  ASSERT_TRUE(run->train().train(5).ok());
  const Vec<float> parameters = run->train().parameters();
  ASSERT_TRUE(run->configure(change("adam", 0.001)).ok());
  EXPECT_EQ(run->train().parameters(), parameters);
  EXPECT_EQ(run->train().step(), 5);
  for (const auto& vector : run->train().optimizer().state())
    EXPECT_EQ(vector.values.norm(), 0.0f) << vector.name;
}

TEST(NetworkRun, ARefusedChangeChangesNothing) {
  const auto run = make("adam");
  const auto same = make("adam");
  ASSERT_TRUE(run->train().train(3).ok());
  ASSERT_TRUE(same->train().train(3).ok());
  const auto refused = run->configure(Value::object().set("optimizer", "adam").set("batchSize", 0));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().path(), "batchSize");
  EXPECT_EQ(run->configure(change("adamm", 0.1)).error().path(), "optimizer.id");
  EXPECT_EQ(run->configure(change("newton", 1)).error().code(), ErrorCode::kUnsupported);
  ASSERT_TRUE(run->train().train(3).ok());
  ASSERT_TRUE(same->train().train(3).ok());
  EXPECT_EQ(run->train().parameters(), same->train().parameters());
}

TEST(NetworkRun, RefusesWithAPath) {
  Value bad = config("adam");
  bad.set("layers", Value::numbers(std::initializer_list<double>{784, 0, 10}));
  EXPECT_EQ(NetworkRun::create(bad, parallel::serial()).error().path(), "layers[1]");
  bad = config("adam");
  bad.set("schedule", "cosinus");
  EXPECT_EQ(NetworkRun::create(bad, parallel::serial()).error().path(), "schedule");
}

}  // namespace
}  // namespace descent
