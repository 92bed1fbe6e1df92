// Scalar, vector and matrix aliases of the whole core.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace descent {

using Index = Eigen::Index;

template <class T>
using Vec = Eigen::Matrix<T, Eigen::Dynamic, 1>;
template <class T>
using Mat = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

/// A writable view of contiguous elements; never owns, never resizes.
template <class T>
using VecRef = Eigen::Ref<Vec<T>>;
/// A read-only view of contiguous elements.
template <class T>
using ConstVecRef = const Eigen::Ref<const Vec<T>>&;

}  // namespace descent
