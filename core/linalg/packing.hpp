// How kernels_blocked.cpp lays out its operands: panels of kColumns columns, depth after depth, in which the
// inner loop of a product finds the numbers of one turn side by side; and the ways back. Moves of memory
// only, but for sumColumns(). All matrices are row-major; `stride` and `width` are distances from row to row.
#pragma once

#include <algorithm>

#include "core/base/types.hpp"
#include "core/linalg/kernels.hpp"
#include "core/linalg/simd.hpp"

namespace descent::linalg::blocked {

using namespace simd;

inline constexpr Index kColumns = kBatchBlock;

/// Columns of a B that is stored transposed (rows of the weights): panel[p][j] = rows[j][p].
inline void packTransposed(const float* rows, Index stride, Index depth, Index columns, float* panel) {
  for (Index j = 0; j < kColumns; j += 4) {
    Index p = 0;
    if (columns - j >= 4) {
      const float* const r = rows + j * stride;
      for (; p + 4 <= depth; p += 4) {
        F4 a = load(r + p), b = load(r + stride + p), c = load(r + 2 * stride + p),
           d = load(r + 3 * stride + p);
        transpose(a, b, c, d);
        float* const out = panel + p * kColumns + j;
        store(out, a);
        store(out + kColumns, b);
        store(out + 2 * kColumns, c);
        store(out + 3 * kColumns, d);
      }
    }
    for (; p < depth; ++p) {
      for (Index i = j; i < j + 4; ++i) panel[p * kColumns + i] = i < columns ? rows[i * stride + p] : 0.0f;
    }
  }
}

/// Columns of a row-major B, panel after panel: panel[p][j] = b[p][j].
inline void packColumns(const float* b, Index stride, Index depth, Index columns, float* panel) {
  for (; columns > 0; columns -= kColumns, b += kColumns) {
    const float* row = b;
    for (Index p = 0; p < depth; ++p, row += stride, panel += kColumns) {
      if (columns >= kColumns) {
        for (Index j = 0; j < kColumns; j += 4) store(panel + j, load(row + j));
      } else {
        for (Index j = 0; j < kColumns; ++j) panel[j] = j < columns ? row[j] : 0.0f;
      }
    }
  }
}

/// Columns of `from` as contiguous rows of `depth` floats.
inline void packRows(const float* from, Index width, Index depth, Index columns, float* out) {
  Index r = 0;
  for (; r + 4 <= columns; r += 4) {
    const float* in = from + r;
    float* const to = out + r * depth;
    Index p = 0;
    for (; p + 4 <= depth; p += 4, in += 4 * width) {
      F4 a = load(in), b = load(in + width), c = load(in + 2 * width), d = load(in + 3 * width);
      transpose(a, b, c, d);
      store(to + p, a);
      store(to + depth + p, b);
      store(to + 2 * depth + p, c);
      store(to + 3 * depth + p, d);
    }
    for (; p < depth; ++p, in += width) {
      for (Index i = 0; i < 4; ++i) to[i * depth + p] = in[i];
    }
  }
  for (; r < columns; ++r) {
    for (Index p = 0; p < depth; ++p) out[r * depth + p] = from[p * width + r];
  }
}

/// sums[j] = sum of column j, on top of what is there unless `first`.
inline void sumColumns(const float* from, Index width, Index depth, Index columns, float* sums, bool first) {
  if (first) std::fill(sums, sums + columns, 0.0f);
  for (Index p = 0; p < depth; ++p, from += width) {
    Index j = 0;
    for (; j + 4 <= columns; j += 4) store(sums + j, load(sums + j) + load(from + j));
    for (; j < columns; ++j) sums[j] += from[j];
  }
}

/// y[j][r] = partial[r][j] for `rows` outputs of up to kColumns samples.
inline void turn(const float* partial, Index rows, Index samples, float* y, Index yStride) {
  Index r = 0;
  for (; r + 4 <= rows; r += 4) {
    for (Index j = 0; j < samples; j += 4) {
      const float* const at = partial + r * kColumns + j;
      F4 v[4] = {load(at), load(at + kColumns), load(at + 2 * kColumns), load(at + 3 * kColumns)};
      transpose(v[0], v[1], v[2], v[3]);
      for (Index i = 0; i < std::min(Index{4}, samples - j); ++i) store(y + (j + i) * yStride + r, v[i]);
    }
  }
  for (; r < rows; ++r) {
    for (Index j = 0; j < samples; ++j) y[j * yStride + r] = partial[r * kColumns + j];
  }
}

}  // namespace descent::linalg::blocked
