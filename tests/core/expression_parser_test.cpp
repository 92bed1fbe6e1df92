// The grammar of expressions, their errors and their TeX.
#include <gtest/gtest.h>

#include <cmath>

#include "core/objective/expression.hpp"

namespace descent {
namespace {

double value(std::string_view text, std::vector<double> x = {}) {
  const auto e = Expression::parse(text);
  if (!e.ok()) {
    ADD_FAILURE() << text << ": " << e.error().message();
    return 0;
  }
  x.resize(e->variables().size());
  std::vector<double> scratch(e->nodes().size());
  return e->evaluate<double>(x, scratch);
}

TEST(Expression, PrecedenceAndAssociativity) {
  EXPECT_EQ(value("1+2*3"), 7);
  EXPECT_EQ(value("(1+2)*3"), 9);
  EXPECT_EQ(value("10-4-3"), 3);
  EXPECT_EQ(value("24/4/2"), 3);
  EXPECT_EQ(value("2^3^2"), 512);
  EXPECT_EQ(value("2**3**2"), 512);
  EXPECT_EQ(value("-2^2"), -4);
  EXPECT_EQ(value("(-2)^2"), 4);
  EXPECT_EQ(value("2^-1"), 0.5);
  EXPECT_EQ(value("2^-2^2"), 1.0 / 16);
  EXPECT_EQ(value("2*-3"), -6);
  EXPECT_EQ(value("--3"), 3);
  EXPECT_EQ(value("+3-+2"), 1);
  EXPECT_EQ(value("6/2*3"), 9);
  EXPECT_EQ(value("0^0"), 1);
}

TEST(Expression, ImplicitProducts) {
  EXPECT_EQ(value("2x", {5}), 10);
  EXPECT_EQ(value("2x^2", {3}), 18);
  EXPECT_EQ(value("x^2y", {3, 2}), 18);
  EXPECT_EQ(value("3sin(y)", {0.5}), 3 * std::sin(0.5));
  EXPECT_EQ(value("(x+1)(x-1)", {3}), 8);
  EXPECT_EQ(value("x(y+1)", {3, 4}), 15);
  EXPECT_EQ(value("2(3)x", {4}), 24);
  EXPECT_EQ(value("x y z", {2, 3, 4}), 24);
  EXPECT_EQ(value("2x/3", {6}), 4);
  EXPECT_EQ(value("-2x", {6}), -12);
  EXPECT_EQ(value("2pi x", {1}), 2 * std::acos(-1.0));
  EXPECT_EQ(value("2e"), 2 * std::exp(1.0));
  EXPECT_EQ(value("2e-x", {1}), 2 * std::exp(1.0) - 1);
  EXPECT_EQ(value("2exp(x)", {0}), 2);
}

TEST(Expression, NumbersAndTypography) {
  EXPECT_EQ(value("2e3"), 2000);
  EXPECT_EQ(value("1.5E-2"), 0.015);
  EXPECT_EQ(value(".5"), 0.5);
  EXPECT_EQ(value("5."), 5);
  EXPECT_EQ(value("x²", {3}), 9);
  EXPECT_EQ(value("2x³y¹⁰", {2, 1}), 16);
  EXPECT_EQ(value("3·x × 2 ÷ 4 − 1", {2}), 2);
  EXPECT_EQ(value("π"), std::acos(-1.0));
  EXPECT_EQ(value("  x\t+\n1 ", {1}), 2);
}

TEST(Expression, Functions) {
  EXPECT_EQ(value("ln(e)"), 1);
  EXPECT_EQ(value("log(x^2)", {9}), std::log(81.0));
  EXPECT_EQ(value("log2(8) + log10(1000)"), 6);
  EXPECT_EQ(value("max(x, y) - min(x, y)", {3, 7}), 4);
  EXPECT_EQ(value("pow(x, 3)", {2}), 8);
  EXPECT_EQ(value("sqrt(abs(x))", {-16}), 4);
  EXPECT_EQ(value("cbrt(-8) + floor(2.7) + ceil(2.2) + round(2.5) + sign(-3)"), -2 + 2 + 3 + 3 - 1);
  EXPECT_EQ(value("sigmoid(0) + relu(-2) + relu(3)"), 3.5);
  EXPECT_EQ(value("arcsin(1)"), std::asin(1.0));
  for (const auto name : expressionFunctions()) {
    const bool two = name == "min" || name == "max" || name == "pow";
    EXPECT_TRUE(Expression::parse(std::string(name) + (two ? "(x, y)" : "(x)")).ok()) << name;
    EXPECT_FALSE(Expression::parse(std::string(name) + (two ? "(x)" : "(x, y)")).ok()) << name;
    EXPECT_FALSE(Expression::parse(std::string(name) + "()").ok()) << name;
    EXPECT_FALSE(Expression::parse(std::string(name)).ok()) << name;
  }
}

TEST(Expression, VariablesAreThoseThatOccurOrThoseThatAreNamed) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(Expression::parse("y*x")->variables(), (Names{"x", "y"}));
  EXPECT_EQ(Expression::parse("z^2")->variables(), (Names{"z"}));
  EXPECT_EQ(Expression::parse("7")->variables(), (Names{"x"}));
  EXPECT_EQ(value("z - x", {1, 10}), 9);
  const Names named{"w1", "w2"};
  const auto e = Expression::parse("0.1 w1^2 + 2 w2^2", named);
  ASSERT_TRUE(e.ok());
  EXPECT_EQ(e->variables(), named);
  const Names order{"y", "x"};
  const auto swapped = Expression::parse("x - y", order);
  std::vector<double> scratch(swapped->nodes().size()), at{1, 10};
  EXPECT_EQ(swapped->evaluate<double>(at, scratch), 9);
  const Names wide{"x", "y"};
  EXPECT_EQ(Expression::parse("x^2", wide)->variables().size(), 2u) << "named variables need not occur";
}

void expectError(std::string_view text, ErrorCode code, std::string_view inMessage) {
  const auto e = Expression::parse(text);
  ASSERT_FALSE(e.ok()) << text;
  const Error error = Expression::parse(text).error();
  EXPECT_EQ(error.code(), code) << text << ": " << error.message();
  EXPECT_EQ(error.path(), "expression");
  EXPECT_NE(error.message().find(inMessage), std::string::npos) << text << ": " << error.message();
}

TEST(ExpressionErrors, NameColumnAndWhatWasExpected) {
  const auto syntax = [](std::string_view text, std::string_view message) {
    expectError(text, ErrorCode::kSyntax, message);
  };
  syntax("", "column 1: a number, a variable, a function or \"(\" was expected; the end was found");
  syntax("x+", "column 3: a number");
  syntax("x + * 2", "column 5");
  syntax("(x + 1", "column 7: an operator or \")\" was expected; the end");
  syntax("x + 1)", "column 6: an operator was expected; \")\" was found");
  syntax("2 3", "column 3: an operator was expected; \"3\" was found");
  syntax("x 3", "column 3: an operator");
  syntax("1.2.3", "column 4: an operator was expected; \".3\"");
  syntax("sin x", "column 5: \"(\" after \"sin\" was expected");
  syntax("max(x)", "column 6: \",\": \"max\" takes two arguments was expected");
  syntax("sin(x, y)", "column 6");
  syntax("x, y", "column 2: an operator");
  syntax("1/2x", "column 4: a product without a sign after a division is ambiguous");
  syntax("1/x(y)", "ambiguous");
  syntax("x²^3", "two powers in a row");
  syntax("x²³²^2", "two powers in a row");
  syntax("1e999", "column 1: the number is too large");
  syntax("x $ y", "column 3: an operator was expected; \"$\" was found");
  syntax("x + é", "column 5: a number");
  syntax("π·é", "column 3");  // columns count characters, not bytes
  syntax("x + \xff", "0xFF");
  syntax("x + \xe2\x88", "0xE2");  // a cut UTF-8 sequence
  syntax(std::string_view("x\0y", 3), "U+0000");
  syntax("sine(x)", "column 1: there is no \"sine\"; nearest: \"sin\"");
  syntax("x*y*xy", "column 5: there is no \"xy\"");
  syntax("xy", "a product of variables is written x*y");
  syntax("import('os')", "there is no \"import\"");
}

TEST(ExpressionErrors, Limits) {
  const auto repeated = [](std::string_view piece, int n) {
    std::string text;
    for (int i = 0; i < n; ++i) text += piece;
    return text;
  };
  EXPECT_TRUE(Expression::parse(repeated("(", 64) + "x" + repeated(")", 64)).ok());
  expectError(repeated("(", 65) + "x" + repeated(")", 65), ErrorCode::kTooLarge, "64 deep");
  expectError(repeated("-", 65) + "x", ErrorCode::kTooLarge, "64 deep");
  expectError(repeated("x^", 65) + "x", ErrorCode::kTooLarge, "64 deep");
  expectError(repeated("(", 1000), ErrorCode::kTooLarge, "64 deep");
  EXPECT_TRUE(Expression::parse(repeated("x+", 249) + "x").ok());  // 499 nodes
  expectError(repeated("x+", 250) + "x", ErrorCode::kTooLarge, "500");
  EXPECT_TRUE(Expression::parse(repeated(" ", 999) + "x").ok());
  expectError(repeated(" ", 1000) + "x", ErrorCode::kTooLarge, "1000 characters");
  EXPECT_TRUE(Expression::parse(repeated("π·", 200) + "x").ok()) << "characters are counted, not bytes";
  expectError(std::string(1 << 20, '\x80'), ErrorCode::kTooLarge, "1000 characters");
}

TEST(ExpressionErrors, Variables) {
  const auto refused = [](Value list, ErrorCode code, std::string_view path) {
    auto e = Expression::read(Value::object().set("expression", "1").set("variables", std::move(list)));
    ASSERT_FALSE(e.ok());
    EXPECT_EQ(e.error().code(), code) << e.error().message();
    EXPECT_EQ(e.error().path(), path) << e.error().message();
  };
  const auto names = [](std::initializer_list<const char*> list) {
    Value v = Value::array();
    for (const char* name : list) v.push(name);
    return v;
  };
  refused(names({"x", "x"}), ErrorCode::kSyntax, "variables[1]");
  refused(names({"x", "2x"}), ErrorCode::kSyntax, "variables[1]");
  refused(names({""}), ErrorCode::kSyntax, "variables[0]");
  refused(names({"a b"}), ErrorCode::kSyntax, "variables[0]");
  refused(names({"sin"}), ErrorCode::kSyntax, "variables[0]");
  refused(names({"x", "y", "e"}), ErrorCode::kSyntax, "variables[2]");
  refused(names({"a", "b", "c", "d"}), ErrorCode::kTooLarge, "variables");
  refused(names({}), ErrorCode::kInvalidType, "variables");
  refused(Value("x"), ErrorCode::kInvalidType, "variables");
  refused(Value::array().push(1.0), ErrorCode::kInvalidType, "variables[0]");
  refused(names({"abcdefghijklmnopq"}), ErrorCode::kSyntax, "variables[0]");
  EXPECT_EQ(Expression::read(Value::object().set("expression", 3.0)).error().path(), "expression");
  EXPECT_EQ(Expression::read(Value::object().set("expression", "x").set("varables", "x")).error().code(),
            ErrorCode::kUnknownKey);
}

TEST(ExpressionTex, ReadsLikeTheFormula) {
  const auto tex = [](std::string_view text) { return Expression::parse(text)->tex(); };
  EXPECT_EQ(tex("x^2 + 3*sin(y)"), "x^{2} + 3 \\sin\\left(y\\right)");
  EXPECT_EQ(tex("100(y-x^2)^2"), "100 \\left(y - x^{2}\\right)^{2}");
  EXPECT_EQ(tex("x/(y+1)"), "\\frac{x}{y + 1}");
  EXPECT_EQ(tex("(x/y)^2"), "\\left(\\frac{x}{y}\\right)^{2}");
  EXPECT_EQ(tex("2*3*x"), "2 \\cdot 3\\,x");
  EXPECT_EQ(tex("x*y"), "x\\,y");
  EXPECT_EQ(tex("x-(y-z)"), "x - \\left(y - z\\right)");
  EXPECT_EQ(tex("-(x+y)"), "-\\left(x + y\\right)");
  EXPECT_EQ(tex("x+-y"), "x + \\left(-y\\right)");
  EXPECT_EQ(tex("(-x)^2"), "\\left(-x\\right)^{2}");
  EXPECT_EQ(tex("x^-1"), "x^{-1}");
  EXPECT_EQ(tex("exp(-x^2)"), "e^{-x^{2}}");
  EXPECT_EQ(tex("sqrt(abs(x))"), "\\sqrt{\\left|x\\right|}");
  EXPECT_EQ(tex("pi*1e-7"), "\\pi \\left(1 \\cdot 10^{-7}\\right)");
  EXPECT_EQ(tex("1000000x + 0.00025 + 2e20"), "1000000 x + 0.00025 + 2 \\cdot 10^{20}");
  EXPECT_EQ(tex("max(x,y)"), "\\max\\left(x, y\\right)");
  const std::vector<std::string> names{"w_1", "speed", "k2"};
  EXPECT_EQ(Expression::parse("w_1 + speed + k2", names)->tex(), "w_{1} + \\mathrm{speed} + k_{2}");
}

}  // namespace
}  // namespace descent
