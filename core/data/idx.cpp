#include "core/data/idx.hpp"

#include <algorithm>
#include <string>

namespace descent {
namespace {

Error bad(std::string message, const std::string& path) {
  return {ErrorCode::kBadData, std::move(message), path};
}

std::uint32_t bigEndian(std::span<const std::uint8_t> b, std::size_t at) {
  return (static_cast<std::uint32_t>(b[at]) << 24) | (static_cast<std::uint32_t>(b[at + 1]) << 16) |
         (static_cast<std::uint32_t>(b[at + 2]) << 8) | static_cast<std::uint32_t>(b[at + 3]);
}

std::string hex(std::uint32_t x) {
  std::string s = "0x";
  for (int shift = 28; shift >= 0; shift -= 4) s += "0123456789abcdef"[(x >> shift) & 15];
  return s;
}

}  // namespace

Result<IdxFile> parseIdx(std::span<const std::uint8_t> bytes, const std::string& path) {
  if (bytes.size() < 4) {
    return bad(path + ": truncated, " + std::to_string(bytes.size()) +
                   " bytes; an IDX file starts with a magic of 4",
               path);
  }
  const std::uint32_t magic = bigEndian(bytes, 0);
  if ((magic >> 16) == 0x1f8b)
    return bad(path + ": still compressed with gzip; IDX bytes were expected", path);
  if ((magic >> 16) != 0)
    return bad(path + ": the magic " + hex(magic) + " is not that of an IDX file", path);
  if (((magic >> 8) & 0xff) != 0x08) {
    return bad(path + ": the magic " + hex(magic) + " announces another type than unsigned bytes (0x08)",
               path);
  }
  const std::size_t rank = magic & 0xff;
  if (rank < 1 || rank > 4) {
    return bad(path + ": the magic announces " + std::to_string(rank) + " dimensions; 1 to 4 are supported",
               path);
  }
  const std::size_t header = 4 + 4 * rank;
  if (bytes.size() < header) {
    return bad(path + ": truncated inside the header, " + std::to_string(bytes.size()) + " of " +
                   std::to_string(header) + " bytes",
               path);
  }
  IdxFile file;
  std::uint64_t cells = 1;
  for (std::size_t d = 0; d < rank; ++d) {
    const std::uint32_t n = bigEndian(bytes, 4 + 4 * d);
    if (n == 0) return bad(path + ": dimension " + std::to_string(d) + " is 0", path);
    const auto limit = static_cast<std::uint64_t>(d == 0 ? kMaxRows : kMaxColumns);
    // Checked factor by factor, so that the product stays far below 2^64.
    if (n > limit || cells * n > static_cast<std::uint64_t>(kMaxCells)) {
      return Error{ErrorCode::kTooLarge,
                   path + ": dimension " + std::to_string(d) + " is " + std::to_string(n) +
                       ", more than the lab takes on",
                   path};
    }
    cells *= n;
    file.dims.push_back(n);
  }
  const std::uint64_t found = bytes.size() - header;
  if (found != cells) {
    return bad(path + ": " + (found < cells ? "truncated, " : "too long, ") + std::to_string(found) +
                   " bytes of data; the header announces " + std::to_string(cells),
               path);
  }
  file.data = bytes.subspan(header);
  return file;
}

Result<Dataset> parseIdxPair(std::span<const std::uint8_t> images, std::span<const std::uint8_t> labels,
                             Index classes) {
  DESCENT_TRY(const IdxFile image, parseIdx(images, "images"));
  DESCENT_TRY(const IdxFile label, parseIdx(labels, "labels"));
  if (image.dims.size() < 2)
    return bad("images: one dimension only; this looks like a file of labels", "images");
  if (label.dims.size() != 1) {
    return bad(
        "labels: " + std::to_string(label.dims.size()) + " dimensions; this looks like a file of images",
        "labels");
  }
  if (image.dims[0] != label.dims[0]) {
    return bad("labels: " + std::to_string(label.dims[0]) + " labels for " + std::to_string(image.dims[0]) +
                   " images",
               "labels");
  }
  std::uint64_t columns = 1;
  for (std::size_t d = 1; d < image.dims.size(); ++d) columns *= image.dims[d];
  if (classes == 0) {
    classes =
        std::max<Index>(2, 1 + static_cast<Index>(*std::max_element(label.data.begin(), label.data.end())));
  }
  return makeDataset(std::vector<std::uint8_t>(image.data.begin(), image.data.end()), label.data,
                     static_cast<Index>(columns), classes);
}

}  // namespace descent
