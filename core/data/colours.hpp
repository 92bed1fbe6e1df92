// Drawn colour pictures: a synthetic stand-in with the shape and class names of CIFAR-10 (Krizhevsky, 2009),
// for when the real data are not at hand. Nothing in it was photographed.
#pragma once

#include <cstdint>

#include "core/base/value.hpp"
#include "core/data/dataset.hpp"

namespace descent {

/// `rows` pictures of 32 × 32, three planes (red, green, blue) of bytes each, with random classes
/// (cifarClasses()), pose, paint, surroundings, light and noise; marked synthetic. Picture number first + i
/// depends on the seed and that number alone, so sets with disjoint numbers serve for training and test.
Dataset syntheticColours(Index rows, std::uint64_t seed, Index first = 0);

/// The same from { count, seed?, first? }: 1 to 100,000 pictures.
Result<Dataset> makeColours(const Value& request);

}  // namespace descent
