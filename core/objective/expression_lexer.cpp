#include "core/objective/expression_lexer.hpp"

#include "core/base/decimal.hpp"
#include "core/base/text.hpp"

namespace descent {

Lexer::Character Lexer::character(std::size_t i) const {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(at(k)); };
  const unsigned char first = byte(i);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || i + length > text_.size()) return {kInvalid, 1};
  char32_t code = first & (0xFFu >> (length + 1));
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte(i + k) & 0xC0u) != 0x80u) return {kInvalid, 1};
    code = (code << 6) | (byte(i + k) & 0x3Fu);
  }
  return {code, length};
}

int Lexer::superscript(char32_t code) {
  switch (code) {
    case 0x2070:
      return 0;
    case 0x00B9:
      return 1;
    case 0x00B2:
      return 2;
    case 0x00B3:
      return 3;
    default:
      return code >= 0x2074 && code <= 0x2079 ? static_cast<int>(code - 0x2070) : -1;
  }
}

void Lexer::readNumber() {
  std::size_t end = start_;
  while (isDigit(at(end))) ++end;
  if (at(end) == '.') ++end;
  while (isDigit(at(end))) ++end;
  // An exponent only if digits follow: 2e is twice Euler's number.
  if (at(end) == 'e' || at(end) == 'E') {
    std::size_t digits = end + 1;
    if (at(digits) == '+' || at(digits) == '-') ++digits;
    if (isDigit(at(digits))) {
      end = digits;
      while (isDigit(at(end))) ++end;
    }
  }
  number_ = parseDecimal(text_.substr(start_, end - start_));
  position_ = end;
  token_ = Token::kNumber;
}

void Lexer::readSuperscripts() {
  number_ = 0;
  position_ = start_;
  for (;;) {
    const Character c = character(position_);
    const int digit = superscript(c.code);
    if (digit < 0) break;
    number_ = number_ * 10 + digit;
    position_ += c.bytes;
  }
  token_ = Token::kSuperscript;
}

void Lexer::advance() {
  while (at(position_) == ' ' || at(position_) == '\t' || at(position_) == '\n' || at(position_) == '\r') {
    ++position_;
    ++nextColumn_;
  }
  start_ = position_;
  column_ = nextColumn_;
  if (position_ >= text_.size()) {
    token_ = Token::kEnd;
    return;
  }
  const Character c = character(position_);
  code_ = c.code;
  const char ascii = c.code < 0x80 ? static_cast<char>(c.code) : '\0';
  if (isDigit(ascii) || (ascii == '.' && isDigit(at(position_ + 1)))) {
    readNumber();
  } else if (isLetter(ascii)) {
    while (isLetter(at(position_)) || isDigit(at(position_)) || at(position_) == '_') ++position_;
    token_ = Token::kName;
  } else if (superscript(c.code) >= 0) {
    readSuperscripts();
  } else {
    position_ += c.bytes;
    switch (c.code) {
      case '+':
        token_ = Token::kPlus;
        break;
      case '-':
      case 0x2212:
        token_ = Token::kMinus;
        break;
      case '*':
        token_ = Token::kTimes;
        if (at(position_) == '*') {
          ++position_;
          token_ = Token::kPower;
        }
        break;
      case 0x00B7:
      case 0x00D7:
      case 0x22C5:
      case 0x2217:
        token_ = Token::kTimes;
        break;
      case '/':
      case 0x00F7:
        token_ = Token::kDivide;
        break;
      case '^':
        token_ = Token::kPower;
        break;
      case '(':
        token_ = Token::kOpen;
        break;
      case ')':
        token_ = Token::kClose;
        break;
      case ',':
        token_ = Token::kComma;
        break;
      case 0x03C0:
        token_ = Token::kName;
        break;  // pi
      default:
        token_ = Token::kBad;
        break;
    }
  }
  for (std::size_t i = start_; i < position_; i += character(i).bytes) ++nextColumn_;
}

namespace {
std::string hexadecimal(char32_t value, std::size_t digits) {
  std::string text;
  for (; value != 0 || text.size() < digits; value >>= 4) text.insert(0, 1, "0123456789ABCDEF"[value & 15u]);
  return text;
}
}  // namespace

std::string Lexer::shown() const {
  if (token_ == Token::kEnd) return "the end";
  if (token_ == Token::kSuperscript) return "a superscript";
  // Text that is no UTF-8, or that a page might not show, is named by its code.
  if (token_ == Token::kBad && (code_ < 0x20 || code_ >= 0x7F)) {
    if (code_ != kInvalid) return filled("the character U+#", {hexadecimal(code_, 4)});
    return filled("a byte that is no text (0x#)", {hexadecimal(static_cast<unsigned char>(at(start_)), 2)});
  }
  const std::string_view w = word();
  return filled("\"##\"", {w.substr(0, 24), w.size() > 24 ? "…" : ""});
}

}  // namespace descent
