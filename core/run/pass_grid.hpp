// The order of coarse-first pictures: every 16th pixel of every 16th row, then every 8th ..., each pass only
// what the ones before have left.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace descent {

/// What one pass adds to a picture of width × height pixels.
struct PassGrid {
  /// Every so many pixels in the first pass; halved from pass to pass.
  static constexpr std::int64_t kCoarsest = 16;
  static constexpr std::int64_t divideUp(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

  std::int64_t block, width, columns, rows, odd;  ///< odd: columns that the pass before does not have
  bool first;

  PassGrid(std::size_t pass, std::int64_t pictureWidth, std::int64_t pictureHeight)
      : block(kCoarsest >> pass),
        width(pictureWidth),
        columns(divideUp(pictureWidth, block)),
        rows(divideUp(pictureHeight, block)),
        odd(columns / 2),
        first(pass == 0) {}

  /// All of its grid, or every second one of a row where the pass before has the others.
  std::int64_t pixels() const {
    return first ? columns * rows : (rows / 2) * (odd + columns) + (rows % 2) * odd;
  }
  /// The place of the pass's k-th pixel. After the first pass rows of the grid alternate: one adds every
  /// second pixel, the next all.
  std::size_t place(std::int64_t k) const {
    std::int64_t row = 0, column = 0;
    if (first) {
      row = k / columns;
      column = k % columns;
    } else {
      const std::int64_t pair = odd + columns, rest = k % pair;
      const bool every = rest >= odd;
      row = 2 * (k / pair) + (every ? 1 : 0);
      column = every ? rest - odd : 2 * rest + 1;
    }
    return static_cast<std::size_t>(row * block * width + column * block);
  }
};

/// Pixels of each pass.
inline std::vector<std::uint32_t> passSizes(std::int64_t width, std::int64_t height) {
  std::vector<std::uint32_t> sizes;
  for (std::size_t p = 0; (PassGrid::kCoarsest >> p) > 0; ++p)
    sizes.push_back(static_cast<std::uint32_t>(PassGrid(p, width, height).pixels()));
  return sizes;
}

}  // namespace descent
