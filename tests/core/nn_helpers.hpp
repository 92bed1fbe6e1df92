// Small networks and data sets for the suites.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/rng.hpp"
#include "core/nn/batch_problem.hpp"

namespace descent::testing {

inline Value networkValue(std::initializer_list<int> layers, std::string_view activation, Value loss,
                          std::string_view initializer = "he-normal", int batchSize = 8) {
  Value v = Value::object();
  v.set("layers", Value::numbers(layers)).set("activation", activation).set("loss", std::move(loss));
  v.set("initializer", initializer).set("batchSize", batchSize).set("seed", 7);
  return v;
}

inline NetworkConfig network(const Value& v) {
  auto config = parseNetwork(v);
  EXPECT_TRUE(config.ok()) << config.error().message();
  return std::move(config).value();
}

/// Random numbers in -1..1 with random classes.
inline Dataset numbersWithClasses(Index rows, Index columns, Index classes, std::uint64_t seed = 3) {
  Rng rng(seed);
  std::vector<float> features(static_cast<std::size_t>(rows * columns));
  for (auto& x : features) x = static_cast<float>(rng.uniform(-1, 1));
  std::vector<std::uint8_t> labels(static_cast<std::size_t>(rows));
  for (auto& y : labels) y = static_cast<std::uint8_t>(rng.below(static_cast<std::uint32_t>(classes)));
  auto data = makeDataset(std::move(features), labels, columns, classes);
  EXPECT_TRUE(data.ok());
  return std::move(data).value();
}

/// Random images with random classes.
inline Dataset bytesWithClasses(Index rows, Index columns, Index classes, std::uint64_t seed = 3) {
  Rng rng(seed);
  std::vector<std::uint8_t> images(static_cast<std::size_t>(rows * columns)),
      labels(static_cast<std::size_t>(rows));
  for (auto& x : images) x = static_cast<std::uint8_t>(rng.below(256));
  for (auto& y : labels) y = static_cast<std::uint8_t>(rng.below(static_cast<std::uint32_t>(classes)));
  auto data = makeDataset(std::move(images), labels, columns, classes);
  EXPECT_TRUE(data.ok());
  return std::move(data).value();
}

inline std::vector<std::uint32_t> firstSamples(Index n) {
  std::vector<std::uint32_t> samples(static_cast<std::size_t>(n));
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<std::uint32_t>(i);
  return samples;
}

template <class T>
Vec<T> randomVector(Index n, std::uint64_t seed, double scale = 1) {
  Rng rng(seed, 99);
  Vec<T> v(n);
  for (Index i = 0; i < n; ++i) v[i] = static_cast<T>(scale * rng.uniform(-1, 1));
  return v;
}

}  // namespace descent::testing
