// The resumable run: what it records, how it stops, what it refuses.
#include "core/run/descend.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace descent {
namespace {

Value config(const char* objective, std::initializer_list<double> start, Value optimizer) {
  Value v = Value::object();
  v.set("objective", objective).set("start", Value::numbers(start)).set("optimizer", std::move(optimizer));
  return v;
}

Value method(const char* id, double lr) {
  Value v = Value::object();
  v.set("id", id).set("lr", lr);
  return v;
}

std::unique_ptr<DescendRun> run(const Value& c, std::int64_t steps) {
  auto created = DescendRun::create(c);
  EXPECT_TRUE(created.ok()) << created.error().message();
  auto r = std::move(created).value();
  EXPECT_TRUE(r->advance(steps).ok());
  return r;
}

TEST(Descend, SquareFromSeventyFollowsTheClosedForm) {
  const auto r = run(config("square", {70}, method("gd", 0.1)), 1000);
  const auto& x = r->trace().x;
  ASSERT_EQ(x.size(), 1001u);
  for (int t : {1, 2, 3, 10, 30, 1000}) {
    EXPECT_NEAR(x[static_cast<std::size_t>(t)] / (70 * std::pow(0.8, t)), 1, 1e-12) << t;
  }
}

TEST(Descend, RecordsValueGradientRateAndState) {
  const auto r = run(config("valley", {-5, 2}, method("momentum", 0.1)), 2);
  const Trace& t = r->trace();
  EXPECT_EQ(t.f.size(), 3u);
  EXPECT_DOUBLE_EQ(t.f[0], 10.5);
  EXPECT_DOUBLE_EQ(t.gradient[0], -1);
  EXPECT_DOUBLE_EQ(t.gradient[1], 8);
  EXPECT_EQ(t.lr.size(), 2u);
  ASSERT_EQ(t.state.size(), 1u);
  EXPECT_EQ(t.state[0].name, "v");
  EXPECT_EQ(t.state[0].values.size(), 4u);
  EXPECT_EQ(r->evaluations().gradient, 2u) << "looking at the path is not counted";
  EXPECT_EQ(r->evaluations().value, 0u);
}

TEST(Descend, ChunkedIsWholeAlsoWithNoiseAndSchedule) {
  Value c = config("rosenbrock", {-1.2, 1}, method("adam", 0.05));
  c.set("gradientNoise", 0.3)
      .set("seed", 5)
      .set("schedule", Value::object().set("id", "step").set("period", 7.0));
  const auto whole = run(c, 300);
  const auto chunked = run(c, 1);
  for (int n : {2, 0, 97, 100, 100}) ASSERT_TRUE(chunked->advance(n).ok());
  EXPECT_EQ(chunked->trace().x, whole->trace().x);
  EXPECT_EQ(chunked->trace().gradient, whole->trace().gradient);
}

TEST(Descend, AnotherSeedIsAnotherPath) {
  Value a = config("bowl", {6, 9}, method("gd", 0.1));
  a.set("gradientNoise", 1.0).set("seed", 1);
  Value b = a;
  b.set("seed", 2);
  EXPECT_NE(run(a, 10)->trace().x, run(b, 10)->trace().x);
  EXPECT_EQ(run(a, 10)->trace().x, run(a, 10)->trace().x);
}

TEST(Descend, AveragesTheIteratesBesideTheRun) {
  Value plain = config("bowl", {6, 9}, method("gd", 0.1));
  plain.set("gradientNoise", 2.0).set("seed", 3);
  EXPECT_TRUE(run(plain, 50)->trace().average.empty());
  Value averaged = plain;
  averaged.set("average", Value::object().set("kind", "swa").set("start", 11.0));
  const auto whole = run(averaged, 50), chunked = run(averaged, 17);
  ASSERT_TRUE(chunked->advance(33).ok());
  const Trace& t = whole->trace();
  EXPECT_EQ(t.x, run(plain, 50)->trace().x) << "the run itself is the same";
  EXPECT_EQ(t.average, chunked->trace().average);
  ASSERT_EQ(t.average.size(), 100u);
  const auto value = [](const std::vector<double>& v, std::size_t step, std::size_t k) {
    return v[2 * step + k];
  };
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_EQ(value(t.average, 9, k), value(t.x, 10, k)) << "nothing counts yet: the iterate itself";
    double sum = 0;
    for (std::size_t step = 11; step <= 50; ++step) sum += value(t.x, step, k);
    EXPECT_NEAR(value(t.average, 49, k), sum / 40, 1e-12);
  }
  averaged.set("average", Value::object().set("kind", "ema").set("decay", 2.0));
  EXPECT_EQ(DescendRun::create(averaged).error().path(), "average.decay");
}

TEST(Descend, DivergenceStopsAtTheLastFinitePoint) {
  const auto r = run(config("square-20", {2}, method("gd", 0.1)), 5000);
  EXPECT_EQ(r->status(), RunStatus::kDiverged);
  EXPECT_LT(r->steps(), 5000);
  const Trace& t = r->trace();
  EXPECT_EQ(t.x.size(), static_cast<std::size_t>(r->steps()) + 1);
  EXPECT_EQ(t.lr.size(), static_cast<std::size_t>(r->steps()));
  EXPECT_TRUE(std::isfinite(t.x.back()) && std::isfinite(t.f.back()) && std::isfinite(t.gradient.back()));
  EXPECT_NE(r->message().find("2"), std::string::npos) << r->message();
}

TEST(Descend, ToleranceConverges) {
  Value c = config("bowl", {6, 9}, method("gd", 0.1));
  c.set("tolerance", 1e-6);
  const auto r = run(c, 1000);
  EXPECT_EQ(r->status(), RunStatus::kConverged);
  EXPECT_LT(r->steps(), 100);
}

TEST(Descend, RefusesWithAPath) {
  const auto refused = [](const Value& c) {
    auto r = DescendRun::create(c);
    EXPECT_FALSE(r.ok());
    return r.ok() ? Error{ErrorCode::kState, "", ""} : r.error();
  };
  EXPECT_EQ(refused(config("square", {70}, method("gd", -1))).path(), "optimizer.lr");
  EXPECT_EQ(refused(config("square", {70}, method("gdd", 0.1))).path(), "optimizer.id");
  EXPECT_EQ(refused(config("square", {70, 1}, method("gd", 0.1))).code(), ErrorCode::kOutOfRange);
  EXPECT_EQ(refused(config("square", {NAN}, method("gd", 0.1))).path(), "start[0]");
  Value c = config("square", {70}, method("gd", 0.1));
  c.set("nonsense", 1);
  EXPECT_EQ(refused(c).path(), "nonsense");
}

TEST(Descend, TheTraceHasALimit) {
  auto created = DescendRun::create(config("square", {70}, method("gd", 0.1)));
  ASSERT_TRUE(created.ok());
  EXPECT_EQ((*created)->advance(kMaxSteps + 1).error().path(), "steps");
  EXPECT_EQ((*created)->steps(), 0);
}

}  // namespace
}  // namespace descent
