// The IDX format of MNIST and Fashion-MNIST (LeCun, Cortes & Burges, 1998): bytes in, data set out.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/data/dataset.hpp"

namespace descent {

/// One IDX file of unsigned bytes: `dims[0]` items of the remaining dimensions each. `data` points into the
/// input.
struct IdxFile {
  std::vector<std::uint32_t> dims;
  std::span<const std::uint8_t> data;
};

/// Reads any IDX file of unsigned bytes with 1 to 4 dimensions. `path` names the file in errors. Refused,
/// with what was found and what was expected: a wrong magic (a still gzipped file is recognised), other
/// element types, truncated or trailing bytes, zero or absurd dimensions.
Result<IdxFile> parseIdx(std::span<const std::uint8_t> bytes, const std::string& path);

/// Images (at least 2 dimensions) and labels (1 dimension) that belong together. `classes` 0 takes the
/// largest label + 1. Paths in errors: `images`, `labels`, `labels[17]`.
Result<Dataset> parseIdxPair(std::span<const std::uint8_t> images, std::span<const std::uint8_t> labels,
                             Index classes = 0);

}  // namespace descent
