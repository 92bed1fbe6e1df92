// Recursive descent over the grammar in expression.hpp. Depth, length and number of nodes are bounded, and a
// failure travels as -1 with the error kept aside, so that hostile text costs neither stack nor time.
#include <algorithm>
#include <array>
#include <optional>

#include "core/objective/expression.hpp"
#include "core/objective/expression_lexer.hpp"

namespace descent {
namespace {

using Op = Expression::Op;

struct Function {
  std::string_view name;
  Op op;
  int arguments;
};
constexpr Function kFunctions[] = {
    {"sin", Op::kSin, 1},         {"cos", Op::kCos, 1},     {"tan", Op::kTan, 1},
    {"asin", Op::kAsin, 1},       {"acos", Op::kAcos, 1},   {"atan", Op::kAtan, 1},
    {"arcsin", Op::kAsin, 1},     {"arccos", Op::kAcos, 1}, {"arctan", Op::kAtan, 1},
    {"sinh", Op::kSinh, 1},       {"cosh", Op::kCosh, 1},   {"tanh", Op::kTanh, 1},
    {"exp", Op::kExp, 1},         {"log", Op::kLog, 1},     {"ln", Op::kLog, 1},
    {"log2", Op::kLog2, 1},       {"log10", Op::kLog10, 1}, {"sqrt", Op::kSqrt, 1},
    {"cbrt", Op::kCbrt, 1},       {"abs", Op::kAbs, 1},     {"sign", Op::kSign, 1},
    {"floor", Op::kFloor, 1},     {"ceil", Op::kCeil, 1},   {"round", Op::kRound, 1},
    {"sigmoid", Op::kSigmoid, 1}, {"relu", Op::kRelu, 1},   {"softplus", Op::kSoftplus, 1},
    {"min", Op::kMin, 2},         {"max", Op::kMax, 2},     {"pow", Op::kPow, 2},
};

struct Constant {
  std::string_view name;
  double value;
};
constexpr Constant kConstants[] = {
    {"pi", 3.14159265358979323846}, {"π", 3.14159265358979323846}, {"e", 2.71828182845904523536}};

constexpr std::string_view kDefaultVariables[] = {"x", "y", "z"};
constexpr std::size_t kMaxVariables = std::size(kDefaultVariables);
constexpr std::size_t kMaxNameLength = 16;

template <class Range>
auto findName(const Range& range, std::string_view name) {
  const auto found =
      std::find_if(std::begin(range), std::end(range), [&](const auto& e) { return e.name == name; });
  return found == std::end(range) ? nullptr : &*found;
}

bool isIdentifier(std::string_view name) {
  if (name.empty() || name.size() > kMaxNameLength || !Lexer::isLetter(name[0])) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return Lexer::isLetter(c) || Lexer::isDigit(c) || c == '_'; });
}

Status checkVariables(std::span<const std::string> variables) {
  if (variables.size() > kMaxVariables) {
    return Error{ErrorCode::kTooLarge,
                 filled("an expression has at most 3 variables; # were given", {variables.size()}),
                 "variables"};
  }
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const std::string path = filled("variables[#]", {i});
    const std::string& name = variables[i];
    if (!isIdentifier(name)) {
      return Error{
          ErrorCode::kSyntax,
          filled("a variable's name is a letter followed by at most 15 letters, digits or _; # was given",
                 {Value(name).shown()}),
          path};
    }
    if (findName(kFunctions, name) != nullptr || findName(kConstants, name) != nullptr) {
      return Error{ErrorCode::kSyntax,
                   filled("\"#\" is a function or constant and cannot be a variable", {name}), path};
    }
    if (std::find(variables.begin(), variables.begin() + static_cast<std::ptrdiff_t>(i), name) !=
        variables.begin() + static_cast<std::ptrdiff_t>(i)) {
      return Error{ErrorCode::kSyntax, filled("the variable \"#\" is named twice", {name}), path};
    }
  }
  return {};
}

}  // namespace

std::vector<std::string_view> expressionFunctions() {
  std::vector<std::string_view> names;
  for (const auto& f : kFunctions) names.push_back(f.name);
  return names;
}

class ExpressionParser {
 public:
  ExpressionParser(std::string_view text, std::vector<std::string_view> variables)
      : lexer_(text), variables_(std::move(variables)) {}

  Status run() {
    const int root = sum();
    if (root >= 0 && lexer_.token() != Token::kEnd) expected("an operator");
    if (error_) return std::move(*error_);
    return {};
  }

  std::vector<Expression::Node> nodes;
  std::array<bool, kMaxVariables> used{};

