// The rows of data-fit problems: their seeded data, and their minima, which depend on the data and so are
// computed.
#include <array>

#include "core/base/dense.hpp"
#include "core/base/rng.hpp"
#include "core/objective/families.hpp"
#include "core/objective/regression.hpp"

namespace descent::families {
namespace {

using Kind = RegressionProblem::Kind;

constexpr Index kClasses = 3;

/// batchSize counts up to the number of samples: as many or more means all of them, every step.
constexpr std::array<ParamSpec, 4> params(double noise) {
  return {ParamSpec::integer("samples", "N", 60, 6, 2000, 300),
          ParamSpec::integer("batchSize", "m", 60, 1, 2000, 300),
          ParamSpec::linear("noise", "\\sigma", noise, 0, 5),
          ParamSpec::integer("seed", "", 1, 0, 4294967295.0, 100)};
}
constexpr auto kLinearParams = params(0.5);
constexpr auto kLogisticParams = params(1);
constexpr auto kSoftmaxParams = params(0.9);

std::uint64_t seedOf(const Params& p) { return static_cast<std::uint64_t>(p["seed"]); }

/// kLinear: y = 1.5 x - 0.5 plus noise, x uniform on [0, 3]. kLogistic: class 1 where x plus noise exceeds
/// 0.5, x uniform on [-3, 3]. kSoftmax: three normal clouds of standard deviation `noise` at the corners of a
/// triangle.
RegressionData generate(Kind kind, const Params& p) {
  constexpr std::uint64_t kStream = 0x64617461;  // "data"
  Rng rng(seedOf(p), kStream);
  const double noise = p["noise"];
  RegressionData data;
  data.features = kind == Kind::kSoftmax ? 3 : 2;
  for (int i = 0; i < static_cast<int>(p["samples"]); ++i) {
    if (kind == Kind::kSoftmax) {
      constexpr double kCorners[kClasses][2] = {{0, 1.6}, {-1.4, -0.8}, {1.4, -0.8}};
      const auto& corner = kCorners[i % kClasses];
      const double a = corner[0] + noise * rng.normal(), b = corner[1] + noise * rng.normal();
      data.inputs.insert(data.inputs.end(), {a, b, 1});
      data.targets.push_back(static_cast<double>(i % kClasses));
    } else {
      const double x = kind == Kind::kLinear ? rng.uniform(0, 3) : rng.uniform(-3, 3);
      const double wobble = noise * rng.normal();
      data.inputs.insert(data.inputs.end(), {x, 1});
      data.targets.push_back(kind == Kind::kLinear ? 1.5 * x - 0.5 + wobble : (x + wobble > 0.5 ? 1 : 0));
    }
  }
  return data;
}

constexpr Index outputsOf(Kind kind) { return kind == Kind::kSoftmax ? kClasses : 1; }

template <Kind kind>
std::unique_ptr<Problem<double>> make(const Params& p, Index) {
  return std::make_unique<RegressionProblem>(kind, outputsOf(kind), generate(kind, p),
                                             static_cast<Index>(p["batchSize"]), seedOf(p));
}

/// Newton's method with step halving on all the data; empty where the minimum lies at infinity (separable
/// classes). Softmax has a whole subspace of minima: this is the one whose rows add up to 0, which descent
/// from 0 finds.
std::vector<double> minimumOf(Kind kind, Problem<double>& problem) {
  const Index n = problem.size();
  Vec<double> x = Vec<double>::Zero(n), g(n), d(n), trial(n);
  Mat<double> h(n, n);
  double f = problem.gradient(x, g);
  for (int step = 0; step < 100; ++step) {
    problem.hessian(x, h);
    if (kind == Kind::kSoftmax) {
      const Index inputs = n / kClasses;
      for (Index a = 0; a < n; ++a) {
        for (Index b = a % inputs; b < n; b += inputs) h(a, b) += 1;  // gives the shift a curvature
      }
    }
    d = g;
    if (!solveLinear(h, d)) return {};
    double t = 1;
    do {
      trial = x - t * d;
      t *= 0.5;
    } while (!(problem.value(trial) <= f) && t > 1e-10);
    if (!(problem.value(trial) <= f)) break;
    x = trial;
    f = problem.gradient(x, g);
    if (maxNorm(x) > 1e3) return {};
  }
  if (!(maxNorm(g) < 1e-10)) return {};
  std::vector<double> row(x.data(), x.data() + n);
  row.push_back(f);
  return row;
}

template <Kind kind>
std::vector<double> minimum(const Params& p, Index n) {
  return minimumOf(kind, *make<kind>(p, n));
}

/// { inputs: one array per sample without the constant, targets }.
Value samplesOf(const RegressionData& data) {
  Value inputs = Value::array();
  const auto width = static_cast<std::size_t>(data.features);
  for (std::size_t i = 0; i < data.targets.size(); ++i) {
    inputs.push(Value::numbers(std::span(data.inputs).subspan(i * width, width - 1)));
  }
  return Value::object().set("inputs", std::move(inputs)).set("targets", Value::numbers(data.targets));
}
template <Kind kind>
Value samples(const Params& p) {
  return samplesOf(generate(kind, p));
}

constexpr std::string_view kFamily = "data fit";

constexpr double kLinearLo[] = {-1, -4}, kLinearHi[] = {4, 4}, kLinearStarts[] = {-0.5, 3, 0, 0};
constexpr double kLogisticLo[] = {-2, -5}, kLogisticHi[] = {6, 5}, kLogisticStarts[] = {-1, 3, 0, 0};
constexpr double kSoftmaxLo[] = {-4, -4, -4, -4, -4, -4, -4, -4, -4},
                 kSoftmaxHi[] = {4, 4, 4, 4, 4, 4, 4, 4, 4};
constexpr double kSoftmaxStarts[] = {0, 0, 0, 0, 0, 0, 0, 0, 0};

constexpr ObjectiveRow kRows[] = {
    {.id = "linear-regression",
     .name = "Linear regression",
     .family = kFamily,
     .citation = "Legendre, Nouvelles méthodes pour la détermination des orbites des comètes, 1805; Gauss, "
                 "Theoria motus, 1809",
     .formula = "\\frac{1}{2m}\\sum_{i=1}^{m}\\left(x\\,u_i + y - v_i\\right)^2",
     .dimension = 2,
     .lo = kLinearLo,
     .hi = kLinearHi,
     .starts = kLinearStarts,
     .params = kLinearParams,
     .make = make<Kind::kLinear>,
     .minimaFor = minimum<Kind::kLinear>,
     .data = samples<Kind::kLinear>},
    {.id = "logistic-regression",
     .name = "Logistic regression",
     .family = kFamily,
     .citation = "Cox, The regression analysis of binary sequences, 1958",
     .formula = "\\frac1m\\sum_{i=1}^{m}\\left(\\log\\left(1 + e^{z_i}\\right) - v_i z_i\\right),\\quad z_i "
                "= x\\,u_i + y",
     .dimension = 2,
     .lo = kLogisticLo,
     .hi = kLogisticHi,
     .starts = kLogisticStarts,
     .params = kLogisticParams,
     .make = make<Kind::kLogistic>,
     .minimaFor = minimum<Kind::kLogistic>,
     .data = samples<Kind::kLogistic>},
    {.id = "softmax-regression",
     .name = "Softmax regression",
     .family = kFamily,
     .citation = "Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990",
     .formula = "\\frac1m\\sum_{i=1}^{m}\\left(\\log\\sum_k e^{w_k\\cdot u_i} - w_{v_i}\\cdot u_i\\right)",
     .dimension = 9,
     .lo = kSoftmaxLo,
     .hi = kSoftmaxHi,
     .starts = kSoftmaxStarts,
     .params = kSoftmaxParams,
     .make = make<Kind::kSoftmax>,
     .minimaFor = minimum<Kind::kSoftmax>,
     .data = samples<Kind::kSoftmax>},
};

}  // namespace

std::span<const ObjectiveRow> dataFits() { return kRows; }

}  // namespace descent::families
