// How a configuration names a row of a table: the one reader of "adam" and { id: "adam", beta1: 0.8 }.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "core/base/param.hpp"
#include "core/base/value.hpp"

namespace descent {

/// What a row is read by: its id, its parameters, and possibly one key more that stands beside them and is
/// read by somebody else.
struct RowKeys {
  std::string_view id;
  std::span<const ParamSpec> params;
  const char* more = nullptr;
};

struct TableKeys {
  const char* what;      ///< "optimizer"
  const char* fallback;  ///< the id where none is given; null: there must be one
  std::size_t count;
  RowKeys (*row)(std::size_t index);
};

struct Pick {
  std::size_t row;
  Params params;
};

/// Paths in errors are relative to the value.
Result<Pick> readPick(const Value& spec, const TableKeys& table);

}  // namespace descent
