#include "core/data/csv.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/decimal.hpp"
#include "core/base/text.hpp"

namespace descent {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

Error bad(std::string message, const char* path = "file") {
  return {ErrorCode::kBadData, std::move(message), path};
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// The number a cell holds, or NaN: optional sign, digits with at most one point, optional exponent.
double numberIn(const std::string& cell) {
  std::size_t i = 0, end = cell.size();
  while (i < end && isSpace(cell[i])) ++i;
  while (end > i && isSpace(cell[end - 1])) --end;
  const bool negative = i < end && cell[i] == '-';
  if (i < end && (cell[i] == '-' || cell[i] == '+')) ++i;
  std::string plain;  // as parseDecimal() wants it: digits on both sides of a point
  const auto digits = [&] {
    const std::size_t from = i;
    while (i < end && isDigit(cell[i])) plain += cell[i++];
    return i > from;
  };
  bool some = digits();
  if (!some) plain += '0';
  if (i < end && cell[i] == '.') {
    ++i;
    plain += '.';
    if (digits()) {
      some = true;
    } else {
      plain += '0';
    }
  }
  if (!some) return kNotANumber;
  if (i < end && (cell[i] == 'e' || cell[i] == 'E')) {
    ++i;
    plain += 'e';
    if (i < end && (cell[i] == '-' || cell[i] == '+')) plain += cell[i++];
    if (!digits()) return kNotANumber;
  }
  if (i < end) return kNotANumber;
  const double x = parseDecimal(plain);
  return negative ? -x : x;
}

/// Takes lines apart into cells.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;  // a byte-order mark
    std::size_t most = 0;
    const std::string_view first = text_.substr(at_, text_.find('\n', at_) - at_);
    for (const char c : {',', ';', '\t'}) {
      const auto n = static_cast<std::size_t>(std::count(first.begin(), first.end(), c));
      if (n > most) {
        most = n;
        separator_ = c;
      }
    }
  }

  /// The next line that is not blank; false at the end. `line` is where it begins.
  Result<bool> next(std::vector<std::string>& cells, std::size_t& line) {
    while (at_ < text_.size()) {
      line = line_;
      DESCENT_CHECK(read(cells));
      if (cells.size() > 1 ||
          std::any_of(cells[0].begin(), cells[0].end(), [](char c) { return !isSpace(c); }))
        return true;
    }
    return false;
  }

 private:
  Status read(std::vector<std::string>& cells) {
    cells.assign(1, {});
    bool quoted = false, closed = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (quoted) {
        if (c != '"') {
          cells.back() += c;
        } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
          cells.back() += text_[++at_];
        } else {
          quoted = false;
          closed = true;
        }
      } else if (c == separator_) {
        cells.emplace_back();
        closed = false;
      } else if (c == '\n') {
        ++at_;
        break;
      } else if (c == '"' && cells.back().empty() && !closed) {
        quoted = true;
      } else if (c != '\r') {
        cells.back() += c;
      }
    }
    if (quoted) return bad(filled("line #: a quotation mark is not closed", {line_}));
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1;
  char separator_ = ',';
};

/// Which column of so many is the label, by name or number.
Result<std::size_t> labelColumn(const Value& label, const std::vector<std::string>& names, bool named) {
  const auto n = static_cast<double>(names.size());
  if (label.isNull()) return names.size() - 1;
  if (label.isNumber()) {
    const double k = label.number() < 0 ? n + label.number() : label.number();
    if (!(k >= 0 && k < n) || k != std::floor(k)) {
      return Error{ErrorCode::kOutOfRange,
                   filled("label is #; the file has the columns 0 to # (or -1 to # from the end)",
                          {label.number(), names.size() - 1, -n}),
                   "label"};
    }
    return static_cast<std::size_t>(k);
  }
  if (!label.isString())
    return Error{ErrorCode::kInvalidType, "label is the name or the number of a column", "label"};
  std::vector<std::string_view> known(names.begin(), names.end());
  const auto found = std::find(known.begin(), known.end(), label.string());
  if (named && found != known.end()) return static_cast<std::size_t>(found - known.begin());
  return unknownId("column", label.string(), known).within("label");
}

struct Label {
  std::string text;
  double number;
};

