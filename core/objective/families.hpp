// The rows of the table of objectives, one list per family; table.cpp joins them. Internal to core/objective.
#pragma once

#include "core/objective/table.hpp"

namespace descent::families {

std::span<const ObjectiveRow> univariate();
std::span<const ObjectiveRow> quadratics();
std::span<const ObjectiveRow> valleys();
std::span<const ObjectiveRow> manyMinima();
std::span<const ObjectiveRow> severalMinima();
std::span<const ObjectiveRow> rough();
std::span<const ObjectiveRow> saddles();
std::span<const ObjectiveRow> dataFits();

// Corners and points that several rows share.
inline constexpr double kMinus2[] = {-2, -2}, kPlus2[] = {2, 2};
inline constexpr double kMinus5[] = {-5, -5}, kPlus5[] = {5, 5};
inline constexpr double kMinus10[] = {-10, -10}, kPlus10[] = {10, 10};
inline constexpr double kZeroAtOrigin[] = {0, 0, 0};

}  // namespace descent::families
