// TeX of a parsed expression, built from the leaves up, without recursion.
#include "core/objective/expression.hpp"

namespace descent {
namespace {

using Op = Expression::Op;

/// How tightly a piece of TeX holds together; looser pieces are put in parentheses.
enum Binding { kSum, kNegation, kProduct, kPower, kAtom };

struct Piece {
  std::string tex;
  Binding binding;
};

std::string parenthesised(const std::string& tex) { return "\\left(" + tex + "\\right)"; }
std::string atLeast(const Piece& piece, Binding binding) {
  return piece.binding >= binding ? piece.tex : parenthesised(piece.tex);
}

Piece number(double x) {
  if (x == 3.14159265358979323846) return {"\\pi", kAtom};
  if (x == 2.71828182845904523536) return {"e", kAtom};
  const std::string text = formatNumber(x);
  const std::size_t exponent = text.find('e');
  if (exponent == std::string::npos) return {text, kAtom};
  const int power = std::stoi(text.substr(exponent + 1));
  return {text.substr(0, exponent) + " \\cdot 10^{" + std::to_string(power) + "}", kProduct};
}

/// x, x_1, w_{12}, \mathrm{speed}: names hold letters, digits and _ only.
std::string variable(const std::string& name) {
  std::size_t end = name.find_first_of("0123456789_");
  if (end == std::string::npos) end = name.size();
  const std::string head = end == 1 ? name.substr(0, 1) : "\\mathrm{" + name.substr(0, end) + "}";
  std::string index;
  for (const char c : name.substr(end)) {
    if (c != '_') index += c;
  }
  return index.empty() ? head : head + "_{" + index + "}";
}

const char* functionTex(Op op) {
  switch (op) {
    case Op::kSin:
      return "\\sin";
    case Op::kCos:
      return "\\cos";
    case Op::kTan:
      return "\\tan";
    case Op::kAsin:
      return "\\arcsin";
    case Op::kAcos:
      return "\\arccos";
    case Op::kAtan:
      return "\\arctan";
    case Op::kSinh:
      return "\\sinh";
    case Op::kCosh:
      return "\\cosh";
    case Op::kTanh:
      return "\\tanh";
    case Op::kLog:
      return "\\log";
    case Op::kLog2:
      return "\\log_{2}";
    case Op::kLog10:
      return "\\log_{10}";
    case Op::kSign:
      return "\\operatorname{sign}";
    case Op::kRound:
      return "\\operatorname{round}";
    case Op::kSigmoid:
      return "\\sigma";
    case Op::kRelu:
      return "\\operatorname{relu}";
    case Op::kSoftplus:
      return "\\operatorname{softplus}";
    case Op::kMin:
      return "\\min";
    case Op::kMax:
      return "\\max";
    default:
      return "";
  }
}

Piece product(const Piece& a, const Piece& b, bool leftIsNumber) {
  const std::string left = atLeast(a, kProduct), right = atLeast(b, kPower);
  const bool digit = right[0] >= '0' && right[0] <= '9';
  return {left + (digit ? " \\cdot " : leftIsNumber ? " " : "\\,") + right, kProduct};
}

Piece compose(Op op, const Piece& a, const Piece& b, bool leftIsNumber) {
  switch (op) {
    case Op::kNegate:
      return {"-" + atLeast(a, kProduct), kNegation};
    case Op::kAdd:
      return {a.tex + " + " + (b.binding == kNegation ? parenthesised(b.tex) : b.tex), kSum};
    case Op::kSubtract:
      return {a.tex + " - " + atLeast(b, kProduct), kSum};
    case Op::kMultiply:
      return product(a, b, leftIsNumber);
    case Op::kDivide:
      return {"\\frac{" + a.tex + "}{" + b.tex + "}", kPower};
    case Op::kPow:
      return {atLeast(a, kAtom) + "^{" + b.tex + "}", kPower};
    case Op::kExp:
      return {"e^{" + a.tex + "}", kPower};
    case Op::kSqrt:
      return {"\\sqrt{" + a.tex + "}", kAtom};
    case Op::kCbrt:
      return {"\\sqrt[3]{" + a.tex + "}", kAtom};
    case Op::kAbs:
      return {"\\left|" + a.tex + "\\right|", kAtom};
    case Op::kFloor:
      return {"\\left\\lfloor " + a.tex + "\\right\\rfloor", kAtom};
    case Op::kCeil:
      return {"\\left\\lceil " + a.tex + "\\right\\rceil", kAtom};
    case Op::kMin:
    case Op::kMax:
      return {functionTex(op) + parenthesised(a.tex + ", " + b.tex), kPower};
    // A call is no atom: sin(x)^2 is clearer with parentheses around the call.
    default:
      return {functionTex(op) + parenthesised(a.tex), kPower};
  }
}

}  // namespace

std::string Expression::tex() const {
  std::vector<Piece> pieces;
  pieces.reserve(nodes_.size());
  for (const Node& node : nodes_) {
    if (node.op == Op::kNumber) {
      pieces.push_back(number(node.number));
    } else if (node.op == Op::kVariable) {
      pieces.push_back({variable(variables_[node.a]), kAtom});
    } else {
      pieces.push_back(compose(node.op, pieces[node.a], pieces[node.b], nodes_[node.a].op == Op::kNumber));
      // Every node is used once: what has been built in needs no second copy.
      pieces[node.a].tex.clear();
      pieces[node.a].tex.shrink_to_fit();
    }
  }
  return pieces.back().tex;
}

Value describe(const Expression& expression) {
  Value names = Value::array();
  for (const auto& name : expression.variables()) names.push(name);
  return Value::object()
      .set("expression", expression.text())
      .set("variables", std::move(names))
      .set("formula", expression.tex());
}

}  // namespace descent
