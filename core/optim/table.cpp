#include "core/optim/table.hpp"

#include <algorithm>
#include <array>

#include "core/base/pick.hpp"
#include "core/optim/first_order_rows.hpp"
#include "core/optim/second_order_rows.hpp"

namespace descent {
namespace {

/// One array with what `pick` takes from every entry.
template <class Pick>
constexpr auto fromEntries(Pick pick) {
  std::array<decltype(pick(first_order::kEntries[0])),
             std::size(first_order::kEntries) + std::size(second_order::kEntries)>
      picked{};
  const auto end = std::transform(std::begin(first_order::kEntries), std::end(first_order::kEntries),
                                  picked.begin(), pick);
  std::transform(std::begin(second_order::kEntries), std::end(second_order::kEntries), end, pick);
  return picked;
}

constexpr auto kRows = fromEntries([](const OptimizerEntry& entry) {
  OptimizerRow row = entry.row;
  row.functions = entry.onFunctions != nullptr;
  row.networks = entry.onNetworks != nullptr;
  return row;
});

template <class T>
constexpr auto kFactories = fromEntries([](const OptimizerEntry& entry) {
  if constexpr (std::is_same_v<T, double>) {
    return entry.onFunctions;
  } else {
    return entry.onNetworks;
  }
});

constexpr auto kClaims = fromEntries([](const OptimizerEntry& entry) { return entry.claims; });

std::size_t indexOf(const OptimizerRow& row) { return static_cast<std::size_t>(&row - kRows.data()); }

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
  return kept[indexOf(row)];
}

}  // namespace

std::span<const OptimizerRow> optimizers() { return kRows; }

const OptimizerRow* findOptimizer(std::string_view id) {
  const auto* found =
      std::find_if(std::begin(kRows), std::end(kRows), [&](const auto& row) { return row.id == id; });
  return found == std::end(kRows) ? nullptr : found;
}

std::span<const Claim> claimsOf(const OptimizerRow& row) { return kClaims[indexOf(row)]; }

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

template <class T>
std::unique_ptr<Optimizer<T>> OptimizerConfig::make() const {
  const auto factory = kFactories<T>[indexOf(*row)];
  return factory == nullptr ? nullptr : factory(*this);
}
template std::unique_ptr<Optimizer<double>> OptimizerConfig::make() const;
template std::unique_ptr<Optimizer<float>> OptimizerConfig::make() const;

Result<OptimizerConfig> parseOptimizer(const Value& spec) {
  const auto keys = [](std::size_t i) {
    return RowKeys{kRows[i].id, keptSpecs(kRows[i]), kRows[i].wraps ? "base" : nullptr};
  };
  DESCENT_TRY(Pick pick, readPick(spec, {"optimizer", nullptr, kRows.size(), keys}));
  const OptimizerRow* const row = &kRows[pick.row];
  OptimizerConfig config;
  config.row = row;
  config.params = std::move(pick.params);
  if (config.params.has("lr")) config.lr = config.params["lr"];
  if (row->wraps) {
    auto base = parseOptimizer(spec.has("base") ? spec["base"] : Value("gd"));
    if (!base.ok()) return std::move(base).error().within("base");
    if (base->row->wraps || base->row->needs != static_cast<unsigned>(Needs::kGradient)) {
      return Error{
          ErrorCode::kUnsupported,
          filled("a wrapper's base must be a plain method that uses gradients alone; \"#\" was given",
                 {base->row->id}),
          "base"};
    }
    // The rate may be given in either place; in both it must be the same.
    if (!spec.has("lr")) {
      config.lr = base->lr;
      config.params.set("lr", config.lr);
    } else if (spec["base"].has("lr") && base->lr != config.lr) {
      return Error{ErrorCode::kUnsupported,
                   filled("lr is # and base.lr #; give the rate once", {config.lr, base->lr}), "base.lr"};
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
    if (row.functions) {
      OptimizerConfig config;
      config.row = &row;
      config.params = Params(keptSpecs(row));
      if (row.wraps)
        config.base = std::make_shared<const OptimizerConfig>(parseOptimizer(Value("gd")).value());
      const auto optimizer = config.make<double>();
      optimizer->reset(Layout::flat(1));
      for (const auto& vector : optimizer->state()) state.push(vector.name);
    }
    Value v = Value::object();
    v.set("id", row.id).set("name", row.name).set("family", row.family).set("citation", row.citation);
    v.set("params", describe(keptSpecs(row))).set("functions", row.functions);
    v.set("networks", row.networks).set("needs", std::move(needs)).set("state", std::move(state));
    v.set("wraps", row.wraps);
    list.push(std::move(v));
  }
  return list;
}

}  // namespace descent
