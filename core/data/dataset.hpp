// A data set in memory: features per row, and a class or numbers to predict.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/types.hpp"

namespace descent {

struct NetworkConfig;

/// Features are either bytes (0..255, scaled to 0..1 when gathered into a batch) or numbers taken as they
/// are; targets are either class indices or `targetColumns` numbers per row. Exactly one of each pair is
/// filled; rows are contiguous.
struct Dataset {
  Index rows = 0, columns = 0;
  Index classes = 0;        ///< 0 where the targets are numbers
  Index targetColumns = 0;  ///< 0 where the targets are classes
  std::vector<std::uint8_t> bytes;
  std::vector<float> numbers;
  std::vector<std::int32_t> labels;
  std::vector<float> targets;
  bool synthetic = false;  ///< drawn by the lab, not collected from the world

  bool empty() const { return rows == 0; }
};

/// Limits on any data set: rows, columns, and their product.
inline constexpr Index kMaxRows = 10'000'000;
inline constexpr Index kMaxColumns = 1'000'000;
inline constexpr std::int64_t kMaxCells = 1'500'000'000;

/// What a caller brings: images as `bytes` or as `numbers`, and `labels` (a class each) or `targets` (rows of
/// numbers). Numbers must be finite.
struct RawSamples {
  std::vector<std::uint8_t> bytes;
  std::vector<float> numbers;
  std::vector<std::uint8_t> labels;
  std::vector<float> targets;
};

/// As a data set with `columns` values per row. With labels, every label < `classes` (2 to 256); with
/// targets, `targetColumns` (>= 1) of them per row. Paths in errors: `images`, `images[17]`, `labels`,
/// `labels[17]`.
Result<Dataset> makeDataset(RawSamples raw, Index columns, Index classes, Index targetColumns);

/// Rows of bytes with a class each.
Result<Dataset> makeDataset(std::vector<std::uint8_t> images, std::span<const std::uint8_t> labels,
                            Index columns, Index classes);
/// Rows of numbers with a class each.
Result<Dataset> makeDataset(std::vector<float> features, std::span<const std::uint8_t> labels, Index columns,
                            Index classes);
/// Rows of numbers with numbers to predict.
Result<Dataset> makeRegression(std::vector<float> features, std::vector<float> targets, Index columns,
                               Index targetColumns);

/// Names the first value that is not finite, e.g. `images[17]`.
Status checkFinite(const std::vector<float>& values, const char* name);

/// Whether the network can learn this data set: inputs, outputs and loss must suit it. Paths: `images`
/// (width) or `labels` (targets).
Status suits(const Dataset& data, const NetworkConfig& network);

}  // namespace descent
