#include "core/objective/table.hpp"

#include <algorithm>

#include "core/base/pick.hpp"
#include "core/objective/expression.hpp"
#include "core/objective/families.hpp"

namespace descent {
namespace {

const std::vector<ObjectiveRow>& rows() {
  static const std::vector<ObjectiveRow> all = [] {
    std::vector<ObjectiveRow> joined;
    for (const auto family :
         {families::univariate, families::quadratics, families::valleys, families::severalMinima,
          families::manyMinima, families::rough, families::saddles, families::dataFits}) {
      joined.insert(joined.end(), family().begin(), family().end());
    }
    return joined;
  }();
  return all;
}

Value minimaValue(std::span<const double> flat, std::size_t n) {
  Value list = Value::array();
  for (std::size_t i = 0; i + n < flat.size(); i += n + 1) {
    list.push(Value::object().set("x", Value::numbers(flat.subspan(i, n))).set("f", flat[i + n]));
  }
  return list;
}

std::vector<double> minimaOf(const ObjectiveRow& row, const Params& params, Index n) {
  if (row.minimaFor != nullptr) return row.minimaFor(params, n);
  if (n == row.dimension || row.minima.empty()) return {row.minima.begin(), row.minima.end()};
  std::vector<double> repeated(static_cast<std::size_t>(n) + 1, row.minima.front());
  repeated.back() = 0;
  return repeated;
}

/// The shown box or start in n dimensions: for other dimensions than the shown the last coordinate is
/// repeated.
std::vector<double> stretched(std::span<const double> x, std::size_t n) {
  std::vector<double> y(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(std::min(n, x.size())));
  y.resize(n, x.back());
  return y;
}

Value describeRow(const ObjectiveRow& row, const Params& params, Index dimension) {
  const auto shown = static_cast<std::size_t>(row.dimension), n = static_cast<std::size_t>(dimension);
  Value starts = Value::array();
  for (std::size_t i = 0; i + shown <= row.starts.size(); i += shown) {
    starts.push(Value::numbers(stretched(row.starts.subspan(i, shown), n)));
  }
  Value v = Value::object();
  v.set("id", row.id).set("name", row.name).set("family", row.family).set("citation", row.citation);
  v.set("formula", row.formula)
      .set("dimension", static_cast<double>(dimension))
      .set("anyDimension", row.anyDimension);
  v.set("domain", Value::object()
                      .set("lo", Value::numbers(stretched(row.lo, n)))
                      .set("hi", Value::numbers(stretched(row.hi, n))));
  v.set("start", starts.array_().front()).set("starts", starts);
  v.set("minima", minimaValue(minimaOf(row, params, dimension), n)).set("params", describe(row.params));
  if (row.data != nullptr) v.set("data", row.data(params));
  return v;
}

/// The same shape for an expression; nothing is known of its minima.
Value describeExpression(const Expression& expression) {
  const std::size_t n = expression.variables().size();
  const Value ones = Value::numbers(std::vector<double>(n, 1.0));
  Value v = describe(expression);
  v.set("id", "expression").set("name", "Expression").set("family", "expression").set("citation", "");
  v.set("dimension", n).set("anyDimension", false);
  v.set("domain", Value::object()
                      .set("lo", Value::numbers(std::vector<double>(n, -5.0)))
                      .set("hi", Value::numbers(std::vector<double>(n, 5.0))));
  v.set("start", ones).set("starts", Value::array().push(ones));
  v.set("minima", Value::array()).set("params", Value::array());
  return v;
}

Result<ObjectiveConfig> parseExpression(const Value& spec) {
  DESCENT_TRY(Expression expression, Expression::read(spec));
  ObjectiveConfig config;
  config.expression = std::make_shared<const Expression>(std::move(expression));
  config.source = spec;
  config.problem = makeExpressionProblem(config.expression);
  return config;
}

}  // namespace

std::span<const ObjectiveRow> objectives() { return rows(); }

const ObjectiveRow* findObjective(std::string_view id) {
  const auto found =
      std::find_if(rows().begin(), rows().end(), [&](const auto& row) { return row.id == id; });
  return found == rows().end() ? nullptr : &*found;
}

std::unique_ptr<Problem<double>> ObjectiveConfig::observer() const {
  return row == nullptr ? makeExpressionProblem(expression) : row->make(params, problem->size());
}

std::vector<double> ObjectiveConfig::minima() const {
  return row == nullptr ? std::vector<double>{} : minimaOf(*row, params, problem->size());
}

Result<ObjectiveConfig> parseObjective(const Value& spec, Index dimension) {
  if (spec.isObject() && spec.has("expression")) return parseExpression(spec);
  const auto keys = [](std::size_t i) { return RowKeys{rows()[i].id, rows()[i].params}; };
  if (spec.isNull()) {
    return Error{ErrorCode::kMissing, "an objective needs an id or an expression, e.g. \"rosenbrock\"", ""};
  }
  DESCENT_TRY(Pick pick, readPick(spec, {"objective", nullptr, rows().size(), keys}));
  const ObjectiveRow* const row = &rows()[pick.row];
  ObjectiveConfig config;
  config.row = row;
  config.source = spec;
  config.params = std::move(pick.params);
  if (row->anyDimension && dimension > kMaxDimension) {
    return Error{ErrorCode::kTooLarge,
                 filled("# takes at most # variables; # were asked for", {row->id, kMaxDimension, dimension}),
                 ""};
  }
  const Index n = row->anyDimension && dimension > 0 ? dimension : row->dimension;
  config.problem = row->make(config.params, n);
  return config;
}

Value describeObjective(const ObjectiveConfig& config) {
  if (config.row == nullptr) return describeExpression(*config.expression);
  return describeRow(*config.row, config.params, config.problem->size());
}

Value describeObjectives() {
  Value list = Value::array();
  for (const auto& row : rows()) list.push(describeRow(row, Params(row.params), row.dimension));
  return list;
}

}  // namespace descent
