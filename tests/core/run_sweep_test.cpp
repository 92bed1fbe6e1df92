// Maps: every pixel is the run that DescendRun makes of it, to the last bit, however the work is cut.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/lanes.hpp"
#include "core/base/rng.hpp"
#include "core/run/descend.hpp"
#include "core/run/sweep.hpp"

namespace descent {
namespace {

Value axis(Value which, double lo, double hi) {
  Value v = Value::object();
  v.set(which.isString() ? "param" : "start", which).set("lo", lo).set("hi", hi);
  return v;
}

Value method(std::string_view id, double lr) {
  Value v = Value::object();
  v.set("id", id).set("lr", lr);
  return v;
}

/// A small map over the shown box of a function of two variables, its sides no multiples of anything.
Value basins(std::string_view objective, Value optimizer, double steps = 40) {
  const ObjectiveRow& row = *findObjective(objective);
  Value v = Value::object();
  v.set("objective", objective).set("optimizer", std::move(optimizer)).set("steps", steps);
  v.set("x", axis(0, row.lo[0], row.hi[0])).set("y", axis(1, row.lo[1], row.hi[1]));
  return v.set("width", 19).set("height", 17);
}

std::unique_ptr<Sweep> finished(const Value& config, parallel::Executor& executor = parallel::serial(),
                                std::int64_t groups = 1000) {
  auto created = Sweep::create(config, executor);
  EXPECT_TRUE(created.ok()) << created.error().path() << ": " << created.error().message();
  auto sweep = std::move(created).value();
  while (sweep->advance(groups)) {
  }
  return sweep;
}

/// The configuration of the run behind a pixel, as somebody who replays it would write it.
Value runOf(const Value& config, const Sweep& sweep, std::size_t column, std::size_t row) {
  Value run = Value::object();
  for (const char* key : {"objective", "optimizer", "schedule", "seed", "gradientNoise", "tolerance"})
    run.set(key, config[key]);
  const auto objective = parseObjective(config["objective"], 0);
  Value::Array start(static_cast<std::size_t>(objective->problem->size()), Value(0.0));
  if (config.has("start")) start = config["start"].array_();
  for (const auto& [side, value] :
       {std::pair{&sweep.x(), sweep.x().values[column]}, std::pair{&sweep.y(), sweep.y().values[row]}}) {
    if (side->param == nullptr) {
      start[static_cast<std::size_t>(side->coordinate)] = value;
    } else {
      Value optimizer = run["optimizer"];
      run.set("optimizer", optimizer.set(side->param->key, value));
    }
  }
  return run.set("start", start);
}

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

/// Compares every pixel with its run and its trace with what the map says of arriving.
void expectRuns(const Value& config, const char* what) {
  const auto sweep = finished(config);
  const auto steps = static_cast<std::int64_t>(config["steps"].number());
  const auto& targets = sweep->targets();
  const auto n = static_cast<std::size_t>(targets.dimension);
  int wrong = 0;
  for (std::size_t at = 0; at < sweep->f().size(); ++at) {
    const auto width = static_cast<std::size_t>(sweep->width());
    auto created = DescendRun::create(runOf(config, *sweep, at % width, at / width));
    ASSERT_TRUE(created.ok()) << what << ": " << created.error().path() << " " << created.error().message();
    DescendRun& run = **created;
    ASSERT_TRUE(run.advance(steps).ok());
    const auto& trace = run.trace();
    // The minimum of the last point, and the first of the unbroken row of points that are within reach of it.
    const auto near = [&](std::size_t k, std::size_t m) {
      double sum = 0;
      for (std::size_t i = 0; i < n; ++i) {
        const double d = trace.x[k * n + i] - targets.points[m * n + i];
        sum += d * d;
      }
      return sum <= targets.within * targets.within;
    };
    std::uint8_t minimum = run.status() == RunStatus::kDiverged ? kRunDiverged : kAtNoMinimum;
    auto since = static_cast<std::size_t>(run.steps());
    if (run.status() == RunStatus::kOk || run.status() == RunStatus::kConverged) {
      for (std::size_t m = 0; m < static_cast<std::size_t>(targets.count()); ++m) {
        if (!near(since, m)) continue;
        minimum = static_cast<std::uint8_t>(m);
        while (since > 0 && near(since - 1, m)) --since;
        break;
      }
    }
    wrong += bits(sweep->f()[at]) != bits(trace.f.back()) &&
             !(std::isnan(sweep->f()[at]) && std::isnan(trace.f.back()));
    wrong += sweep->status()[at] != static_cast<std::uint8_t>(run.status());
    wrong += sweep->minimum()[at] != minimum;
    wrong += sweep->steps()[at] != since;
  }
  EXPECT_EQ(wrong, 0) << what;
}

TEST(Sweep, PixelsAreRunsWithEveryMethod) {
  int elementWise = 0;
  for (const auto& row : optimizers()) {
    if (!row.functions) continue;
    Value spec = Value::object();
    spec.set("id", row.id);
    elementWise += parseOptimizer(spec)->make<double>()->elementWise();
    expectRuns(basins("himmelblau", spec), std::string(row.id).c_str());
    // Rates at which runs leave for infinity, which must not disturb those beside them.
    if (row.params.front().key == "lr")
      expectRuns(basins("rosenbrock", spec.set("lr", 3)), std::string(row.id).c_str());
  }
  EXPECT_GE(elementWise, 15) << "the fast path is for most of the methods";
}

TEST(Sweep, PixelsAreRunsWithEveryChoiceOfAMethod) {
  for (const auto& row : optimizers()) {
    if (!row.functions) continue;
    for (const auto& spec : acceptedParams(row)) {
      for (const auto choice : spec.choices) {
        Value v = method(row.id, 0.05);
        if (row.params.front().key != "lr") v = Value::object().set("id", row.id);
        v.set(spec.key, choice);
        if (spec.key == "clip") v.set("clipThreshold", 0.5);
        if (spec.key == "weightDecayMode") v.set("weightDecay", 0.1);
        expectRuns(basins("himmelblau", v, 20),
                   (std::string(row.id) + " " + std::string(spec.key) + " " + std::string(choice)).c_str());
      }
    }
  }
}

TEST(Sweep, PixelsAreRunsOnEveryFunctionOfTwoVariables) {
  for (const auto& row : objectives()) {
    if (row.dimension == 2) expectRuns(basins(row.id, method("adam", 0.1), 60), std::string(row.id).c_str());
  }
}

TEST(Sweep, PixelsAreRunsWithNoiseSchedulesTolerancesAndBatches) {
  Value c = basins("himmelblau", method("nesterov", 0.005), 200);
  expectRuns(c.set("tolerance", 1e-3), "tolerance");
  expectRuns(c.set("gradientNoise", 0.3).set("seed", 5), "noise");
  expectRuns(c.set("schedule", Value::object().set("id", "one-cycle")), "schedule that moves the momentum");
  Value batches = basins("himmelblau", method("momentum", 0.01));
  const auto row = std::find_if(objectives().begin(), objectives().end(),
                                [](const auto& r) { return r.data != nullptr && r.dimension == 2; });
  ASSERT_NE(row, objectives().end());
  batches.set("objective", Value::object().set("id", row->id).set("batchSize", 7));
  expectRuns(batches, "mini-batches");
  Value expression = basins("himmelblau", method("adam", 0.1));
  expression.set("start", Value::numbers(std::vector<double>{0, 0}));
  expression.set("objective", Value::object()
                                  .set("expression", "sqrt(x) + log(y+2)*y^2")
                                  .set("variables", Value::array().push("x").push("y")));
  expectRuns(expression, "an expression that is not defined everywhere");
}

TEST(Sweep, PixelsAreRunsOverParameters) {
  Value c = basins("ill-conditioned", method("momentum", 0.1));
  c.set("x", axis("lr", 1e-3, 0.5))
      .set("y", axis("momentum", 0, 0.99))
      .set("start", Value::numbers(std::vector<double>{4.0, 1.0}));
  expectRuns(c, "rate and momentum");
  Value wrapped = Value::object();
  wrapped.set("id", "sam").set("base", Value::object().set("id", "adam"));
  expectRuns(c.set("optimizer", wrapped).set("y", axis("radius", 0.1, 1)),
             "a wrapper and its base share the rate");
  Value memory = Value::object();
  memory.set("id", "lbfgs");
  c.set("optimizer", memory)
      .set("x", axis("memory", 1, 12))
      .set("y", axis(0, -2, 2))
      .set("objective", "rosenbrock");
  expectRuns(c, "whole numbers, and a coordinate beside them");
  const auto sweep = finished(c);
  for (const double m : sweep->x().values) EXPECT_EQ(m, std::round(m));
}

TEST(Sweep, AFunctionOfManyVariablesKeepsTheOtherCoordinates) {
  Value c = basins("rosenbrock", method("adam", 0.05));
  c.set("start", Value::numbers(std::vector<double>{-1.2, 1.0, 0.3, 0.7, -0.1}))
      .set("x", axis(1, -2, 2))
      .set("y", axis(4, -1, 3));
  expectRuns(c, "five variables");
}

TEST(Sweep, AnyCutAndAnyNumberOfThreadsGiveTheSameMap) {
  const auto fourThreads = parallel::makeExecutor(4);
  Value lanes = basins("himmelblau", method("adam", 0.1), 60);
  lanes.set("width", 67).set("height", 41);
  Value single = lanes;
  single.set("optimizer", Value::object().set("id", "newton"));
  for (const Value& c : {lanes, single}) {
    const auto whole = finished(c);
    for (const std::int64_t groups : {1, 3}) {
      const auto cut = finished(c, *fourThreads, groups);
      for (std::size_t at = 0; at < whole->f().size(); ++at) {
        ASSERT_EQ(bits(cut->f()[at]), bits(whole->f()[at])) << at;
        ASSERT_EQ(cut->minimum()[at], whole->minimum()[at]) << at;
        ASSERT_EQ(cut->steps()[at], whole->steps()[at]) << at;
      }
    }
  }
}

TEST(Sweep, PassesRefineAndEveryPixelIsComputedOnce) {
  for (const auto& [width, height] : {std::pair{1, 1}, {19, 17}, {33, 2}, {64, 64}}) {
    Value c = basins("bowl", method("gd", 0.1), 1);
    c.set("width", width).set("height", height).set("x", axis(0, 1, 2)).set("y", axis(1, 1, 2));
    auto sweep = Sweep::create(c, parallel::serial());
    ASSERT_TRUE(sweep.ok());
    std::int64_t total = 0;
    std::size_t pass = 0;
    for (std::int64_t block = 16; block >= 1; block /= 2, ++pass) {
      total += (*sweep)->passes()[pass];
      if ((*sweep)->passes()[pass] > 0) (*sweep)->advance(1 << 20);
      // f > 0 on this map, so 0 means not computed yet.
      std::int64_t computed = 0;
      for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
          const bool there = (*sweep)->f()[static_cast<std::size_t>(y * width + x)] > 0;
          computed += there;
          EXPECT_EQ(there, x % block == 0 && y % block == 0) << x << "," << y << " at " << block;
        }
      }
      EXPECT_EQ(computed, total);
    }
    EXPECT_EQ(total, width * height);
    EXPECT_FALSE((*sweep)->advance(1));
  }
}

