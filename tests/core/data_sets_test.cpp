// IDX files good and bad, batching, and the drawn garments and colour pictures.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "core/base/tape.hpp"
#include "core/data/batches.hpp"
#include "core/data/cifar.hpp"
#include "core/data/colours.hpp"
#include "core/data/garments.hpp"
#include "core/data/idx.hpp"
#include "core/nn/network.hpp"

namespace descent {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes idx(std::initializer_list<std::uint32_t> dims, std::size_t cells, std::uint8_t type = 8) {
  Bytes b{0, 0, type, static_cast<std::uint8_t>(dims.size())};
  for (const auto d : dims) {
    for (int shift = 24; shift >= 0; shift -= 8) b.push_back(static_cast<std::uint8_t>(d >> shift));
  }
  for (std::size_t i = 0; i < cells; ++i) b.push_back(static_cast<std::uint8_t>(i % 251));
  return b;
}

void expectRefused(const Result<Dataset>& result, ErrorCode code, const std::string& path,
                   const std::string& word) {
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code(), code) << result.error().message();
  EXPECT_EQ(result.error().path(), path);
  EXPECT_NE(result.error().message().find(word), std::string::npos) << result.error().message();
}

Bytes labelsOf(std::initializer_list<std::uint8_t> values) {
  Bytes b = idx({static_cast<std::uint32_t>(values.size())}, 0);
  b.insert(b.end(), values);
  return b;
}

TEST(Idx, ReadsAPair) {
  const auto data = parseIdxPair(idx({3, 2, 4}, 24), labelsOf({2, 0, 1}));
  ASSERT_TRUE(data.ok()) << data.error().message();
  EXPECT_EQ(data->rows, 3);
  EXPECT_EQ(data->columns, 8);
  EXPECT_EQ(data->classes, 3);
  EXPECT_EQ(data->labels, (std::vector<std::int32_t>{2, 0, 1}));
  EXPECT_EQ(data->bytes[23], 23);
  EXPECT_FALSE(data->synthetic);
  EXPECT_EQ(parseIdxPair(idx({3, 2, 4}, 24), labelsOf({2, 0, 1}), 10)->classes, 10);
}

TEST(Idx, RefusesBadFiles) {
  const Bytes images = idx({3, 2, 4}, 24), labels = labelsOf({2, 0, 1});
  const auto bad = ErrorCode::kBadData;
  // Truncated anywhere: no prefix of a file is a file.
  for (std::size_t n = 0; n < images.size(); ++n) {
    expectRefused(parseIdxPair(std::span(images).first(n), labels), bad, "images", "images");
  }
  for (std::size_t n = 0; n < labels.size(); ++n) {
    expectRefused(parseIdxPair(images, std::span(labels).first(n)), bad, "labels", "labels");
  }
  Bytes longer = images;
  longer.push_back(0);
  expectRefused(parseIdxPair(longer, labels), bad, "images",
                "too long, 25 bytes of data; the header announces 24");
  Bytes magic = images;
  magic[0] = 1;
  expectRefused(parseIdxPair(magic, labels), bad, "images", "0x01000803");
  expectRefused(parseIdxPair(idx({3, 2, 4}, 24, 0x0D), labels), bad, "images", "unsigned bytes");
  Bytes gzip{0x1f, 0x8b, 8, 0, 0, 0, 0, 0};
  expectRefused(parseIdxPair(gzip, labels), bad, "images", "gzip");
  expectRefused(parseIdxPair(images, gzip), bad, "labels", "gzip");
  expectRefused(parseIdxPair(images, labelsOf({2, 0})), bad, "labels", "2 labels for 3 images");
  expectRefused(parseIdxPair(labels, labels), bad, "images", "labels");
  expectRefused(parseIdxPair(images, images), bad, "labels", "images");
  expectRefused(parseIdxPair(images, labels, 2), bad, "labels[0]", "at most 1");
  expectRefused(parseIdxPair(idx({0, 2, 4}, 0), labels), bad, "images", "is 0");
  expectRefused(parseIdxPair(idx({}, 0), labels), bad, "images", "0 dimensions");
  expectRefused(parseIdxPair(idx({1, 1, 1, 1, 1}, 1), labels), bad, "images", "5 dimensions");
}