 private:
  int sum() {
    int left = product();
    while (left >= 0 && (lexer_.token() == Token::kPlus || lexer_.token() == Token::kMinus)) {
      const Op op = lexer_.token() == Token::kPlus ? Op::kAdd : Op::kSubtract;
      lexer_.advance();
      left = add(op, left, product());
    }
    return left;
  }

  int product() {
    int left = signedFactor();
    bool divided = false;
    while (left >= 0) {
      const Token token = lexer_.token();
      if (token == Token::kTimes || token == Token::kDivide) {
        divided = token == Token::kDivide;
        lexer_.advance();
        left = add(divided ? Op::kDivide : Op::kMultiply, left, signedFactor());
      } else if (token == Token::kName || token == Token::kOpen) {
        if (divided) return ambiguous();
        left = add(Op::kMultiply, left, power());
      } else {
        break;
      }
    }
    return left;
  }

  int signedFactor() {
    const Token token = lexer_.token();
    if (token != Token::kMinus && token != Token::kPlus) return power();
    if (!enter()) return -1;
    lexer_.advance();
    const int operand = signedFactor();
    --depth_;
    return token == Token::kMinus ? add(Op::kNegate, operand, 0) : operand;
  }

  int power() {
    const int base = primary();
    if (base < 0) return base;
    if (lexer_.token() == Token::kSuperscript) {
      const int exponent = number();
      if (lexer_.token() == Token::kPower)
        return fail(ErrorCode::kSyntax, "two powers in a row need parentheses");
      return add(Op::kPow, base, exponent);
    }
    if (lexer_.token() != Token::kPower) return base;
    if (!enter()) return -1;
    lexer_.advance();
    const int exponent = signedFactor();  // to the right: 2^3^2 is 2^(3^2)
    --depth_;
    return add(Op::kPow, base, exponent);
  }

  int primary() {
    switch (lexer_.token()) {
      case Token::kNumber:
        return number();
      case Token::kName:
        return name();
      case Token::kOpen:
        return parenthesised();
      default:
        return expected("a number, a variable, a function or \"(\"");
    }
  }

  int number() {
    const double value = lexer_.number();
    if (!(value <= 1.7976931348623157e308)) return fail(ErrorCode::kSyntax, "the number is too large");
    lexer_.advance();
    return push({Op::kNumber, 0, 0, value});
  }

  int parenthesised() {
    if (!enter()) return -1;
    lexer_.advance();
    const int inner = sum();
    --depth_;
    if (inner >= 0 && lexer_.token() != Token::kClose) return expected("an operator or \")\"");
    if (inner >= 0) lexer_.advance();
    return inner;
  }

  int name() {
    const std::string_view word = lexer_.word();
    if (const auto* function = findName(kFunctions, word)) return call(*function);
    const auto variable = std::find(variables_.begin(), variables_.end(), word);
    if (variable != variables_.end()) {
      const auto index = static_cast<std::size_t>(variable - variables_.begin());
      used[index] = true;
      lexer_.advance();
      return push({Op::kVariable, static_cast<std::uint16_t>(index), 0, 0});
    }
    if (const auto* constant = findName(kConstants, word)) {
      lexer_.advance();
      return push({Op::kNumber, 0, 0, constant->value});
    }
    return unknown(word);
  }

  int call(const Function& function) {
    if (!enter()) return -1;
    const std::string quoted = filled("\"#\"", {function.name});
    lexer_.advance();
    if (lexer_.token() != Token::kOpen) return expected(filled("\"(\" after #", {quoted}));
    lexer_.advance();
    int arguments[2] = {sum(), 0};
    if (arguments[0] >= 0 && function.arguments == 2) {
      if (lexer_.token() != Token::kComma) return expected(filled("\",\": # takes two arguments", {quoted}));
      lexer_.advance();
      arguments[1] = sum();
    }
    --depth_;
    if (arguments[0] < 0 || arguments[1] < 0) return -1;
    if (lexer_.token() != Token::kClose) return expected("an operator or \")\"");
    lexer_.advance();
    return add(function.op, arguments[0], arguments[1]);
  }

  int push(const Expression::Node& node) {
    if (nodes.size() >= Expression::kMaxNodes) {
      return fail(ErrorCode::kTooLarge, "the expression has more than 500 numbers, names and operations");
    }
    nodes.push_back(node);
    return static_cast<int>(nodes.size()) - 1;
  }
  int add(Op op, int a, int b) {
    if (a < 0 || b < 0) return -1;
    return push({op, static_cast<std::uint16_t>(a), static_cast<std::uint16_t>(b), 0});
  }

