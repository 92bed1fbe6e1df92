// L-BFGS against PyTorch's: same minima, about as many iterations. Trajectories differ, as the searches do.
#include <gtest/gtest.h>

#include <cstdio>

#include "core/objective/table.hpp"
#include "core/optim/lbfgs.hpp"
#include "tests/core/json.hpp"
#include "tests/core/optim_second_problems.hpp"

namespace descent::second {
namespace {

TEST(SecondOrderOracle, LbfgsEndsWherePyTorchDoes) {
  const Value oracle = test::readJsonFile(DESCENT_ORACLE_DIR "/second_order.json");
  ASSERT_TRUE(oracle["lbfgs"].isArray());
  int compared = 0;
  for (const auto& row : oracle["lbfgs"].array_()) {
    const std::string& id = row["objective"].string();
    SCOPED_TRACE(id + ", " + row["lineSearch"].string());
    Value spec = Value::object();
    spec.set("id", id);
    if (id == "ill-conditioned") spec.set("kappa", oracle["kappa"].number());
    const auto& start = row["start"].array_();
    Vec<double> x(static_cast<Index>(start.size())), theirs(x.size());
    for (Index i = 0; i < x.size(); ++i) {
      x[i] = start[static_cast<std::size_t>(i)].number();
      theirs[i] = row["x"].array_()[static_cast<std::size_t>(i)].number();
    }
    auto parsed = parseObjective(spec, x.size());
    ASSERT_TRUE(parsed.ok()) << parsed.error().message();
    const bool search = row["lineSearch"].string() == "strong-wolfe";
    auto lbfgs = with<Lbfgs>({{"memory", row["memory"].number()}, {"lineSearch", search ? 0.0 : 2.0}});
    const auto d = descend<double>(*lbfgs, *parsed->problem, x, oracle["toleranceGradient"].number(), 1000);
    const double iterations = row["iterations"].number();
    std::printf("%-16s %-13s %4d iterations, PyTorch %4.0f\n", id.c_str(), row["lineSearch"].string().c_str(),
                d.steps, iterations);
    EXPECT_LT((d.x - theirs).norm(), 1e-8);
    EXPECT_NEAR(parsed->problem->value(d.x), row["f"].number(), 1e-15);
    // PyTorch stops learning once s.y falls below 1e-10 in absolute terms; this bound is relative, so here
    // the end of a long run may come sooner.
    EXPECT_LE(d.steps, 1.05 * iterations + 2);
    if (iterations < 100) {
      EXPECT_GE(d.steps, 0.95 * iterations - 2);
    }
    ++compared;
  }
  EXPECT_EQ(compared, 12);
}

}  // namespace
}  // namespace descent::second
