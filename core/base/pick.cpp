#include "core/base/pick.hpp"

namespace descent {

Result<Pick> readPick(const Value& spec, const TableKeys& table) {
  const bool nested = spec.isObject();
  if (!nested && !spec.isString() && !spec.isNull()) {
    return Error{ErrorCode::kInvalidType,
                 filled("the # is an id or an object with one; # was given", {table.what, spec.shown()}), ""};
  }
  const Value& given = nested ? spec["id"] : spec;
  const Value id = given.isNull() && table.fallback != nullptr ? Value(table.fallback) : given;
  const char* const path = nested ? "id" : "";
  if (id.isNull()) {
    return Error{ErrorCode::kMissing,
                 filled("the # needs an id, such as \"#\"", {table.what, table.row(0).id}), path};
  }
  if (!id.isString()) {
    return Error{ErrorCode::kInvalidType,
                 filled("the id of the # is a string; # was given", {table.what, id.shown()}), path};
  }
  std::vector<std::string_view> known;
  std::size_t row = 0;
  for (; row < table.count && table.row(row).id != id.string(); ++row) known.push_back(table.row(row).id);
  if (row == table.count) return unknownId(table.what, id.string(), known).within(path);
  const RowKeys keys = table.row(row);
  if (nested) {
    known = {"id"};
    for (const auto& p : keys.params) known.push_back(p.key);
    if (keys.more != nullptr) known.push_back(keys.more);
    DESCENT_CHECK(onlyKeys(spec, known));
  }
  DESCENT_TRY(Params params, Params::read(keys.params, nested ? spec : Value()));
  return Pick{row, std::move(params)};
}

}  // namespace descent
