#include "core/optim/table.hpp"

#include <algorithm>
#include <array>

#include "core/optim/adabelief.hpp"
#include "core/optim/adadelta.hpp"
#include "core/optim/adagrad.hpp"
#include "core/optim/adam.hpp"
#include "core/optim/adamax.hpp"
#include "core/optim/adasmooth.hpp"
#include "core/optim/amsgrad.hpp"
#include "core/optim/first_order.hpp"
#include "core/optim/forward_gradient.hpp"
#include "core/optim/gd.hpp"
#include "core/optim/lion.hpp"
#include "core/optim/momentum.hpp"
#include "core/optim/muon.hpp"
#include "core/optim/nadam.hpp"
#include "core/optim/nesterov.hpp"
#include "core/optim/radam.hpp"
#include "core/optim/rmsprop.hpp"
#include "core/optim/rprop.hpp"
#include "core/optim/sam.hpp"
#include "core/optim/second_order_rows.hpp"
#include "core/optim/yogi.hpp"

namespace descent {
namespace {

/// Builds Method<T> from the configuration's parameters.
template <template <class> class Method, class T>
std::unique_ptr<Optimizer<T>> build(const OptimizerConfig& config) {
  return std::make_unique<Method<T>>(config.params);
}

/// A row for an element-wise first-order method that runs on functions and networks alike.
template <template <class> class Method>
constexpr OptimizerRow firstOrder(std::string_view id, std::string_view name, std::string_view family,
                                  std::string_view citation, std::span<const Claim> claims) {
  return {id,
          name,
          family,
          citation,
          Method<double>::kParams,
          true,
          static_cast<unsigned>(Needs::kGradient),
          claims,
          build<Method, double>,
          build<Method, float>};
}

/// A wrapper hands its base, made from the nested configuration, to Method<T>.
template <template <class> class Method, class T>
std::unique_ptr<Optimizer<T>> buildWrapper(const OptimizerConfig& config) {
  return std::make_unique<Method<T>>(config.params, config.base->make<T>());
}

template <template <class> class Method>
constexpr OptimizerRow wrapper(std::string_view id, std::string_view name, std::string_view family,
                               std::string_view citation, Needs needs, std::span<const Claim> claims) {
  return {id,
          name,
          family,
          citation,
          Method<double>::kParams,
          false,
          static_cast<unsigned>(needs),
          claims,
          buildWrapper<Method, double>,
          buildWrapper<Method, float>,
          true};
}

constexpr Claim kGdClaims[] = {
    {"bowl", 0.1, 200, 1e-12}, {"valley", 0.4, 300, 1e-8}, {"rosenbrock", 0.001, 20000, 1e-3}};
constexpr Claim kMomentumClaims[] = {
    {"bowl", 0.05, 600, 1e-12}, {"valley", 0.1, 600, 1e-10}, {"pit", 0.05, 600, 1e-9}};
constexpr Claim kNesterovClaims[] = {
    {"bowl", 0.05, 600, 1e-12}, {"valley", 0.1, 600, 1e-10}, {"rosenbrock", 0.001, 5000, 1e-4}};
constexpr Claim kRmsPropClaims[] = {
    {"bowl", 0.001, 16000, 1e-5}, {"valley", 0.0005, 16000, 1e-5}, {"rosenbrock", 0.0005, 16000, 1e-3}};
constexpr Claim kAdamClaims[] = {
    {"bowl", 0.1, 1000, 1e-10}, {"valley", 0.1, 1000, 1e-10}, {"rosenbrock", 0.02, 6000, 1e-6}};
constexpr Claim kAdaGradClaims[] = {
    {"bowl", 1, 1000, 1e-10}, {"valley", 0.5, 1000, 1e-10}, {"rosenbrock", 0.5, 16000, 1e-09}};
constexpr Claim kAdaDeltaClaims[] = {
    {"bowl", 0.5, 4000, 1e-10}, {"valley", 0.5, 4000, 1e-10}, {"beale", 0.02, 16000, 1e-08}};
constexpr Claim kAdamWClaims[] = {
    {"bowl", 0.05, 1000, 1e-10}, {"valley", 0.05, 1000, 1e-10}, {"rosenbrock", 0.001, 16000, 1e-05}};
constexpr Claim kAmsGradClaims[] = {
    {"bowl", 0.1, 1000, 1e-10}, {"valley", 0.05, 1000, 1e-10}, {"rosenbrock", 0.1, 4000, 1e-09}};
constexpr Claim kAdaMaxClaims[] = {
    {"bowl", 0.1, 1000, 1e-10}, {"valley", 0.05, 1000, 1e-10}, {"rosenbrock", 0.1, 4000, 1e-09}};
constexpr Claim kNadamClaims[] = {
    {"bowl", 0.05, 1000, 1e-10}, {"valley", 0.05, 1000, 1e-10}, {"beale", 0.05, 2000, 1e-09}};
constexpr Claim kRAdamClaims[] = {
    {"bowl", 0.1, 1000, 1e-10}, {"valley", 0.1, 1000, 1e-10}, {"rosenbrock", 0.0005, 16000, 1e-09}};
constexpr Claim kAdaBeliefClaims[] = {
    {"bowl", 0.02, 1000, 1e-09}, {"valley", 0.01, 1500, 1e-09}, {"beale", 0.02, 1500, 1e-08}};
constexpr Claim kAdaSmoothClaims[] = {
    {"bowl", 0.001, 16000, 1e-05}, {"valley", 0.0005, 16000, 1e-05}, {"beale", 0.0005, 16000, 0.0001}};
constexpr Claim kYogiClaims[] = {
    {"bowl", 0.1, 1000, 1e-10}, {"valley", 0.05, 1000, 1e-10}, {"rosenbrock", 0.1, 4000, 1e-09}};
constexpr Claim kLionClaims[] = {
    {"bowl", 0.001, 12000, 1e-05}, {"valley", 0.001, 12000, 1e-05}, {"rosenbrock", 0.001, 4000, 0.001}};
constexpr Claim kRpropClaims[] = {
    {"bowl", 0.02, 1000, 1e-09}, {"valley", 0.002, 1000, 1e-09}, {"rosenbrock", 0.0005, 4000, 1e-05}};
constexpr Claim kMuonClaims[] = {
    {"bowl", 0.05, 16000, 1e-06}, {"valley", 0.05, 16000, 1e-06}, {"rosenbrock", 0.05, 16000, 0.0001}};
constexpr Claim kSamClaims[] = {
    {"bowl", 0.01, 1000, 0.0001}, {"valley", 0.02, 1500, 0.001}, {"himmelblau", 0.0005, 2000, 0.0001}};
constexpr Claim kAsamClaims[] = {{"bowl", 0.01, 1000, 0.0001}, {"valley", 0.002, 16000, 1e-06}};
constexpr Claim kForwardGradientClaims[] = {
    {"bowl", 0.02, 2000, 1e-09}, {"valley", 0.05, 4000, 1e-09}, {"beale", 0.01, 8000, 1e-06}};

constexpr OptimizerRow kFirstOrderRows[] = {
    firstOrder<GradientDescent>("gd", "Gradient descent", "first-order",
                                "Cauchy 1847; Robbins & Monro, A stochastic approximation method, 1951",
                                kGdClaims),
    firstOrder<Momentum>("momentum", "Momentum", "momentum",
                         "Polyak, Some methods of speeding up the convergence of iteration methods, 1964",
                         kMomentumClaims),
    firstOrder<Nesterov>(
        "nesterov", "Nesterov momentum", "momentum",
        "Nesterov, A method of solving a convex programming problem with convergence rate O(1/k^2), 1983",
        kNesterovClaims),
    firstOrder<AdaGrad>(
        "adagrad", "AdaGrad", "adaptive",
        "Duchi, Hazan & Singer, Adaptive subgradient methods for online learning and stochastic "
        "optimization, 2011",
        kAdaGradClaims),
    firstOrder<AdaDelta>("adadelta", "AdaDelta", "adaptive",
                         "Zeiler, ADADELTA: an adaptive learning rate method, 2012", kAdaDeltaClaims),
    firstOrder<RmsProp>(
        "rmsprop", "RMSProp", "adaptive",
        "Tieleman & Hinton, Lecture 6.5: RMSProp, 2012; Graves, Generating sequences with recurrent "
        "neural networks, 2013",
        kRmsPropClaims),
    firstOrder<Adam>("adam", "Adam", "adaptive",
                     "Kingma & Ba, Adam: a method for stochastic optimization, 2015", kAdamClaims),
    firstOrder<AdamW>("adamw", "AdamW", "adaptive",
                      "Loshchilov & Hutter, Decoupled weight decay regularization, 2019", kAdamWClaims),
    firstOrder<AmsGrad>("amsgrad", "AMSGrad", "adaptive",
                        "Reddi, Kale & Kumar, On the convergence of Adam and beyond, 2018", kAmsGradClaims),
    firstOrder<AdaMax>("adamax", "AdaMax", "adaptive",
                       "Kingma & Ba, Adam: a method for stochastic optimization, section 7.1, 2015",
                       kAdaMaxClaims),
    firstOrder<Nadam>("nadam", "Nadam", "adaptive", "Dozat, Incorporating Nesterov momentum into Adam, 2016",
                      kNadamClaims),
    firstOrder<RAdam>("radam", "RAdam", "adaptive",
                      "Liu et al., On the variance of the adaptive learning rate and beyond, 2020",
                      kRAdamClaims),
    firstOrder<AdaBelief>(
        "adabelief", "AdaBelief", "adaptive",
        "Zhuang et al., AdaBelief optimizer: adapting stepsizes by the belief in observed gradients, "
        "2020",
        kAdaBeliefClaims),
    firstOrder<AdaSmooth>("adasmooth", "AdaSmooth", "adaptive",
                          "Lu, AdaSmooth: an adaptive learning rate method based on effective ratio, 2022",
                          kAdaSmoothClaims),
    firstOrder<Yogi>("yogi", "Yogi", "adaptive",
                     "Zaheer, Reddi, Sachan, Kale & Kumar, Adaptive methods for nonconvex optimization, 2018",
                     kYogiClaims),
    firstOrder<Lion>("lion", "Lion", "sign",
                     "Chen et al., Symbolic discovery of optimization algorithms, 2023", kLionClaims),
    firstOrder<Rprop>(
        "rprop", "Rprop", "sign",
        "Riedmiller & Braun, A direct adaptive method for faster backpropagation learning: the RPROP "
        "algorithm, 1993",
        kRpropClaims),
    firstOrder<Muon>("muon", "Muon", "matrix",
                     "Jordan et al., Muon: an optimizer for hidden layers in neural networks, 2024",
                     kMuonClaims),
    wrapper<Sam>("sam", "SAM", "wrapper",
                 "Foret, Kleiner, Mobahi & Neyshabur, Sharpness-aware minimization for efficiently improving "
                 "generalization, 2021",
                 Needs::kGradient, kSamClaims),
    wrapper<Asam>("asam", "ASAM", "wrapper",
                  "Kwon, Kim, Park & Choi, ASAM: adaptive sharpness-aware minimization, 2021",
                  Needs::kGradient, kAsamClaims),
    wrapper<ForwardGradient>(
        "forward-gradient", "Forward gradient", "estimator",
        "Baydin, Pearlmutter, Syme, Wood & Torr, Gradients without backpropagation, 2022",
        Needs::kDirectional, kForwardGradientClaims),
};

constexpr auto kRows = [] {
  std::array<OptimizerRow, std::size(kFirstOrderRows) + std::size(second_order::kRows)> rows{};
  const auto end = std::copy(std::begin(kFirstOrderRows), std::end(kFirstOrderRows), rows.begin());
  std::copy(std::begin(second_order::kRows), std::end(second_order::kRows), end);
  return rows;
}();

constexpr std::pair<Needs, const char*> kNeedNames[] = {
    {Needs::kGradient, "gradient"}, {Needs::kDirectional, "directional"},
    {Needs::kHessian, "hessian"},   {Needs::kResiduals, "residuals"},
    {Needs::kValue, "value"},       {Needs::kCurvature, "curvature"}};

/// Own and common specs of every row, kept for the lifetime of the program because Params refer to them.
std::span<const ParamSpec> keptSpecs(const OptimizerRow& row) {
  static const std::vector<std::vector<ParamSpec>> kept = [] {
    std::vector<std::vector<ParamSpec>> all;
    for (const auto& r : kRows) all.push_back(acceptedParams(r));
    return all;
  }();
  return kept[static_cast<std::size_t>(&row - kRows.data())];
}

}  // namespace

std::span<const OptimizerRow> optimizers() { return kRows; }

const OptimizerRow* findOptimizer(std::string_view id) {
  const auto* found =
      std::find_if(std::begin(kRows), std::end(kRows), [&](const auto& row) { return row.id == id; });
  return found == std::end(kRows) ? nullptr : found;
}

std::vector<ParamSpec> acceptedParams(const OptimizerRow& row) {
  std::vector<ParamSpec> specs(row.params.begin(), row.params.end());
  if (!row.common) return specs;
  // A row that declares a common key itself does so for another default (AdamW's decay).
  for (const auto& common : kFirstOrderCommon) {
    const auto same = [&](const ParamSpec& own) { return own.key == common.key; };
    if (std::none_of(row.params.begin(), row.params.end(), same)) specs.push_back(common);
  }
  return specs;
}

Result<OptimizerConfig> parseOptimizer(const Value& spec) {
  const Value& id = spec.isString() ? spec : spec["id"];
  if (id.isNull())
    return Error{ErrorCode::kMissing, "an optimizer needs an id, e.g. { id: \"adam\" }",
                 spec.isObject() ? "id" : ""};
  if (!id.isString())
    return Error{ErrorCode::kInvalidType, "an optimizer's id is a string; " + id.shown() + " was given",
                 "id"};
  const OptimizerRow* row = findOptimizer(id.string());
  if (row == nullptr) {
    std::vector<std::string_view> known;
    for (const auto& r : kRows) known.push_back(r.id);
    return unknownId("optimizer", id.string(), known).within("id");
  }
  OptimizerConfig config;
  config.row = row;
  const auto specs = keptSpecs(*row);
  if (!spec.isString()) {
    std::vector<std::string_view> known{"id"};
    for (const auto& s : specs) known.push_back(s.key);
    if (row->wraps) known.push_back("base");
    DESCENT_CHECK(onlyKeys(spec, known));
  }
  DESCENT_TRY(config.params, Params::read(specs, spec.isString() ? Value() : spec));
  if (config.params.has("lr")) config.lr = config.params["lr"];
  if (row->wraps) {
    auto base = parseOptimizer(spec.has("base") ? spec["base"] : Value("gd"));
    if (!base.ok()) return std::move(base).error().within("base");
    if (base->row->wraps || base->row->needs != static_cast<unsigned>(Needs::kGradient)) {
      return Error{ErrorCode::kUnsupported,
                   "a wrapper's base must be a plain method that uses gradients alone; \"" +
                       std::string(base->row->id) + "\" was given",
                   "base"};
    }
    // The rate may be given in either place; in both it must be the same.
    if (!spec.has("lr")) {
      config.lr = base->lr;
      config.params.set("lr", config.lr);
    } else if (spec["base"].has("lr") && base->lr != config.lr) {
      return Error{ErrorCode::kUnsupported,
                   "lr is " + formatNumber(config.lr) + " and base.lr " + formatNumber(base->lr) +
                       "; give the rate once",
                   "base.lr"};
    }
    base->lr = config.lr;
    base->params.set("lr", config.lr);
    config.base = std::make_shared<const OptimizerConfig>(std::move(base).value());
  }
  return config;
}

Value toValue(const OptimizerConfig& config) {
  Value v = Value::object();
  v.set("id", config.row->id);
  const Value params = config.params.toValue();
  if (params.isObject()) {
    for (const auto& [key, value] : params.members()) v.set(key, value);
  }
  if (config.base) v.set("base", toValue(*config.base));
  return v;
}

Value describeOptimizers() {
  Value list = Value::array();
  for (const auto& row : kRows) {
    Value needs = Value::array();
    for (const auto& [need, name] : kNeedNames) {
      if ((row.needs & static_cast<unsigned>(need)) != 0) needs.push(name);
    }
    Value state = Value::array();
    if (row.onFunctions != nullptr) {
      OptimizerConfig config;
      config.row = &row;
      config.params = Params(keptSpecs(row));
      if (row.wraps)
        config.base = std::make_shared<const OptimizerConfig>(parseOptimizer(Value("gd")).value());
      const auto optimizer = row.onFunctions(config);
      optimizer->reset(Layout::flat(1));
      for (const auto& vector : optimizer->state()) state.push(vector.name);
    }
    Value v = Value::object();
    v.set("id", row.id).set("name", row.name).set("family", row.family).set("citation", row.citation);
    v.set("params", describe(keptSpecs(row))).set("functions", row.onFunctions != nullptr);
    v.set("networks", row.onNetworks != nullptr)
        .set("needs", std::move(needs))
        .set("state", std::move(state));
    v.set("wraps", row.wraps);
    list.push(std::move(v));
  }
  return list;
}

}  // namespace descent
