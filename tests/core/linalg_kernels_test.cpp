// The kernels against plain double loops: all sizes, all edges, any number of threads.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/base/rng.hpp"
#include "core/linalg/kernels_blocked.hpp"
#include "core/linalg/reference.hpp"
#include "core/parallel/executor.hpp"

namespace descent::linalg {
namespace {

using Floats = std::vector<float>;

Floats random(Index n, Rng& rng) {
  Floats v(static_cast<std::size_t>(n));
  for (auto& x : v) x = static_cast<float>(rng.uniform(-1, 1));
  return v;
}

struct Operands {
  DenseSize size;
  Floats x, w, bias, dy, a, z;
  Inputs<float> picked;  // instead of x, where given
  explicit Operands(DenseSize s, std::uint64_t seed = 1) : size(s) {
    Rng rng(seed);
    x = random(s.batch * s.inputs, rng);
    w = random(s.outputs * s.inputs, rng);
    bias = random(s.outputs, rng);
    dy = random(s.batch * s.outputs, rng);
    a = random(s.batch * s.inputs, rng);
    z = random(s.batch * s.inputs, rng);
  }
};

struct Results {
  Floats y, z, dx, dw, db;
};

// A border of known numbers around every result shows a write beyond its end.
constexpr float kGuard = 12345.0f;
constexpr std::size_t kBorder = 16;
Floats guarded(Index n) {
  Floats v(static_cast<std::size_t>(n) + kBorder, kGuard);
  return v;
}
void expectGuard(const Floats& v) {
  for (std::size_t i = v.size() - kBorder; i < v.size(); ++i) ASSERT_EQ(v[i], kGuard);
}

template <bool kBlocked>
Results compute(const Operands& o, Activation act, parallel::Executor& executor) {
  PackBuffer pack;
  const auto [m, n, k] = o.size;
  Results r{guarded(m * n), guarded(m * n), guarded(m * k), guarded(n * k), guarded(n)};
  const Inputs<float> x = o.picked.bytes != nullptr ? o.picked : o.x.data();
  const LayerGradient<float> layer{n, k, o.dy.data(), x, r.dw.data(), r.db.data()};
  if constexpr (kBlocked) {
    blocked::forward(o.size, x, o.w.data(), o.bias.data(), act, r.z.data(), r.y.data(), pack, executor);
    blocked::inputGradient(o.size, o.dy.data(), o.w.data(), act, o.z.data(), o.a.data(), r.dx.data(), pack,
                           executor);
    blocked::weightGradients(m, std::span(&layer, 1), pack, executor);
  } else {
    forward(o.size, x, o.w.data(), o.bias.data(), act, r.z.data(), r.y.data(), pack, executor);
    inputGradient(o.size, o.dy.data(), o.w.data(), act, o.z.data(), o.a.data(), r.dx.data(), pack, executor);
    weightGradients(m, std::span(&layer, 1), pack, executor);
  }
  for (const auto* v : {&r.y, &r.z, &r.dx, &r.dw, &r.db}) expectGuard(*v);
  return r;
}

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// Sums of n products of numbers in -1..1 in float: partial sums grow like the square root of n, and so do
// their errors.
double tolerance(Index n) { return 1e-7 * (20 + static_cast<double>(n)); }

void expectRight(const Operands& o, Activation act, const Results& r) {
  const auto [m, n, k] = o.size;
  for (Index i = 0; i < m; ++i) {
    for (Index j = 0; j < n; ++j) {
      double sum = static_cast<double>(o.bias[at(j)]);
      for (Index p = 0; p < k; ++p)
        sum += static_cast<double>(o.x[at(i * k + p)]) * static_cast<double>(o.w[at(j * k + p)]);
      ASSERT_NEAR(static_cast<double>(r.y[at(i * n + j)]), activationValue(act, sum), tolerance(k))
          << m << "×" << n << "×" << k << " forward " << i << "," << j;
    }
  }
  for (Index i = 0; i < m; ++i) {
    for (Index p = 0; p < k; ++p) {
      double sum = 0;
      for (Index j = 0; j < n; ++j)
        sum += static_cast<double>(o.dy[at(i * n + j)]) * static_cast<double>(o.w[at(j * k + p)]);
      sum *= activationSlope(act, static_cast<double>(o.z[at(i * k + p)]),
                             static_cast<double>(o.a[at(i * k + p)]));
      ASSERT_NEAR(static_cast<double>(r.dx[at(i * k + p)]), sum, tolerance(n))
          << m << "×" << n << "×" << k << " input gradient " << i << "," << p;
    }
  }
  for (Index j = 0; j < n; ++j) {
    double bias = 0;
    for (Index i = 0; i < m; ++i) bias += static_cast<double>(o.dy[at(i * n + j)]);
    ASSERT_NEAR(static_cast<double>(r.db[at(j)]), bias, tolerance(m));
    for (Index p = 0; p < k; ++p) {
      double sum = 0;
      for (Index i = 0; i < m; ++i)
        sum += static_cast<double>(o.dy[at(i * n + j)]) * static_cast<double>(o.x[at(i * k + p)]);
      ASSERT_NEAR(static_cast<double>(r.dw[at(j * k + p)]), sum, tolerance(m))
          << m << "×" << n << "×" << k << " weight gradient " << j << "," << p;
    }
  }
}

std::vector<Operands> manySizes() {
  std::vector<Operands> all;
  for (Index m = 1; m <= 9; ++m) {
    for (const Index n : {1, 2, 3, 4, 5, 7, 8, 9, 12}) all.emplace_back(DenseSize{m, n, 1 + (m * n) % 13});
  }
  Rng rng(11);
  const auto any = [&] { return static_cast<Index>(1 + rng.below(70)); };
  for (int i = 0; i < 60; ++i)
    all.emplace_back(DenseSize{any(), any(), any()}, 100 + static_cast<std::uint64_t>(i));
  // Depths beyond one packed panel, for each of the products.
  all.emplace_back(DenseSize{3, 5, 600});
  all.emplace_back(DenseSize{7, 300, 11});
  all.emplace_back(DenseSize{530, 13, 9});
  all.emplace_back(DenseSize{128, 128, 784});
  all.emplace_back(DenseSize{128, 10, 128});
  return all;
}

TEST(Kernels, BlockedProductsMatchDoubleLoops) {
  for (const auto& o : manySizes()) expectRight(o, {}, compute<true>(o, {}, parallel::serial()));
}

TEST(Kernels, ChosenProductsMatchDoubleLoops) {
  for (const auto& o : manySizes()) expectRight(o, {}, compute<false>(o, {}, parallel::serial()));
}

TEST(Kernels, FusedActivationsMatchDoubleLoops) {
  for (const auto kind : {Act::kRelu, Act::kLeakyRelu, Act::kSigmoid, Act::kTanh, Act::kGelu}) {
    const Operands o({13, 11, 17});
    expectRight(o, {kind, 0.1}, compute<true>(o, {kind, 0.1}, parallel::serial()));
    expectRight(o, {kind, 0.1}, compute<false>(o, {kind, 0.1}, parallel::serial()));
  }
}

TEST(Kernels, BitsDoNotDependOnThreads) {
  for (const DenseSize s :
       {DenseSize{128, 128, 784}, DenseSize{96, 10, 128}, DenseSize{333, 77, 301}, DenseSize{5, 6, 7}}) {
    const Operands o(s);
    const Activation act{Act::kTanh, 0};
    const Results one = compute<false>(o, act, parallel::serial()),
                  oneBlocked = compute<true>(o, act, parallel::serial());
    for (const int threads : {2, 3, 4}) {
      const auto executor = parallel::makeExecutor(threads);
      const Results many = compute<false>(o, act, *executor), manyBlocked = compute<true>(o, act, *executor);
      EXPECT_TRUE(one.y == many.y && one.dx == many.dx && one.dw == many.dw && one.db == many.db);
      EXPECT_TRUE(oneBlocked.y == manyBlocked.y && oneBlocked.dx == manyBlocked.dx &&
                  oneBlocked.dw == manyBlocked.dw && oneBlocked.db == manyBlocked.db);
    }
  }
}

// Several layers as one job, more threads than some layers have rows: each is what it is alone.
TEST(Kernels, GradientsOfSeveralLayersAreThoseOfEach) {
  for (const Index batch : {40, 300}) {
    std::vector<Operands> layers;
    for (const auto& [outputs, inputs] : {std::pair{128, 300}, {77, 128}, {1, 77}, {200, 1}, {3, 5}})
      layers.emplace_back(DenseSize{batch, outputs, inputs}, 7);
    for (const int threads : {1, 2, 3, 5}) {
      const auto executor = parallel::makeExecutor(threads);
      PackBuffer pack;
      std::vector<Floats> dw, db;
      std::vector<LayerGradient<float>> job;
      for (const auto& o : layers) {
        dw.push_back(guarded(o.size.outputs * o.size.inputs));
        db.push_back(guarded(o.size.outputs));
      }
      for (std::size_t l = 0; l < layers.size(); ++l) {
        const Operands& o = layers[l];
        job.push_back({o.size.outputs, o.size.inputs, o.dy.data(), o.x.data(), dw[l].data(), db[l].data()});
      }
      blocked::weightGradients(batch, job, pack, *executor);
      for (std::size_t l = 0; l < layers.size(); ++l) {
        const Results alone = compute<true>(layers[l], {}, parallel::serial());
        EXPECT_TRUE(dw[l] == alone.dw && db[l] == alone.db) << "layer " << l << ", " << threads << " threads";
      }
    }
  }
}

// The rows of a batch do not influence each other: one row computed alone has the same bits.
TEST(Kernels, BlockedRowsAreIndependent) {
  const Operands o({29, 19, 37});
  const Results all = compute<true>(o, {}, parallel::serial());
  PackBuffer pack;
  Floats y(19);
  for (Index i = 0; i < 29; ++i) {
    blocked::forward({1, 19, 37}, o.x.data() + i * 37, o.w.data(), o.bias.data(), {}, nullptr, y.data(), pack,
                     parallel::serial());
    for (Index j = 0; j < 19; ++j) EXPECT_EQ(y[at(j)], all.y[at(i * 19 + j)]);
  }
}

TEST(Kernels, ActivationsAreAccurate) {
  for (const auto kind : {Act::kRelu, Act::kLeakyRelu, Act::kSigmoid, Act::kTanh, Act::kGelu}) {
    const Activation act{kind, 0.01};
    for (double x = -110; x < 110; x += 0.00917) {
      const float z = static_cast<float>(x);
      float a = 0, d = 1;
      activate(act, 1, &z, &a);
      const double exact = activationValue(act, static_cast<double>(z));
      // GELU's tail is a product with 1 + erf, which cancels: accurate against its argument there.
      const double scale = kind == Act::kGelu ? std::max(1e-7 * std::abs(x), 4e-7 * std::abs(exact))
                                              : 4e-7 * std::abs(exact) + 1e-38;
      ASSERT_NEAR(static_cast<double>(a), exact, scale) << x;
      multiplySlope(act, 1, &z, &a, &d);
      ASSERT_NEAR(static_cast<double>(d), activationSlope(act, static_cast<double>(z), exact), 2e-6) << x;
    }
  }
}

TEST(Kernels, ActivationsKeepTheirPromisesAtTheEdges) {
  const float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  const Floats z{0.0f, -0.0f, inf, -inf, nan, 1e-30f, 3e38f};
  const auto mapped = [&](Act kind) {
    Floats a(z.size());
    activate({kind, 0.1}, static_cast<Index>(z.size()), z.data(), a.data());
    EXPECT_TRUE(std::isnan(a[4]));
    return a;
  };
  EXPECT_EQ(mapped(Act::kRelu)[2], inf);
  EXPECT_EQ(mapped(Act::kRelu)[3], 0.0f);
  EXPECT_EQ(mapped(Act::kSigmoid)[0], 0.5f);
  EXPECT_EQ(mapped(Act::kSigmoid)[2], 1.0f);
  EXPECT_EQ(mapped(Act::kSigmoid)[3], 0.0f);
  EXPECT_EQ(mapped(Act::kTanh)[2], 1.0f);
  EXPECT_EQ(mapped(Act::kTanh)[3], -1.0f);
  EXPECT_EQ(mapped(Act::kTanh)[5], 1e-30f);
  EXPECT_EQ(mapped(Act::kGelu)[6], 3e38f);
  // relu'(0) = 0
  const float a[] = {0.0f, 1.0f};
  float d[] = {5.0f, 5.0f};
  multiplySlope({Act::kRelu, 0}, 2, nullptr, a, d);
  EXPECT_EQ(d[0], 0.0f);
  EXPECT_EQ(d[1], 5.0f);
}

TEST(Kernels, ElementsDoNotDependOnTheirPlace) {
  Rng rng(5);
  const Floats z = random(23, rng);
  for (const auto kind : {Act::kSigmoid, Act::kTanh, Act::kGelu}) {
    Floats whole(23), piece(23);
    activate({kind, 0}, 23, z.data(), whole.data());
    for (Index begin = 0; begin < 23; begin += 5) {
      activate({kind, 0}, std::min<Index>(5, 23 - begin), z.data() + begin, piece.data() + begin);
    }
    EXPECT_EQ(whole, piece);
  }
}

TEST(Kernels, SoftmaxCrossEntropyMatchesDouble) {
  Rng rng(6);
  for (const Index n : {2, 3, 4, 5, 8, 10, 13, 1000}) {
    Floats z = random(3 * n, rng);
    for (auto& x : z) x *= 20;
    const std::vector<std::int32_t> classes{0, static_cast<std::int32_t>(n - 1), 1};
    std::vector<double> losses(3), exactLosses(3), exactDelta(z.size());
    Floats delta(z.size());
    const std::vector<double> exact(z.begin(), z.end());
    softmaxCrossEntropy(3, n, z.data(), classes.data(), losses.data(), delta.data(), 0.25f);
    softmaxCrossEntropy<double>(3, n, exact.data(), classes.data(), exactLosses.data(), exactDelta.data(),
                                0.25);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(losses[i], exactLosses[i], 1e-6 * (1 + exactLosses[i]));
    for (std::size_t i = 0; i < z.size(); ++i)
      EXPECT_NEAR(static_cast<double>(delta[i]), exactDelta[i], 2e-7);
    std::vector<double> again(3);
    softmaxCrossEntropy(3, n, z.data(), classes.data(), again.data(), nullptr, 1.0f);
    EXPECT_EQ(losses, again);
  }
}

TEST(Kernels, SoftmaxSurvivesHugeLogits) {
  const Floats z{3e38f, 1.0f, -3e38f, 2e38f, 0.0f};
  const std::int32_t c = 0;
  double loss = -1;
  Floats delta(5);
  softmaxCrossEntropy(1, 5, z.data(), &c, &loss, delta.data(), 1.0f);
  EXPECT_EQ(loss, 0.0);
  for (const float d : delta) EXPECT_EQ(d, 0.0f);
}

TEST(Kernels, BytesBecomeFractions) {
  std::vector<std::uint8_t> bytes(256 * 3);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i % 256);
  for (const Index columns : {1, 3, 4, 6, 256}) {
    const std::uint32_t rows[] = {2, 0, 1};
    Floats out(at(3 * columns));
    decode({bytes.data(), rows}, 3, columns, out.data());
    for (Index i = 0; i < 3; ++i) {
      for (Index j = 0; j < columns; ++j) {
        EXPECT_NEAR(static_cast<double>(out[at(i * columns + j)]),
                    bytes[at(static_cast<Index>(rows[i]) * columns + j)] / 255.0, 1e-7);
      }
    }
  }
}

// Products that read bytes give the bits of those that read the same numbers.
TEST(Kernels, BytesAreAsGoodAsNumbers) {
  const std::unique_ptr<parallel::Executor> pool = parallel::makeExecutor(2);
  for (const DenseSize size :
       {DenseSize{1, 1, 1}, DenseSize{3, 5, 7}, DenseSize{13, 9, 300}, DenseSize{64, 133, 784}}) {
    const auto [batch, outputs, inputs] = size;
    std::vector<std::uint8_t> bytes(at(3 * inputs));
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 37 % 256);
    std::vector<std::uint32_t> picks(at(batch));
    for (std::size_t i = 0; i < picks.size(); ++i) picks[i] = static_cast<std::uint32_t>(i * 2 % 3);
    Operands numbers(size), picked(size);
    picked.picked = {bytes.data(), picks.data()};
    decode(picked.picked, batch, inputs, numbers.x.data());
    for (parallel::Executor* const executor : {&parallel::serial(), pool.get()}) {
      const auto expectSame = [](const Results& a, const Results& b) {
        EXPECT_EQ(a.y, b.y);
        EXPECT_EQ(a.dw, b.dw);
        EXPECT_EQ(a.db, b.db);
      };
      expectSame(compute<true>(picked, {}, *executor), compute<true>(numbers, {}, *executor));
      expectSame(compute<false>(picked, {}, *executor), compute<false>(numbers, {}, *executor));
    }

    std::vector<double> plain(at(outputs)), same(at(outputs));
    const std::vector<double> weights(numbers.w.begin(), numbers.w.end());
    std::vector<double> row(at(inputs));
    PackBuffer pack;
    for (Index i = 0; i < inputs; ++i)
      row[at(i)] = bytes[at(static_cast<Index>(picks[0]) * inputs + i)] / 255.0;
    const double* const none = nullptr;
    double* const nowhere = nullptr;
    const Inputs<double> first(bytes.data(), picks.data());
    forward({1, outputs, inputs}, row.data(), weights.data(), none, {}, nowhere, plain.data(), pack, *pool);
    forward({1, outputs, inputs}, first, weights.data(), none, {}, nowhere, same.data(), pack, *pool);
    EXPECT_EQ(plain, same);
  }
}

TEST(Kernels, FindsWhatIsNotFinite) {
  for (Index n = 1; n < 20; ++n) {
    Floats v(at(n), std::numeric_limits<float>::max());
    EXPECT_TRUE(allFinite(v.data(), n));
    for (Index i = 0; i < n; ++i) {
      for (const float bad :
           {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(), std::nanf("")}) {
        Floats broken = v;
        broken[at(i)] = bad;
        EXPECT_FALSE(allFinite(broken.data(), n));
      }
    }
  }
}

}  // namespace
}  // namespace descent::linalg
