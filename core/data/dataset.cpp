#include "core/data/dataset.hpp"

#include <cmath>

#include "core/nn/network.hpp"

namespace descent {
namespace {

std::string at(const char* name, std::size_t i) { return std::string(name) + "[" + std::to_string(i) + "]"; }

Status checkShape(std::size_t cells, std::size_t rows, Index columns, const char* cellsName,
                  const char* rowsName) {
  if (columns < 1 || columns > kMaxColumns) {
    return Error{ErrorCode::kOutOfRange,
                 "a row has " + std::to_string(columns) + " columns; between 1 and " +
                     std::to_string(kMaxColumns) + " are allowed",
                 cellsName};
  }
  if (rows == 0) return Error{ErrorCode::kBadData, std::string(rowsName) + " is empty", rowsName};
  if (rows > static_cast<std::size_t>(kMaxRows)) {
    return Error{
        ErrorCode::kTooLarge,
        std::to_string(rows) + " rows were given; at most " + std::to_string(kMaxRows) + " are allowed",
        rowsName};
  }
  const auto expected = static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(columns);
  if (expected != cells) {
    return Error{ErrorCode::kBadData,
                 std::string(cellsName) + " has " + std::to_string(cells) + " values; " +
                     std::to_string(rows) + " rows of " + std::to_string(columns) + " are " +
                     std::to_string(expected),
                 cellsName};
  }
  return {};
}

Status readLabels(std::span<const std::uint8_t> labels, Index classes, Dataset& data) {
  if (classes < 2 || classes > 256) {
    return Error{ErrorCode::kOutOfRange,
                 std::to_string(classes) + " classes were given; between 2 and 256 are allowed", "classes"};
  }
  data.labels.reserve(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] >= classes) {
      return Error{ErrorCode::kBadData,
                   at("labels", i) + " is " + std::to_string(labels[i]) + "; with " +
                       std::to_string(classes) + " classes it must be at most " + std::to_string(classes - 1),
                   at("labels", i)};
    }
    data.labels.push_back(labels[i]);
  }
  data.classes = classes;
  return {};
}

Status checkFinite(const std::vector<float>& values, const char* name) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      return Error{
          ErrorCode::kBadData,
          at(name, i) + " is " + formatNumber(static_cast<double>(values[i])) + "; all values must be finite",
          at(name, i)};
    }
  }
  return {};
}

}  // namespace

Result<Dataset> makeDataset(std::vector<std::uint8_t> images, std::span<const std::uint8_t> labels,
                            Index columns, Index classes) {
  DESCENT_CHECK(checkShape(images.size(), labels.size(), columns, "images", "labels"));
  Dataset data;
  DESCENT_CHECK(readLabels(labels, classes, data));
  data.rows = static_cast<Index>(labels.size());
  data.columns = columns;
  data.bytes = std::move(images);
  return data;
}

Result<Dataset> makeDataset(std::vector<float> features, std::span<const std::uint8_t> labels, Index columns,
                            Index classes) {
  DESCENT_CHECK(checkShape(features.size(), labels.size(), columns, "features", "labels"));
  DESCENT_CHECK(checkFinite(features, "features"));
  Dataset data;
  DESCENT_CHECK(readLabels(labels, classes, data));
  data.rows = static_cast<Index>(labels.size());
  data.columns = columns;
  data.numbers = std::move(features);
  return data;
}

Result<Dataset> makeRegression(std::vector<float> features, std::vector<float> targets, Index columns,
                               Index targetColumns) {
  if (targetColumns < 1 || targetColumns > kMaxColumns ||
      targets.size() % static_cast<std::size_t>(targetColumns) != 0) {
    return Error{ErrorCode::kBadData,
                 "targets has " + std::to_string(targets.size()) + " values, which are not rows of " +
                     std::to_string(targetColumns),
                 "targets"};
  }
  const std::size_t rows = targets.size() / static_cast<std::size_t>(targetColumns);
  DESCENT_CHECK(checkShape(features.size(), rows, columns, "features", "targets"));
  DESCENT_CHECK(checkFinite(features, "features"));
  DESCENT_CHECK(checkFinite(targets, "targets"));
  Dataset data;
  data.rows = static_cast<Index>(rows);
  data.columns = columns;
  data.targetColumns = targetColumns;
  data.numbers = std::move(features);
  data.targets = std::move(targets);
  return data;
}

Status suits(const Dataset& data, const NetworkConfig& network) {
  if (data.columns != network.inputs()) {
    return Error{ErrorCode::kBadData,
                 "a sample has " + std::to_string(data.columns) + " values; the network has " +
                     std::to_string(network.inputs()) + " inputs",
                 "images"};
  }
  const Index outputs = network.outputs();
  if (data.classes == 0) {
    if (network.loss.row->kind == LossKind::kSoftmaxCrossEntropy) {
      return Error{ErrorCode::kUnsupported,
                   "softmax-cross-entropy needs classes; this data set has numbers to predict", "labels"};
    }
    if (data.targetColumns != outputs) {
      return Error{ErrorCode::kBadData,
                   "a sample has " + std::to_string(data.targetColumns) + " targets; the network has " +
                       std::to_string(outputs) + " outputs",
                   "labels"};
    }
    if (network.loss.row->kind == LossKind::kBinaryCrossEntropy) {
      for (std::size_t i = 0; i < data.targets.size(); ++i) {
        if (!(data.targets[i] >= 0 && data.targets[i] <= 1)) {
          return Error{ErrorCode::kBadData,
                       at("labels", i) + " is " + formatNumber(static_cast<double>(data.targets[i])) +
                           "; binary-cross-entropy needs targets between 0 and 1",
                       at("labels", i)};
        }
      }
    }
    return {};
  }
  // One output can tell two classes apart; otherwise every label needs an output of its own.
  const Index distinguishable = outputs == 1 ? 2 : outputs;
  for (std::size_t i = 0; i < data.labels.size(); ++i) {
    if (data.labels[i] < 0 || data.labels[i] >= distinguishable) {
      return Error{ErrorCode::kBadData,
                   at("labels", i) + " is " + std::to_string(data.labels[i]) + "; a network with " +
                       std::to_string(outputs) + (outputs == 1 ? " output" : " outputs") +
                       " takes labels up to " + std::to_string(distinguishable - 1),
                   at("labels", i)};
    }
  }
  return {};
}

}  // namespace descent
