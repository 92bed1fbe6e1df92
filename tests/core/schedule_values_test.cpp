// Schedules: printed values, end points, continuity, and what is refused.
#include <gtest/gtest.h>

#include <cmath>

#include "core/schedule/schedule.hpp"
#include "tests/core/json.hpp"

namespace descent::test {
namespace {

std::unique_ptr<Schedule> make(std::string_view text) {
  auto parsed = parseSchedule(json(text));
  if (!parsed.ok()) ADD_FAILURE() << parsed.error().path() << ": " << parsed.error().message();
  return parsed.ok() ? std::move(parsed).value() : nullptr;
}

double rate(std::string_view text, double lr, std::int64_t s) { return make(text)->rate(lr, s); }

TEST(Schedules, PrintedValues) {
  constexpr const char* kStairs = R"({"id":"exponential","decayRate":0.7,"decaySteps":100,"staircase":true})";
  const std::pair<int, double> stairs[] = {{0, .1},     {99, .1},     {100, .07},
                                           {200, .049}, {300, .0343}, {1000, .00282475249}};
  for (const auto& [s, expected] : stairs) EXPECT_NEAR(rate(kStairs, 0.1, s), expected, 1e-15) << s;

  constexpr const char* kSmooth = R"({"id":"exponential","decayRate":0.9,"decaySteps":5})";
  const std::pair<int, double> smooth[] = {{1, .19582967}, {5, .18}, {10, .162}, {50, .0697356880}};
  for (const auto& [s, expected] : smooth) EXPECT_NEAR(rate(kSmooth, 0.2, s), expected, 5e-9) << s;

  constexpr const char* kCycle = R"({"id":"one-cycle","totalSteps":100})";
  EXPECT_NEAR(rate(kCycle, 0.1, 0), 0.004, 1e-17);
  EXPECT_NEAR(rate(kCycle, 0.1, 29), 0.1, 1e-16);
  EXPECT_NEAR(rate(kCycle, 0.1, 99), 4e-7, 1e-21);
}

TEST(Schedules, ConstantAndNothingAreTheSame) {
  for (const std::int64_t s : {0, 1, 1000000}) {
    EXPECT_EQ(rate("null", 0.3, s), 0.3);
    EXPECT_EQ(rate(R"("constant")", 0.3, s), 0.3);
  }
}

TEST(Schedules, StepDividesEveryPeriodAndTheSlideOnceTooEarly) {
  constexpr const char* kPlain = R"({"id":"step","period":10,"reduction":2})";
  EXPECT_EQ(rate(kPlain, 0.2, 0), 0.2);
  EXPECT_EQ(rate(kPlain, 0.2, 9), 0.2);
  EXPECT_EQ(rate(kPlain, 0.2, 10), 0.1);
  EXPECT_EQ(rate(kPlain, 0.2, 25), 0.05);
  // for i in 0..: if i % p == 0: eta /= k; step(eta)
  double eta = 0.2;
  const auto early = make(R"({"id":"step","period":10,"reduction":2,"decayAtZero":true})");
  for (int i = 0; i < 35; ++i) {
    if (i % 10 == 0) eta /= 2;
    EXPECT_EQ(early->rate(0.2, i), eta) << i;
  }
}

// With k = 1 the whole budget of rates is finite: a run can freeze short of the minimum.
TEST(Schedules, ExponentialBudgetIsFinite) {
  const auto schedule = make(R"({"id":"exponential","decayRate":0.9,"decaySteps":1})");
  double sum = 0;
  for (int s = 0; s < 1000; ++s) sum += schedule->rate(0.2, s);
  EXPECT_NEAR(sum, 2, 1e-12);
}

TEST(Schedules, InverseTime) {
  EXPECT_EQ(rate(R"({"id":"inverse-time","decayRate":1,"decaySteps":10})", 1, 5), 1 / 1.5);
  EXPECT_EQ(rate(R"({"id":"inverse-time","decayRate":1,"decaySteps":10,"staircase":true})", 1, 9), 1);
  EXPECT_EQ(rate(R"({"id":"inverse-time","decayRate":1,"decaySteps":10,"staircase":true})", 1, 25), 1.0 / 3);
}

TEST(Schedules, PolynomialEndsAtItsEndRate) {
  const auto schedule = make(R"({"id":"polynomial","totalSteps":50,"power":2,"endRate":0.01})");
  EXPECT_EQ(schedule->rate(0.11, 0), 0.11);
  EXPECT_NEAR(schedule->rate(0.11, 25), 0.1 * 0.25 + 0.01, 1e-17);
  EXPECT_EQ(schedule->rate(0.11, 50), 0.01);
  EXPECT_EQ(schedule->rate(0.11, 500), 0.01);
}

TEST(Schedules, CosineClampsOrComesBack) {
  const auto clamp = make(R"({"id":"cosine","totalSteps":40,"endRate":0.001})");
  const auto periodic = make(R"({"id":"cosine","totalSteps":40,"endRate":0.001,"after":"periodic"})");
  EXPECT_EQ(clamp->rate(0.1, 0), 0.1);
  EXPECT_NEAR(clamp->rate(0.1, 20), 0.0505, 1e-16);
  for (const int s : {40, 41, 80, 1000}) EXPECT_EQ(clamp->rate(0.1, s), 0.001);
  for (int s = 0; s <= 40; ++s) {
    EXPECT_EQ(periodic->rate(0.1, s), clamp->rate(0.1, s));
    EXPECT_NEAR(periodic->rate(0.1, 80 - s), periodic->rate(0.1, s), 1e-16);
  }
}

TEST(Schedules, WarmRestartsJumpBackUp) {
  const auto schedule = make(R"({"id":"warm-restarts","period":10,"multiplier":2})");
  for (const int s : {0, 10, 30, 70, 150}) EXPECT_EQ(schedule->rate(0.4, s), 0.4) << s;
  EXPECT_NEAR(schedule->rate(0.4, 5), 0.2, 1e-16);
  EXPECT_NEAR(schedule->rate(0.4, 20), 0.2, 1e-16);
  EXPECT_NEAR(schedule->rate(0.4, 50), 0.2, 1e-16);
  const auto even = make(R"({"id":"warm-restarts","period":10,"multiplier":1})");
  for (int s = 0; s < 10; ++s) EXPECT_EQ(even->rate(0.4, s), even->rate(0.4, s + 1000000));
}

TEST(Schedules, WarmupRisesToTheRate) {
  const auto schedule = make(R"({"id":"warmup","warmupSteps":4,"startFactor":0.2})");
  EXPECT_NEAR(schedule->rate(0.5, 0), 0.1, 1e-17);
  EXPECT_NEAR(schedule->rate(0.5, 2), 0.3, 1e-16);
  EXPECT_EQ(schedule->rate(0.5, 4), 0.5);
  EXPECT_EQ(schedule->rate(0.5, 400), 0.5);
}

TEST(Schedules, OneCycleMovesTheMomentumTheOtherWay) {
  const auto schedule = make(R"({"id":"one-cycle","totalSteps":100})");
  EXPECT_EQ(schedule->momentum(0).value(), 0.95);
  EXPECT_NEAR(schedule->momentum(29).value(), 0.85, 1e-16);
  EXPECT_EQ(schedule->momentum(99).value(), 0.95);
  EXPECT_EQ(schedule->rate(0.1, 5000), schedule->rate(0.1, 99));
  for (int s = 1; s < 100; ++s) {
    const double up = schedule->rate(0.1, s) - schedule->rate(0.1, s - 1);
    const double momentumUp = schedule->momentum(s).value() - schedule->momentum(s - 1).value();
    EXPECT_LT(up * momentumUp, 0) << s;
  }
  EXPECT_FALSE(make(R"({"id":"one-cycle","cycleMomentum":false})")->momentum(3).has_value());
  EXPECT_FALSE(make(R"("cosine")")->momentum(3).has_value());
}

// Whatever the numbers in a row's ranges: rates are finite and not negative, also where a schedule has ended.
TEST(Schedules, FiniteAtTheSlidersEnds) {
  for (const auto& row : schedules()) {
    for (const auto& spec : row.params) {
      for (const double value : {spec.lo, spec.hi}) {
        Params params(row.params);
        params.set(spec.key, value);
        const auto schedule = row.make(params);
        for (const std::int64_t s : {0, 1, 2, 9, 10, 99, 100, 101, 100000}) {
          const double lr = schedule->rate(0.1, s);
          EXPECT_TRUE(std::isfinite(lr) && lr >= 0)
              << row.id << " " << spec.key << "=" << value << " at " << s;
        }
      }
    }
  }
}

TEST(Schedules, EveryRowIsDescribed) {
  EXPECT_EQ(schedules().size(), 9u);
  const Value catalog = describeSchedules();
  ASSERT_EQ(catalog.array_().size(), schedules().size());
  for (const Value& row : catalog.array_()) {
    for (const char* key : {"id", "name", "family", "citation", "formula"}) {
      EXPECT_FALSE(row[key].string().empty()) << row["id"].string() << " lacks " << key;
    }
    EXPECT_TRUE(parseSchedule(Value::object().set("id", row["id"])).ok());
  }
}

TEST(Schedules, RefusalsNameTheField) {
  const std::tuple<const char*, ErrorCode, const char*> refusals[] = {
      {R"({"id":"stepp"})", ErrorCode::kUnknownId, "id"},
      {R"({"period":3})", ErrorCode::kMissing, "id"},
      {R"({"id":3})", ErrorCode::kInvalidType, "id"},
      {R"(7)", ErrorCode::kInvalidType, ""},
      {R"({"id":"step","period":0})", ErrorCode::kOutOfRange, "period"},
      {R"({"id":"step","period":2.5})", ErrorCode::kOutOfRange, "period"},
      {R"({"id":"exponential","decayRate":0})", ErrorCode::kOutOfRange, "decayRate"},
      {R"({"id":"cosine","after":"bounce"})", ErrorCode::kUnknownId, "after"},
      {R"({"id":"cosine","reduction":2})", ErrorCode::kUnknownKey, "reduction"},
  };
  for (const auto& [text, code, path] : refusals) {
    const auto parsed = parseSchedule(json(text));
    ASSERT_FALSE(parsed.ok()) << text;
    EXPECT_EQ(parsed.error().code(), code) << text;
    EXPECT_EQ(parsed.error().path(), path) << text;
  }
}

}  // namespace
}  // namespace descent::test
