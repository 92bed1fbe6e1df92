// A small JSON reader for tests: committed oracle files, and configurations written as literals.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "core/base/value.hpp"

namespace descent::test {

/// Reads the subset of JSON that this repository writes: no escapes in strings but \" and \\. A syntax error
/// fails the running test and yields null.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  Value read() {
    Value v = value();
    skip();
    if (at_ != text_.size()) fail("text after the value");
    return failed_ ? Value() : v;
  }

 private:
  void skip() {
    while (at_ < text_.size() && std::string_view(" \t\r\n,:").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }
  bool take(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool word(std::string_view w) {
    if (text_.substr(at_, w.size()) != w) return false;
    at_ += w.size();
    return true;
  }
  void fail(const char* what) {
    if (!failed_) ADD_FAILURE() << "JSON: " << what << " at " << at_;
    failed_ = true;
    at_ = text_.size();
  }
  std::string string() {
    std::string s;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') ++at_;
      if (at_ < text_.size()) s += text_[at_++];
    }
    if (at_ >= text_.size()) fail("a string without end");
    ++at_;
    return s;
  }
  Value value() {
    if (take('{')) {
      Value v = Value::object();
      while (!failed_ && !take('}')) {
        if (!take('"')) {
          fail("expected a key");
          break;
        }
        std::string key = string();
        v.set(key, value());
      }
      return v;
    }
    if (take('[')) {
      Value::Array items;
      while (!failed_ && !take(']')) items.push_back(value());
      return Value(std::move(items));
    }
    if (take('"')) return Value(string());
    if (word("true")) return Value(true);
    if (word("false")) return Value(false);
    if (word("null")) return Value();
    // Numbers are read by strtod, which needs the text to end somewhere: 40 characters hold any of ours.
    const std::string digits(text_.substr(at_, 40));
    char* end = nullptr;
    const double number = std::strtod(digits.c_str(), &end);
    if (end == digits.c_str()) fail("expected a value");
    at_ += static_cast<std::size_t>(end - digits.c_str());
    return Value(number);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

inline Value json(std::string_view text) { return JsonReader(text).read(); }

inline Value readJsonFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    ADD_FAILURE() << "cannot read " << path;
    return {};
  }
  std::ostringstream text;
  text << file.rdbuf();
  return json(text.str());
}

}  // namespace descent::test