TEST(Idx, RefusesAbsurdDimensionsWithoutOverflow) {
  const Bytes labels = labelsOf({0, 1, 2});
  const auto tooLarge = ErrorCode::kTooLarge;
  expectRefused(parseIdxPair(idx({0xffffffffu, 0xffffffffu, 0xffffffffu}, 1), labels), tooLarge, "images",
                "4294967295");
  // 2^16 · 2^16 · 2^16 · 2^16 is 0 modulo 2^64.
  expectRefused(parseIdxPair(idx({65536, 65536, 65536, 65536}, 0), labels), tooLarge, "images", "65536");
  expectRefused(parseIdxPair(idx({10'000'000, 1000}, 3), labels), tooLarge, "images", "1000");
}

TEST(Dataset, RefusesWhatDoesNotFit) {
  const Bytes labels{0, 1};
  expectRefused(makeDataset(Bytes(7), labels, 4, 2), ErrorCode::kBadData, "images", "8");
  expectRefused(makeDataset(Bytes(8), Bytes{}, 4, 2), ErrorCode::kBadData, "labels", "empty");
  expectRefused(makeDataset(Bytes(8), labels, 0, 2), ErrorCode::kOutOfRange, "images", "columns");
  expectRefused(makeDataset(Bytes(8), labels, 4, 1), ErrorCode::kOutOfRange, "classes", "classes");
  expectRefused(makeDataset(Bytes(8), Bytes{0, 2}, 4, 2), ErrorCode::kBadData, "labels[1]", "at most 1");
  expectRefused(makeDataset(std::vector<float>{1, 2, 3, std::nanf("")}, labels, 2, 2), ErrorCode::kBadData,
                "images[3]", "finite");
  expectRefused(makeRegression({1, 2, 3}, {1, 2}, 1, 1), ErrorCode::kBadData, "images", "3");
  expectRefused(makeRegression({1, 2}, {1, 2, 3}, 1, 2), ErrorCode::kBadData, "labels", "3");
}

TEST(Dataset, TellsWhetherANetworkSuits) {
  const auto data = makeDataset(Bytes(12), Bytes{0, 1, 2}, 4, 3);
  const auto config = [](Value layers, const char* loss) {
    Value v = Value::object();
    v.set("layers", std::move(layers)).set("loss", loss);
    return *parseNetwork(v);
  };
  EXPECT_TRUE(suits(*data, config(Value::numbers(std::vector{4, 3}), "softmax-cross-entropy")).ok());
  EXPECT_EQ(suits(*data, config(Value::numbers(std::vector{5, 3}), "softmax-cross-entropy")).error().path(),
            "images");
  EXPECT_EQ(suits(*data, config(Value::numbers(std::vector{4, 2}), "softmax-cross-entropy")).error().path(),
            "labels[2]");
  EXPECT_EQ(suits(*data, config(Value::numbers(std::vector{4, 1}), "binary-cross-entropy")).error().path(),
            "labels[2]");
  const auto numbers = makeRegression({1, 2}, {0.5, 2}, 1, 1);
  EXPECT_TRUE(suits(*numbers, config(Value::numbers(std::vector{1, 1}), "mse")).ok());
  EXPECT_EQ(suits(*numbers, config(Value::numbers(std::vector{1, 2}), "mse")).error().path(), "labels");
  EXPECT_EQ(
      suits(*numbers, config(Value::numbers(std::vector{1, 2}), "softmax-cross-entropy")).error().path(),
      "labels");
  EXPECT_EQ(suits(*numbers, config(Value::numbers(std::vector{1, 1}), "binary-cross-entropy")).error().path(),
            "labels[1]");
}

TEST(Batches, VisitEverySampleOnceAnEpoch) {
  Batches batches(10, 4, 5);
  std::vector<std::vector<std::uint32_t>> epochs;
  for (int e = 0; e < 3; ++e) {
    EXPECT_EQ(batches.epoch(), e);
    std::vector<std::uint32_t> seen;
    for (const std::size_t size : {4u, 4u, 2u}) {
      const auto batch = batches.next();
      EXPECT_EQ(batch.size(), size);
      seen.insert(seen.end(), batch.begin(), batch.end());
    }
    EXPECT_EQ(std::set<std::uint32_t>(seen.begin(), seen.end()).size(), 10u);
    epochs.push_back(seen);
  }
  EXPECT_NE(epochs[0], epochs[1]);
  batches.rewind();
  const auto again = batches.next();
  EXPECT_TRUE(std::equal(again.begin(), again.end(), epochs[0].begin()));
}

