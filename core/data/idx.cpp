#include "core/data/idx.hpp"

#include <algorithm>
#include <string>

#include "core/base/text.hpp"

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
    return bad(filled("#: truncated, # bytes; an IDX file starts with a magic of 4", {path, bytes.size()}),
               path);
  }
  const std::uint32_t magic = bigEndian(bytes, 0);
  if ((magic >> 16) == 0x1f8b)
    return bad(filled("#: still compressed with gzip; IDX bytes were expected", {path}), path);
  if ((magic >> 16) != 0)
    return bad(filled("#: the magic # is not that of an IDX file", {path, hex(magic)}), path);
  if (((magic >> 8) & 0xff) != 0x08) {
    return bad(filled("#: the magic # announces another type than unsigned bytes (0x08)", {path, hex(magic)}),
               path);
  }
  const std::size_t rank = magic & 0xff;
  if (rank < 1 || rank > 4) {
    return bad(filled("#: the magic announces # dimensions; 1 to 4 are supported", {path, rank}), path);
  }
  const std::size_t header = 4 + 4 * rank;
  if (bytes.size() < header) {
    return bad(filled("#: truncated inside the header, # of # bytes", {path, bytes.size(), header}), path);
  }
  IdxFile file;
  std::uint64_t cells = 1;
  for (std::size_t d = 0; d < rank; ++d) {
    const std::uint32_t n = bigEndian(bytes, 4 + 4 * d);
    if (n == 0) return bad(filled("#: dimension # is 0", {path, d}), path);
    const auto limit = static_cast<std::uint64_t>(d == 0 ? kMaxRows : kMaxColumns);
    // Checked factor by factor, so that the product stays far below 2^64.
    if (n > limit || cells * n > static_cast<std::uint64_t>(kMaxCells)) {
      return Error{ErrorCode::kTooLarge,
                   filled("#: dimension # is #, more than the lab takes on", {path, d, n}), path};
    }
    cells *= n;
    file.dims.push_back(n);
  }
  const std::uint64_t found = bytes.size() - header;
  if (found != cells) {
    return bad(filled("#: ## bytes of data; the header announces #",
                      {path, found < cells ? "truncated, " : "too long, ", found, cells}),
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
    return bad(filled("labels: # dimensions; this looks like a file of images", {label.dims.size()}),
               "labels");
  }
  if (image.dims[0] != label.dims[0]) {
    return bad(filled("labels: # labels for # images", {label.dims[0], image.dims[0]}), "labels");
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
