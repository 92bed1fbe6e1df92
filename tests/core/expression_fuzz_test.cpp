// Hostile text never crashes the parser: whatever comes is refused with a sound error or evaluates like any
// other.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/base/rng.hpp"
#include "core/objective/expression.hpp"
#include "core/objective/table.hpp"

namespace descent {
namespace {

const std::string kSeeds[] = {
    "x^2 + 3*sin(y)",
    "(1-x)^2 + 100(y-x^2)^2",
    "-20exp(-0.2sqrt((x^2+y^2)/2)) - exp((cos(2pi x)+cos(2pi y))/2) + e + 20",
    "max(x, min(y, z)) + pow(abs(x), 1.5) - 2e-3x³",
    "3·x × 2 ÷ y − π²",
    "((((((((x))))))))",
    "sigmoid(relu(softplus(x))) ** -y",
};
const std::string kPieces[] = {"(",         ")",     "^", "**",   "-",      "+",        "*",
                               "/",         ",",     ".", "e",    "x",      "yy",       "1",
                               "9e9999999", "²",     "π", "\xff", "\xc3",   "\xe2\x88", std::string(1, '\0'),
                               "sin(",      "pow(",  " ", "max(", "x^x^x^", "((((((((", "--------",
                               "0/0",       "1e-400"};

bool validUtf8(const std::string& s) {
  for (std::size_t i = 0; i < s.size();) {
    const auto c = static_cast<unsigned char>(s[i]);
    const std::size_t n = c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC2 ? 2 : 0;
    if (n == 0 || i + n > s.size()) return false;
    for (std::size_t k = 1; k < n; ++k) {
      if ((static_cast<unsigned char>(s[i + k]) & 0xC0u) != 0x80u) return false;
    }
    i += n;
  }
  return true;
}

std::string mutated(Rng& rng) {
  const auto pick = [&](std::size_t n) {
    return static_cast<std::size_t>(rng.below(static_cast<std::uint32_t>(n)));
  };
  std::string text = kSeeds[pick(std::size(kSeeds))];
  for (std::size_t changes = 1 + pick(6); changes > 0; --changes) {
    const std::size_t at = pick(text.size() + 1);
    switch (pick(6)) {
      case 0:
        text.insert(at, kPieces[pick(std::size(kPieces))]);
        break;
      case 1:
        text.erase(at, 1 + pick(4));
        break;
      case 2:
        text.insert(at, 1, static_cast<char>(pick(256)));
        break;
      case 3:
        text.insert(at, text.substr(pick(text.size() + 1), pick(30)));
        break;
      case 4:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << pick(8)));
        break;
      default:
        text += kSeeds[pick(std::size(kSeeds))];
        break;
    }
  }
  return text;
}

TEST(ExpressionFuzz, MutatedTextIsReadOrRefusedButNeverCrashes) {
  Rng rng(987654321);
  int read = 0, refused = 0;
  Vec<double> g, v;
  Mat<double> h;
  for (int k = 0; k < 15000; ++k) {
    const std::string text = mutated(rng);
    auto config = parseObjective(Value::object().set("expression", text), 0);
    if (!config.ok()) {
      ++refused;
      const Error& error = config.error();
      EXPECT_TRUE(error.code() == ErrorCode::kSyntax || error.code() == ErrorCode::kTooLarge)
          << error.message();
      EXPECT_EQ(error.path(), "expression");
      EXPECT_TRUE(validUtf8(error.message())) << k;
      EXPECT_LT(error.message().size(), 400u);
      if (error.code() == ErrorCode::kSyntax) {
        ASSERT_EQ(error.message().rfind("column ", 0), 0u) << error.message();
        const int column = std::stoi(error.message().substr(7));
        EXPECT_GE(column, 1);
        EXPECT_LE(column, static_cast<int>(text.size()) + 1);
      }
      continue;
    }
    ++read;
    auto& problem = *config->problem;
    const Index n = problem.size();
    const Vec<double> x = Vec<double>::Constant(n, rng.uniform(-2, 2));
    g.resize(n);
    v = Vec<double>::Ones(n);
    problem.gradient(x, g);
    problem.hessian(x, h);
    problem.directional(x, v);
    problem.hessianVector(x, v, g);
    const std::string tex = config->expression->tex();
    EXPECT_TRUE(validUtf8(tex));
    EXPECT_EQ(std::count(tex.begin(), tex.end(), '{'), std::count(tex.begin(), tex.end(), '}'));
  }
  EXPECT_GT(read, 1000);
  EXPECT_GT(refused, 2000);
}

TEST(ExpressionFuzz, PureNoise) {
  Rng rng(5);
  for (int k = 0; k < 10000; ++k) {
    std::string text(rng.below(60), ' ');
    for (char& c : text) c = static_cast<char>(rng.below(k % 2 == 0 ? 256 : 128));
    auto config = parseObjective(Value::object().set("expression", text), 0);
    if (!config.ok()) {
      EXPECT_TRUE(validUtf8(config.error().message()));
    }
  }
}

/// What is printed as TeX's source must not depend on luck: reading a text twice gives the same tree.
TEST(ExpressionFuzz, ReadingIsDeterministic) {
  Rng rng(77);
  for (int k = 0; k < 2000; ++k) {
    const Value spec = Value::object().set("expression", mutated(rng));
    auto a = parseObjective(spec, 0), b = parseObjective(spec, 0);
    ASSERT_EQ(a.ok(), b.ok());
    if (a.ok()) {
      EXPECT_EQ(a->expression->tex(), b->expression->tex());
    } else {
      EXPECT_EQ(a.error().message(), b.error().message());
    }
  }
}

}  // namespace
}  // namespace descent