  bool enter() {
    if (++depth_ <= Expression::kMaxDepth) return true;
    fail(ErrorCode::kTooLarge, "the expression is nested more than 64 deep");
    return false;
  }

  /// Keeps the first error; returns -1 for the caller to return.
  int fail(ErrorCode code, std::string message) {
    if (!error_) error_ = Error{code, filled("column #: #", {lexer_.column(), message}), "expression"};
    return -1;
  }
  int expected(const std::string& what) {
    return fail(ErrorCode::kSyntax, filled("# was expected; # was found", {what, lexer_.shown()}));
  }
  int ambiguous() {
    return fail(ErrorCode::kSyntax,
                "a product without a sign after a division is ambiguous: write a/(b*c) or (a/b)*c");
  }
  int unknown(std::string_view word) {
    std::vector<std::string_view> known(variables_.begin(), variables_.end());
    for (const auto& c : kConstants) known.push_back(c.name);
    for (const auto& f : kFunctions) known.push_back(f.name);
    std::string message = filled("there is no #; nearest: #", {lexer_.shown(), nearest(word, known)});
    const auto isVariable = [&](char c) {
      return std::find(variables_.begin(), variables_.end(), std::string_view(&c, 1)) != variables_.end();
    };
    if (word.size() <= 3 && std::all_of(word.begin(), word.end(), isVariable)) {
      message += "; a product of variables is written ";
      for (std::size_t i = 0; i < word.size(); ++i)
        message += filled("##", {i > 0 ? "*" : "", word.substr(i, 1)});
    }
    return fail(ErrorCode::kSyntax, std::move(message));
  }

  Lexer lexer_;
  std::vector<std::string_view> variables_;
  int depth_ = 0;
  std::optional<Error> error_;
};

Result<Expression> Expression::parse(std::string_view text, std::span<const std::string> variables) {
  DESCENT_CHECK(checkVariables(variables));
  // Characters, not bytes: continuation bytes of UTF-8 do not count.
  const auto characters = static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
  if (characters > kMaxLength || text.size() > 4 * kMaxLength) {
    return Error{ErrorCode::kTooLarge,
                 filled("an expression has at most 1000 characters; # were given",
                        {std::max(characters, text.size() / 4)}),
                 "expression"};
  }
  std::vector<std::string_view> names(variables.begin(), variables.end());
  if (variables.empty()) names.assign(std::begin(kDefaultVariables), std::end(kDefaultVariables));
  ExpressionParser parser(text, names);
  DESCENT_CHECK(parser.run());

  Expression expression;
  expression.text_ = text;
  expression.nodes_ = std::move(parser.nodes);
  expression.variables_.assign(variables.begin(), variables.end());
  if (!variables.empty()) return expression;
  if (std::none_of(parser.used.begin(), parser.used.end(), [](bool u) { return u; })) parser.used[0] = true;
  std::uint16_t place[kMaxVariables] = {};
  for (std::size_t i = 0; i < kMaxVariables; ++i) {
    if (!parser.used[i]) continue;
    place[i] = static_cast<std::uint16_t>(expression.variables_.size());
    expression.variables_.emplace_back(kDefaultVariables[i]);
  }
  for (Node& node : expression.nodes_) {
    if (node.op == Op::kVariable) node.a = place[node.a];
  }
  return expression;
}

Result<Expression> Expression::read(const Value& spec) {
  DESCENT_CHECK(onlyKeys(spec, {"expression", "variables"}));
  const Value& text = spec["expression"];
  if (!text.isString()) {
    return Error{
        text.isNull() ? ErrorCode::kMissing : ErrorCode::kInvalidType,
        filled("expression must be a string such as \"x^2 + 3*sin(y)\"; # was given", {text.shown()}),
        "expression"};
  }
  std::vector<std::string> variables;
  const Value& list = spec["variables"];
  if (!list.isNull()) {
    if (!list.isArray() || list.array_().empty()) {
      return Error{ErrorCode::kInvalidType,
                   filled("variables must be a list of one to three names; # was given", {list.shown()}),
                   "variables"};
    }
    for (const Value& name : list.array_()) {
      if (!name.isString()) {
        return Error{ErrorCode::kInvalidType,
                     filled("a variable's name is a string; # was given", {name.shown()}),
                     filled("variables[#]", {variables.size()})};
      }
      if (variables.size() <= kMaxVariables) variables.push_back(name.string());
    }
    if (list.array_().size() > kMaxVariables) {
      return Error{ErrorCode::kTooLarge,
                   filled("an expression has at most 3 variables; # were given", {list.array_().size()}),
                   "variables"};
    }
  }
  return parse(text.string(), variables);
}

}  // namespace descent
