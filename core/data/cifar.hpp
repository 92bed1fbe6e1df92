// The binary version of CIFAR-10 (Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/data/dataset.hpp"

namespace descent {

inline constexpr Index kCifarSide = 32, kCifarChannels = 3;
inline constexpr std::size_t kCifarRecord = 1 + kCifarSide * kCifarSide * kCifarChannels;  ///< 3073 bytes

/// The names of the ten classes, by label.
std::span<const std::string_view> cifarClasses();

/// A batch: records of a label and three planes (red, green, blue) of 32 × 32 bytes, any number of them. The
/// rows of the data set are the planes as in the file. Refused, with what was found: a compressed file, a
/// length that is no multiple of the record (also CIFAR-100's record of 3074, by name), a label above 9.
/// `path` names the file in errors: `file`, or `file[17]` for the 17th record.
Result<Dataset> parseCifar(std::span<const std::uint8_t> bytes, const std::string& path);

}  // namespace descent