TEST(Sweep, HimmelblauHasFourBasins) {
  Value c = basins("himmelblau", method("adam", 0.1), 300);
  const auto sweep = finished(c.set("width", 64).set("height", 64));
  std::array<int, 256> count{};
  for (const auto m : sweep->minimum()) ++count[m];
  EXPECT_EQ(count[0] + count[1] + count[2] + count[3] + count[kAtNoMinimum], 64 * 64);
  for (std::size_t m = 0; m < 4; ++m) EXPECT_GT(count[m], 400) << m;
}

TEST(Sweep, StabilityOfAQuadraticEndsWhereItShould) {
  // Gradient descent on x^2/2 + 50 y^2 is stable for lr < 2/100.
  Value c = basins("ill-conditioned", method("gd", 0.1), 20000);
  c.set("x", axis("lr", 0.01, 0.03)).set("y", axis(0, 1, 2)).set("width", 21).set("height", 2);
  const auto sweep = finished(c);
  for (std::size_t i = 0; i < 21; ++i) {
    const double lr = sweep->x().values[i];
    if (std::abs(lr - 0.02) < 1e-4) continue;
    EXPECT_EQ(sweep->minimum()[i], lr < 0.02 ? 0 : kRunDiverged) << lr;
  }
}

TEST(Sweep, LanesOfAFunctionHaveTheBitsOfItsGradient) {
  int offered = 0;
  for (const auto& row : objectives()) {
    const auto problem = row.make(Params(row.params), row.dimension);
    constexpr Index kCount = 64;
    const Index n = row.dimension;
    std::vector<double> x(static_cast<std::size_t>(n * kCount)), g(x.size()), f(kCount);
    Rng rng(3);
    for (double& xi : x) xi = rng.uniform(-20, 20);
    bool finite = true;
    if (!problem->gradients(x.data(), g.data(), f.data(), kCount, finite)) continue;
    ++offered;
    EXPECT_TRUE(finite) << row.id;
    Vec<double> point(n), slope(n);
    for (Index l = 0; l < kCount; ++l) {
      for (Index i = 0; i < n; ++i) point[i] = x[static_cast<std::size_t>(i * kCount + l)];
      EXPECT_EQ(bits(problem->gradient(point, slope)), bits(f[static_cast<std::size_t>(l)])) << row.id;
      for (Index i = 0; i < n; ++i)
        EXPECT_EQ(bits(slope[i]), bits(g[static_cast<std::size_t>(i * kCount + l)])) << row.id;
    }
    for (const double bad : {std::numeric_limits<double>::infinity(), std::nan("")}) {
      for (const std::size_t at : {std::size_t{0}, x.size() - 1}) {
        std::vector<double> broken = x;
        broken[at] = bad;
        problem->gradients(broken.data(), g.data(), f.data(), kCount, finite);
        EXPECT_FALSE(finite) << row.id;
      }
    }
  }
  EXPECT_GE(offered, 12);
}

