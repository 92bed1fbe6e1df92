// The words of an expression. Internal to core/objective.
#pragma once

#include <string>
#include <string_view>

namespace descent {

/// What a piece of text is. Every sign that means the same (*, ·, ×) yields the same token.
enum class Token {
  kEnd,
  kNumber,
  kName,
  kPlus,
  kMinus,
  kTimes,
  kDivide,
  kPower,
  kSuperscript,
  kOpen,
  kClose,
  kComma,
  kBad
};

/// Reads one token after another from UTF-8 text; any bytes whatever are safe.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) { advance(); }

  Token token() const { return token_; }
  double number() const { return number_; }  ///< of kNumber (may be infinite) and kSuperscript
  std::string_view word() const {
    return text_.substr(start_, position_ - start_);
  }                                       ///< the text of the token
  int column() const { return column_; }  ///< of its first character, from 1
  void advance();

  /// The token for an error message: "x", end of the expression ...
  std::string shown() const;

  static bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
  static bool isDigit(char c) { return c >= '0' && c <= '9'; }

 private:
  struct Character {
    char32_t code;
    std::size_t bytes;
  };
  static constexpr char32_t kInvalid = 0xFFFFFFFF;

  char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  Character character(std::size_t i) const;
  static int superscript(char32_t code);
  void readNumber();
  void readSuperscripts();

  std::string_view text_;
  std::size_t start_ = 0, position_ = 0;
  int column_ = 0, nextColumn_ = 1;
  Token token_ = Token::kEnd;
  double number_ = 0;
  char32_t code_ = 0;
};

}  // namespace descent
