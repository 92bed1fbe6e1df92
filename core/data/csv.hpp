// Tables of numbers from CSV files (RFC 4180, 2005; also with semicolons or tabs).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/value.hpp"
#include "core/data/dataset.hpp"

namespace descent {

struct CsvTable {
  Index rows = 0;
  std::vector<std::string> columns;  ///< names of the features
  std::string label;                 ///< name of the column to learn
  std::vector<float> features;       ///< rows × columns
  std::vector<std::uint8_t> labels;  ///< a class per row; empty where the label is a number
  std::vector<float> targets;        ///< a number per row; empty where the label is a class
  std::vector<std::string> classes;  ///< by label: numbers in order of size, words in order of their bytes
};

inline constexpr std::size_t kMaxCsvClasses = 256;
/// So many different whole numbers still count as classes when nothing is said.
inline constexpr std::size_t kAutoClasses = 32;

/// Reads { label?, task? } (as CsvOptions in the package's types) and the file: UTF-8, at least one row. The
/// separator is whichever of comma, semicolon and tab the first line has most of; cells may be quoted; a
/// first line with a cell that is no number (the label's apart) names the columns. Every other cell is a
/// finite number, except in a column of classes. Errors say line and column, both counted from 1; paths are
/// `file`, `label` and `task`.
Result<CsvTable> parseCsv(std::span<const std::uint8_t> bytes, const Value& options);

}  // namespace descent
