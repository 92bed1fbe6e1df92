// What sets of drawn pictures have in common: where a thing stands in its picture, and the loop over
// pictures.
//
// Drawings have the same bytes everywhere. So shapes are handed over in braces: their numbers, many of them
// random, are evaluated from left to right then, where compilers order the arguments of a call as they like.
#pragma once

#include <cstdint>

#include "core/base/rng.hpp"
#include "core/base/value.hpp"
#include "core/data/dataset.hpp"

namespace descent {

/// How a thing is turned, sized, shifted and mirrored in a square picture whose sides run from -1 to 1, y
/// down.
class Pose {
 public:
  struct Limits {
    double turn;  ///< the tangent of half the largest angle
    double smallest, largest, shift, mirrored;
  };
  Pose(Rng& rng, const Limits& limits, Index side) : side_(static_cast<double>(side)) {
    // The tangent of half the angle gives sine and cosine without a library's rounding.
    const double t = rng.uniform(-limits.turn, limits.turn);
    const double scale = 1 / rng.uniform(limits.smallest, limits.largest);
    cos_ = scale * (1 - t * t) / (1 + t * t);
    sin_ = scale * 2 * t / (1 + t * t);
    dx_ = rng.uniform(-limits.shift, limits.shift);
    dy_ = rng.uniform(-limits.shift, limits.shift);
    mirror_ = rng.uniform() < limits.mirrored ? -1 : 1;
    edge_ = 0.5 * side_ / scale;
  }

  /// The middle of pixel number i of a row or column.
  double middle(Index i) const { return 2 * (static_cast<double>(i) + 0.5) / side_ - 1; }

  struct Point {
    double x, y;
  };
  /// The middle of a pixel in the coordinates of the thing, x to the right and y down, about -1..1.
  Point at(Index row, Index column) const {
    const double u = (middle(column) - dx_) * mirror_, v = middle(row) - dy_;
    return {cos_ * u + sin_ * v, cos_ * v - sin_ * u};
  }
  /// How much of a pixel is covered whose middle is so far inside the edge of a shape.
  double cover(double inside) const {
    const double share = 0.5 + edge_ * inside;
    return share < 0 ? 0 : share > 1 ? 1 : share;
  }

 private:
  double side_, cos_, sin_, dx_, dy_, mirror_, edge_;
};

/// `rows` pictures of random classes: draw(rng, label, bytes) makes one. Picture number first + i is a
/// function of the seed and that number alone; `stream` keeps one kind's random numbers apart from
/// another's.
template <class F>
Dataset drawings(Index rows, Index columns, Index classes, std::uint64_t seed, std::uint64_t stream,
                 Index first, F&& draw) {
  Dataset data;
  data.rows = rows;
  data.columns = columns;
  data.classes = classes;
  data.synthetic = true;
  data.bytes.resize(static_cast<std::size_t>(rows * columns));
  data.labels.reserve(static_cast<std::size_t>(rows));
  for (Index i = 0; i < rows; ++i) {
    Rng rng(seed, stream + static_cast<std::uint64_t>(first + i));
    const std::uint32_t label = rng.below(static_cast<std::uint32_t>(classes));
    draw(rng, label, data.bytes.data() + i * columns);
    data.labels.push_back(static_cast<std::int32_t>(label));
  }
  return data;
}

/// What is asked for with { count, seed?, first? }.
struct DrawingRequest {
  Index count;
  std::uint64_t seed;
  Index first;
};
/// Refused with more than `most` pictures.
Result<DrawingRequest> readDrawingRequest(const Value& request, std::int64_t most);

/// Noise of one pixel between -3 and 3: the sum of three uniform numbers is bell-shaped enough, and the same
/// with every math library.
inline double grain(Rng& rng) {
  double sum = rng.uniform(-1, 1);
  sum += rng.uniform(-1, 1);
  return sum + rng.uniform(-1, 1);
}

}  // namespace descent
