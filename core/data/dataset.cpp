#include "core/data/dataset.hpp"

#include <cmath>

#include "core/nn/network.hpp"

namespace descent {
namespace {

std::string at(const char* name, std::size_t i) { return filled("#[#]", {name, i}); }

Status checkShape(std::size_t cells, std::size_t rows, Index columns) {
  if (columns < 1 || columns > kMaxColumns) {
    return Error{ErrorCode::kOutOfRange,
                 filled("a row has # columns; between 1 and # are allowed", {columns, kMaxColumns}),
                 "images"};
  }
  if (rows == 0) return Error{ErrorCode::kBadData, "labels is empty", "labels"};
  if (rows > static_cast<std::size_t>(kMaxRows)) {
    return Error{ErrorCode::kTooLarge, filled("# rows were given; at most # are allowed", {rows, kMaxRows}),
                 "labels"};
  }
  const auto expected = static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(columns);
  if (expected != cells) {
    return Error{ErrorCode::kBadData,
                 filled("images has # values; # rows of # are #", {cells, rows, columns, expected}),
                 "images"};
  }
  return {};
}

Status readLabels(std::span<const std::uint8_t> labels, Index classes, Dataset& data) {
  if (classes < 2 || classes > 256) {
    return Error{ErrorCode::kOutOfRange,
                 filled("# classes were given; between 2 and 256 are allowed", {classes}), "classes"};
  }
  data.labels.reserve(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] >= classes) {
      return Error{ErrorCode::kBadData,
                   filled("# is #; with # classes it must be at most #",
                          {at("labels", i), int{labels[i]}, classes, classes - 1}),
                   at("labels", i)};
    }
    data.labels.push_back(labels[i]);
  }
  data.classes = classes;
  return {};
}

}  // namespace

Status checkFinite(const std::vector<float>& values, const char* name) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      return Error{ErrorCode::kBadData,
                   filled("# is #; all values must be finite", {at(name, i), static_cast<double>(values[i])}),
                   at(name, i)};
    }
  }
  return {};
}

Result<Dataset> makeDataset(RawSamples raw, Index columns, Index classes, Index targetColumns) {
  std::size_t rows = raw.labels.size();
  if (!raw.targets.empty()) {
    if (targetColumns < 1 || targetColumns > kMaxColumns ||
        raw.targets.size() % static_cast<std::size_t>(targetColumns) != 0) {
      return Error{
          ErrorCode::kBadData,
          filled("labels has # values, which are not rows of #", {raw.targets.size(), targetColumns}),
          "labels"};
    }
    rows = raw.targets.size() / static_cast<std::size_t>(targetColumns);
  }
  DESCENT_CHECK(checkShape(raw.bytes.size() + raw.numbers.size(), rows, columns));
  DESCENT_CHECK(checkFinite(raw.numbers, "images"));
  DESCENT_CHECK(checkFinite(raw.targets, "labels"));
  Dataset data;
  if (raw.targets.empty()) {
    DESCENT_CHECK(readLabels(raw.labels, classes, data));
  } else {
    data.targetColumns = targetColumns;
  }
  data.rows = static_cast<Index>(rows);
  data.columns = columns;
  data.bytes = std::move(raw.bytes);
  data.numbers = std::move(raw.numbers);
  data.targets = std::move(raw.targets);
  return data;
}

Result<Dataset> makeDataset(std::vector<std::uint8_t> images, std::span<const std::uint8_t> labels,
                            Index columns, Index classes) {
  return makeDataset({std::move(images), {}, {labels.begin(), labels.end()}, {}}, columns, classes, 0);
}

Result<Dataset> makeDataset(std::vector<float> features, std::span<const std::uint8_t> labels, Index columns,
                            Index classes) {
  return makeDataset({{}, std::move(features), {labels.begin(), labels.end()}, {}}, columns, classes, 0);
}

Result<Dataset> makeRegression(std::vector<float> features, std::vector<float> targets, Index columns,
                               Index targetColumns) {
  return makeDataset({{}, std::move(features), {}, std::move(targets)}, columns, 0, targetColumns);
}

Status suits(const Dataset& data, const NetworkConfig& network) {
  if (data.columns != network.inputs()) {
    return Error{ErrorCode::kBadData,
                 filled("a sample has # values; the network has # inputs", {data.columns, network.inputs()}),
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
                   filled("a sample has # targets; the network has # outputs", {data.targetColumns, outputs}),
                   "labels"};
    }
    if (network.loss.row->kind == LossKind::kBinaryCrossEntropy) {
      for (std::size_t i = 0; i < data.targets.size(); ++i) {
        if (!(data.targets[i] >= 0 && data.targets[i] <= 1)) {
          return Error{ErrorCode::kBadData,
                       filled("# is #; binary-cross-entropy needs targets between 0 and 1",
                              {at("labels", i), static_cast<double>(data.targets[i])}),
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
                   filled("# is #; a network with ## takes labels up to #",
                          {at("labels", i), int{data.labels[i]}, outputs,
                           outputs == 1 ? " output" : " outputs", distinguishable - 1}),
                   at("labels", i)};
    }
  }
  return {};
}

}  // namespace descent
