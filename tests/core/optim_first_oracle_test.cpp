// Trajectories and rates against PyTorch 1.13 and independent numpy implementations
// (tests/oracle/generate.py).
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/core/optim_first_helpers.hpp"

namespace descent::test {
namespace {

constexpr double kTolerance = 1e-10;

const Value& oracle() {
  static const Value file = readJsonFile(DESCENT_ORACLE_DIR "/optimizers.json");
  return file;
}

Vec<double> numbers(const Value& list) {
  Vec<double> v(static_cast<Index>(list.array_().size()));
  for (Index i = 0; i < v.size(); ++i) v[i] = list.array_()[static_cast<std::size_t>(i)].number();
  return v;
}

std::string describe(const Value& object) {
  std::string text;
  for (const auto& [key, value] : object.members()) text += key + "=" + value.shown() + " ";
  return text;
}

class TrajectoryOracle : public testing::TestWithParam<const OptimizerRow*> {};

TEST_P(TrajectoryOracle, Agrees) {
  std::set<std::string> functions;
  int runs = 0;
  ASSERT_TRUE(oracle()["runs"].isArray());
  const auto& steps = oracle()["steps"].array_();
  for (const Value& run : oracle()["runs"].array_()) {
    if (run["optimizer"]["id"].string() != GetParam()->id) continue;
    SCOPED_TRACE(describe(run["optimizer"]) + "on " + run["objective"].string() + ", " +
                 run["reference"].string());
    ++runs;
    functions.insert(run["objective"].string());
    auto schedule = parseSchedule(run["schedule"]);
    ASSERT_TRUE(schedule.ok());
    const auto config = configFor(run["optimizer"]);
    const auto problem = problemFor(run["objective"], 2);
    ASSERT_NE(problem, nullptr);
    auto optimizer = config.make<double>();
    optimizer->reset(Layout::flat(2));
    Vec<double> x = numbers(run["start"]);
    std::size_t sample = 0;
    for (int s = 0; sample < steps.size(); ++s) {
      if (const auto m = (*schedule)->momentum(s)) optimizer->setMomentum(*m);
      optimizer->step(*problem, x, (*schedule)->rate(config.lr, s));
      if (s + 1 != static_cast<int>(steps[sample].number())) continue;
      const Vec<double> expected = numbers(run["x"].array_()[sample]);
      // Relative to the point, or to a thousandth of the unit where the run has settled at the origin.
      ASSERT_LE((x - expected).norm(), kTolerance * std::max(expected.norm(), 1e-3)) << "step " << s + 1;
      ++sample;
    }
  }
  EXPECT_GE(functions.size(), 4u);
  EXPECT_GE(runs, 8);
}

std::vector<const OptimizerRow*> firstOrderRows() {
  std::vector<const OptimizerRow*> all;
  for (const auto& row : optimizers()) {
    if (row.family != "second-order") all.push_back(&row);
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Rows, TrajectoryOracle, testing::ValuesIn(firstOrderRows()), [](const auto& row) {
  std::string name(row.param->id);
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
});

TEST(ScheduleOracle, RatesAgree) {
  const Value file = readJsonFile(DESCENT_ORACLE_DIR "/schedules.json");
  ASSERT_TRUE(file["runs"].isArray());
  std::map<std::string, int> covered;
  for (const Value& run : file["runs"].array_()) {
    SCOPED_TRACE(describe(run["schedule"]));
    auto schedule = parseSchedule(run["schedule"]);
    ASSERT_TRUE(schedule.ok()) << schedule.error().message();
    ++covered[run["schedule"]["id"].string()];
    const double lr = run["lr"].number();
    const auto& at = run["s"].array_();
    for (std::size_t k = 0; k < at.size(); ++k) {
      const auto s = static_cast<std::int64_t>(at[k].number());
      // PyTorch accumulates some of these step by step; a rate near zero is compared with the base rate.
      EXPECT_NEAR((*schedule)->rate(lr, s), run["rate"].array_()[k].number(), 1e-13 * lr) << "s = " << s;
      if (run["momentum"].isNull()) continue;
      EXPECT_NEAR((*schedule)->momentum(s).value(), run["momentum"].array_()[k].number(), 1e-14)
          << "s = " << s;
    }
  }
  for (const auto& row : schedules()) EXPECT_GE(covered[std::string(row.id)], 1) << row.id;
}

// index.json names, for each optimizer of the table, what it is held against; the trajectories must bear it
// out.
TEST(OracleIndex, EveryOptimizerHasAReference) {
  const Value index = readJsonFile(DESCENT_ORACLE_DIR "/index.json");
  std::map<std::string, std::set<std::string>> held;
  for (const Value& run : oracle()["runs"].array_()) {
    held[run["optimizer"]["id"].string()].insert(run["reference"].string());
  }
  const std::set<std::string> kinds{"torch", "numpy", "closed-form", "iteration-count", "torch-endpoint"};
  for (const auto& row : optimizers()) {
    const Value& references = index[row.id];
    ASSERT_TRUE(references.isArray() && !references.array_().empty()) << row.id << " has no reference";
    std::set<std::string> named;
    for (const Value& kind : references.array_()) {
      EXPECT_TRUE(kinds.contains(kind.string())) << row.id << ": " << kind.string();
      named.insert(kind.string());
    }
    for (const char* kind : {"torch", "numpy"}) {
      EXPECT_EQ(named.contains(kind), held[std::string(row.id)].contains(kind)) << row.id << ": " << kind;
    }
  }
  for (const auto& [id, references] : index.members())
    EXPECT_NE(findOptimizer(id), nullptr) << id << " is in no table";
}

}  // namespace
}  // namespace descent::test
