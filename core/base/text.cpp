#include "core/base/text.hpp"

#include "core/base/decimal.hpp"

namespace descent {

void Part::appendTo(std::string& text) const {
  switch (kind_) {
    case Kind::kCharacters:
      text += static_cast<const char*>(what_);
      break;
    case Kind::kView:
      text += *static_cast<const std::string_view*>(what_);
      break;
    case Kind::kString:
      text += *static_cast<const std::string*>(what_);
      break;
    case Kind::kNumber:
      text += formatNumber(*static_cast<const double*>(what_));
      break;
    case Kind::kInt:
      text += std::to_string(*static_cast<const std::int32_t*>(what_));
      break;
    case Kind::kUnsigned:
      text += std::to_string(*static_cast<const std::uint32_t*>(what_));
      break;
    case Kind::kLong:
      text += std::to_string(*static_cast<const std::int64_t*>(what_));
      break;
  }
}

std::string filled(const char* sentence, std::initializer_list<Part> parts) {
  std::string whole;
  const Part* part = parts.begin();
  for (; *sentence != '\0'; ++sentence) {
    if (*sentence == '#' && part != parts.end()) {
      (part++)->appendTo(whole);
    } else {
      whole += *sentence;
    }
  }
  return whole;
}

}  // namespace descent
