#include "core/base/text.hpp"

#include "core/base/decimal.hpp"

namespace descent {

void Part::appendTo(std::string& text) const {
  switch (kind_) {
    case kTerminated:
      text += characters_;
      break;
    case kWhole:
      text += std::to_string(whole_);
      break;
    case kNumber:
      text += formatNumber(number_);
      break;
    default:
      text.append(characters_, static_cast<std::size_t>(kind_));
  }
}

std::string text(std::initializer_list<Part> parts) {
  std::string whole;
  for (const Part& part : parts) part.appendTo(whole);
  return whole;
}

}  // namespace descent
