// What every first-order method offers besides its own rule: weight decay, clipping, work shared by threads;
// and how wrappers are configured.
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/rng.hpp"
#include "tests/core/optim_first_helpers.hpp"

namespace descent::test {
namespace {

/// A fixed gradient.
template <class T>
class Constant final : public Problem<T> {
 public:
  explicit Constant(Vec<T> g, parallel::Executor& executor = parallel::serial())
      : g_(std::move(g)), executor_(executor) {}
  Index size() const override { return g_.size(); }
  parallel::Executor& executor() override { return executor_; }

 protected:
  double doValue(ConstVecRef<T> x) override { return static_cast<double>(x.dot(g_)); }
  double doGradient(ConstVecRef<T> x, VecRef<T> g) override {
    g = g_;
    return doValue(x);
  }
  double doDirectional(ConstVecRef<T> x, ConstVecRef<T> v, double* value) override {
    if (value != nullptr) *value = doValue(x);
    return static_cast<double>(v.dot(g_));
  }

 private:
  Vec<T> g_;
  parallel::Executor& executor_;
};

Vec<double> oneStep(std::string_view optimizer, const Vec<double>& gradient, Vec<double> x) {
  const auto config = configFor(json(optimizer));
  Constant<double> problem(gradient);
  auto method = config.make<double>();
  method->reset(Layout::flat(x.size()));
  method->step(problem, x, config.lr);
  return x;
}

void expectNear(const Vec<double>& got, const Vec<double>& expected) {
  EXPECT_LT((got - expected).norm(), 1e-14) << got.transpose() << " instead of " << expected.transpose();
}

TEST(WeightDecay, L2AddsToTheGradient) {
  const Vec<double> g = vec({1, -2}), x = vec({10, 20});
  expectNear(oneStep(R"({"id":"gd","lr":0.1,"weightDecay":0.5})", g, x), x - 0.1 * (g + 0.5 * x));
  expectNear(oneStep(R"({"id":"gd","lr":0.1,"weightDecay":0.5,"weightDecayMode":"l2"})", g, x),
             x - 0.1 * (g + 0.5 * x));
}

TEST(WeightDecay, DecoupledShrinksByTheRate) {
  const Vec<double> g = vec({1, -2}), x = vec({10, 20});
  expectNear(oneStep(R"({"id":"gd","lr":0.1,"weightDecay":0.5,"weightDecayMode":"decoupled"})", g, x),
             0.95 * x - 0.1 * g);
  expectNear(oneStep(R"({"id":"gd","lr":0.1,"weightDecay":0.5,"weightDecayMode":"decoupledFixed"})", g, x),
             0.5 * x - 0.1 * g);
  expectNear(oneStep(R"({"id":"gd","lr":0.1,"weightDecay":0.5,"weightDecayMode":"none"})", g, x),
             x - 0.1 * g);
}

// The reason AdamW exists: Adam divides an L2 term away, the decoupled decay stays.
TEST(WeightDecay, AdamSwallowsL2AndAdamWDoesNot) {
  const Vec<double> g = vec({1000, -1000}), x = vec({1, 1});
  const auto l2 = oneStep(R"({"id":"adam","lr":0.1,"weightDecay":0.5})", g, x);
  expectNear(l2, vec({0.9 + 1e-12, 1.1 - 1e-12}));
  const auto decoupled = oneStep(R"({"id":"adamw","lr":0.1,"weightDecay":0.5})", g, x);
  expectNear(decoupled, vec({0.85 + 1e-12, 1.05 - 1e-12}));
  expectNear(oneStep(R"({"id":"adamw","lr":0.1})", g, x), vec({0.899 + 1e-12, 1.099 - 1e-12}));
}

TEST(Clipping, ByValueAndByNorm) {
  const Vec<double> x = vec({0, 0, 0});
  expectNear(oneStep(R"({"id":"gd","lr":1,"clip":"value","clipThreshold":2})", vec({3, -1, -5}), x),
             vec({-2, 1, 2}));
  expectNear(oneStep(R"({"id":"gd","lr":1,"clip":"norm","clipThreshold":7})", vec({6, -12, 4}), x),
             vec({-3, 6, -2}));
  expectNear(oneStep(R"({"id":"gd","lr":1,"clip":"norm","clipThreshold":15})", vec({6, -12, 4}), x),
             vec({-6, 12, -4}));
  expectNear(oneStep(R"({"id":"gd","lr":1,"clipThreshold":2})", vec({6, -12, 4}), x), vec({-6, 12, -4}));
}

TEST(Clipping, ActsBeforeDecayIsAdded) {
  expectNear(
      oneStep(R"({"id":"gd","lr":1,"clip":"value","clipThreshold":1,"weightDecay":1})", vec({5}), vec({3})),
      vec({3 - (1 + 3)}));
}

/// Runs tasks last to first, pretending to be several threads: pieces must not depend on each other.
class Backwards final : public parallel::Executor {
 public:
  int threads() const override { return 4; }
  void run(int tasks, parallel::TaskRef task) override {
    pieces = std::max(pieces, tasks);
    for (int i = tasks - 1; i >= 0; --i) task(i);
  }
  int pieces = 0;
};

TEST(SharedWork, PiecesInAnyOrderGiveTheSameBits) {
  const Index n = 30000;
  Layout layout{n, {{0, 40, 500, true}, {20000, 10000, 1, false}}};
  Rng rng(5);
  const Vec<float> start = Vec<float>::NullaryExpr(n, [&] { return static_cast<float>(rng.normal()); });
  const Vec<float> slope = Vec<float>::NullaryExpr(n, [&] { return static_cast<float>(rng.normal()); });
  for (const auto& row : optimizers()) {
    if (row.family == "second-order" || !row.networks) continue;
    const auto config = configFor(Value::object().set("id", row.id));
    Backwards pool;
    Constant<float> alone(slope), shared(slope, pool);
    auto a = config.make<float>(), b = config.make<float>();
    a->reset(layout);
    b->reset(layout);
    Vec<float> x = start, y = start;
    for (int s = 0; s < 4; ++s) {
      a->step(alone, x, 0.01F);
      b->step(shared, y, 0.01F);
    }
    EXPECT_TRUE(x == y) << row.id;
    EXPECT_FALSE(x == start) << row.id;
    EXPECT_GT(pool.pieces, 1) << row.id << " did not share its work";
  }
}

// float and double runs of one method are the same method.
TEST(SharedWork, FloatFollowsDouble) {
  for (const auto& row : optimizers()) {
    if (row.family == "second-order" || !row.networks) continue;
    const auto config = configFor(Value::object().set("id", row.id).set("lr", 0.01));
    Constant<float> coarse(Vec<float>::Constant(3, 0.5F));
    Constant<double> fine(Vec<double>::Constant(3, 0.5));
    auto a = config.make<float>();
    auto b = config.make<double>();
    a->reset(Layout::flat(3));
    b->reset(Layout::flat(3));
    Vec<float> x = Vec<float>::Constant(3, 2);
    Vec<double> y = Vec<double>::Constant(3, 2);
    for (int s = 0; s < 20; ++s) {
      a->step(coarse, x, 0.01F);
      b->step(fine, y, 0.01);
    }
    EXPECT_LT((x.cast<double>() - y).norm(), 2e-4 * (y - Vec<double>::Constant(3, 2)).norm() + 2e-5)
        << row.id;
  }
}

TEST(ZeroGradient, MovesNothing) {
  for (const auto& row : optimizers()) {
    // Yogi starts from m = 1e-6: its first steps move without a gradient.
    if (row.family == "second-order" || row.id == "yogi") continue;
    for (const bool withoutEps : {false, true}) {
      Value spec = Value::object().set("id", row.id);
      const auto accepted = acceptedParams(row);
      if (withoutEps) {
        if (std::none_of(accepted.begin(), accepted.end(), [](const auto& p) { return p.key == "eps"; }))
          continue;
        spec.set("eps", 0.0);
      }
      // AdamW decays parameters whatever the gradient.
      if (row.id == "adamw") spec.set("weightDecay", 0.0);
      const auto config = configFor(spec);
      Constant<double> flat(Vec<double>::Zero(2));
      auto method = config.make<double>();
      method->reset(Layout::flat(2));
      Vec<double> x = vec({3, -4});
      for (int s = 0; s < 10; ++s) method->step(flat, x, config.lr);
      EXPECT_EQ(x, vec({3, -4})) << row.id;
    }
  }
}

TEST(Wrappers, RateIsGivenOnce) {
  EXPECT_EQ(configFor(json(R"({"id":"sam"})")).lr, configFor(Value("gd")).lr);
  EXPECT_EQ(configFor(json(R"({"id":"sam","lr":0.3})")).lr, 0.3);
  EXPECT_EQ(configFor(json(R"({"id":"sam","base":{"id":"adam","lr":0.02}})")).lr, 0.02);
  EXPECT_EQ(configFor(json(R"({"id":"sam","base":"adam"})")).lr, configFor(Value("adam")).lr);
  EXPECT_EQ(configFor(json(R"({"id":"sam","lr":0.02,"base":{"id":"adam","lr":0.02}})")).lr, 0.02);
  const auto twice = parseOptimizer(json(R"({"id":"sam","lr":0.1,"base":{"id":"adam","lr":0.02}})"));
  ASSERT_FALSE(twice.ok());
  EXPECT_EQ(twice.error().path(), "base.lr");
}

TEST(Wrappers, RefuseWhatTheyCannotWrap) {
  for (const char* base : {"sam", "asam", "forward-gradient", "newton", "lbfgs", "levenberg-marquardt"}) {
    const auto parsed = parseOptimizer(Value::object().set("id", "sam").set("base", base));
    ASSERT_FALSE(parsed.ok()) << base;
    EXPECT_EQ(parsed.error().code(), ErrorCode::kUnsupported);
    EXPECT_EQ(parsed.error().path(), "base");
  }
  EXPECT_EQ(parseOptimizer(json(R"({"id":"sam","base":"adamm"})")).error().path(), "base");
  EXPECT_EQ(parseOptimizer(json(R"({"id":"sam","base":{"id":"adam","beta1":1}})")).error().path(),
            "base.beta1");
  EXPECT_EQ(parseOptimizer(json(R"({"id":"gd","base":"adam"})")).error().path(), "base");
}

}  // namespace
}  // namespace descent::test