TEST(Sweep, RefusesWithAPath) {
  const Value good = basins("himmelblau", method("momentum", 0.1));
  const auto refused = [&](const char* key, Value value) {
    Value c = good;
    const auto created = Sweep::create(c.set(key, std::move(value)), parallel::serial());
    EXPECT_FALSE(created.ok()) << key;
    return created.ok() ? Error{ErrorCode::kState, "", ""} : created.error();
  };
  EXPECT_EQ(refused("nonsense", 1).path(), "nonsense");
  EXPECT_EQ(refused("optimizer", method("momentum", -1)).path(), "optimizer.lr");
  EXPECT_EQ(refused("width", 2049).path(), "width");
  EXPECT_EQ(refused("width", 0).path(), "width");
  EXPECT_EQ(refused("height", Value()).code(), ErrorCode::kMissing);
  EXPECT_EQ(refused("steps", Value()).path(), "steps");
  EXPECT_EQ(refused("steps", 1e6 + 1).path(), "steps");
  EXPECT_EQ(refused("x", Value()).path(), "x");
  EXPECT_EQ(refused("x", Value::object()).code(), ErrorCode::kMissing);
  EXPECT_EQ(refused("x", axis(2, 0, 1)).path(), "x.start");
  EXPECT_EQ(refused("y", axis(0, 0, 1)).path(), "y") << "x varies it already";
  EXPECT_EQ(refused("x", axis(0, NAN, 1)).path(), "x.lo");
  EXPECT_EQ(refused("x", axis("lr", 0, 1)).path(), "x.lo");
  EXPECT_EQ(refused("x", axis("momentum", 0, 1)).path(), "x.hi");
  EXPECT_EQ(refused("x", axis("form", 0, 1)).path(), "x.param") << "a choice is no axis";
  EXPECT_NE(refused("x", axis("momentun", 0, 1)).message().find("\"momentum\""), std::string::npos);
  EXPECT_EQ(refused("x", axis("lr", 0.1, 1).set("scale", "cubic")).path(), "x.scale");
  EXPECT_EQ(refused("x", axis("momentum", 0, 0.9).set("scale", "log")).path(), "x.scale");
  EXPECT_EQ(refused("within", 5).path(), "within") << "the minima are nearer to each other";
  EXPECT_EQ(refused("start", Value::numbers(std::vector<double>{1.0})).path(), "start");
  Value huge = good;
  huge.set("width", 2048).set("height", 2048).set("steps", 1000);
  const auto tooMuch = Sweep::create(huge, parallel::serial());
  ASSERT_FALSE(tooMuch.ok());
  EXPECT_EQ(tooMuch.error().code(), ErrorCode::kTooLarge);
  Value wrapped = Value::object();
  wrapped.set("id", "sam").set("base", method("gd", 0.5));
  Value twice = good;
  const auto rates =
      Sweep::create(twice.set("optimizer", wrapped).set("x", axis("lr", 0.1, 0.2)), parallel::serial());
  ASSERT_FALSE(rates.ok());
  EXPECT_EQ(rates.error().path(), "optimizer.base.lr");
}

}  // namespace
}  // namespace descent