TEST(Garments, AreAFunctionOfSeedAndNumber) {
  const Dataset all = syntheticGarments(40, 9), tail = syntheticGarments(10, 9, 30),
                other = syntheticGarments(40, 10);
  EXPECT_TRUE(all.synthetic);
  EXPECT_EQ(all.columns, 784);
  EXPECT_EQ(all.classes, static_cast<Index>(garmentClasses().size()));
  EXPECT_TRUE(std::equal(tail.bytes.begin(), tail.bytes.end(), all.bytes.begin() + 30 * 784));
  EXPECT_TRUE(std::equal(tail.labels.begin(), tail.labels.end(), all.labels.begin() + 30));
  EXPECT_NE(all.bytes, other.bytes);
}

TEST(Colours, AreAFunctionOfSeedAndNumberInTheShapeOfCifar) {
  const Dataset all = syntheticColours(40, 9), tail = syntheticColours(10, 9, 30),
                other = syntheticColours(40, 10);
  EXPECT_TRUE(all.synthetic);
  EXPECT_EQ(all.columns, 32 * 32 * 3);
  EXPECT_EQ(all.classes, static_cast<Index>(cifarClasses().size()));
  EXPECT_TRUE(std::equal(tail.bytes.begin(), tail.bytes.end(), all.bytes.begin() + 30 * 3072));
  EXPECT_TRUE(std::equal(tail.labels.begin(), tail.labels.end(), all.labels.begin() + 30));
  EXPECT_NE(all.bytes, other.bytes);
}

// With every compiler and processor: what is trained natively is what is trained in the browser.
TEST(Drawings, HaveTheSameBytesEverywhere) {
  EXPECT_EQ(digest(syntheticGarments(400, 3).bytes), 3110724322810893897u);
  EXPECT_EQ(digest(syntheticColours(200, 3).bytes), 1774390338786511246u);
}

TEST(Colours, EveryClassIsDrawnInColour) {
  const Dataset data = syntheticColours(600, 1);
  std::vector<int> count(10, 0);
  for (std::size_t i = 0; i < 600; ++i) {
    ++count[static_cast<std::size_t>(data.labels[i])];
    const std::uint8_t* const at = data.bytes.data() + i * 3072;
    double apart = 0, ink = 0;
    for (std::size_t j = 0; j < 1024; ++j) {
      apart += std::abs(at[j] - at[j + 2048]);
      ink += at[j] + at[j + 1024] + at[j + 2048];
    }
    EXPECT_GT(apart / 1024, 2) << i << " is grey";
    EXPECT_GT(ink / 3072, 8) << i << " is black";
    EXPECT_LT(ink / 3072, 247) << i << " is white";
  }
  for (const int n : count) EXPECT_GT(n, 30);
}

TEST(Colours, RefuseWhatCannotBeDrawn) {
  const auto path = [](const char* key, double value) {
    return makeColours(Value::object().set("count", 5).set(key, value)).error().path();
  };
  EXPECT_EQ(path("count", 0), "count");
  EXPECT_EQ(path("count", 100'001), "count");
  EXPECT_EQ(path("seed", -1), "seed");
  EXPECT_EQ(path("first", 0.5), "first");
  EXPECT_EQ(path("colour", 1), "colour");
  EXPECT_EQ(makeColours(Value::object()).error().path(), "count");
}

TEST(Garments, EveryClassIsDrawnAndVaries) {
  const Dataset data = syntheticGarments(600, 1);
  std::vector<int> count(10, 0);
  std::vector<std::vector<double>> mean(10, std::vector<double>(784, 0));
  for (std::size_t i = 0; i < 600; ++i) {
    const auto c = static_cast<std::size_t>(data.labels[i]);
    ++count[c];
    double ink = 0;
    for (std::size_t j = 0; j < 784; ++j) {
      mean[c][j] += data.bytes[i * 784 + j];
      ink += data.bytes[i * 784 + j];
    }
    EXPECT_GT(ink, 784 * 3) << i;    // something is drawn,
    EXPECT_LT(ink, 784 * 200) << i;  // and not everywhere
  }
  for (std::size_t c = 0; c < 10; ++c) {
    EXPECT_GT(count[c], 30);
    for (auto& x : mean[c]) x /= count[c];
    for (std::size_t d = 0; d < c; ++d) {
      double distance = 0;
      for (std::size_t j = 0; j < 784; ++j) distance += (mean[c][j] - mean[d][j]) * (mean[c][j] - mean[d][j]);
      EXPECT_GT(std::sqrt(distance / 784), 4) << garmentClasses()[c] << " looks like " << garmentClasses()[d];
    }
  }
}

}  // namespace
}  // namespace descent
