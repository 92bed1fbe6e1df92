// Drawn garments: a synthetic stand-in with the shapes and class names of Fashion-MNIST (Xiao, Rasul &
// Vollgraf, 2017), for when the real data are not at hand. Nothing in it was photographed.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/value.hpp"
#include "core/data/dataset.hpp"

namespace descent {

/// The ten class names of Fashion-MNIST, by label.
std::span<const std::string_view> garmentClasses();

inline constexpr Index kGarmentSide = 28;

/// `rows` drawings of 28 × 28 bytes with random classes, pose, width, shading and noise; marked synthetic.
/// Drawing number first + i depends on the seed and that number alone, so sets with disjoint numbers serve
/// for training and test.
Dataset syntheticGarments(Index rows, std::uint64_t seed, Index first = 0);

/// The same from { count, seed?, first? }: 1 to 1,000,000 drawings.
Result<Dataset> makeGarments(const Value& request);

}  // namespace descent
