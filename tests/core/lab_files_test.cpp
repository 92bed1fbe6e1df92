// CIFAR-10 batches, CSV tables, toy sets, noisy labels: good ones and bad ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/data/cifar.hpp"
#include "core/data/csv.hpp"
#include "core/data/labels.hpp"
#include "core/data/toys.hpp"
#include "network_lab_helpers.hpp"

namespace descent {
namespace {

using namespace testing;

std::vector<std::uint8_t> batch(std::initializer_list<std::uint8_t> labels) {
  std::vector<std::uint8_t> bytes;
  for (const auto label : labels) {
    bytes.push_back(label);
    for (std::size_t i = 0; i < 3072; ++i)
      bytes.push_back(static_cast<std::uint8_t>((i * (7 + label) + label) % 256));
  }
  return bytes;
}

TEST(Cifar, ReadsABatchAndItIsLearntFrom) {
  const auto data = parseCifar(batch({3, 0, 9}), "file");
  ASSERT_TRUE(data.ok()) << data.error().message();
  EXPECT_EQ(data->rows, 3);
  EXPECT_EQ(data->columns, 3072);
  EXPECT_EQ(data->classes, 10);
  EXPECT_EQ(data->labels, (std::vector<std::int32_t>{3, 0, 9}));
  EXPECT_EQ(data->bytes[3072], 0);  // the second record's first byte: its label is no part of it
  EXPECT_EQ(data->bytes[1], 13);
  auto run =
      labRun(networkValue({3072, 8, 10}, "relu", "softmax-cross-entropy", "he-normal", 3), "adam", 0.01);
  ASSERT_TRUE(run->load(*data, {}).ok());
  const auto losses = run->train(200)->loss;
  EXPECT_LT(losses.back(), losses.front() / 2);
}

TEST(Cifar, RefusesWithTheReason) {
  const auto says = [](const std::vector<std::uint8_t>& bytes, const std::string& path,
                       const std::string& word) {
    const auto refused = parseCifar(bytes, "file");
    expectRefusal(refused, ErrorCode::kBadData, path);
    if (!refused.ok()) {
      EXPECT_NE(refused.error().message().find(word), std::string::npos) << refused.error().message();
    }
  };
  auto bytes = batch({3, 0, 9});
  says({}, "file", "empty");
  says({bytes.begin(), bytes.end() - 1}, "file", "9218");
  says(batch({3, 10, 9}), "file[1]", "label of record 1 is 10");
  std::vector<std::uint8_t> hundred(2 * 3074);
  says(hundred, "file", "CIFAR-100");
  bytes[0] = 0x1f;
  bytes[1] = 0x8b;
  says(bytes, "file", "gzip");
}

Result<CsvTable> csv(std::string_view text, const Value& options = Value::object()) {
  return parseCsv({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, options);
}

TEST(Csv, ReadsNamesNumbersAndClasses) {
  const auto table =
      csv("\xEF\xBB\xBFlength,\"width, cm\",kind\r\n 1.5 ,-2e-1,oak\r\n.25,+3,\"sycamore "
          "\"\"maple\"\"\"\r\n\r\n4.,0,oak");
  ASSERT_TRUE(table.ok()) << table.error().message();
  EXPECT_EQ(table->rows, 3);
  EXPECT_EQ(table->columns, (std::vector<std::string>{"length", "width, cm"}));
  EXPECT_EQ(table->label, "kind");
  EXPECT_EQ(table->features, (std::vector<float>{1.5f, -0.2f, 0.25f, 3, 4, 0}));
  EXPECT_EQ(table->classes, (std::vector<std::string>{"oak", "sycamore \"maple\""}));
  EXPECT_EQ(table->labels, (std::vector<std::uint8_t>{0, 1, 0}));
  EXPECT_TRUE(table->targets.empty());
}

TEST(Csv, FindsOutWhatTheLabelIs) {
  // No names; semicolons; whole numbers are classes in order of size.
  const auto classes = csv("1;10\n2;9\n3;10\n").value();
  EXPECT_EQ(classes.columns, std::vector<std::string>{"column 1"});
  EXPECT_EQ(classes.classes, (std::vector<std::string>{"9", "10"}));
  EXPECT_EQ(classes.labels, (std::vector<std::uint8_t>{1, 0, 1}));
  // The same as numbers, or where they are not whole, or too many.
  EXPECT_EQ(csv("1;10\n2;9\n", Value::object().set("task", "numbers"))->targets, (std::vector<float>{10, 9}));
  EXPECT_EQ(csv("1\t1.5\n2\t2.5\n")->targets, (std::vector<float>{1.5f, 2.5f}));
  std::string many;
  for (int i = 0; i < 40; ++i) many += "0," + std::to_string(i) + "\n";
  EXPECT_EQ(csv(many)->targets.size(), 40u);
  EXPECT_EQ(csv(many, Value::object().set("task", "classes"))->classes.size(), 40u);
  // Any column, by name or number, may be the label.
  const auto first = csv("kind,x\na,1\nb,2\n", Value::object().set("label", "kind")).value();
  EXPECT_EQ(first.features, (std::vector<float>{1, 2}));
  EXPECT_EQ(csv("kind,x\na,1\nb,2\n", Value::object().set("label", 0))->classes, first.classes);
  EXPECT_EQ(csv("kind,x\na,1\nb,2\n", Value::object().set("label", -2))->classes, first.classes);
  // Words in the label's column of a file without names do not make the first line names.
  EXPECT_EQ(csv("1,2,a\n3,4,b\n")->rows, 2);
}

TEST(Csv, NamesLineAndColumn) {
  const auto says = [](std::string_view text, const std::string& path, const std::string& word,
                       const Value& options = Value::object()) {
    const auto refused = csv(text, options);
    ASSERT_FALSE(refused.ok()) << text;
    EXPECT_EQ(refused.error().path(), path) << refused.error().message();
    EXPECT_NE(refused.error().message().find(word), std::string::npos) << refused.error().message();
  };
  says("", "file", "no rows");
  says("x,y\n", "file", "no rows");
  says("1\n2\n", "file", "one column");
  says("x,y,k\n1,2,a\n3,oops,b\n", "file", "line 3, column 2 (y): \"oops\" is not a number");
  says("x,y,k\n1,,a\n3,4,b\n", "file", "line 2, column 2 (y): \"\" is not a number");
  says("x,y,k\n1,1e99,a\n3,4,b\n", "file", "too large");
  says("x,y,k\n1,2,a\n3,4\n", "file", "line 3 has 2 cells");
  says("x,k\n\"1\n\n2\",a\n3,4,5\n", "file", "line 2, column 1");  // a quoted line break counts
  says("x,k\n1,\"a\n", "file", "not closed");
  says("x,k\n1,a\n2,a\n", "label", "1 different");
  says("x,k\n1,a\n2,b\n", "label", "columns 0 to 1", Value::object().set("label", 2));
  says("x,kind\n1,a\n2,b\n", "label", "kind", Value::object().set("label", "kid"));
  says("x,k\n1,3\n2,b\n", "label", "row 2", Value::object().set("task", "numbers"));
  says("x,k\n1,3\n2,b\n", "task", "numbers", Value::object().set("task", "number"));
  std::string many;
  for (int i = 0; i < 300; ++i) many += "0,w" + std::to_string(i) + "\n";
  says(many, "label", "more than 256");
}

Value toy(const char* kind, double noise = 0, int samples = 2000, int seed = 1) {
  return Value::object().set("kind", kind).set("noise", noise).set("samples", samples).set("seed", seed);
}

// Each set follows its rule: written down a second time, from the description of the Playground's data.
TEST(Toys, FollowTheirRules) {
  const Value rows = describeToys();
  for (const Value& row : rows.array_()) {
    const std::string kind = row["id"].string();
    const auto data = makeToy(toy(kind.c_str())).value();
    ASSERT_EQ(data.rows, 2000) << kind;
    EXPECT_EQ(data.classes == 2, row["task"].string() == "binary");
    double ones = 0;
    for (std::size_t i = 0; i < 2000; ++i) {
      const double x = static_cast<double>(data.numbers[2 * i]),
                   y = static_cast<double>(data.numbers[2 * i + 1]);
      const double r = std::sqrt(x * x + y * y);
      const bool one = data.classes > 0 && data.labels[i] == 1;
      ones += one ? 1 : 0;
      if (kind == "circles") {
        EXPECT_TRUE(one ? r < 2.5 : r > 3.49 && r < 5.01);
      } else if (kind == "xor") {
        EXPECT_EQ(one, (x > 0) == (y > 0));
        EXPECT_GE(std::min(std::abs(x), std::abs(y)), 0.29);
      } else if (kind == "spirals") {
        // The angle goes round 1.75 times on the way from radius 0 to 5, for the other class from the other
        // side.
        const double turned = 1.75 * 2 * M_PI * r / 5 + (one ? 0 : M_PI);
        EXPECT_NEAR(std::sin(turned) * r, x, 1e-4);
        EXPECT_NEAR(std::cos(turned) * r, y, 1e-4);
      } else if (kind == "plane") {
        EXPECT_NEAR(static_cast<double>(data.targets[i]), (x + y) / 10, 1e-6);
      } else if (kind == "gauss-plane") {
        const double sign = (std::round(x / 4) == 0 ? -1.0 : 1.0) * (y > 0 ? 1.0 : -1.0);
        const double cx = 4 * std::round(std::clamp(x, -4.0, 4.0) / 4), cy = y > 0 ? 2.5 : -2.5;
        const double height = std::max(0.0, 1 - std::hypot(x - cx, y - cy) / 2);
        EXPECT_NEAR(static_cast<double>(data.targets[i]), sign * height, 1e-5);
      }
    }
    if (data.classes > 0 && kind != "xor") {
      EXPECT_EQ(ones, 1000) << kind;
    }
    if (kind == "gaussians") {
      double sum = 0, squares = 0;
      for (std::size_t i = 0; i < 2000; ++i) {
        if (data.labels[i] != 1) continue;
        sum += static_cast<double>(data.numbers[2 * i]);
        squares += std::pow(static_cast<double>(data.numbers[2 * i]) - 2, 2);
      }
      EXPECT_NEAR(sum / 1000, 2, 0.1);
      EXPECT_NEAR(squares / 1000, 0.5, 0.1);
    }
    EXPECT_EQ(data.numbers, makeToy(toy(kind.c_str()))->numbers);
    EXPECT_NE(data.numbers, makeToy(toy(kind.c_str(), 0, 2000, 2))->numbers);
    // In random order, so that any cut is a fair sample.
    if (data.classes > 0) {
      const auto early = std::count(data.labels.begin(), data.labels.begin() + 1000, 1);
      EXPECT_NEAR(static_cast<double>(early), ones / 2, 70);
    }
  }
}

TEST(Toys, NoiseMixesTheClassesAndBadRequestsAreNamed) {
  const auto noisy = makeToy(toy("circles", 0.5)).value();
  int wrong = 0;
  for (std::size_t i = 0; i < 2000; ++i)
    wrong +=
        (std::hypot(noisy.numbers[2 * i], noisy.numbers[2 * i + 1]) < 2.5f) != (noisy.labels[i] == 1) ? 1 : 0;
  EXPECT_GT(wrong, 200);
  EXPECT_LT(wrong, 900);
  expectRefusal(makeToy(toy("circle")), ErrorCode::kUnknownId, "kind");
  expectRefusal(makeToy(toy("circles", 0.6)), ErrorCode::kOutOfRange, "noise");
  expectRefusal(makeToy(toy("circles", 0, 1)), ErrorCode::kOutOfRange, "samples");
  expectRefusal(makeToy(Value::object()), ErrorCode::kMissing, "kind");
}

TEST(Labels, NoiseChangesExactlyItsShare) {
  std::vector<std::uint8_t> labels(5000);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::uint8_t>(i % 10);
  const auto request = [](double share, int seed) {
    return Value::object().set("classes", 10).set("share", share).set("seed", seed);
  };
  auto noisy = labels;
  const auto changed = makeNoisy(noisy, request(0.3, 1)).value();
  ASSERT_EQ(changed.size(), 1500u);
  EXPECT_TRUE(std::is_sorted(changed.begin(), changed.end()));
  const std::set<std::uint32_t> set(changed.begin(), changed.end());
  EXPECT_EQ(set.size(), 1500u);
  std::vector<int> shift(10);
  for (std::uint32_t i = 0; i < 5000; ++i) {
    EXPECT_EQ(noisy[i] != labels[i], set.count(i) == 1);
    ++shift[static_cast<std::size_t>((noisy[i] + 10 - labels[i]) % 10)];
  }
  for (std::size_t s = 1; s < 10; ++s) EXPECT_NEAR(shift[s], 1500.0 / 9, 5 * std::sqrt(1500.0 / 9));
  auto again = labels, other = labels;
  ASSERT_TRUE(makeNoisy(again, request(0.3, 1)).ok() && makeNoisy(other, request(0.3, 2)).ok());
  EXPECT_EQ(again, noisy);
  EXPECT_NE(other, noisy);
  EXPECT_TRUE(makeNoisy(again, request(0, 1))->empty());
  again = labels;
  const auto before = again;
  expectRefusal(makeNoisy(again, request(1.1, 1)), ErrorCode::kOutOfRange, "share");
  expectRefusal(makeNoisy(again, Value::object().set("classes", 9).set("share", 0.5)), ErrorCode::kBadData,
                "labels[9]");
  EXPECT_EQ(again, before);
}

TEST(Labels, PermutationsHoldEveryNumberOnce) {
  auto order = makePermutation(Value::object().set("count", 1000).set("seed", 3)).value();
  EXPECT_EQ(order, makePermutation(Value::object().set("count", 1000).set("seed", 3)).value());
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  for (std::uint32_t i = 0; i < 1000; ++i) EXPECT_EQ(order[i], i);
  expectRefusal(makePermutation(Value::object().set("count", 0)), ErrorCode::kOutOfRange, "count");
}

}  // namespace
}  // namespace descent
