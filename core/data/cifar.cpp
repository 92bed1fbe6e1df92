#include "core/data/cifar.hpp"

#include <string>

#include "core/base/text.hpp"

namespace descent {
namespace {
constexpr std::string_view kNames[] = {"airplane", "automobile", "bird",  "cat",  "deer",
                                       "dog",      "frog",       "horse", "ship", "truck"};
}  // namespace

std::span<const std::string_view> cifarClasses() { return kNames; }

Result<Dataset> parseCifar(std::span<const std::uint8_t> bytes, const std::string& path) {
  const auto bad = [&](std::string message) { return Error{ErrorCode::kBadData, std::move(message), path}; };
  if (bytes.empty()) return bad(filled("#: the file is empty", {path}));
  if (bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b)
    return bad(filled("#: still compressed with gzip; a batch of CIFAR-10 was expected", {path}));
  if (bytes.size() % kCifarRecord != 0) {
    const bool hundred = bytes.size() % (kCifarRecord + 1) == 0;
    return bad(filled("#: # bytes are no whole number of records of # (a label and 32 × 32 × 3 bytes)#",
                      {path, bytes.size(), kCifarRecord,
                       hundred ? "; this looks like CIFAR-100, which has two labels a record" : ""}));
  }
  const std::size_t rows = bytes.size() / kCifarRecord;
  std::vector<std::uint8_t> images, labels;
  images.reserve(bytes.size() - rows);
  labels.reserve(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    const auto record = bytes.subspan(i * kCifarRecord, kCifarRecord);
    if (record[0] >= std::size(kNames)) {
      return Error{
          ErrorCode::kBadData,
          filled("#: the label of record # is #; CIFAR-10 has the classes 0 to 9", {path, i, int{record[0]}}),
          filled("#[#]", {path, i})};
    }
    labels.push_back(record[0]);
    images.insert(images.end(), record.begin() + 1, record.end());
  }
  return makeDataset(std::move(images), labels, kCifarRecord - 1, static_cast<Index>(std::size(kNames)));
}

}  // namespace descent