/// The different values, ascending; stops when there are more than kMaxCsvClasses.
std::vector<Label> distinct(const std::vector<Label>& labels, bool numeric,
                            std::vector<std::uint8_t>* indices = nullptr) {
  std::vector<Label> values;
  const auto before = [&](const Label& a, const Label& b) {
    return numeric ? a.number < b.number : a.text < b.text;
  };
  for (int pass = 0; pass < (indices == nullptr ? 1 : 2); ++pass) {
    for (const Label& label : labels) {
      const auto at = std::lower_bound(values.begin(), values.end(), label, before);
      if (pass == 1) {
        indices->push_back(static_cast<std::uint8_t>(at - values.begin()));
      } else if (at == values.end() || before(label, *at)) {
        values.insert(at, label);
        if (values.size() > kMaxCsvClasses) return values;
      }
    }
  }
  return values;
}

Status readLabels(const std::vector<Label>& labels, const std::string& task, CsvTable& table) {
  bool numeric = true, whole = true;
  std::size_t firstWord = 0;
  for (std::size_t i = labels.size(); i-- > 0;) {
    const double x = labels[i].number;
    if (x == x) {
      whole = whole && x == std::floor(x);
    } else {
      numeric = false;
      firstWord = i;
    }
  }
  const bool classes =
      task == "classes" ||
      (task == "auto" && (!numeric || (whole && distinct(labels, true).size() <= kAutoClasses)));
  if (!classes) {
    if (!numeric) {
      return bad(filled("row # of the label \"#\" is \"#\", which is not a number",
                        {firstWord + 1, table.label, labels[firstWord].text}),
                 "label");
    }
    for (const Label& label : labels) table.targets.push_back(static_cast<float>(label.number));
    return checkFinite(table.targets, "labels");
  }
  const auto values = distinct(labels, numeric, &table.labels);
  if (values.size() < 2 || values.size() > kMaxCsvClasses) {
    return bad(filled("the label \"#\" has ## different values; between 2 and # can be classes",
                      {table.label, values.size() < 2 ? "" : "more than ",
                       std::min(values.size(), kMaxCsvClasses), kMaxCsvClasses}),
               "label");
  }
  for (const Label& value : values)
    table.classes.push_back(numeric ? formatNumber(value.number) : value.text);
  return {};
}

}  // namespace

Result<CsvTable> parseCsv(std::span<const std::uint8_t> bytes, const Value& options) {
  DESCENT_CHECK(onlyKeys(options, {"label", "task"}));
  DESCENT_TRY(const std::string task, readString(options, "task", "auto"));
  const std::vector<std::string_view> tasks{"auto", "classes", "numbers"};
  if (std::find(tasks.begin(), tasks.end(), task) == tasks.end())
    return unknownId("task", task, tasks).within("task");

  Reader reader({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  std::vector<std::string> cells, names;
  std::size_t line = 0, label = 0;
  CsvTable table;
  std::vector<Label> labels;
  while (true) {
    DESCENT_TRY(const bool more, reader.next(cells, line));
    if (!more) break;
    if (names.empty()) {
      if (cells.size() < 2)
        return bad(filled(
            "line # has one column; at least two are needed, separated by comma, semicolon or tab", {line}));
      const bool byName = options["label"].isString();
      names = cells;
      DESCENT_TRY(label, labelColumn(options["label"], names, true));
      bool named = byName;
      for (std::size_t c = 0; c < cells.size(); ++c)
        named = named || (c != label && numberIn(cells[c]) != numberIn(cells[c]));
      for (std::size_t c = 0; c < names.size(); ++c) {
        if (!named) names[c] = filled("column #", {c + 1});
        if (c != label) table.columns.push_back(names[c]);
      }
      table.label = names[label];
      if (named) continue;
    }
    if (cells.size() != names.size()) {
      return bad(filled("line # has # cells; the first line has #", {line, cells.size(), names.size()}));
    }
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const double x = numberIn(cells[c]);
      if (c == label) {
        labels.push_back({std::move(cells[c]), x});
        continue;
      }
      table.features.push_back(static_cast<float>(x));
      if (!std::isfinite(table.features.back())) {
        return bad(filled("line #, column # (#): \"#\" is #",
                          {line, c + 1, names[c], cells[c], x != x ? "not a number" : "too large"}));
      }
    }
    if (++table.rows > kMaxRows) {
      return Error{ErrorCode::kTooLarge, filled("the file has more than # rows", {kMaxRows}), "file"};
    }
  }
  if (table.rows == 0) return bad("the file has no rows of data");
  DESCENT_CHECK(readLabels(labels, task, table));
  return table;
}

}  // namespace descent
