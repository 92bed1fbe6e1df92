// What every row of the table of optimizers must pass, first-order and second-order alike.
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

#include "core/run/descend.hpp"
#include "tests/core/allocation_count.hpp"
#include "tests/core/optim_first_helpers.hpp"

namespace descent::test {
namespace {

/// f = 1/2 sum r_i^2 with r_i = w_i (x_i + x_i^3/10): everything a method may ask for, without allocating.
template <class T>
class Separable final : public Problem<T> {
 public:
  explicit Separable(Index n) : n_(n) {}
  Index size() const override { return n_; }
  unsigned features() const override { return ~0u; }
  Index residualCount() const override { return n_; }

 protected:
  static double weight(Index i) { return 1 + 0.25 * static_cast<double>(i % 7); }
  double r(ConstVecRef<T> x, Index i) const {
    const auto a = static_cast<double>(x[i]);
    return weight(i) * (a + 0.1 * a * a * a);
  }
  double slope(ConstVecRef<T> x, Index i) const {
    const auto a = static_cast<double>(x[i]);
    return weight(i) * (1 + 0.3 * a * a);
  }
  double bend(ConstVecRef<T> x, Index i) const { return weight(i) * 0.6 * static_cast<double>(x[i]); }
  double curvature(ConstVecRef<T> x, Index i) const {
    return slope(x, i) * slope(x, i) + r(x, i) * bend(x, i);
  }

  double doValue(ConstVecRef<T> x) override {
    double f = 0;
    for (Index i = 0; i < n_; ++i) f += 0.5 * r(x, i) * r(x, i);
    return f;
  }
  double doGradient(ConstVecRef<T> x, VecRef<T> g) override {
    for (Index i = 0; i < n_; ++i) g[i] = static_cast<T>(r(x, i) * slope(x, i));
    return doValue(x);
  }
  double doDirectional(ConstVecRef<T> x, ConstVecRef<T> v, double* value) override {
    double d = 0;
    for (Index i = 0; i < n_; ++i) d += r(x, i) * slope(x, i) * static_cast<double>(v[i]);
    if (value != nullptr) *value = doValue(x);
    return d;
  }
  void doHessian(ConstVecRef<T> x, Mat<T>& h) override {
    h.setZero();
    for (Index i = 0; i < n_; ++i) h(i, i) = static_cast<T>(curvature(x, i));
  }
  void doHessianVector(ConstVecRef<T> x, ConstVecRef<T> v, VecRef<T> out) override {
    for (Index i = 0; i < n_; ++i) out[i] = static_cast<T>(curvature(x, i)) * v[i];
  }
  void doGaussNewtonVector(ConstVecRef<T> x, ConstVecRef<T> v, VecRef<T> out) override {
    for (Index i = 0; i < n_; ++i) out[i] = static_cast<T>(slope(x, i) * slope(x, i)) * v[i];
  }
  void doResiduals(ConstVecRef<T> x, Vec<T>& residual, Mat<T>& j) override {
    j.setZero();
    for (Index i = 0; i < n_; ++i) {
      residual[i] = static_cast<T>(r(x, i));
      j(i, i) = static_cast<T>(slope(x, i));
    }
  }

