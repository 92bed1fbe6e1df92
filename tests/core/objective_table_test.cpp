// Reading configurations, refusing bad ones, and what the catalogue shows.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/objective/expression.hpp"
#include "core/objective/table.hpp"

namespace descent {
namespace {

TEST(ObjectiveTable, HasEveryPromisedId) {
  for (const char* id : {"square",
                         "square-9",
                         "square-20",
                         "composite",
                         "log-square",
                         "pit",
                         "plateau",
                         "bowl",
                         "valley",
                         "ill-conditioned",
                         "rosenbrock",
                         "himmelblau",
                         "beale",
                         "booth",
                         "matyas",
                         "rastrigin",
                         "ackley",
                         "styblinski-tang",
                         "six-hump-camel",
                         "three-hump-camel",
                         "griewank",
                         "levy",
                         "levy-13",
                         "goldstein-price",
                         "easom",
                         "mccormick",
                         "bukin-6",
                         "saddle",
                         "bounded-saddle",
                         "monkey-saddle",
                         "linear-regression",
                         "logistic-regression",
                         "softmax-regression"}) {
    EXPECT_NE(findObjective(id), nullptr) << id;
  }
  EXPECT_EQ(findObjective("rosenbrok"), nullptr);
}

TEST(ObjectiveTable, RowsAreCompleteAndConsistent) {
  std::set<std::string_view> seen;
  for (const auto& row : objectives()) {
    EXPECT_TRUE(seen.insert(row.id).second) << row.id;
    for (const auto text : {row.name, row.family, row.citation, row.formula})
      EXPECT_FALSE(text.empty()) << row.id;
    const auto n = static_cast<std::size_t>(row.dimension);
    EXPECT_EQ(row.lo.size(), n) << row.id;
    EXPECT_EQ(row.hi.size(), n) << row.id;
    for (std::size_t i = 0; i < n; ++i) EXPECT_LT(row.lo[i], row.hi[i]) << row.id;
    EXPECT_EQ(row.minima.size() % (n + 1), 0u) << row.id;
    for (std::size_t i = 0; i < row.minima.size(); i += n + 1) {
      for (std::size_t k = 0; k < n; ++k) {
        EXPECT_GE(row.minima[i + k], row.lo[k]) << row.id;
        EXPECT_LE(row.minima[i + k], row.hi[k]) << row.id;
      }
    }
    EXPECT_EQ(row.make(Params(row.params), row.dimension)->size(), row.dimension) << row.id;
    int open = 0;
    for (const char c : row.formula) {
      open += c == '{' ? 1 : c == '}' ? -1 : 0;
      EXPECT_GE(open, 0) << row.id;
    }
    EXPECT_EQ(open, 0) << row.id;
  }
}

TEST(ObjectiveTable, ReadsIdsParametersAndDimensions) {
  auto plain = parseObjective(Value("rosenbrock"), 0);
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(plain->problem->size(), 2);
  EXPECT_EQ(parseObjective(Value("rosenbrock"), 9)->problem->size(), 9);
  EXPECT_EQ(parseObjective(Value("beale"), 9)->problem->size(), 2) << "a fixed dimension stays";
  const auto steep = parseObjective(Value::object().set("id", "ill-conditioned").set("kappa", 50.0), 0);
  ASSERT_TRUE(steep.ok());
  EXPECT_EQ(steep->problem->value(Vec<double>{{1.0, 2.0}}), 0.5 * (1 + 50 * 4));
  EXPECT_EQ(steep->observer()->value(Vec<double>{{1.0, 2.0}}), 0.5 * (1 + 50 * 4));
  EXPECT_EQ(steep->problem->evaluations().value, 1u) << "the observer's evaluations are its own";
}

void expectRefused(const Value& spec, ErrorCode code, std::string_view path, std::string_view inMessage,
                   Index n = 0) {
  const auto result = parseObjective(spec, n);
  ASSERT_FALSE(result.ok());
  const Error error = parseObjective(spec, n).error();
  EXPECT_EQ(error.code(), code) << error.message();
  EXPECT_EQ(error.path(), path) << error.message();
  EXPECT_NE(error.message().find(inMessage), std::string::npos) << error.message();
}

TEST(ObjectiveTable, RefusesBadConfigurations) {
  const auto with = [](const char* id) { return Value::object().set("id", id); };
  expectRefused(Value("rosenbrok"), ErrorCode::kUnknownId, "", "\"rosenbrock\"");
  expectRefused(with("bowll"), ErrorCode::kUnknownId, "id", "\"bowl\"");
  expectRefused(Value(3.0), ErrorCode::kInvalidType, "", "an id or an object");
  expectRefused(Value(), ErrorCode::kMissing, "", "needs an id");
  expectRefused(Value::object(), ErrorCode::kMissing, "id", "needs an id");
  expectRefused(Value::object().set("id", 4.0), ErrorCode::kInvalidType, "id", "string");
  expectRefused(with("bowl").set("kappa", 3.0), ErrorCode::kUnknownKey, "kappa", "kappa");
  expectRefused(with("ill-conditioned").set("kappa", 0.5), ErrorCode::kOutOfRange, "kappa", "at least 1");
  expectRefused(with("ill-conditioned").set("kappa", std::nan("")), ErrorCode::kOutOfRange, "kappa", "NaN");
  expectRefused(with("ill-conditioned").set("angle", "x"), ErrorCode::kInvalidType, "angle", "angle");
  expectRefused(with("linear-regression").set("batchSize", 0.0), ErrorCode::kOutOfRange, "batchSize",
                "at least 1");
  expectRefused(with("linear-regression").set("batchSize", 1.5), ErrorCode::kOutOfRange, "batchSize",
                "whole");
  expectRefused(Value("bowl"), ErrorCode::kTooLarge, "", "1000", 1001);
  expectRefused(Value::object().set("expression", "x+"), ErrorCode::kSyntax, "expression", "column 3");
  expectRefused(Value::object().set("expression", "x").set("id", "bowl"), ErrorCode::kUnknownKey, "id", "id");
}

TEST(ObjectiveTable, DescribesEveryRowForTheCatalogue) {
  const Value list = describeObjectives();
  ASSERT_EQ(list.array_().size(), objectives().size());
  for (std::size_t i = 0; i < objectives().size(); ++i) {
    const Value& v = list.array_()[i];
    const auto& row = objectives()[i];
    EXPECT_EQ(v["id"].string(), row.id);
    EXPECT_EQ(v["formula"].string(), row.formula);
    EXPECT_EQ(v["dimension"].number(), row.dimension);
    EXPECT_EQ(v["domain"]["lo"].array_().size(), row.lo.size());
    EXPECT_EQ(v["start"].array_().front().number(), row.starts[0]);
    EXPECT_EQ(v["starts"].array_().size(), row.starts.size() / static_cast<std::size_t>(row.dimension));
    EXPECT_EQ(v["params"].array_().size(), row.params.size());
    for (const Value& minimum : v["minima"].array_()) {
      EXPECT_EQ(minimum["x"].array_().size(), static_cast<std::size_t>(row.dimension));
      EXPECT_TRUE(minimum["f"].isNumber());
    }
    EXPECT_EQ(v["data"].isNull(), row.data == nullptr);
  }
}

TEST(ObjectiveTable, DescribesConfiguredObjectivesInTheSameShape) {
  const auto bowl = parseObjective(Value("bowl"), 4);
  const Value four = describeObjective(*bowl);
  EXPECT_EQ(four["dimension"].number(), 4);
  EXPECT_EQ(four["domain"]["hi"].array_().size(), 4u);
  EXPECT_EQ(four["start"].array_().size(), 4u);
  EXPECT_EQ(four["minima"].array_().front()["x"].array_().size(), 4u);

  const auto typed = parseObjective(Value::object().set("expression", "x^2 + 3sin(y)"), 0);
  ASSERT_TRUE(typed.ok());
  const Value v = describeObjective(*typed);
  EXPECT_EQ(v["dimension"].number(), 2);
  EXPECT_EQ(v["formula"].string(), "x^{2} + 3 \\sin\\left(y\\right)");
  EXPECT_EQ(v["variables"].array_().size(), 2u);
  EXPECT_EQ(v["minima"].array_().size(), 0u);
  EXPECT_TRUE(typed->minima().empty());
  EXPECT_EQ(typed->observer()->value(Vec<double>{{2.0, 0.0}}), 4);
}

}  // namespace
}  // namespace descent
