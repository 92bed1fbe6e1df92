// Typed formulas: text to a flat list of operations, evaluated over double or dual numbers, so that value,
// gradient and Hessian are exact. Nothing is ever executed but the operations listed here.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/dual.hpp"
#include "core/base/result.hpp"
#include "core/base/value.hpp"
#include "core/objective/problem.hpp"

namespace descent {

/// An immutable parsed formula in up to three variables.
///
/// Grammar: + - * / ^ (also ** and the typographic signs · × ÷ − and superscript digits), parentheses,
/// function calls, the constants pi (π) and e, numbers (2, .5, 1e-3). ^ binds tightest and to the right: -x^2
/// is -(x^2). A product needs no sign where a number, a closing parenthesis or a name is followed by a name
/// or an opening parenthesis: 2x, 3sin(y), (x+1)(x-1); directly after a division it is refused as ambiguous
/// (1/2x).
class Expression {
 public:
  static constexpr std::size_t kMaxLength = 1000;  ///< characters
  static constexpr int kMaxDepth = 64;             ///< nested parentheses, calls, signs and powers
  static constexpr std::size_t kMaxNodes = 500;    ///< numbers, variables and operations

  // The functions follow kPow, in the order of kFunctions in expression_parser.cpp.
  enum class Op : std::uint8_t {
    kNumber,
    kVariable,
    kNegate,
    kAdd,
    kSubtract,
    kMultiply,
    kDivide,
    kPow,
    kSin,
    kCos,
    kTan,
    kAsin,
    kAcos,
    kAtan,
    kSinh,
    kCosh,
    kTanh,
    kExp,
    kLog,
    kLog2,
    kLog10,
    kSqrt,
    kCbrt,
    kAbs,
    kSign,
    kFloor,
    kCeil,
    kRound,
    kSigmoid,
    kRelu,
    kSoftplus,
    kMin,
    kMax,
  };
  /// One operation on earlier ones; `a` is the variable's index for kVariable, `b` is used by binary
  /// operations.
  struct Node {
    Op op;
    std::uint16_t a = 0, b = 0;
    double number = 0;
  };

  /// Reads `text`. Without `variables` those of x, y, z that occur are used, in that order (x if none
  /// occurs); with it exactly those, in their order. Errors: kSyntax with the 1-based column and what was
  /// expected, kTooLarge beyond a limit; path "expression", "variables" or "variables[i]".
  static Result<Expression> parse(std::string_view text, std::span<const std::string> variables = {});
  /// Reads { expression, variables? }.
  static Result<Expression> read(const Value& spec);

  const std::string& text() const { return text_; }
  const std::vector<std::string>& variables() const { return variables_; }
  std::span<const Node> nodes() const { return nodes_; }
  /// The formula as TeX; made of the parsed tree alone, so safe to show.
  std::string tex() const;

  /// f at x (one number per variable). `scratch` holds nodes().size() numbers; nothing is allocated.
  template <class S>
  S evaluate(std::span<const S> x, std::span<S> scratch) const;

 private:
  friend class ExpressionParser;
  std::string text_;
  std::vector<std::string> variables_;
  std::vector<Node> nodes_;  ///< operands before their operations; the last is the result
};

/// Names of the functions an expression may call, for messages and the page's help.
std::vector<std::string_view> expressionFunctions();

/// The function as a problem: gradient, Hessian and their products by forward mode, exact to rounding.
std::unique_ptr<Problem<double>> makeExpressionProblem(std::shared_ptr<const Expression> expression);

/// { expression, variables, formula } with the formula as TeX.
Value describe(const Expression& expression);

template <class S>
S Expression::evaluate(std::span<const S> x, std::span<S> scratch) const {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    S& out = scratch[i];
    if (node.op == Op::kNumber) {
      out = S(node.number);
      continue;
    }
    if (node.op == Op::kVariable) {
      out = x[node.a];
      continue;
    }
    const S& a = scratch[node.a];
    const S& b = scratch[node.b];
    switch (node.op) {
      case Op::kNumber:
      case Op::kVariable:
        break;
      case Op::kNegate:
        out = -a;
        break;
      case Op::kAdd:
        out = a + b;
        break;
      case Op::kSubtract:
        out = a - b;
        break;
      case Op::kMultiply:
        out = a * b;
        break;
      case Op::kDivide:
        out = a / b;
        break;
      case Op::kPow:
        out = math::pow(a, b);
        break;
      case Op::kSin:
        out = math::sin(a);
        break;
      case Op::kCos:
        out = math::cos(a);
        break;
      case Op::kTan:
        out = math::tan(a);
        break;
      case Op::kAsin:
        out = math::asin(a);
        break;
      case Op::kAcos:
        out = math::acos(a);
        break;
      case Op::kAtan:
        out = math::atan(a);
        break;
      case Op::kSinh:
        out = math::sinh(a);
        break;
      case Op::kCosh:
        out = math::cosh(a);
        break;
      case Op::kTanh:
        out = math::tanh(a);
        break;
      case Op::kExp:
        out = math::exp(a);
        break;
      case Op::kLog:
        out = math::log(a);
        break;
      case Op::kLog2:
        out = math::log2(a);
        break;
      case Op::kLog10:
        out = math::log10(a);
        break;
      case Op::kSqrt:
        out = math::sqrt(a);
        break;
      case Op::kCbrt:
        out = math::cbrt(a);
        break;
      case Op::kAbs:
        out = math::abs(a);
        break;
      case Op::kSign:
        out = math::sign(a);
        break;
      case Op::kFloor:
        out = math::floor(a);
        break;
      case Op::kCeil:
        out = math::ceil(a);
        break;
      case Op::kRound:
        out = math::round(a);
        break;
      case Op::kSigmoid:
        out = math::sigmoid(a);
        break;
      case Op::kRelu:
        out = math::relu(a);
        break;
      case Op::kSoftplus:
        out = math::softplus(a);
        break;
      case Op::kMin:
        out = math::min(a, b);
        break;
      case Op::kMax:
        out = math::max(a, b);
        break;
    }
  }
  return scratch[nodes_.size() - 1];
}

}  // namespace descent