 private:
  Index n_;
};

class OptimizerRowTest : public testing::TestWithParam<const OptimizerRow*> {
 protected:
  const OptimizerRow& row() const { return *GetParam(); }
  Value spec() const { return Value::object().set("id", row().id); }
  Value specAt(double lr) const {
    const auto own = row().params;
    const bool hasRate =
        std::any_of(own.begin(), own.end(), [](const ParamSpec& s) { return s.key == "lr"; });
    return hasRate ? spec().set("lr", lr) : spec();
  }
  /// A rate with which nothing blows up on the problems of this file.
  OptimizerConfig gentle() const {
    const bool noisy = row().family == "estimator";  // its variance grows with the dimension
    return configFor(specAt(row().family == "second-order" ? 1 : noisy ? 0.0005 : 0.01));
  }
};

std::unique_ptr<DescendRun> runOf(const Value& objective, const Value& optimizer) {
  auto run = DescendRun::create(Value::object().set("objective", objective).set("optimizer", optimizer));
  if (!run.ok()) ADD_FAILURE() << run.error().path() << ": " << run.error().message();
  return run.ok() ? std::move(run).value() : nullptr;
}

TEST_P(OptimizerRowTest, SaysWhatItIs) {
  for (const auto text : {row().id, row().name, row().family, row().citation}) EXPECT_FALSE(text.empty());
  // A citation names a year.
  EXPECT_TRUE(row().citation.find("19") != std::string_view::npos ||
              row().citation.find("20") != std::string_view::npos ||
              row().citation.find("18") != std::string_view::npos ||
              row().citation.find("16") != std::string_view::npos);
  EXPECT_TRUE(row().functions);
  EXPECT_FALSE(claimsOf(row()).empty());
  EXPECT_NE(row().needs, 0u);
  std::set<std::string_view> keys;
  for (const auto& s : acceptedParams(row())) {
    EXPECT_TRUE(keys.insert(s.key).second) << "two parameters called " << s.key;
    EXPECT_TRUE(s.min <= s.initial && s.initial <= s.max) << s.key;
    EXPECT_TRUE(s.min <= s.lo && s.lo < s.hi && s.hi <= s.max) << s.key;
  }
}

TEST_P(OptimizerRowTest, ConvergesWhereItClaims) {
  for (const auto& claim : claimsOf(row())) {
    const auto* objective = findObjective(claim.objective);
    ASSERT_NE(objective, nullptr) << claim.objective;
    const auto run = runOf(Value(claim.objective), specAt(claim.lr));
    ASSERT_NE(run, nullptr);
    ASSERT_TRUE(run->advance(claim.steps).ok());
    EXPECT_TRUE(run->status() == RunStatus::kOk || run->status() == RunStatus::kConverged)
        << claim.objective << ": " << run->message();
    const auto width = static_cast<std::size_t>(objective->dimension) + 1;
    double gap = std::numeric_limits<double>::infinity();
    for (std::size_t k = width - 1; k < objective->minima.size(); k += width) {
      gap = std::min(gap, std::abs(run->trace().f.back() - objective->minima[k]));
    }
    EXPECT_LE(gap, claim.tolerance) << claim.objective << " after " << run->steps() << " steps";
  }
}

TEST_P(OptimizerRowTest, ChunksEqualTheWhole) {
  for (const char* objective : {"rosenbrock", "himmelblau"}) {
    const Value optimizer = specAt(row().family == "second-order" ? 1 : 0.0005);
    const auto whole = runOf(Value(objective), optimizer);
    const auto chunked = runOf(Value(objective), optimizer);
    ASSERT_TRUE(whole != nullptr && chunked != nullptr);
    ASSERT_TRUE(whole->advance(200).ok());
    for (int done = 0, k = 1; done < 200; done += k, ++k)
      ASSERT_TRUE(chunked->advance(std::min(k, 200 - done)).ok());
    EXPECT_EQ(whole->steps(), chunked->steps());
    EXPECT_EQ(whole->status(), chunked->status());
    EXPECT_TRUE(whole->trace().x == chunked->trace().x) << objective;
    EXPECT_TRUE(whole->trace().f == chunked->trace().f) << objective;
    for (std::size_t k = 0; k < whole->trace().state.size(); ++k) {
      EXPECT_TRUE(whole->trace().state[k].values == chunked->trace().state[k].values) << objective;
    }
  }
}

/// Steps until the end of the walk or of the method; returns x and the state in one list.
template <class T>
std::vector<T> footprint(Optimizer<T>& optimizer, Problem<T>& problem, T lr, int steps) {
  Vec<T> x(problem.size());
  for (Index i = 0; i < x.size(); ++i) x[i] = static_cast<T>(i % 2 == 0 ? 1.5 : -0.75);
  std::vector<T> all;
  for (int s = 0; s < steps; ++s) {
    if (optimizer.step(problem, x, lr).outcome != Outcome::kOk) break;
    all.insert(all.end(), x.begin(), x.end());
    for (const auto& v : optimizer.state()) all.insert(all.end(), v.values.begin(), v.values.end());
  }
  return all;
}

template <class T>
void resetIsFresh(const OptimizerConfig& config) {
  Separable<T> problem(6), larger(9);
  auto used = config.make<T>();
  ASSERT_NE(used, nullptr);
  used->reset(Layout::flat(9));
  footprint<T>(*used, larger, static_cast<T>(config.lr), 25);
  used->reset(Layout::flat(6));
  auto fresh = config.make<T>();
  fresh->reset(Layout::flat(6));
  const auto again = footprint<T>(*used, problem, static_cast<T>(config.lr), 25);
  EXPECT_TRUE(again == footprint<T>(*fresh, problem, static_cast<T>(config.lr), 25));
  EXPECT_FALSE(again.empty());
}

TEST_P(OptimizerRowTest, ResetIsFresh) {
  resetIsFresh<double>(gentle());
  if (row().networks) resetIsFresh<float>(gentle());
}

template <class T>
void stepAllocatesNothing(const OptimizerConfig& config) {
  Separable<T> problem(40);
  auto optimizer = config.make<T>();
  Layout layout{40, {{0, 5, 6, true}, {30, 10, 1, false}}};  // a matrix and a bias, as networks have them
  optimizer->reset(layout);
  Vec<T> x = Vec<T>::Constant(40, T(1.5));
  // How many residuals there are is known from the first step on only.
  if ((config.row->needs & static_cast<unsigned>(Needs::kResiduals)) != 0) {
    optimizer->step(problem, x, static_cast<T>(config.lr));
  }
  int steps = 0;
  const auto before = test::allocationCount();
  for (Outcome outcome = Outcome::kOk; steps < 20 && outcome == Outcome::kOk; ++steps) {
    outcome = optimizer->step(problem, x, static_cast<T>(config.lr)).outcome;
  }
  EXPECT_EQ(test::allocationCount(), before) << "in " << steps << " steps";
  EXPECT_TRUE(x.allFinite());
  EXPECT_LT(x.norm(), std::sqrt(40.0) * 1.5) << "the method has not moved towards the minimum";
}

TEST_P(OptimizerRowTest, StepAllocatesNothing) {
  if (!test::allocationsAreCounted()) GTEST_SKIP() << "allocations cannot be watched in this build";
  const auto before = test::allocationCount();
  ::operator delete(::operator new(8));  // a plain new would be optimised away
  ASSERT_GT(test::allocationCount(), before) << "the counter does not count";
  {
    SCOPED_TRACE("double");
    stepAllocatesNothing<double>(gentle());
  }
  if (!row().networks) return;
  SCOPED_TRACE("float");
  stepAllocatesNothing<float>(gentle());
}

/// The values at which a parameter is tried: the ends of what is accepted and of the slider, or every choice.
std::vector<Value> extremes(const ParamSpec& spec) {
  if (spec.scale == Scale::kFlag) return {Value(false), Value(true)};
  if (spec.scale == Scale::kChoice) return {spec.choices.begin(), spec.choices.end()};
  const double lowest = spec.openMin ? std::nextafter(spec.min, spec.max) : spec.min;
  const double highest = spec.openMax ? std::nextafter(spec.max, spec.min) : spec.max;
  return {Value(lowest), Value(highest), Value(spec.lo), Value(spec.hi)};
}

TEST_P(OptimizerRowTest, FiniteAtItsBoundsOrAClearStop) {
  for (const auto& param : acceptedParams(row())) {
    for (const Value& value : extremes(param)) {
      for (const char* objective : {"rosenbrock", "valley"}) {
        const std::string what = std::string(param.key) + " = " + value.shown() + " on " + objective;
        const bool needsResiduals = (row().needs & static_cast<unsigned>(Needs::kResiduals)) != 0;
        if (needsResiduals && !problemFor(Value(objective))->has(Feature::kResiduals)) continue;
        Value optimizer = specAt(0.001);
        const auto run = runOf(Value(objective), optimizer.set(param.key, value));
        ASSERT_NE(run, nullptr) << what;
        ASSERT_TRUE(run->advance(40).ok()) << what;
        for (const double x : run->trace().x) ASSERT_TRUE(std::isfinite(x)) << what;
        for (const double f : run->trace().f) ASSERT_TRUE(std::isfinite(f)) << what;
        if (run->status() == RunStatus::kOk) {
          EXPECT_EQ(run->steps(), 40) << what;
        } else {
          EXPECT_FALSE(run->message().empty()) << what;
        }
      }
    }
  }
}

TEST_P(OptimizerRowTest, RefusesWhatLiesBeyondItsBounds) {
  for (const auto& param : acceptedParams(row())) {
    std::vector<Value> refused{Value(Value::Array{})};
    if (param.scale != Scale::kFlag && param.scale != Scale::kChoice) {
      refused.emplace_back(std::numeric_limits<double>::quiet_NaN());
      refused.emplace_back(param.openMin ? param.min : param.min - 1);
      refused.emplace_back(param.openMax ? param.max : param.max * 2 + 1);
    }
    for (const Value& value : refused) {
      const auto parsed = parseOptimizer(spec().set(param.key, value));
      ASSERT_FALSE(parsed.ok()) << param.key << " = " << value.shown();
      EXPECT_EQ(parsed.error().path(), param.key);
    }
  }
}

TEST_P(OptimizerRowTest, ConfigurationReadsBackAsItself) {
  const Value full = toValue(configFor(spec()));
  const Value again = toValue(configFor(full));
  ASSERT_EQ(full.members().size(), again.members().size());
  for (const auto& [key, value] : full.members()) EXPECT_EQ(value.shown(), again[key].shown()) << key;
}

TEST_P(OptimizerRowTest, StateHasNamesOfItsOwn) {
  auto optimizer = configFor(spec()).make<double>();
  optimizer->reset(Layout::flat(3));
  std::set<std::string_view> names;
  for (const auto& vector : optimizer->state()) {
    EXPECT_FALSE(vector.name.empty());
    EXPECT_TRUE(names.insert(vector.name).second) << "two vectors called " << vector.name;
  }
}

std::vector<const OptimizerRow*> rows() {
  std::vector<const OptimizerRow*> all;
  for (const auto& row : optimizers()) all.push_back(&row);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Rows, OptimizerRowTest, testing::ValuesIn(rows()), [](const auto& row) {
  std::string name(row.param->id);
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
});

// The contract's list.
TEST(OptimizerTable, HasEveryId) {
  for (const char* id : {"gd",
                         "momentum",
                         "nesterov",
                         "adagrad",
                         "adadelta",
                         "rmsprop",
                         "adam",
                         "adamw",
                         "amsgrad",
                         "adamax",
                         "nadam",
                         "radam",
                         "adabelief",
                         "adasmooth",
                         "yogi",
                         "lion",
                         "rprop",
                         "muon",
                         "sam",
                         "asam",
                         "forward-gradient",
                         "newton",
                         "saddle-free-newton",
                         "conjugate-gradient",
                         "scaled-conjugate-gradient",
                         "bfgs",
                         "lbfgs",
                         "gauss-newton",
                         "levenberg-marquardt",
                         "hessian-free"}) {
    EXPECT_NE(findOptimizer(id), nullptr) << id;
  }
  std::set<std::string_view> ids;
  for (const auto& row : optimizers()) EXPECT_TRUE(ids.insert(row.id).second) << row.id << " twice";
}

}  // namespace
}  // namespace descent::test
